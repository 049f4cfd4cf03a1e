/** Whether the count of an hour has left its usual range: against the same hour of the weeks before. Pure. */

import type { Almanac, Calendar } from "../core/clock/hours.ts";
import type { TrendQuestion } from "../core/insights/trend-question.ts";
import { day, hour, type Instant, minute, plus, type Zone } from "../core/time.ts";

/** `unknown`: too little is known, or the count lies between the bound and what is certain. */
export type TrendState = "fallen" | "risen" | "normal" | "unknown";

export interface TrendFigures {
  readonly now: number;
  /** The counts of the same span in the weeks that can be compared. */
  readonly weeks: readonly number[];
  readonly dispersion: TrendPast["dispersion"];
}

export interface TrendVerdict {
  readonly state: TrendState;
  /** The median of the weeks. */
  readonly expected: number;
}

/** With fewer weeks nothing is judged. */
const leastWeeks = 2;

/** A difference of so many standard deviations is certain. Nearer ones come by chance, since there are 288 looks a day. */
const certain = 3.1;

export function judgeTrend({ now, weeks, dispersion }: TrendFigures, question: TrendQuestion): TrendVerdict {
  const expected = medianOf(weeks);
  const verdict = (state: TrendState) => ({ state, expected });
  if (weeks.length < leastWeeks) return verdict("unknown");
  const { fallsBelow = 0, risesAbove = Number.POSITIVE_INFINITY, atLeast } = question;
  const distance = deviations(now, expected, weeks.length) / Math.sqrt(dispersion);
  if (now > risesAbove * expected) return verdict(now >= atLeast && distance > certain ? "risen" : "unknown");
  if (expected < atLeast && question.fallsBelow !== undefined) return verdict("unknown");
  if (now < fallsBelow * expected) return verdict(distance < -certain ? "fallen" : "unknown");
  return verdict("normal");
}

/**
 * The distance of a count from the mean of `weeks` others in standard deviations, by the square roots of Poisson counts
 * (Huffman, "An improved approximate two-sample Poisson test", Applied Statistics 33, 1984).
 */
function deviations(now: number, expected: number, weeks: number): number {
  const ratio = 1 / weeks;
  return (2 * (Math.sqrt(now + 3 / 8) - Math.sqrt(ratio * (expected * weeks + 3 / 8)))) / Math.sqrt(1 + ratio);
}

function medianOf(counts: readonly number[]): number {
  const sorted = counts.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

/** Counts by the number of their hour since 1970. */
export type HourlyCounts = ReadonlyMap<number, number>;

/** The median distance between the middle two of four counts, in standard deviations, where they vary by chance alone (normal distribution). */
const usualDistance = 0.466;
/** Smaller hours say little about how much counts vary. */
const telling = 5;

const hoursOfWeek = 7 * 24;

/** What the past of an agent says about its counts. */
export interface TrendPast {
  /** The number of its first hour. Hours before it are not compared. */
  readonly first: number;
  /**
   * How much more the counts of the same hour vary from week to week than by chance alone, as a ratio of variances; 1 or more. It is a median
   * of what the middle two of four weeks differ by, so that bad hours and holidays change little.
   */
  readonly dispersion: number;
}

/** The four weeks before `until`. */
export function pastOf(counts: HourlyCounts, until: Instant): TrendPast {
  let first = Number.POSITIVE_INFINITY;
  for (const each of counts.keys()) first = Math.min(first, each);
  const last = Math.floor(until / hour) - 1;
  const distances = Array.from({ length: hoursOfWeek }, (_, index) => last - index).flatMap((newest) => {
    const known = [0, 1, 2, 3].map((week) => newest - week * hoursOfWeek).filter((each) => each >= first);
    const values = known.map((each) => counts.get(each) ?? 0).toSorted((one, other) => one - other);
    const [, low = 0, high = 0] = values;
    return values.length < 4 || low + high < 2 * telling ? [] : [(high - low) / Math.sqrt((high + low) / 2)];
  });
  return { first, dispersion: Math.max(1, (medianOf(distances) / usualDistance) ** 2) };
}

/** `pastOf`, found once a day for each agent. */
export function dailyPast(): typeof pastOf {
  const known = new WeakMap<HourlyCounts, { readonly day: number; readonly past: TrendPast }>();
  return (counts, until) => {
    const today = Math.floor(until / day);
    const before = known.get(counts);
    const found = before?.day === today ? before : { day: today, past: pastOf(counts, until) };
    known.set(counts, found);
    return found.past;
  };
}

/** The same time by the wall clock, some weeks before; undefined where the clock was moved over it. */
export function weeksBefore(at: Instant, weeks: number, zone: Zone): Instant | undefined {
  const wall = at + zone.offsetAt(at) - weeks * 7 * day;
  const straight = (wall - zone.offsetAt(at)) as Instant; // an instant moved by whole weeks
  const found = (wall - zone.offsetAt(straight)) as Instant; // the same by the clock of that week
  return found + zone.offsetAt(found) === wall ? found : undefined;
}

/**
 * Where the same hours of the weeks before begin, the newest first, without those on days of the question's calendars. Undefined where the
 * hour before `until` is on such a day itself.
 */
export function comparedHours(
  until: Instant,
  { weeks, except }: TrendQuestion,
  { zone, calendars }: Almanac,
): readonly Instant[] | undefined {
  const left = except.flatMap((name) => calendars.get(name) ?? []);
  const from = plus(until, -hour);
  if (isException(from, left)) return undefined;
  const before = Array.from({ length: weeks }, (_, index) => weeksBefore(from, index + 1, zone));
  return before.flatMap((each) => (each === undefined || isException(each, left) ? [] : [each]));
}

/** Whether a calendar contains a part of the hour that begins here. */
function isException(from: Instant, calendars: readonly Calendar[]): boolean {
  return [0, 15, 30, 45, 59].some((after) => calendars.some(({ endOf }) => endOf(plus(from, after * minute)) !== undefined));
}

/** One look at one agent. */
export interface TrendLook {
  readonly counts: HourlyCounts;
  /** The count of the hour that ends now. */
  readonly now: number;
  /** `comparedHours` */
  readonly hours: readonly Instant[];
  readonly past: TrendPast;
}

export interface TrendAnswer extends TrendVerdict {
  /** Where the compared hours begin, and their counts. */
  readonly hours: readonly Instant[];
  readonly weeks: readonly number[];
}

/**
 * Judges the hour that ends now. Between full hours the counts of the weeks are estimates: before such a fall or rise counts, `judgeTrend`
 * has to confirm it by exact counts.
 */
export function lookAtTrend({ counts, now, past, ...look }: TrendLook, question: TrendQuestion): TrendAnswer {
  const hours = look.hours.filter((begins) => begins >= past.first * hour);
  const weeks = hours.map((begins) => countFrom(counts, begins));
  return { ...judgeTrend({ now, weeks, dispersion: past.dispersion }, question), hours, weeks };
}

/** The count of the hour that begins here. Where it is a part of two hours of the record, each gives its share. */
function countFrom(counts: HourlyCounts, from: Instant): number {
  const [first, part] = [Math.floor(from / hour), (from % hour) / hour];
  return (counts.get(first) ?? 0) * (1 - part) + (part === 0 ? 0 : (counts.get(first + 1) ?? 0) * part);
}
