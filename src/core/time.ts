/** Points and spans of time. The clock is always an argument. */

declare const instant: unique symbol;

/** Milliseconds since 1970-01-01T00:00:00Z. Branded, so that a span is never taken for a point in time. */
export type Instant = number & { readonly [instant]: true };

/** A span in milliseconds. */
export type Duration = number;

export type Clock = () => Instant;

/** The time since some fixed moment, by a clock that nobody can set. It is for waits. */
export type Elapsed = () => Duration;

/** A time zone, as far as its wall clock is concerned. */
export interface Zone {
  /** How far the wall clock is ahead of UTC at an instant. */
  offsetAt(at: Instant): Duration;
}

export const second: Duration = 1_000;
export const minute: Duration = 60 * second;
export const hour: Duration = 60 * minute;
export const day: Duration = 24 * hour;

const units: Readonly<Record<string, Duration>> = { ms: 1, s: second, m: minute, h: hour, d: day };

/** The latest instant a JavaScript Date can hold (ECMA-262, 21.4.1.1). */
const latest = 8.64e15;

/** Brands a number of milliseconds as an instant; undefined where no Date could hold it. */
export function toInstant(milliseconds: number): Instant | undefined {
  return Number.isFinite(milliseconds) && Math.abs(milliseconds) <= latest ? (Math.trunc(milliseconds) as Instant) : undefined;
}

/** `at` moved by a span. */
export function plus(at: Instant, span: Duration): Instant {
  return (at + span) as Instant;
}

/** Units in words. A single letter is a unit only in lower case: elsewhere `M` is a month. */
const words: readonly (readonly [RegExp, Duration])[] = [
  [/^(?:msecs?|millis|milliseconds?)$/i, 1],
  [/^(?:secs?|seconds?)$/i, second],
  [/^(?:mins?|minutes?)$/i, minute],
  [/^(?:hrs?|hours?)$/i, hour],
  [/^days?$/i, day],
  [/^(?:w|wks?|weeks?)$/, 7 * day],
];

/** The unit of a word; undefined for a word of another language. */
export function unitOf(word: string): Duration | undefined {
  return units[word] ?? words.find(([names]) => names.test(word))?.[1];
}

/** A number with its unit, once or several times: `30s`, `1h30m`, `90 sec`, `1 hour and 30 minutes`. */
const amountAndUnit = /(\d{1,9}(?:\.\d{1,6})?)\s{0,3}([a-z]{1,12})/gi;

/** Reads `250ms 30s 5m 2h 7d`, also in words (`5 minutes`); undefined for anything else, zero included. */
export function parseDuration(text: string): Duration | undefined {
  const span = parseSpan(text);
  return span === undefined || span <= 0 ? undefined : span;
}

/** The same, zero included: `0s`. */
export function parseSpan(text: string): Duration | undefined {
  const written = text.trim().slice(0, longestSpan + 1);
  const parts = [...written.matchAll(amountAndUnit)];
  const between = written.replace(amountAndUnit, "|");
  if (written.length > longestSpan || !/^\|(?:(?:,? and|,)? ?\|)*$/.test(between)) return undefined;
  const exact = (amount: string | undefined, unit: Duration) => Math.round(Number(amount) * unit * 1_000) / 1_000; // 1.1 hours are a whole number of milliseconds
  const span = parts.reduce((sum, [, amount, unit = ""]) => sum + exact(amount, unitOf(unit) ?? Number.NaN), 0);
  return Number.isSafeInteger(span) ? span : undefined;
}

const longestSpan = 100;

/** Writes a span in the largest unit that divides it; `parseDuration` can read the result. */
export function formatDuration(span: Duration): string {
  const [unit, size] = Object.entries(units).findLast(([, each]) => span >= each && span % each === 0) ?? ["ms", 1];
  return `${span / size}${unit}`;
}

/** RFC 3339 in UTC, with milliseconds. */
export function toIso(at: Instant): string {
  return new Date(at).toISOString();
}
