/** Answers of the public port: a refusal can be made to wait, whoever gives it. */

import { type IncomingMessage, ServerResponse } from "node:http";
import type { RefusalPace } from "./refusal-pace.ts";

/** The class of a server's answers. Node makes one for each request; a good answer never waits. */
export function pacedResponse(pace: RefusalPace): typeof ServerResponse {
  return class PacedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
    override end(...rest: readonly unknown[]): this {
      const end = () => void super.end(...(rest as [])); // what it was called with
      if (this.statusCode >= 400 && this.statusCode < 500) pace.wait(this.req, end);
      else end();
      return this;
    }
  };
}
