/** Answers of the public port: a refusal can be made to wait, whoever gives it. */

import { type IncomingMessage, ServerResponse } from "node:http";
import type { Guard } from "../core/guard.ts";
import type { RefusalPace } from "./refusal-pace.ts";

/** The class of a server's answers. Node makes one for each request; a good answer never waits. What waits is given by a timer. */
export function pacedResponse(pace: RefusalPace, guard: Guard): typeof ServerResponse {
  return class PacedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
    override end(...rest: readonly unknown[]): this {
      const end = () => void super.end(...(rest as [])); // what it was called with
      if (this.statusCode >= 400 && this.statusCode < 500) guard(pace.wait)(this.req, guard(end));
      else end();
      return this;
    }
  };
}
