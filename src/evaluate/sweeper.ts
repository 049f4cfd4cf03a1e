/** What happens by the clock: due timers become events, and what retention no longer keeps is removed in small steps. */

import { type Emit, failureOf } from "../core/signal.ts";
import type { Retention, Store } from "../core/store.ts";
import { type Clock, type Duration, minute, second } from "../core/time.ts";

const timersEach: Duration = second;
/** The vendor's sender repeats after 1, 5 and 30 s (bitHuman, "Webhooks"). */
const senderRepeatsFor: Duration = 40 * second;
const pruneEach: Duration = minute;
const timersAtOnce = 500;
/** Rows a step, so that a step never holds up what comes in. */
const rowsAtOnce = 100;
const stepsAtOnce = 200;

export interface SweeperOptions {
  readonly store: Store;
  readonly retention: () => Retention;
  /**
   * After a start only early timers fire for so long, and at most for as long as a sender repeats: what was sent while nobody listened
   * comes again by then, and a session is not idle because we were away.
   */
  readonly settleIn: () => Duration;
  readonly now: Clock;
  /** Milliseconds of a clock that nobody can set, for waiting. */
  readonly elapsed: () => Duration;
  readonly emit: Emit;
}

export interface Sweeper {
  start(): void;
  /** Resolves when the step at hand is done. */
  stop(): Promise<void>;
}

export function createSweeper({ store, retention, settleIn, now, elapsed, emit }: SweeperOptions): Sweeper {
  const tasks: NodeJS.Timeout[] = [];
  let stopping = false;
  let settledAt = 0;
  let running: Promise<void> = Promise.resolve();

  function every(span: Duration, work: () => Promise<void>): void {
    let busy = false;
    const tick = () => {
      if (busy || stopping) return;
      busy = true;
      running = running
        .then(work)
        .catch((error: unknown) => emit(failureOf("sweep", error, store.trouble())))
        .finally(() => {
          busy = false;
        });
    };
    tasks.push(setInterval(tick, span));
  }

  async function fireTimers(): Promise<void> {
    let count = 0;
    do {
      count = await store.fireTimers(now(), timersAtOnce, elapsed() < settledAt);
      if (count > 0) emit({ name: "timers.fired", count });
    } while (count === timersAtOnce && !stopping);
  }

  async function prune(): Promise<void> {
    let total = 0;
    for (let step = 0; step < stepsAtOnce && !stopping; step += 1) {
      const count = await store.prune(retention(), now(), rowsAtOnce);
      total += count;
      if (count < rowsAtOnce) break;
    }
    if (total > 0) emit({ name: "store.pruned", count: total });
  }

  return {
    start() {
      settledAt = elapsed() + Math.min(settleIn(), senderRepeatsFor);
      every(timersEach, fireTimers);
      every(pruneEach, prune);
    },
    async stop() {
      stopping = true;
      for (const task of tasks) clearInterval(task);
      await running;
    },
  };
}
