/** From the stored figures of hours to the figures of a report's days. */

import { countNames, countNumbers, eachFigure, type FigureKey, hourStart, type StoredFigures } from "../../core/insights/figures.ts";
import type { Zone } from "../../core/time.ts";
import { summarize } from "../summary.ts";
import { type CountKey, countKeys, type DayCounts, noCounts, type SpanFigures } from "./figures.ts";
import { datesOf, localDate, type ReportSpan } from "./schedule.ts";

type Counting = DayCounts & { readonly counts: Record<CountKey, number> };

/** `stored` contains the figures of the span, and perhaps of more hours of its first and last day. */
export function spanFigures(stored: StoredFigures, { from, to }: ReportSpan, zone: Zone): SpanFigures {
  const span = { since: from, until: to };
  const { rules, histograms } = summarize(stored, span, zone);
  const days = new Map<string, Counting>();
  eachFigure(stored.days, span, (hour, number, count, key) => {
    const name = reported.get(number);
    if (name === undefined) return;
    const date = localDate(hourStart(hour), zone);
    dayOf(days, date, key).counts[name] += count;
  });
  return { from, to, dates: datesOf({ from, to }, zone), counts: [...days.values()], rules, claims: histograms.time_to_claim };
}

const reported = new Map(countNames.flatMap((name) => (isReported(name) ? [[countNumbers[name], name] as const] : [])));

function isReported(name: string): name is CountKey {
  return (countKeys as readonly string[]).includes(name);
}

function dayOf(days: Map<string, Counting>, date: string, { agent, language }: FigureKey): Counting {
  const key = JSON.stringify([date, agent, language]);
  const known = days.get(key) ?? { date, agent, language, counts: { ...noCounts } };
  days.set(key, known);
  return known;
}
