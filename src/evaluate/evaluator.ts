/** Runs the engine on the store's events, batch after batch. */

import type { Planner } from "../core/rule.ts";
import { type Emit, failureOf } from "../core/signal.ts";
import type { Evaluated, Handover, Store } from "../core/store.ts";
import { type Clock, type Duration, second } from "../core/time.ts";
import type { ClockWatch } from "./clock-watch.ts";
import { warmUp } from "./warm-up.ts";

/** The most events in one transaction. */
const batch = 256;

/** The wait after a failure. It doubles with each failure in a row. */
const firstWait: Duration = 50;
const longestWait: Duration = 5 * second;

export interface EvaluatorOptions {
  readonly store: Pick<Store, "evaluate" | "stats" | "watch" | "trouble">;
  /** The present rules. One version decides a whole batch. */
  readonly planner: () => Planner;
  /** Called before an evaluation, so that the timers it sets follow the present clock. */
  readonly clock: Pick<ClockWatch, "follow">;
  /** Lanes that take over what an evaluation queues. Called for each; none where it is left out. */
  readonly handover?: () => Handover | undefined;
  readonly now: Clock;
  readonly emit: Emit;
}

export interface Evaluator {
  start(): void;
  /** Loads what the first event would otherwise wait for. */
  load(): void;
  /** Resolves when the present batch is written. */
  stop(): Promise<void>;
}

export function createEvaluator({ store, planner, clock, handover = () => undefined, now, emit }: EvaluatorOptions): Evaluator {
  const bell = createBell();
  let running: Promise<void> = Promise.resolve();
  let stopping = false;
  const load = onceWarm({ store, planner, emit });
  let unwatch = () => {};

  async function run(): Promise<void> {
    if (await mayWait(store)) load();
    let wait = firstWait;
    while (!stopping) {
      const evaluated = await tryOnce();
      if (evaluated === undefined) {
        await bell.wait(wait);
        wait = Math.min(2 * wait, longestWait);
      } else {
        wait = firstWait;
        report(evaluated);
        if (evaluated.count === 0) await bell.wait(longestWait);
      }
    }
  }

  /** Undefined where the store failed. The events are still there. */
  async function tryOnce(): Promise<Evaluated | undefined> {
    const lanes = handover();
    try {
      await clock.follow();
      return await store.evaluate(batch, planner(), lanes);
    } catch (error) {
      lanes?.take([]);
      emit(failureOf("evaluate", error, store.trouble()));
      return undefined;
    }
  }

  function report({ decisions }: Evaluated): void {
    const at = now();
    for (const { event, rules, queued, skipped, ...limited } of decisions) {
      const { id, type, agent, session, receivedAt } = event;
      emit({ name: "event.evaluated", id, type, agent, session, rules, queued, skipped, ...limited, waited: at - receivedAt });
    }
  }

  return {
    load,
    start() {
      unwatch = store.watch(({ events }) => events && bell.ring());
      running = run();
    },
    async stop() {
      stopping = true;
      unwatch();
      bell.ring();
      await running;
    },
  };
}

/** Warms the engine up once. A failure in that does not stop the relay. */
function onceWarm({ store, planner, emit }: Pick<EvaluatorOptions, "store" | "planner" | "emit">): () => void {
  let isWarm = false;
  return () => {
    if (isWarm) return;
    isWarm = true;
    try {
      warmUp(planner());
    } catch (error) {
      emit(failureOf("warm up", error, store.trouble()));
    }
  };
}

async function mayWait(store: Pick<Store, "stats">): Promise<boolean> {
  try {
    return (await store.stats()).pending > 0;
  } catch {
    return true; // a store that is down now may have work later
  }
}

interface Bell {
  readonly ring: () => void;
  /** Resolves at the next ring, or after `longest`; at once where it rang since the last wait. */
  wait(longest: Duration): Promise<void>;
}

function createBell(): Bell {
  let rung = false;
  let wake = () => {};
  return {
    ring() {
      rung = true;
      wake();
    },
    async wait(longest) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, longest);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = () => {};
      rung = false;
    },
  };
}
