/** The events that answer `trend:` in a backtest. The record has only those that the rules of then asked for. */

import type { Other } from "../../core/event.ts";
import type { Records } from "../../core/store.ts";
import { day, type Instant, plus } from "../../core/time.ts";
import { historyOf, trendEventsOf } from "../../insights/trend-event.ts";
import { createTrendHours } from "../../insights/trend-hours.ts";
import type { Program } from "../../rules/engine/program.ts";

export interface TrendSpan {
  /** The programs whose rules ask. */
  readonly programs: readonly Program[];
  readonly since: Instant;
  readonly until: Instant;
}

/** The events of all whole hours of a span, made from the stored figures: the earliest first. */
export async function trendEventsIn(records: Pick<Records, "figures">, { programs, since, until }: TrendSpan): Promise<readonly Other[]> {
  const found = new Map<string, Other>();
  for (const { trends, almanac, digest } of programs) {
    if (trends.length === 0) continue;
    const hours = createTrendHours();
    for (let each = Math.floor((since - historyOf(trends)) / day); each * day <= until; each += 1) {
      const begins = (each * day) as Instant; // a whole number of days since 1970
      const { days } = await records.figures({ since: begins, until: plus(begins, day) });
      hours.replaceDay(begins, days);
    }
    for (const event of trendEventsOf({ hours, trends, almanac, since, until, digest })) found.set(event.id, event);
  }
  return [...found.values()].sort((one, other) => one.receivedAt - other.receivedAt);
}
