/** A request's body, in memory and bounded. */

import type { IncomingMessage } from "node:http";

/** Calls back once: with the bytes as they came, or as soon as there are more than `limit`. Never where the sender went away. */
export function readBody(request: IncomingMessage, limit: number, done: (body: Buffer | "too_large") => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", onData);
  request.on("end", onEnd);

  function onData(chunk: Buffer): void {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else stop();
  }

  function onEnd(): void {
    const [first] = chunks;
    done(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size));
  }

  function stop(): void {
    request.off("data", onData);
    request.off("end", onEnd);
    chunks.length = 0;
    done("too_large");
  }
}
