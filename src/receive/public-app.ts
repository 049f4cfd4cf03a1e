/** The public port's other paths. They are few and slow, so Express serves them; webhooks never come here. */

import type { IncomingMessage } from "node:http";
import express, { type ErrorRequestHandler, type Express } from "express";
import { answer, errorAnswer, type WebhookErrorCode } from "./answer.ts";
import type { Missed } from "./missed.ts";

export interface PublicAppOptions {
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
  /** Adds paths. Requests that they do not serve, or fail at, are answered here. */
  readonly mount?: (app: Express) => void;
  /** Called with requests to unknown paths. */
  readonly missed?: Missed;
  /** Requests of another program's server. Unknown paths go back to it. */
  readonly isMounted?: (request: IncomingMessage) => boolean;
}

export function createPublicApp({ randomId, mount, missed, isMounted }: PublicAppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  mount?.(app);
  app.use((request, response, next) => {
    if (isMounted?.(request)) return next();
    const requestId = randomId();
    missed?.(request, requestId);
    answer(response, errorAnswer("not_found", requestId));
  });
  app.use(refuseBroken(randomId));
  return app;
}

/** Express recognises an error handler by its four parameters; its own would print the error. */
function refuseBroken(randomId: () => string): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) next(error);
    else answer(response, errorAnswer(codeOf(error), randomId()));
  };
}

/** Express and its parsers mark errors of the sender. */
function codeOf(error: unknown): WebhookErrorCode {
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 500;
  if (status === 413) return "body_too_large";
  return status >= 400 && status < 500 ? "bad_request" : "internal";
}
