/** The public port's other paths. They are few and slow, so Express serves them; webhooks never come here. */

import type { IncomingMessage } from "node:http";
import express, { type ErrorRequestHandler, type Express } from "express";
import { answer, errorAnswer, type WebhookErrorCode } from "./answer.ts";
import type { Missed } from "./missed.ts";

export interface PublicAppOptions {
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
  /** Adds paths. What they do not serve, or fail at, is answered here. */
  readonly mount?: (app: Express) => void;
  /** To be told of what nothing serves. */
  readonly missed?: Missed;
  /** Requests that another server has passed to us: what nothing serves goes back to it. */
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

/** Express knows an error handler by its four parameters; its own would print the error. */
function refuseBroken(randomId: () => string): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) next(error);
    else answer(response, errorAnswer(codeOf(error), randomId()));
  };
}

/** Express and its parsers mark what was the sender's fault. */
function codeOf(error: unknown): WebhookErrorCode {
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 500;
  if (status === 413) return "body_too_large";
  return status >= 400 && status < 500 ? "bad_request" : "internal";
}
