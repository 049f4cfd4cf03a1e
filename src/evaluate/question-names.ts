/** Asks a language model for the names of groups of questions, where `settings.insights.names` says so: one group a minute at most. */

import type { Naming } from "../core/destination.ts";
import { type Emit, failureOf } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, day, minute, plus, second } from "../core/time.ts";

const looksEach: Duration = minute;
/** Rarer questions are shown by a quote. */
const least = 3;
const within: Duration = 7 * day;
const answersWithin: Duration = 20 * second;
/** After a failure it rests for this many looks, and twice as many each time, up to a day. */
const firstRest = 5;
const longestRest = day / looksEach;

export interface QuestionNamesOptions {
  readonly store: Pick<Store, "questionToName" | "question" | "nameQuestion" | "trouble">;
  /** The model of the present file; undefined where it names none. The same object as long as the file stays as it is. */
  readonly naming: () => Naming | undefined;
  /** Hides what tells who a visitor is. */
  readonly redact: (text: string) => string;
  readonly now: Clock;
  readonly emit: Emit;
}

export interface QuestionNames {
  start(): void;
  /** Names one group; called each minute. */
  look(): Promise<void>;
  /** Resolves when the present look has ended. */
  stop(): Promise<void>;
}

export function createQuestionNames({ store, naming, redact, now, emit }: QuestionNamesOptions): QuestionNames {
  const ending = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let task: NodeJS.Timeout | undefined;
  let [rest, nextRest] = [0, firstRest];

  async function look(): Promise<void> {
    const model = naming();
    if (model === undefined) return;
    if (rest > 0) {
      rest -= 1;
      return;
    }
    const num = await store.questionToName({ since: plus(now(), -within), until: now() }, least);
    const question = num === undefined ? undefined : await store.question(num);
    if (question !== undefined && question.quotes.length > 0) await nameOne(model, question);
  }

  async function nameOne(model: Naming, { num, quotes }: Pick<NonNullable<Awaited<ReturnType<Store["question"]>>>, "num" | "quotes">) {
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(answersWithin)]);
    const named = await model.name(
      quotes.map(({ text }) => redact(text)),
      signal,
    );
    if (ending.signal.aborted) return;
    if (named.kind === "named") {
      await store.nameQuestion(
        num,
        redact(named.name),
        quotes.map(({ event }) => event),
      );
      nextRest = firstRest;
      return;
    }
    [rest, nextRest] = [nextRest, Math.min(longestRest, nextRest * 2)];
    const { reason, detail } = "reason" in named ? named : { reason: named.kind, detail: "" };
    emit({ name: "question.unnamed", reason, detail });
  }

  function next(): void {
    running = running.then(look).catch((error: unknown) => emit(failureOf("name questions", error, store.trouble())));
  }

  return {
    look,
    start() {
      task = setInterval(next, looksEach);
    },
    async stop() {
      clearInterval(task);
      ending.abort();
      await running;
    },
  };
}
