/** Error answers, in the same shape on both ports. */

import type { Response } from "express";

const problems = {
  invalid_request: { status: 400, message: "The request is not as this call expects it." },
  invalid_json: { status: 400, message: "The body is not valid JSON." },
  unauthorized: {
    status: 401,
    message: "Send a token of the admin port: authorization: Bearer <token>; docs/operations.md says where it is.",
  },
  host_not_allowed: {
    status: 403,
    message: "This port answers to localhost, to addresses and to the host names it was given, and to nobody else.",
  },
  origin_not_allowed: { status: 403, message: "Pages of other sites may not call this port." },
  csrf_token_required: {
    status: 403,
    message:
      "A call by cookie that changes something needs the header x-csrf-token (GET /api/session has its value) and its page's Origin.",
  },
  role_required: { status: 403, message: "This call needs another role." },
  not_editable: {
    status: 403,
    message: "The rules cannot be changed from here: the relay was started without --edit. Change the file where it runs.",
  },
  path_not_allowed: { status: 403, message: "Paths with . or .. in them are not followed." },
  not_found: { status: 404, message: "There is nothing at this path." },
  conflict: { status: 409, message: "What this is about is in another state than the call expects." },
  method_not_allowed: { status: 405, message: "This path is called with another method." },
  body_too_large: { status: 413, message: "The body is larger than any call of this port needs." },
  media_type_unsupported: { status: 415, message: "Send the body as JSON: content-type: application/json." },
  too_many_tries: { status: 429, message: "Too many wrong tokens came from this address; wait a minute." },
  too_busy: { status: 503, message: "Others do the same at this moment; try again when they are done." },
  not_written: { status: 503, message: "The rules file could not be written." },
  trial_failed: { status: 500, message: "The rules could not be tried." },
  internal: { status: 500, message: "The relay failed at this request; its log says why." },
  too_many_readers: { status: 503, message: "Too many readers follow the stream already." },
  store_unavailable: { status: 503, message: "The store cannot be used just now; /readyz says why." },
} as const;

export type ProblemCode = keyof typeof problems;

/** The longest message, as on the public port. */
const longest = 160;

/** `more` goes beside the error. */
export type Refuse = (response: Response, code: ProblemCode, message?: string, more?: object) => void;

/** `randomId` makes the id for people to quote. */
export function createRefuse(randomId: () => string): Refuse {
  return (response, code, message = problems[code].message, more = {}) => {
    const error = { code, message: message.slice(0, longest), request_id: randomId() };
    response.status(problems[code].status).json({ error, ...more });
  };
}
