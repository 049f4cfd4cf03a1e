/** Reads dates in HTTP headers: the three forms of RFC 9110, 5.6.7, and those of RFC 5322 and RFC 3339, which some vendors send instead. */

import { type Duration, hour, type Instant, minute, toInstant } from "../core/time.ts";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** `Sun, 06 Nov 1994 08:49:37 GMT`; some leave out the weekday or a leading zero, write UTC, or a zone as in mail (`+0200`). */
const fixed =
  /^(?:[a-z]{3},\s*)?(?<day>\d{1,2})[ -](?<month>[a-z]{3})[ -](?<year>\d{4})\s+(?<time>\d{2}:\d{2}:\d{2})\s*(?:GMT|UTC|Z|(?<zone>[+-]\d{4}))?$/i;
/** `Sunday, 06-Nov-94 08:49:37 GMT` */
const rfc850 = /^[a-z]{3,9},\s*(?<day>\d{1,2})-(?<month>[a-z]{3})-(?<year>\d{2})\s+(?<time>\d{2}:\d{2}:\d{2})\s*(?:GMT|UTC|Z)?$/i;
/** `Sun Nov  6 08:49:37 1994` */
const asctime = /^[a-z]{3}\s+(?<month>[a-z]{3})\s+(?<day>\d{1,2})\s+(?<time>\d{2}:\d{2}:\d{2})\s+(?<year>\d{4})$/i;
/** `1994-11-06T08:49:37Z`; the seconds are optional, and without a zone it is UTC. */
const rfc3339 = /^(?<date>\d{4}-\d{2}-\d{2})[T ](?<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?<zone>Z|[+-]\d{2}:\d{2})?$/i;

/** The instant that a text names; undefined where it names none. `now` decides the century of two-digit years. */
export function dateIn(text: string, now: Instant): Instant | undefined {
  const trimmed = text.trim();
  const { date, time: at, zone: offset = "Z" } = rfc3339.exec(trimmed)?.groups ?? {};
  if (date !== undefined) return toInstant(Date.parse(`${date}T${at}${offset.toUpperCase()}`));
  const groups = (fixed.exec(trimmed) ?? rfc850.exec(trimmed) ?? asctime.exec(trimmed))?.groups;
  if (groups === undefined) return undefined;
  const { day = "", month = "", year = "", time = "", zone = "+0000" } = groups;
  const index = months.indexOf(month.toLowerCase());
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  if (index < 0 || Number(day) > 31 || hours > 23 || minutes > 59 || seconds > 60) return undefined;
  return toInstant(Date.UTC(yearOf(year, now), index, Number(day), hours, minutes, seconds) - offsetOf(zone));
}

/** For `+0130` an hour and a half. */
function offsetOf(zone: string): Duration {
  const ahead = Number(zone.slice(1, 3)) * hour + Number(zone.slice(3)) * minute;
  return zone.startsWith("-") ? -ahead : ahead;
}

/** RFC 9110: a two-digit year that seems to be more than 50 years ahead is the most recent past year with these digits. */
function yearOf(digits: string, now: Instant): number {
  if (digits.length === 4) return Number(digits);
  const present = new Date(now).getUTCFullYear();
  const year = Math.floor(present / 100) * 100 + Number(digits);
  return year > present + 50 ? year - 100 : year;
}
