/** Answers of the public port. A refusal can be delayed, whatever code gives it. */

import { type IncomingMessage, ServerResponse } from "node:http";
import type { Guard } from "../core/guard.ts";
import type { RefusalPace } from "./refusal-pace.ts";

/** The class of a server's responses. Node makes one for each request; a good answer never waits. A timer gives delayed ones. */
export function pacedResponse(pace: RefusalPace, guard: Guard): typeof ServerResponse {
  return class PacedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
    override end(...rest: readonly unknown[]): this {
      const end = () => void super.end(...(rest as [])); // its own arguments
      if (this.statusCode >= 400 && this.statusCode < 500) guard(pace.wait)(this.req, guard(end));
      else end();
      return this;
    }
  };
}
