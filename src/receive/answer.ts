/** Every answer of the public port: fixed texts of at most 512 bytes, without anything from the request. */

import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { second } from "../core/time.ts";

interface Fixed {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const errors = {
  signature_missing: {
    status: 401,
    message:
      "The request has neither a signature nor the secret in a header. Let the sender show the secret in the header x-webhook-secret. Where rules.yaml has verify: without headers:, add them: verify: { headers: [x-webhook-secret] }.",
  },
  signature_invalid: { status: 401, message: "The signature does not match the body and any secret of this source." },
  slack_signature_missing: { status: 401, message: "The request has no X-Slack-Signature or no X-Slack-Request-Timestamp header." },
  slack_signature_invalid: { status: 401, message: "The signature does not match the body and SLACK_SIGNING_SECRET." },
  slack_timestamp_out_of_tolerance: { status: 401, message: "X-Slack-Request-Timestamp is not within 300 seconds of this server's clock." },
  timestamp_out_of_tolerance: { status: 401, message: "The time of the signature is too far from this server's clock." },
  scheme_mismatch: { status: 401, message: "The signature belongs to another signing scheme than the headers or the source say." },
  credentials_invalid: {
    status: 401,
    message: "A header that this source requires is missing, or a header shows another value than the secret.",
  },
  identity_key_invalid: {
    status: 401,
    message: "The request has no authorization: Bearer <key>, or the key is none of AVATAR_RELAY_IDENTITY_KEY.",
  },
  identity_invalid: {
    status: 400,
    message:
      "Expected a JSON object with some of email (one address), phone, name, first_name, last_name, external_id, order (texts of 1 to 512 characters) and traits (an object), and nothing else. null takes a value back.",
  },
  origin_not_allowed: { status: 403, message: "A page of another site may not send here, where nothing proves who sends." },
  ip_not_allowed: { status: 403, message: "The sender's address is not in the allow-list of this source." },
  not_found: { status: 404, message: "There is nothing at this path." },
  method_not_allowed: { status: 405, message: "Webhooks are sent with POST.", headers: { allow: "POST" } },
  request_timeout: { status: 408, message: "The request did not arrive in time." },
  body_too_large: { status: 413, message: "The body is larger than this source accepts." },
  body_in_pieces: { status: 400, message: "The body comes in too many small pieces: send it with Content-Length." },
  encoding_unsupported: { status: 415, message: "The body must be sent without Content-Encoding: its signed bytes decide." },
  media_type_unsupported: { status: 415, message: "Forms are not accepted: send the JSON as the body." },
  headers_too_large: { status: 431, message: "The request's headers are too large." },
  bad_request: { status: 400, message: "The request is not valid HTTP." },
  internal: {
    status: 500,
    message: "The relay failed at this request, and may not have stored it. The same bytes may be sent again: they count once.",
  },
  overloaded: {
    status: 503,
    message: "Too many requests are unfinished, and this one was the longest. The same bytes may be sent again.",
    headers: { "retry-after": "1" },
  },
  storage_full: {
    status: 503,
    message: "The relay's disk is full: the event is not stored. The same bytes may be sent again.",
    headers: { "retry-after": "5" },
  },
  storage_slow: {
    status: 503,
    message: "The relay could not store the event in time. The same bytes may be sent again: they count once.",
    headers: { "retry-after": "1" },
  },
  storage_down: {
    status: 503,
    message: "The relay cannot store events just now. The same bytes may be sent again: they count once.",
    headers: { "retry-after": "1" },
  },
} as const satisfies Record<string, Fixed>;

/** The code of an error answer, for programs and metrics. */
export type WebhookErrorCode = keyof typeof errors;

/** All errors, for people. */
export const errorList: readonly { readonly code: WebhookErrorCode; readonly status: number; readonly message: string }[] = Object.entries(
  errors,
).map(
  ([code, { status, message }]) => ({ code: code as WebhookErrorCode, status, message }), // its keys are the codes
);

export interface WebhookAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `requestId` (26 characters) is for people to quote. */
export function errorAnswer(code: WebhookErrorCode, requestId: string): WebhookAnswer {
  const { status, message, headers }: Fixed = errors[code];
  return { status, headers: headers ?? {}, body: JSON.stringify({ error: { code, message, request_id: requestId } }) };
}

/** Writes an answer at once. */
export function answer(response: ServerResponse, { status, headers, body }: WebhookAnswer): void {
  response.writeHead(status, headersOf(body, headers));
  response.end(body);
}

/** How long a sender may take to read the answer before its connection ends. */
const lingerFor = 1 * second;

/**
 * Answers a request without reading its body, and ends the connection later: closing a socket with unread bytes resets it,
 * and the reset can overtake the answer.
 */
export function answerAndHangUp(request: IncomingMessage, response: ServerResponse, { status, headers, body }: WebhookAnswer): void {
  request.pause();
  response.writeHead(status, headersOf(body, { ...headers, connection: "close" }));
  response.write(body);
  const timer = setTimeout(() => response.end(), lingerFor);
  response.once("close", () => clearTimeout(timer));
}

/** The answer as the bytes of an HTTP response, for a connection that never became a request. */
export function answerText({ status, headers, body }: WebhookAnswer): string {
  const lines = Object.entries(headersOf(body, { ...headers, connection: "close" })).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, "", body].join("\r\n");
}

function headersOf(body: string, headers: Readonly<Record<string, string>>): Record<string, string> {
  return { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)), ...headers };
}
