/** Brings what was evaluated into what people search in, in small steps beside all other work. */

import { type Emit, failureOf } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import type { Duration } from "../core/time.ts";

/** What was evaluated is found within about this. */
const lookEach: Duration = 400;
/** Between two steps everything else has its turn for so many times as long as a step took. */
const restsFor = 3;
const shortestRest: Duration = 2;
const longestRest: Duration = 200;

export interface ProjectorOptions {
  readonly store: Pick<Store, "project" | "projected" | "trouble">;
  /** Milliseconds of a clock that nobody can set. */
  readonly elapsed: () => Duration;
  readonly emit: Emit;
  readonly lookEach?: Duration;
}

export interface Projector {
  start(): void;
  /** Resolves when the step at hand is done. */
  stop(): Promise<void>;
}

export function createProjector({ store, elapsed, emit, ...options }: ProjectorOptions): Projector {
  let stopping = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let wasFilling = false;

  /** Returns after how long the next step is due. */
  async function step(): Promise<Duration> {
    const startedAt = elapsed();
    const { count, conversations } = await store.project();
    if (conversations.length > 0) emit({ name: "conversations.changed", count, conversations });
    if (count === 0) {
      await reportFilled();
      return options.lookEach ?? lookEach;
    }
    return Math.min(longestRest, Math.max(shortestRest, restsFor * (elapsed() - startedAt)));
  }

  /** Said once, when what an earlier version has left can be found, too. */
  async function reportFilled(): Promise<void> {
    const { filled, toFill } = await store.projected();
    if (filled >= toFill && wasFilling) emit({ name: "projection.filled", count: toFill });
    wasFilling = filled < toFill;
  }

  async function run(): Promise<void> {
    const next = await step().catch((error: unknown) => {
      emit(failureOf("project", error, store.trouble()));
      return lookEach;
    });
    if (!stopping) schedule(next);
  }

  function schedule(after: Duration): void {
    timer = setTimeout(() => {
      running = run();
    }, after);
  }

  return {
    start() {
      running = (async () => {
        const { filled, toFill } = await store.projected().catch(() => ({ filled: 0, toFill: 0 })); // the first step says what is wrong
        wasFilling = filled < toFill;
        if (!stopping) schedule(0);
      })();
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await running;
    },
  };
}
