/** The figures that a report is made of, by local day. Pure. */

import type { Instant } from "../../core/time.ts";
import type { Histogram, RuleSums } from "../summary.ts";

/** What is counted, by the names of core/insights/figures.ts. All but `sessions` and `messages` count each conversation once. */
export const countKeys = [
  "sessions",
  "messages",
  "frustrated",
  "unanswered",
  "wants_human",
  "urgent",
  "leaving",
  "legal",
  "data_request",
] as const;

export type CountKey = (typeof countKeys)[number];

export type ReportCounts = Readonly<Record<CountKey, number>>;

/** The counts of one local day, agent and language (ISO 639-1; empty where it is not known). */
export interface DayCounts {
  /** `2026-11-23` */
  readonly date: string;
  readonly agent: string;
  readonly language: string;
  readonly counts: ReportCounts;
}

export interface SpanFigures {
  readonly from: Instant;
  readonly to: Instant;
  /** Every local day of the span, also one without any event. */
  readonly dates: readonly string[];
  readonly counts: readonly DayCounts[];
  readonly rules: readonly RuleSums[];
  /** The times from an incident's opening to its claim. */
  readonly claims: Histogram;
}

export const noCounts = Object.fromEntries(countKeys.map((key) => [key, 0])) as ReportCounts; // one for each key

/** What was counted in the parts of a span that are wanted. */
export function summed({ counts }: SpanFigures, isWanted: (part: DayCounts) => boolean = () => true): ReportCounts {
  const sum: Record<CountKey, number> = { ...noCounts };
  for (const part of counts) if (isWanted(part)) for (const key of countKeys) sum[key] += part.counts[key];
  return sum;
}

export function groupNames(key: "agent" | "language", ...spans: readonly SpanFigures[]): readonly string[] {
  return [...new Set(spans.flatMap(({ counts }) => counts.map((part) => part[key])))].filter((name) => name !== "").sort();
}

/** 0 is Monday; a date of the calendar has no zone. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/**
 * How many conversations a day of each weekday usually has, from all days that are no holidays. A span with a holiday, or with one Monday
 * more, is then compared by what could be expected of its days.
 */
export function weekdayWeights(spans: readonly SpanFigures[], isOpen: (date: string) => boolean): readonly number[] {
  const days = spans.flatMap(({ dates }) => dates.filter(isOpen)).map(weekdayOf);
  const sessions = new Array<number>(7).fill(0);
  for (const { date, counts } of spans.flatMap((span) => span.counts)) {
    if (isOpen(date)) sessions[weekdayOf(date)] = (sessions[weekdayOf(date)] ?? 0) + counts.sessions;
  }
  return sessions.map((count, weekday) => count / Math.max(1, days.filter((each) => each === weekday).length));
}
