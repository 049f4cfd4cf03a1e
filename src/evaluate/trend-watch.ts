/** Looks every five minutes whether counts that rules ask about have left their usual range, and makes an event where they have. */

import { setImmediate } from "node:timers/promises";
import type { Almanac } from "../core/clock/hours.ts";
import type { Other } from "../core/event.ts";
import { trendFigures, trendKey, type WatchedTrend } from "../core/insights/trend-question.ts";
import { type Emit, failureOf } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, hour, type Instant, minute, plus, second } from "../core/time.ts";
import { comparedHours, dailyPast, judgeTrend, lookAtTrend, type TrendPast, type TrendState } from "../insights/trend.ts";
import { type AnsweredTrend, historyOf, isTold, trendEvent } from "../insights/trend-event.ts";
import { createTrendCounts } from "./trend-counts.ts";
import { recount } from "./trend-recount.ts";

const looksEach: Duration = 5 * minute;
/** Events of the last moment are not counted yet. */
const settlesIn: Duration = 20 * second;
const ticksEach: Duration = 10 * second;
/** While more evaluated events are not counted yet, nothing is judged. */
const mostBehind = 200;
/** Agents between two turns of the event loop. */
const agentsAStep = 50;

export interface TrendWatchOptions {
  readonly store: Pick<Store, "figures" | "projected" | "searchConversations" | "searchEvents" | "trouble">;
  readonly asked: () => readonly WatchedTrend[];
  readonly almanac: () => Almanac;
  /** Stores an event once, however many replicas make it; false where the store cannot write now. */
  readonly addEvent: (event: Other) => Promise<boolean>;
  /** sha256 in hex. */
  readonly digest: (text: string) => string;
  readonly now: Clock;
  readonly emit: Emit;
}

export interface TrendWatch {
  start(): void;
  /** Looks, where five minutes have passed since the last look. Called every ten seconds. */
  tick(): Promise<void>;
  /** Resolves when the present look has ended. */
  stop(): Promise<void>;
}

export function createTrendWatch({ store, asked, almanac, addEvent, digest, now, emit }: TrendWatchOptions): TrendWatch {
  const counts = createTrendCounts(store, trendFigures);
  const pastAt = dailyPast();
  const report = createTrendReports({ store, addEvent, digest });
  let looked = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function tick(): Promise<void> {
    const until = (Math.floor((now() - settlesIn) / looksEach) * looksEach) as Instant; // an instant at or before another
    const trends = asked();
    if (trends.length === 0 || until <= looked || (await store.projected()).behind > mostBehind) return;
    looked = until;
    await counts.refresh(until, historyOf(trends));
    for (const trend of trends) await lookAt(trend, until);
  }

  async function lookAt({ question, agents }: WatchedTrend, until: Instant): Promise<void> {
    const compared = comparedHours(until, question, almanac());
    if (compared === undefined) return;
    let seen = 0;
    for (const [agent, hours] of counts.of(question.of)) {
      seen += 1;
      if (seen % agentsAStep === 0) await setImmediate();
      const count = counts.lastHour(question.of, agent, until);
      if (count === undefined || (agents !== undefined && !agents.includes(agent))) continue;
      const past = pastAt(hours, until);
      const answer = lookAtTrend({ counts: hours, now: count, hours: compared, past }, question);
      await report({ question, agent, until, now: count, answer }, past);
    }
  }

  return {
    start() {
      timer = setInterval(() => {
        running = running.then(tick).catch((error: unknown) => emit(failureOf("trends", error, store.trouble())));
      }, ticksEach);
    },
    tick,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/** Makes the events of answers. */
function createTrendReports({ store, addEvent, digest }: Pick<TrendWatchOptions, "store" | "addEvent" | "digest">) {
  /** By question and agent. Unknown after a start: a fall may have begun before, so the first normal hour makes an event. */
  const states = new Map<string, TrendState>();

  async function report(seen: AnsweredTrend, past: TrendPast): Promise<void> {
    const { question, agent, until, answer } = seen;
    const key = `${trendKey(question)} ${agent}`;
    if (!isTold(answer.state, states.get(key))) return;
    if (until % hour !== 0 && (answer.state === "normal" || answer.state === states.get(key) || !(await isConfirmed(seen, past)))) return;
    if (await addEvent(trendEvent(seen, digest))) states.set(key, answer.state);
  }

  /** Between full hours the weeks before are estimates. Their exact counts decide. */
  async function isConfirmed({ question, agent, now: count, answer }: AnsweredTrend, { dispersion }: TrendPast): Promise<boolean> {
    const weeks: number[] = [];
    for (const from of answer.hours) {
      const exact = await recount(store, question.of, { agent, since: from, until: plus(from, hour - 1) });
      if (exact === undefined) return false;
      weeks.push(exact);
    }
    return judgeTrend({ now: count, weeks, dispersion }, question).state === answer.state;
  }

  return report;
}
