/** Reads how long the other side asks us to wait. */

import { type Duration, day, hour, type Instant, minute, second } from "../core/time.ts";
import { dateIn } from "./http-date.ts";

/** No answer may make us wait longer. */
export const longestWait: Duration = hour;
/** A wait that has ended, or is negative, is rounded up to this. */
const shortestWait: Duration = second;

/**
 * The form of a wait in a header: as in Retry-After, in seconds, in milliseconds, as the Unix second of its end, or any of
 * these (`reset`: vendors do not agree on the meaning of X-RateLimit-Reset).
 */
export type WaitForm = "retry-after" | "seconds" | "milliseconds" | "epoch" | "reset";

/** A header of an answer by its name in lower case. */
export type HeaderOf = (name: string) => string | undefined;

/**
 * The wait of a Retry-After header, at most an hour: seconds, or a date in one of the three forms of RFC 9110. It also reads nearly valid
 * values and rounds up: decimals, a unit, a sign, quotes, a date of mail or of RFC 3339, an instant as a number, a past date.
 * Undefined for anything else. `now` is the instant of the answer.
 */
export function retryAfter(header: string | undefined, now: Instant): Duration | undefined {
  return waitOf(header, "retry-after", now);
}

/** The wait in a header, at most an hour; undefined where it asks for none. */
export function waitOf(header: string | undefined, form: WaitForm, now: Instant): Duration | undefined {
  const text = header?.trim() ?? "";
  const asked = form === "retry-after" ? laterOf(text, now) : form === "reset" ? untilReset(text, now) : counted(text, form, now);
  if (Number.isNaN(asked)) return undefined;
  if (asked <= 0) return form === "retry-after" ? shortestWait : undefined;
  return Math.min(asked, longestWait);
}

const decimal = /^[+-]?\d+(\.\d*)?$/;

function counted(text: string, form: "seconds" | "milliseconds" | "epoch", now: Instant): number {
  const number = decimal.test(text) ? Number(text) : Number.NaN;
  if (form === "milliseconds") return Math.ceil(number);
  return form === "epoch" ? number * second - now : Math.ceil(number * second);
}

/** A header that was sent twice arrives as a list, and the longest wait counts. Text after a semicolon is ignored. */
function laterOf(text: string, now: Instant): number {
  const [asked = ""] = text.replace(/^"(.*)"$/, "$1").split(";");
  const each = dateIn(asked, now) === undefined ? asked.split(betweenItems) : [asked];
  return Math.max(...each.map((item) => oneOf(item, now))); // NaN where one of them is no wait
}

/** A comma, but not the one after the weekday of a date. */
const betweenItems = /(?<!\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}),/i;

function oneOf(text: string, now: Instant): number {
  const date = dateIn(text, now);
  return date === undefined ? wholeSeconds(text.trim(), now) : date - now;
}

/** Some write a unit after the number. The header's own unit is the second. */
const units: readonly { readonly name: RegExp; readonly length: Duration }[] = [
  { name: /^(s|secs?|seconds?)?$/i, length: second },
  { name: /^(ms|msecs?|milliseconds?)$/i, length: 1 },
  { name: /^(m|mins?|minutes?)$/i, length: minute },
  { name: /^(h|hrs?|hours?)$/i, length: hour },
];

/** Rounded up. */
function wholeSeconds(text: string, now: Instant): number {
  const [, number = "", name = ""] = /^(?:PT(?=\d{1,15}[smh]$))?([^a-z\s]*)\s*([a-z]*)$/i.exec(text) ?? []; // PT30S: ISO 8601
  const length = units.find((unit) => unit.name.test(name))?.length;
  if (length === undefined || !decimal.test(number)) return Number.NaN;
  const moment = name === "" ? momentIn(Number(number), now) : undefined;
  return Math.ceil((moment ?? Number(number) * length) / second) * second;
}

/** Some write the instant itself, in seconds or milliseconds since 1970: a number that means one within a day of now. */
function momentIn(number: number, now: Instant): Duration | undefined {
  return [number * second - now, number - now].find((wait) => Math.abs(wait) <= day);
}

/** A larger number is no wait, but an instant in seconds or milliseconds since 1970. */
const firstEpochSecond = 1e9;
const firstEpochMillisecond = 1e12;

function untilReset(text: string, now: Instant): number {
  const date = dateIn(text, now);
  if (date !== undefined) return date - now;
  const number = decimal.test(text) ? Number(text) : Number.NaN;
  if (number >= firstEpochMillisecond) return Math.ceil(number - now);
  return number >= firstEpochSecond ? Math.ceil(number * second - now) : Math.ceil(number * second);
}

/**
 * The wait in an answer without a usable Retry-After, from vendors' headers about limits. RateLimit and RateLimit-Reset are those of
 * the drafts of draft-ietf-httpapi-ratelimit-headers; reference/crm-answers.md names the others, and Azure documents retry-after-ms.
 */
const limitHeaders: readonly { readonly name: string; readonly form: WaitForm }[] = [
  { name: "retry-after-ms", form: "milliseconds" },
  { name: "x-ms-retry-after-ms", form: "milliseconds" },
  { name: "x-ratelimit-reset-after", form: "seconds" },
  { name: "ratelimit-reset", form: "reset" },
  { name: "x-ratelimit-reset", form: "reset" },
  { name: "x-rate-limit-reset", form: "reset" },
];

/** How long a limit still applies, by the headers of an answer; undefined where they do not say. */
export function limitWait(headerOf: HeaderOf, now: Instant): Duration | undefined {
  const waits = limitHeaders.map(({ name, form }) => waitOf(headerOf(name), form, now));
  return waits.find((each) => each !== undefined) ?? waitOf(resetIn(headerOf("ratelimit")), "seconds", now);
}

/** `limit=100, remaining=0, reset=30` of the older drafts, and `"default";r=0;t=30` of the newer ones. */
function resetIn(header = ""): string | undefined {
  return /(?:^|[;,\s])(?:reset|t)=(\d{1,9})/i.exec(header)?.[1];
}

/**
 * The instant of an answer by its sender's clock, so that a date in it means the same to both; by our clock where theirs is missing or far
 * off.
 */
export function answeredAt(headerOf: HeaderOf | undefined, now: Instant): Instant {
  const theirs = dateIn(headerOf?.("date") ?? "", now) ?? now;
  return Math.abs(theirs - now) <= longestWait ? theirs : now;
}
