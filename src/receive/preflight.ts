/** Answers a browser's pre-flight request (Fetch standard, 3.3.3): some vendors check an address that way. */

import type { ServerResponse } from "node:http";

export function preflightAnswer(response: ServerResponse): void {
  response.writeHead(204, {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "content-type",
    "content-length": "0",
  });
  response.end();
}
