/** The spans of a calendar, once or repeated. They are measured by a wall clock, so an hour that a night has twice counts twice. */

import { weekdayOf } from "../../core/clock/hours.ts";
import { type Duration, day } from "../../core/time.ts";

/** What a wall clock shows, in milliseconds since 1970-01-01 00:00 of that clock. */
export type WallTime = number;

export interface CalendarSpan {
  readonly from: WallTime;
  /** At most `longestRepeated` where the span is repeated. */
  readonly lasts: Duration;
  /** The clock's zone (an IANA name); undefined: `settings.timezone`. */
  readonly clock: string | undefined;
  readonly repeats: Repeats | undefined;
  /** Beginnings that are left out. */
  readonly except: readonly WallTime[];
}

export interface Weekday {
  /** 0 is Monday. */
  readonly day: number;
  /** Which one of the month or of the year, -1 for the last; undefined: each. */
  readonly nth: number | undefined;
}

/** A recurrence rule (RFC 5545, 3.3.10) as far as it chooses days. An empty list chooses all. */
export interface Repeats {
  readonly every: "day" | "week" | "month" | "year";
  readonly interval: number;
  /** The last beginning. */
  readonly until: WallTime | undefined;
  /** 1 to 12. */
  readonly months: readonly number[];
  /** 1 to 31, or -1 for the last one. */
  readonly monthDays: readonly number[];
  readonly weekdays: readonly Weekday[];
}

export const longestRepeated: Duration = 366 * day;

/** When the span that contains this moment of its clock ends; undefined where it does not contain it. */
export function endOfSpan(span: CalendarSpan, wall: WallTime): WallTime | undefined {
  const { from, lasts } = span;
  const time = timeOfDay(from);
  if (span.repeats === undefined) return from <= wall && wall < from + lasts ? from + lasts : undefined;
  for (let begins = dayOf(wall - time) * day + time; begins + lasts > wall; begins -= day) {
    if (beginsAt(span, begins)) return begins + lasts;
  }
  return undefined;
}

/** When its last occurrence has ended; infinite where it is repeated without an end. */
export function lastEnd({ from, lasts, repeats }: CalendarSpan): WallTime {
  return (repeats === undefined ? from : (repeats.until ?? Number.POSITIVE_INFINITY)) + lasts;
}

/** Whether an occurrence begins at this moment, which is the span's time of the day. */
export function beginsAt({ from, repeats, except }: CalendarSpan, begins: WallTime): boolean {
  if (begins < from || except.includes(begins)) return false;
  if (begins === from) return true; // the first one always counts (RFC 5545, 3.8.5.3)
  return repeats !== undefined && begins <= (repeats.until ?? begins) && isChosen(repeats, dayOf(from), dayOf(begins));
}

function isChosen(repeats: Repeats, first: number, date: number): boolean {
  const { year, month, dayOfMonth } = civilDate(date);
  return (
    periodsBetween(repeats.every, first, date) % repeats.interval === 0 &&
    isOneOf(repeats.months, month) &&
    (isOneOf(repeats.monthDays, dayOfMonth) || repeats.monthDays.includes(dayOfMonth - daysIn(year, month) - 1)) &&
    (repeats.weekdays.length === 0 || repeats.weekdays.some((wanted) => isWeekday(wanted, date, repeats)))
  );
}

function isOneOf(chosen: readonly number[], value: number): boolean {
  return chosen.length === 0 || chosen.includes(value);
}

/** Weeks begin on Monday. */
function periodsBetween(every: Repeats["every"], first: number, date: number): number {
  const [from, to] = [civilDate(first), civilDate(date)];
  const periods: Readonly<Record<Repeats["every"], number>> = {
    day: date - first,
    week: Math.floor((date + 3) / 7) - Math.floor((first + 3) / 7),
    month: (to.year - from.year) * 12 + to.month - from.month,
    year: to.year - from.year,
  };
  return periods[every];
}

function isWeekday({ day: wanted, nth }: Weekday, date: number, { every, months }: Repeats): boolean {
  if (weekdayOf(date) !== wanted) return false;
  if (nth === undefined) return true;
  const { year, month, dayOfMonth } = civilDate(date);
  const isInMonth = every === "month" || months.length > 0;
  const [before, length] = isInMonth
    ? [dayOfMonth - 1, daysIn(year, month)]
    : [date - dayOf(Date.UTC(year, 0, 1)), dayOf(Date.UTC(year + 1, 0, 1)) - dayOf(Date.UTC(year, 0, 1))];
  return nth > 0 ? Math.floor(before / 7) + 1 === nth : Math.floor((length - 1 - before) / 7) + 1 === -nth;
}

/** Days since 1970-01-01. */
export function dayOf(wall: WallTime): number {
  return Math.floor(wall / day);
}

export function timeOfDay(wall: WallTime): Duration {
  return wall - dayOf(wall) * day;
}

export function civilDate(date: number): { readonly year: number; readonly month: number; readonly dayOfMonth: number } {
  const shown = new Date(date * day);
  return { year: shown.getUTCFullYear(), month: shown.getUTCMonth() + 1, dayOfMonth: shown.getUTCDate() };
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Undefined where no calendar has this day. Hours and minutes are within a day. */
export function wallTimeOf(year: number, month: number, dayOfMonth: number, time: Duration = 0): WallTime | undefined {
  const wall = Date.UTC(year, month - 1, dayOfMonth);
  const parts = civilDate(dayOf(wall));
  const exists = parts.year === year && parts.month === month && parts.dayOfMonth === dayOfMonth && time >= 0 && time < day;
  return exists ? wall + time : undefined;
}
