/** The events of the relay that answer the questions of `trend:`. */

import type { Almanac } from "../core/clock/hours.ts";
import type { Other } from "../core/event.ts";
import { type TrendQuestion, trendKey, type WatchedTrend } from "../core/insights/trend-question.ts";
import { internalEvent, trendType } from "../core/internal-event.ts";
import { type Duration, day, hour, type Instant, plus } from "../core/time.ts";
import { comparedHours, dailyPast, lookAtTrend, type TrendAnswer, type TrendState } from "./trend.ts";
import type { TrendHours } from "./trend-hours.ts";

export interface AnsweredTrend {
  readonly question: TrendQuestion;
  readonly agent: string;
  /** The end of the hour. */
  readonly until: Instant;
  readonly now: number;
  readonly answer: TrendAnswer;
}

/** Its id follows from the question, the agent, the state and the hour, so all replicas make one event. `digest` is sha256 in hex. */
export function trendEvent({ question, agent, until, now, answer }: AnsweredTrend, digest: (text: string) => string): Other {
  const { state, expected, weeks } = answer;
  const key = trendKey(question);
  const figures = { of: question.of, state, now, expected: Math.round(expected), weeks: weeks.map(Math.round) };
  const data = { question: key, ...figures, from: until - hour, until };
  return internalEvent({ type: trendType, subject: `${key} ${agent} ${state}`, agent, data, at: until }, digest);
}

/** Whether people have to know: each hour of a fall or rise, and the first normal one after it, or after nothing is known. */
export function isTold(state: TrendState, before: TrendState | undefined): boolean {
  return state !== "unknown" && !(state === "normal" && before === "normal");
}

/** How far back the counts have to reach. */
export function historyOf(trends: readonly WatchedTrend[]): Duration {
  return (Math.max(4, ...trends.map(({ question }) => question.weeks)) * 7 + 8) * day;
}

export interface TrendHistory {
  readonly hours: TrendHours;
  readonly trends: readonly WatchedTrend[];
  readonly almanac: Almanac;
  readonly since: Instant;
  readonly until: Instant;
  readonly digest: (text: string) => string;
}

/** The events of all whole hours of a span, the earliest first. */
export function* trendEventsOf({ hours, trends, almanac, since, until, digest }: TrendHistory): Generator<Other> {
  const states = new Map<string, TrendState>();
  const pastAt = dailyPast();
  for (let at = (Math.floor(since / hour) * hour + hour) as Instant; at <= until; at = plus(at, hour)) {
    for (const { question, agents } of trends) {
      const compared = comparedHours(at, question, almanac);
      if (compared === undefined) continue;
      for (const [agent, counts] of hours.of(question.of)) {
        if (agents !== undefined && !agents.includes(agent)) continue;
        const now = counts.get(at / hour - 1) ?? 0;
        const answer = lookAtTrend({ counts, now, hours: compared, past: pastAt(counts, at) }, question);
        const key = `${trendKey(question)} ${agent}`;
        if (!isTold(answer.state, states.get(key))) continue;
        states.set(key, answer.state);
        yield trendEvent({ question, agent, until: at, now, answer }, digest);
      }
    }
  }
}
