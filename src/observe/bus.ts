/** Hands every signal to whoever watches. */

import type { Emit, Signal } from "../core/signal.ts";

export type Watch = (signal: Signal) => void;

export interface Bus {
  readonly emit: Emit;
  /** Returns how to stop watching. */
  subscribe(watch: Watch): () => void;
}

/**
 * A watcher that throws is passed over, and the others still see the signal: observers never break a stage. It is called for several
 * signals an event, so it is one loop over an array that only changes when somebody comes or goes.
 */
export function createBus(): Bus {
  let watchers: readonly Watch[] = [];
  return {
    emit(signal) {
      for (const watch of watchers) {
        try {
          watch(signal);
        } catch {
          // Whom could it tell? A signal about it would come back here.
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
