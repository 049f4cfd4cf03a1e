/** Stores the text of each version of the rules, so that its decisions can be explained later. */

import { type Emit, failureOf } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, type Instant, second } from "../core/time.ts";

/** A text that the store refused is offered again at this interval. */
const againAfter: Duration = 2 * second;

export interface RulesArchiveOptions {
  readonly store: Pick<Store, "saveRules" | "trouble">;
  readonly now: Clock;
  readonly emit: Emit;
  readonly againAfter?: Duration;
}

export interface RulesArchive {
  /** Stores it now, or when the store can write. */
  keep(version: string, text: string): void;
  /** Resolves when the present step has ended. The next start on the same file stores what is missing. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly version: string;
  readonly text: string;
  readonly at: Instant;
}

export function createRulesArchive({ store, now, emit, ...options }: RulesArchiveOptions): RulesArchive {
  let waiting: readonly Waiting[] = [];
  let running: Promise<void> = Promise.resolve();
  let again: NodeJS.Timeout | undefined;
  let isReported = false;

  /** In the order in which they came into force. */
  async function offer(): Promise<void> {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (!(await store.saveRules(next.version, next.text, next.at))) return tryAgain();
      waiting = waiting.slice(1);
      isReported = false;
    }
  }

  function tryAgain(): void {
    const detail = store.trouble();
    if (!isReported && detail !== undefined) emit({ name: "store.trouble", detail });
    isReported = true;
    clearTimeout(again);
    again = setTimeout(run, options.againAfter ?? againAfter);
  }

  function run(): void {
    running = running.then(offer).catch((error: unknown) => {
      emit(failureOf("keep the rules", error, undefined));
      waiting = waiting.slice(1); // it would fail again
    });
  }

  return {
    keep(version, text) {
      waiting = [...waiting, { version, text, at: now() }];
      run();
    },
    async stop() {
      await running;
      clearTimeout(again);
    },
  };
}
