/** When reports are due, and which days they are about. All by the clock of a time zone. Pure. */

import type { ReportSchedule } from "../../core/insights/report.ts";
import { type Duration, day, type Instant, plus, toIso, type Zone } from "../../core/time.ts";
import { dateText, monthText, weekdayText } from "./words.ts";

/** Local days from midnight to midnight, or up to now. */
export interface ReportSpan {
  readonly from: Instant;
  readonly to: Instant;
}

export interface DueReport {
  readonly dueAt: Instant;
  readonly span: ReportSpan;
  /** Days of the same weekdays, or the month before. */
  readonly before: ReportSpan;
  readonly title: string;
}

/** Days since 1970-01-01 by a clock on the wall. */
type DayNumber = number;

/** The last report that was due at `now` or before. */
export function lastDue(schedule: ReportSchedule, zone: Zone, now: Instant): DueReport {
  let date = dayNumberOf(now, zone);
  while (!isDay(schedule, date) || instantOf(date, schedule.time, zone) > now) date -= 1;
  const at = (number: DayNumber) => instantOf(number, 0, zone);
  const [from, before] = beginnings(schedule, date);
  const earlier = schedule.every === "month" ? { from: at(before), to: at(from) } : { from: at(before), to: at(date - 7) };
  return {
    dueAt: instantOf(date, schedule.time, zone),
    span: { from: at(from), to: at(date) },
    before: earlier,
    title: titleOf(schedule, dateOf(from)),
  };
}

function beginnings(schedule: ReportSchedule, date: DayNumber): readonly [DayNumber, DayNumber] {
  if (schedule.every === "day") return [date - 1, date - 8];
  if (schedule.every === "week") return [date - 7, date - 14];
  return [monthsBefore(date, 1, schedule.dayOfMonth), monthsBefore(date, 2, schedule.dayOfMonth)];
}

function isDay(schedule: ReportSchedule, date: DayNumber): boolean {
  if (schedule.every === "day") return true;
  if (schedule.every === "week") return (date + 3) % 7 === schedule.weekday; // 1970-01-01 was a Thursday
  return date === monthsBefore(date, 0, schedule.dayOfMonth);
}

/** That day of the month so many months earlier, or the month's last day. */
function monthsBefore(date: DayNumber, months: number, dayOfMonth: number): DayNumber {
  const at = new Date(date * day);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - months + 1, 0)).getUTCDate();
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - months, Math.min(dayOfMonth, last)) / day;
}

function titleOf({ every }: ReportSchedule, from: string): string {
  if (every === "day") return `${weekdayText((new Date(from).getUTCDay() + 6) % 7)}, ${dateText(from)}`;
  if (every === "week") return `Week from ${dateText(from)}`;
  return from.endsWith("-01") ? monthText(from) : `Month from ${dateText(from)}`;
}

/** The days up to `now`, today included, and the same days some weeks before. */
export function latestDays(since: Duration, zone: Zone, now: Instant): Omit<DueReport, "dueAt"> {
  const days = Math.max(1, Math.ceil(since / day));
  const today = dayNumberOf(now, zone);
  const from = since < day ? plus(now, -since) : instantOf(today - days + 1, 0, zone);
  const back = Math.ceil(days / 7) * 7;
  const earlier = (at: Instant) => instantOf(dayNumberOf(at, zone) - back, timeOfDay(at, zone), zone);
  const title = days === 1 ? `${dateText(dateOf(today))}` : `${days} days up to ${dateText(dateOf(today))}`;
  return { span: { from, to: now }, before: { from: earlier(from), to: earlier(now) }, title };
}

/** Every local day of a span, as `2026-11-23`. */
export function datesOf({ from, to }: ReportSpan, zone: Zone): readonly string[] {
  const [first, last] = [dayNumberOf(from, zone), dayNumberOf(plus(to, -1), zone)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => dateOf(first + index));
}

export function localDate(at: Instant, zone: Zone): string {
  return dateOf(dayNumberOf(at, zone));
}

function dayNumberOf(at: Instant, zone: Zone): DayNumber {
  return Math.floor((at + zone.offsetAt(at)) / day);
}

function timeOfDay(at: Instant, zone: Zone): Duration {
  return at + zone.offsetAt(at) - dayNumberOf(at, zone) * day;
}

function dateOf(number: DayNumber): string {
  return toIso((number * day) as Instant).slice(0, 10); // midnight of UTC stands for the day
}

/** A time that occurs twice means the first one; a skipped time is read as if the clock had not moved (core/clock/wall-time.ts). */
function instantOf(number: DayNumber, time: Duration, { offsetAt }: Zone): Instant {
  const asUtc = (number * day + time) as Instant; // calculated as if the clock showed UTC
  return plus(asUtc, -offsetAt(plus(asUtc, -offsetAt(asUtc))));
}
