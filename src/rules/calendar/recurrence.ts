/** Reads the RRULE of an event, as far as it chooses days. */

import { weekdayOf } from "../../core/clock/hours.ts";
import { day } from "../../core/time.ts";
import { byClockOf, type IcsMoment, icsMoment } from "./moment.ts";
import { beginsAt, civilDate, dayOf, type Repeats, type WallTime, type Weekday } from "./span.ts";

const every: Readonly<Record<string, Repeats["every"]>> = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" };
const days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const known = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"];
/** Occurrences after this year are not counted. */
const lastYear = 2100;

/** The recurrence, or why it cannot be read. */
export function readRepeats(rule: string, first: IcsMoment): Repeats | string {
  const parts = new Map(rule.toUpperCase().split(";").map(pairOf));
  const strange = [...parts.keys()].find((name) => !known.includes(name));
  if (strange !== undefined) return /^[A-Z]{1,12}$/.test(strange) ? `${strange} is not read in RRULE` : unreadable;
  const period = every[parts.get("FREQ") ?? ""];
  if (period === undefined) return "RRULE repeats by neither days, weeks, months nor years";
  const [interval, count] = [wholeOf(parts.get("INTERVAL") ?? "1"), wholeOf(parts.get("COUNT") ?? "1")];
  const until = parts.has("UNTIL") ? lastOf(parts.get("UNTIL") ?? "", first) : undefined;
  const [months, monthDays] = [numbersIn(parts.get("BYMONTH"), 12), numbersIn(parts.get("BYMONTHDAY"), 31)];
  const weekdays = weekdaysIn(parts.get("BYDAY"));
  if (!(interval && count && months && monthDays && weekdays) || Number.isNaN(until)) return unreadable;
  if (period === "week" && interval > 1 && (parts.get("WKST") ?? "MO") !== "MO") return "RRULE counts weeks that do not begin on Monday";
  const repeats = withUsual({ every: period, interval, until, months, monthDays, weekdays }, first);
  return parts.has("COUNT") ? counted(repeats, first, count) : repeats;
}

const unreadable = "RRULE cannot be read";

function pairOf(part: string): readonly [string, string] {
  const [name = "", value = ""] = part.split("=", 2);
  return [name, value];
}

/** The end of the last day, or the last time by the clock of the first; NaN where it is neither. */
function lastOf(text: string, first: IcsMoment): WallTime {
  const moment = icsMoment({ value: text, zone: undefined });
  if (moment === undefined) return Number.NaN;
  return moment.isDay || first.isDay ? (dayOf(moment.at) + 1) * day - 1 : byClockOf(first, moment);
}

function wholeOf(text: string): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined;
}

function numbersIn(text: string | undefined, most: number): readonly number[] | undefined {
  if (text === undefined) return [];
  const numbers = text.split(",").map(Number);
  return numbers.every((each) => Number.isInteger(each) && each !== 0 && Math.abs(each) <= most) ? numbers : undefined;
}

function weekdaysIn(text: string | undefined): readonly Weekday[] | undefined {
  if (text === undefined) return [];
  const read = text.split(",").map((each) => {
    const [, nth, name = ""] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(each) ?? [];
    return { day: days.indexOf(name), nth: nth === undefined ? undefined : Number(nth) };
  });
  return read.some((each) => each.day < 0 || each.nth === 0) ? undefined : read;
}

/** What the first occurrence says where the rule does not. */
function withUsual(repeats: Repeats, { at }: IcsMoment): Repeats {
  const { month, dayOfMonth } = civilDate(dayOf(at));
  const { every: period, months, monthDays, weekdays } = repeats;
  if (period === "week" && weekdays.length === 0) return { ...repeats, weekdays: [{ day: weekdayOf(dayOf(at)), nth: undefined }] };
  if ((period !== "month" && period !== "year") || monthDays.length > 0 || weekdays.length > 0) return repeats;
  return { ...repeats, monthDays: [dayOfMonth], months: period === "year" && months.length === 0 ? [month] : months };
}

/** As an end: the beginning of the last occurrence. */
function counted(repeats: Repeats, { at }: IcsMoment, count: number): Repeats {
  const span = { from: at, lasts: day, clock: undefined, repeats, except: [] };
  let left = count;
  for (let begins = at; civilDate(dayOf(begins)).year < lastYear; begins += day) {
    if (beginsAt(span, begins)) left -= 1;
    if (left === 0) return { ...repeats, until: begins };
  }
  return repeats;
}
