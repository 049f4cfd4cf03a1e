/** Works by the clock: turns due timers into events, and deletes data whose retention has ended, in small steps. */

import { type Emit, failureOf } from "../core/signal.ts";
import type { Source } from "../core/source.ts";
import type { Retention, Store } from "../core/store.ts";
import { type Clock, type Duration, minute, second } from "../core/time.ts";
import type { ClockWatch } from "./clock-watch.ts";

const timersEach: Duration = second;
/** Requests that waited at the port during a restart have arrived after this long. */
const firstArrivals: Duration = 2 * second;
const pruneEach: Duration = minute;
const timersAtOnce = 500;
/** Rows in a step, so that a step never delays arrivals. */
const rowsAtOnce = 100;
const stepsAtOnce = 200;

export interface SweeperOptions {
  readonly store: Store;
  readonly retention: () => Retention;
  /**
   * After a start the timers of a source do not fire while its sender may repeat events: requests that failed while the relay was down
   * arrive
   * again by then, and a session is not idle because the relay was down. A sender that does not repeat is not waited for.
   */
  readonly sources: () => readonly Pick<Source, "name" | "sessions" | "repeatsFor">[];
  /** Nothing waits longer than this, because every session has ended by then. */
  readonly idleAfter: () => Duration;
  readonly clock: Pick<ClockWatch, "follow" | "note">;
  readonly now: Clock;
  /** Milliseconds of a clock that nobody can set, for waits. */
  readonly elapsed: () => Duration;
  readonly emit: Emit;
}

export interface Sweeper {
  start(): void;
  /** Resolves when the present step has ended. */
  stop(): Promise<void>;
}

export function createSweeper({ store, retention, sources, idleAfter, clock, now, elapsed, emit }: SweeperOptions): Sweeper {
  const tasks: NodeJS.Timeout[] = [];
  let stopping = false;
  let startedAt = 0;
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

  /** Sources that may still repeat events from before the start; undefined where there are none. */
  function awaitedAt(at: Duration): readonly string[] | undefined {
    const longest = idleAfter();
    const awaited = sources().filter(({ repeatsFor }) => at - startedAt < Math.min(Math.max(repeatsFor, firstArrivals), longest));
    return awaited.length === 0 ? undefined : awaited.map(({ name, sessions }) => sessions ?? name);
  }

  async function fireTimers(): Promise<void> {
    await clock.follow();
    await clock.note();
    let count = 0;
    do {
      count = await store.fireTimers(now(), timersAtOnce, awaitedAt(elapsed()));
      if (count > 0) emit({ name: "timers.fired", count });
    } while (count === timersAtOnce && !stopping);
  }

  return {
    start() {
      startedAt = elapsed();
      every(timersEach, fireTimers);
      every(pruneEach, () => prune({ store, retention, now, emit }, () => stopping));
    },
    async stop() {
      stopping = true;
      for (const task of tasks) clearInterval(task);
      await running;
      await clock.note(true).catch(() => {}); // the next start uses the note before
    },
  };
}

type Pruning = Pick<SweeperOptions, "store" | "retention" | "now" | "emit">;

async function prune(options: Pruning, isStopping: () => boolean): Promise<void> {
  const { store, retention, now, emit } = options;
  let total = 0;
  for (let step = 0; step < stepsAtOnce && !isStopping(); step += 1) {
    const count = await store.prune(retention(), now(), rowsAtOnce);
    total += count;
    if (count < rowsAtOnce) break;
  }
  if (total > 0) emit({ name: "store.pruned", count: total });
  await emptyQuarantine(options, isStopping);
}

async function emptyQuarantine({ store, retention, now, emit }: Pruning, isStopping: () => boolean): Promise<void> {
  const total = { old: 0, over: 0 };
  for (let step = 0; step < stepsAtOnce && !isStopping(); step += 1) {
    const { old, over } = await store.emptyQuarantine(retention(), now(), rowsAtOnce);
    total.old += old;
    total.over += over;
    if (old + over < rowsAtOnce) break;
  }
  if (total.old > 0) emit({ name: "quarantine.emptied", why: "age", count: total.old });
  if (total.over > 0) emit({ name: "quarantine.emptied", why: "limit", count: total.over });
}
