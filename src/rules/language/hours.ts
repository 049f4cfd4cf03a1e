/** How hours of the week are written: `mon-fri`, `09:00-18:00`, and the calendars that they leave out. */

import { z } from "zod";
import type { Hours, HoursSpan } from "../../core/clock/hours.ts";
import { type Duration, day, minute } from "../../core/time.ts";
import { calendarName } from "../calendar/entry.ts";
import { bad, good, type SettingReading, spelled } from "../kit/spelled.ts";
import { oneOrMany } from "./schema.ts";

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
export const hoursShape = {
  days: oneOrMany(weekdays).optional(),
  hours: oneOrMany(span).optional(),
  except: oneOrMany(calendarName).optional().meta({ description: "Calendars of `settings.calendar` whose days are left out." }),
};

/** Whether a map says anything about the time. */
export function saysWhen(hours: Hours): boolean {
  return Object.values(hoursOf(hours)).some((part) => part !== undefined);
}

/** The hours in a map with further keys. */
export function hoursOf({ days, hours, except }: Hours): Hours {
  return { days, hours, except };
}

/** For maps that say nothing about the time. */
export const noHours = { error: "expected days:, hours: or except:" };

export const hoursSchema = z.strictObject(hoursShape).refine(saysWhen, noHours);
