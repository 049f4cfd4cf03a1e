/** A request's body, in memory and bounded. */

import type { IncomingMessage } from "node:http";
import type { Turns } from "./turns.ts";

export interface BodyLimits {
  /** Bytes. */
  readonly limit: number;
  /** For those that are not small; where it is undefined all are gathered at once. */
  readonly turns?: Turns;
}

/** What a webhook of a conversation stays below, and what one read of a socket may bring more than. */
const small = 32 * 1_024;

/** Calls back once: with the bytes as they came, or as soon as there are more than `limit`. Never where the sender went away. */
export function readBody(request: IncomingMessage, { limit, turns }: BodyLimits, done: (body: Buffer | "too_large") => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let leave: (() => void) | undefined;
  request.on("data", onData);
  request.on("end", onEnd);

  function onData(chunk: Buffer): void {
    size += chunk.length;
    if (size > limit) stop();
    else {
      chunks.push(chunk);
      if (size > small) leave ??= turns?.enter(request);
    }
  }

  function onEnd(): void {
    leave?.();
    const [first] = chunks;
    done(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size));
  }

  function stop(): void {
    request.off("data", onData);
    request.off("end", onEnd);
    chunks.length = 0;
    leave?.();
    done("too_large");
  }
}
