/** Large bodies are read a few at a time: a hundred at once do not take a hundred times the memory of one. */

import type { IncomingMessage } from "node:http";

export interface Turns {
  /** Reads on at once, or when others are done; meanwhile the sender is held back. Returns how to give the turn away; going away does too. */
  enter(request: IncomingMessage): () => void;
}

export function createTurns(most: number): Turns {
  const reading = new Set<IncomingMessage>();
  const waiting = new Set<IncomingMessage>();

  function leave(request: IncomingMessage): void {
    waiting.delete(request);
    if (!reading.delete(request)) return;
    const [next] = waiting;
    if (next === undefined) return;
    waiting.delete(next);
    reading.add(next);
    next.resume();
  }

  return {
    enter(request) {
      if (reading.size < most) reading.add(request);
      else {
        waiting.add(request);
        request.pause();
      }
      const left = () => leave(request);
      request.once("close", left);
      return left;
    },
  };
}
