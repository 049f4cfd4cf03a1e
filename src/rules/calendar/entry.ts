/** The entries of a calendar as they are written: `2026-12-24`, `2026-08-01 - 2026-08-21`, `12-25`, `./holidays.ics`. */

import { z } from "zod";
import { type Duration, day, hour, minute } from "../../core/time.ts";
import { bad, good, type SettingReading, spelled } from "../kit/spelled.ts";
import { type CalendarSpan, civilDate, dayOf, type WallTime, wallTimeOf } from "./span.ts";

/** Spans, or the path of an iCalendar file that contains them. */
export type CalendarEntry = { readonly written: string } & (
  | { readonly kind: "spans"; readonly spans: readonly CalendarSpan[] }
  | { readonly kind: "file" }
);

export const calendarName = z
  .string()
  .regex(/^[A-Za-z][\w.-]{0,63}$/, { error: "expected a short name of letters, digits, dots and dashes" });

/** One entry. */
export const calendarEntry = spelled<CalendarEntry>({
  description: "A day, a range of days or times, a day of every year, or the path of an .ics file.",
  examples: ["2026-12-24", "2026-08-01 - 2026-08-21", "12-25", "./holidays.ics"],
  noun: "a day like 2026-12-24",
  read: readEntry,
  write: ({ written }) => written,
});

const usual = "write it like 2026-12-24, 2026-08-01 - 2026-08-21, 12-25 for every year, or ./holidays.ics";

function readEntry(text: string): SettingReading<CalendarEntry> {
  const written = text.trim().replace(/\s+/g, " ");
  if (/\.ics$/i.test(written)) return good({ kind: "file", written });
  const [first = "", last = first, ...more] = written.split(/ (?:-|–|to) | ?(?:\.\.|–) ?|-(?=\d{1,2}:\d{2}$)/);
  const spans = more.length > 0 ? bad("E_VALUE", "expected a day or a range of days", usual) : (yearly(first, last) ?? dated(first, last));
  return spans.ok ? good({ kind: "spans", written, spans: spans.value }) : spans;
}

type Spans = SettingReading<readonly CalendarSpan[]>;

/** A year with a February 29. Yearly days begin in it. */
const leapYear = 1972;

/** Each day of a yearly range is a span of its own, so that a leap year has one more. */
function yearly(first: string, last: string): Spans | undefined {
  const [from, to] = [first, last].map((text) => /^(\d{2})-(\d{2})$/.exec(text));
  if (!from || !to) return undefined;
  const [begins, ends] = [from, to].map(([, month, dayOfMonth]) => wallTimeOf(leapYear, Number(month), Number(dayOfMonth)));
  if (begins === undefined || ends === undefined)
    return bad("E_VALUE", "no year has this day", "write the month first: 12-25 is December 25");
  const count = (((dayOf(ends) - dayOf(begins) + 366) % 366) + 1) as number;
  return good(Array.from({ length: count }, (_, index) => everyYear(begins + index * day)));
}

function everyYear(from: WallTime): CalendarSpan {
  const { month, dayOfMonth } = civilDate(dayOf(from));
  const repeats = { every: "year", interval: 1, until: undefined, months: [month], monthDays: [dayOfMonth], weekdays: [] } as const;
  return { ...once(from, day), repeats };
}

function once(from: WallTime, lasts: Duration): CalendarSpan {
  return { from, lasts, clock: undefined, repeats: undefined, except: [] };
}

/** A day or a time of one year. A range of days contains its last day; a time ends a range. */
function dated(first: string, last: string): Spans {
  const [from, to] = [readMoment(first), readMoment(/^\d{1,2}:\d{2}$/.test(last) ? `${first.slice(0, 10)} ${last}` : last)];
  if (from === undefined || to === undefined) return bad("E_VALUE", "expected a day or a range of days", meantDay(first));
  if (Number.isNaN(from.at) || Number.isNaN(to.at)) return bad("E_VALUE", "no calendar has this day", "is it written as year-month-day?");
  if (first === last && !from.isDay) return bad("E_VALUE", "a time needs an end", `write a range, e.g. ${first} - 23:30`);
  const end = to.isDay ? to.at + day : to.at;
  if (end > from.at) return good([once(from.at, end - from.at)]);
  return bad("E_VALUE", "the range ends before it begins", `did you mean "${last} - ${first}"?`);
}

/** NaN where there is no such day; undefined for another form. */
function readMoment(text: string): { readonly at: WallTime; readonly isDay: boolean } | undefined {
  const [, year, month, dayOfMonth, hours, minutes] = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2}))?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const time = Number(hours ?? 0) * hour + Number(minutes ?? 0) * minute;
  return { at: wallTimeOf(Number(year), Number(month), Number(dayOfMonth), time) ?? Number.NaN, isDay: hours === undefined };
}

/** `24.12.2026`, `24.12.`, `2026/12/24` */
function meantDay(text: string): string {
  const [, dayOfMonth = "", month = "", year] = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})?$/.exec(text) ?? [];
  const two = (part: string) => part.padStart(2, "0");
  if (month !== "") return `did you mean "${year === undefined ? "" : `${year}-`}${two(month)}-${two(dayOfMonth)}"?`;
  const slashed = /^\d{4}\/\d{2}\/\d{2}$/.test(text) ? text.replaceAll("/", "-") : undefined;
  return slashed === undefined ? usual : `did you mean "${slashed}"?`;
}
