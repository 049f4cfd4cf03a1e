/** Adds evaluated events to the search tables, and then questions to their groups, in small steps beside all other work. */

import type { QuestionGrouping } from "../core/insights/questions.ts";
import { type Emit, failureOf } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import type { Duration } from "../core/time.ts";

/** An evaluated event is found after about this long. */
const lookEach: Duration = 400;
/** Between two steps it rests this many times as long as a step took. */
const restsFor = 3;
const shortestRest: Duration = 2;
const longestRest: Duration = 200;

export interface ProjectorOptions {
  readonly store: Pick<Store, "project" | "projected" | "groupQuestions" | "trouble">;
  /** Whether figures are counted, by the present rules. */
  readonly counts: () => boolean;
  /** Makes an empty grouping of questions. */
  readonly openGrouping: () => QuestionGrouping;
  /** Milliseconds of a clock that nobody can set. */
  readonly elapsed: () => Duration;
  readonly emit: Emit;
  readonly lookEach?: Duration;
}

export interface Projector {
  start(): void;
  /** Resolves when the present step has ended. */
  stop(): Promise<void>;
}

export function createProjector({ store, counts, openGrouping, elapsed, emit, ...options }: ProjectorOptions): Projector {
  let stopping = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let wasFilling = false;

  /** Returns the wait before the next step. */
  async function step(): Promise<Duration> {
    const startedAt = elapsed();
    const { count, conversations, hasMore } = await store.project(counts());
    if (conversations.length > 0) emit({ name: "conversations.changed", count, conversations });
    if (!hasMore) {
      await reportFilled();
      const isGrouping = counts() && (await store.groupQuestions(openGrouping)).hasMore;
      if (!isGrouping) return options.lookEach ?? lookEach; // so that the next step has many events, too
    }
    return Math.min(longestRest, Math.max(shortestRest, restsFor * (elapsed() - startedAt)));
  }

  /** Reports once that the events of earlier versions can be found as well. */
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
        const { filled, toFill } = await store.projected().catch(() => ({ filled: 0, toFill: 0 })); // the first step reports what is wrong
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
