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

/** Both spans, and how to compare their days. */
export interface Spans {
  readonly now: SpanFigures;
  readonly before: SpanFigures;
  /** How many conversations a day of each weekday usually has. */
  readonly weights: readonly number[];
  /** Whether a day is no holiday. */
  readonly isOpen: (date: string) => boolean;
}

/** The same with the counts of each agent or language alone, by name. Counts without a name are left out. */
export function groupedBy(key: "agent" | "language", { now, before, ...rest }: Spans): ReadonlyMap<string, Spans> {
  const [own, earlier] = [partsBy(key, now), partsBy(key, before)];
  const names = [...new Set([...own.keys(), ...earlier.keys()])].filter((name) => name !== "").sort();
  const spansOf = (name: string): Spans => ({
    ...rest,
    now: { ...now, counts: own.get(name) ?? [] },
    before: { ...before, counts: earlier.get(name) ?? [] },
  });
  return new Map(names.map((name) => [name, spansOf(name)]));
}

function partsBy(key: "agent" | "language", { counts }: SpanFigures): ReadonlyMap<string, readonly DayCounts[]> {
  const groups = new Map<string, DayCounts[]>();
  for (const part of counts) {
    const group = groups.get(part[key]) ?? [];
    groups.set(part[key], group);
    group.push(part);
  }
  return groups;
}

/** How many conversations are usual on these days, holidays left out. */
export function expectedOn(dates: readonly string[], { weights, isOpen }: Pick<Spans, "weights" | "isOpen">): number {
  return dates.filter(isOpen).reduce((sum, date) => sum + (weights[weekdayOf(date)] ?? 0), 0);
}

/** Without the days before the first conversation and its own, where some were usual before it: the relay was not there yet. */
export function sinceFirst(span: SpanFigures, usual: Pick<Spans, "weights" | "isOpen">): SpanFigures {
  const active = new Set(span.counts.filter(({ counts }) => counts.sessions > 0).map(({ date }) => date));
  const begin = span.dates.findIndex((date) => active.has(date));
  if (begin <= 0 || expectedOn(span.dates.slice(0, begin), usual) === 0) return span;
  const dates = span.dates.slice(begin + 1);
  return { ...span, dates, counts: span.counts.filter(({ date }) => dates.includes(date)) };
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
