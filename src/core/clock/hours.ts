/** Hours of the week by the wall clock, without the days of calendars. An hour that a night has twice counts twice. */

import { type Duration, day, type Instant, minute, plus, type Zone } from "../time.ts";

/** A part of a day, counted from midnight. One that ends before it begins continues into the next day. */
export interface HoursSpan {
  readonly from: Duration;
  readonly to: Duration;
}

/** As in rules.yaml. Without days it is every day; without hours the whole day. */
export interface Hours {
  /** 0 is Monday. */
  readonly days?: readonly (readonly number[])[] | undefined;
  readonly hours?: readonly HoursSpan[] | undefined;
  /** Names of calendars. What they contain is left out. */
  readonly except?: readonly string[] | undefined;
}

/** Days and hours with a name, e.g. holidays. */
export interface Calendar {
  /** When the span that contains this moment ends; undefined where none contains it. Always later than `at`. */
  endOf(at: Instant): Instant | undefined;
}

/** The clock and the calendars of a file. */
export interface Almanac {
  /** `settings.timezone`. */
  readonly zone: Zone;
  /** `settings.calendar`, by name. */
  readonly calendars: ReadonlyMap<string, Calendar>;
}

/** Whether the wall clock shows one of these hours. A span past midnight belongs to the day on which it began. */
export function isWithinHours(wanted: Hours, almanac: Almanac, at: Instant): boolean {
  return isWithinWeek(wanted, almanac.zone, at) && endOfException(wanted, almanac, at) === undefined;
}

/** Until when a calendar leaves a moment out; undefined where none does. */
function endOfException({ except = [] }: Hours, { calendars }: Almanac, at: Instant): Instant | undefined {
  const ends = except.flatMap((name) => calendars.get(name)?.endOf(at) ?? []);
  return ends.length === 0 ? undefined : (Math.max(...ends) as Instant);
}

function isWithinWeek({ days, hours }: Hours, zone: Zone, at: Instant): boolean {
  const wall = at + zone.offsetAt(at);
  const date = Math.floor(wall / day);
  const time = wall - date * day;
  const isDay = (each: number) => days === undefined || days.some((range) => range.includes(weekdayOf(each)));
  if (hours === undefined) return isDay(date);
  return hours.some(({ from, to }) => {
    if (from < to) return isDay(date) && from <= time && time < to;
    return (isDay(date) && from <= time) || (isDay(date - 1) && time < to);
  });
}

/** 0 is Monday. `date` counts days since 1970-01-01, which was a Thursday. */
export function weekdayOf(date: number): number {
  return (((date + 3) % 7) + 7) % 7;
}

/** Every week has such an hour, so eight days are enough; the ninth is for nights on which the clock changes. */
const looksAhead: Duration = 9 * day;

/** The most spans of calendars that are passed over one after the other. */
const mostExceptions = 1_000;

/** The first instant at or after `at` at which the wall clock shows one of these hours. */
export function nextWithinHours(wanted: Hours, almanac: Almanac, at: Instant): Instant {
  let next = nextWithinWeek(wanted, almanac.zone, at);
  for (let passed = 0; passed < mostExceptions; passed += 1) {
    const end = endOfException(wanted, almanac, next);
    if (end === undefined) return next;
    next = nextWithinWeek(wanted, almanac.zone, end);
  }
  return next; // a calendar without an end
}

function nextWithinWeek(wanted: Hours, zone: Zone, at: Instant): Instant {
  if (isWithinWeek(wanted, zone, at)) return at;
  const until = plus(at, looksAhead);
  const starts = (wanted.hours ?? [{ from: 0 }]).map(({ from }) => from);
  for (const segment of segmentsOf(zone, at, until)) {
    const found = firstIn(segment, starts).find((each) => isWithinWeek(wanted, zone, each));
    if (found !== undefined) return found;
  }
  return until; // not reached: the schema refuses hours that no week has
}

/** A span in which the clock does not change. */
interface Segment {
  readonly from: Instant;
  readonly to: Instant;
  readonly offset: Duration;
}

function* segmentsOf(zone: Zone, at: Instant, until: Instant): Generator<Segment> {
  for (let from = at; from < until; ) {
    const offset = zone.offsetAt(from);
    const next = plus(from, day);
    const to = zone.offsetAt(next) === offset ? next : moveBetween(zone, from, next);
    yield { from, to, offset };
    from = to;
  }
}

/** The minute at which the clock changes. */
function moveBetween(zone: Zone, before: Instant, after: Instant): Instant {
  const old = zone.offsetAt(before);
  let [low, high] = [Math.floor(before / minute), Math.ceil(after / minute)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offsetAt((middle * minute) as Instant) === old) low = middle;
    else high = middle;
  }
  return (high * minute) as Instant;
}

/**
 * The instants at which hours may begin: the start of the segment, because the clock changed there, and the wanted times of each of its
 * days.
 */
function firstIn({ from, to, offset }: Segment, starts: readonly Duration[]): readonly Instant[] {
  const found = [from];
  for (let date = Math.floor((from + offset) / day); date * day - offset < to; date += 1) {
    for (const start of starts) found.push((date * day + start - offset) as Instant);
  }
  return found.filter((each) => from <= each && each < to).sort((a, b) => a - b);
}
