/**
 * Figures of conversations by hour, which stay after the conversations themselves are deleted. They contain no texts and no ids of visitors.
 * A figure has a stored number, which never changes its meaning. New figures get new numbers.
 */

import { day, hour, type Instant, minute, second } from "../time.ts";

/** By their stored number. `frustrated`, `wants_human`, `unanswered`, `asked` and the concerns count each conversation once. */
export const countNames = [
  /** Conversations that began. */
  "sessions",
  /** Messages of visitors, and of the agent. */
  "messages",
  "answers",
  /** Messages of visitors that ask something, and conversations with one. */
  "question_turns",
  "asked",
  "frustrated",
  "wants_human",
  /** Conversations with an answer that is none, and such answers. */
  "unanswered",
  "unanswered_turns",
  "errors",
  "urgent",
  "leaving",
  "legal",
  "data_request",
  /** Conversations that ended. */
  "ended",
  /** Incidents that were opened, claimed by a person, and resolved by a person. */
  "incidents",
  "claimed",
  "resolved",
] as const;

export type CountName = (typeof countNames)[number];

/** The stored number of a count. */
export const countNumbers = Object.fromEntries(countNames.map((name, number) => [name, number])) as Readonly<Record<CountName, number>>; // one for each name

export interface HistogramShape {
  /** The stored number of its first bucket; the others follow. */
  readonly number: number;
  /** The upper bound of the first bucket. Each next bound is twice as high; the last bucket has none. */
  readonly bound: number;
  readonly buckets: number;
}

/**
 * `latency`: from a visitor's message to the agent's next one. `turns` and `duration`: of conversations that ended. Spans are in
 * milliseconds.
 */
export const histogramShapes = {
  latency: { number: 32, bound: second / 4, buckets: 12 },
  turns: { number: 48, bound: 1, buckets: 10 },
  duration: { number: 64, bound: minute / 4, buckets: 12 },
  time_to_claim: { number: 80, bound: minute / 4, buckets: 16 },
  time_to_resolve: { number: 96, bound: minute / 4, buckets: 16 },
} as const satisfies Readonly<Record<string, HistogramShape>>;

export type HistogramName = keyof typeof histogramShapes;

/** The stored number of the bucket for a value. */
export function bucketNumber(name: HistogramName, value: number): number {
  const { number, bound, buckets } = histogramShapes[name];
  let bucket = 0;
  for (let upper: number = bound; value > upper && bucket < buckets - 1; upper *= 2) bucket += 1;
  return number + bucket;
}

/** Rules have the numbers from here on, `ruleFigures.length` each. */
const firstOfRules = 128;

/** How often a rule held, and what people said about its alerts. */
export const ruleFigures = ["findings", "useful", "noise"] as const;

export type RuleFigure = (typeof ruleFigures)[number];

/** `rule`: the store's own number of the rule. */
export function ruleFigureNumber(rule: number, figure: RuleFigure): number {
  return firstOfRules + rule * ruleFigures.length + ruleFigures.indexOf(figure);
}

/** Whose figures: `""` where it is not known. Figures of incidents have no language. */
export interface FigureKey {
  readonly agent: string;
  readonly source: string;
  readonly language: string;
}

export const hoursOfDay = 24;

/** The figures of a day of UTC. */
export interface FigureDay extends FigureKey {
  readonly day: Instant;
  readonly cells: FigureCells;
}

/** Pairs in order: `number * hoursOfDay + hour of the day`, and the count. Or their stored form (insights/cells.ts). */
export type FigureCells = readonly number[] | Uint8Array;

/**
 * Calls back for every pair. The stored form has variable-length integers (LEB128): the distance to the place before, and the count. It is
 * read here without a copy, because two years of twenty agents have millions of counts.
 */
export function eachCell(cells: FigureCells, visit: (slot: number, count: number) => void): void {
  if (cells instanceof Uint8Array) eachStored(cells, visit);
  else for (let index = 0; index + 1 < cells.length; index += 2) visit(cells[index] ?? 0, cells[index + 1] ?? 0);
}

function eachStored(bytes: Uint8Array, visit: (slot: number, count: number) => void): void {
  let slot = 0;
  let isCount = false;
  for (let index = 0; index < bytes.length; index += 1) {
    let byte = bytes[index] ?? 0;
    let value = byte & 127;
    for (let scale = 128; byte >= 128; scale *= 128) {
      index += 1;
      byte = bytes[index] ?? 0;
      value += (byte & 127) * scale;
    }
    if (isCount) visit(slot, value);
    else slot += value;
    isCount = !isCount;
  }
}

/** The hour of an instant, counted since 1970. Hours of all zones begin at the same instants, except for zones with half hours. */
export function hourNumber(at: Instant): number {
  return Math.floor(at / hour);
}

export function hourStart(number: number): Instant {
  return (number * hour) as Instant; // a whole number of hours since 1970
}

/** The beginning of the day of UTC. */
export function dayStart(at: Instant): Instant {
  return (Math.floor(at / day) * day) as Instant; // an instant at or before another
}

/** Which figures: from the hour of `since` up to the hour before `until`. */
export interface FigureQuery extends Partial<FigureKey> {
  readonly since: Instant;
  readonly until: Instant;
}

/** The figures that a store has. */
export interface StoredFigures {
  /** All days that the query touches, whole: the oldest first. */
  readonly days: readonly FigureDay[];
  /** Names of rules by the store's numbers. */
  readonly rules: ReadonlyMap<number, string>;
  /** Stored conversations that are not counted yet, or are counted again; at most 100,000 are told. */
  readonly uncounted: number;
}

/** Calls back for every count of the query's hours. */
export function eachFigure(
  days: readonly FigureDay[],
  { since, until }: Pick<FigureQuery, "since" | "until">,
  visit: (hour: number, number: number, count: number, key: FigureKey) => void,
): void {
  const [first, end] = [hourNumber(since), Math.ceil(until / hour)];
  for (const each of days) {
    const start = hourNumber(each.day);
    eachCell(each.cells, (slot, count) => {
      const ofDay = slot % hoursOfDay;
      const at = start + ofDay;
      if (at >= first && at < end) visit(at, (slot - ofDay) / hoursOfDay, count, each);
    });
  }
}
