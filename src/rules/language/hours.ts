/** Hours of the week by the wall clock: `mon-fri`, `09:00-18:00`. An hour that a night has twice counts twice. */

import { z } from "zod";
import { type Duration, day, type Instant, minute, plus, type Zone } from "../../core/time.ts";
import { bad, good, type SettingReading, spelled } from "../kit/spelled.ts";
import { oneOrMany } from "./schema.ts";

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
}

const names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const endings = ["day", "sday", "nesday", "rsday", "day", "urday", "day"] as const;

const weekdays = spelled<readonly number[]>({
  description: "A day of the week, or a range of them.",
  examples: ["mon-fri", "sat"],
  noun: "a day like mon, or days like mon-fri",
  read: readDays,
  write: (days) => (days.length > 1 ? `${names[days[0] ?? 0]}-${names[days.at(-1) ?? 0]}` : (names[days[0] ?? 0] ?? "")),
});

function readDays(written: string): SettingReading<readonly number[]> {
  const text =
    { weekdays: "mon-fri", workdays: "mon-fri", weekend: "sat-sun", weekends: "sat-sun", daily: "mon-sun" }[written.trim().toLowerCase()] ??
    written;
  const [first, last] = text.toLowerCase().split("-").map(weekday);
  if (first === undefined || first < 0 || (text.includes("-") && (last ?? -1) < 0) || text.split("-").length > 2) {
    return bad("E_VALUE", "expected days of the week", "write them like mon, sat-sun or mon-fri");
  }
  const count = last === undefined ? 1 : ((last - first + 7) % 7) + 1;
  return good(Array.from({ length: count }, (_, index) => (first + index) % 7));
}

/** `mon` or `monday`; -1 for anything else. */
function weekday(text: string): number {
  return names.findIndex((name, index) => text === name || text === `${name}${endings[index]}`);
}

const span = spelled<HoursSpan>({
  description: "A part of the day. If it ends before it begins, it continues into the next day.",
  examples: ["09:00-18:00", "22:00-06:00"],
  noun: "hours like 09:00-18:00",
  read: readSpan,
  write: ({ from, to }) => `${clock(from)}-${clock(to)}`,
});

const hint = "write them like 09:00-18:00; 00:00-24:00 is the whole day";

function readSpan(text: string): SettingReading<HoursSpan> {
  const [, from = "", to = ""] = /^(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})$/.exec(text.trim()) ?? [];
  const read = { from: readClock(from), to: readClock(to) };
  const isSpan = read.from < day && read.to <= day && read.from !== read.to;
  return isSpan ? good(read) : bad("E_VALUE", "expected hours of the day", hint);
}

/** NaN where it is no time of the day. */
function readClock(text: string): Duration {
  const [hours = Number.NaN, minutes = Number.NaN] = text.split(":").map(Number);
  return minutes < 60 && hours * 60 + minutes <= 24 * 60 ? (hours * 60 + minutes) * minute : Number.NaN;
}

function clock(at: Duration): string {
  const minutes = at / minute;
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** The keys, for schemas with hours. */
export const hoursShape = { days: oneOrMany(weekdays).optional(), hours: oneOrMany(span).optional() };

export const hoursSchema = z
  .strictObject(hoursShape)
  .refine(({ days, hours }) => days !== undefined || hours !== undefined, { error: "expected days: or hours:" });

/** Whether the wall clock shows one of these hours. A span past midnight belongs to the day on which it began. */
export function isWithinHours({ days, hours }: Hours, zone: Zone, at: Instant): boolean {
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

/** 1970-01-01 was a Thursday. */
function weekdayOf(date: number): number {
  return (((date + 3) % 7) + 7) % 7;
}

/** Every week has such an hour, so eight days are enough; the ninth is for nights on which the clock changes. */
const looksAhead: Duration = 9 * day;

/** The first instant at or after `at` at which the wall clock shows one of these hours. */
export function nextWithinHours(wanted: Hours, zone: Zone, at: Instant): Instant {
  if (isWithinHours(wanted, zone, at)) return at;
  const until = plus(at, looksAhead);
  const starts = (wanted.hours ?? [{ from: 0 }]).map(({ from }) => from);
  for (const segment of segmentsOf(zone, at, until)) {
    const found = firstIn(segment, starts).find((each) => isWithinHours(wanted, zone, each));
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
