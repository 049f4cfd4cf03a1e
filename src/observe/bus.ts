/** Passes every signal to the observers. */

import type { Emit, Signal } from "../core/signal.ts";

export type Watch = (signal: Signal) => void;

export interface Bus {
  readonly emit: Emit;
  /** Returns a function that stops it. */
  subscribe(watch: Watch): () => void;
}

/**
 * A watcher's error is ignored, and the others still get the signal: observers never break a stage. There are several
 * signals for each event, so this is one loop over an array that changes only when a watcher is added or removed.
 */
export function createBus(): Bus {
  let watchers: readonly Watch[] = [];
  return {
    emit(signal) {
      for (const watch of watchers) {
        try {
          watch(signal);
        } catch {
          // A signal about it would come back here.
        }
      }
    },
    subscribe(watch) {
      const own: Watch = (signal) => watch(signal); // the same function may watch twice
      watchers = [...watchers, own];
      return () => {
        watchers = watchers.filter((each) => each !== own);
      };
    },
  };
}
