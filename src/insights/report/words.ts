/** Numbers, shares and spans as people read them. */

import { type Duration, hour, minute, second } from "../../core/time.ts";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** `1,240` */
export function numberText(count: number): string {
  return whole.format(count);
}

/** `6.1 %`; a narrow space keeps the sign with its number. */
export function percent(share: number): string {
  const value = 100 * share;
  return `${value > 0 && value < 10 ? value.toFixed(1) : Math.round(value)}\u202f%`;
}

/** `+60 %`; empty where there was nothing before. */
export function changeOf(now: number, before: number): string {
  if (before === 0) return "";
  const change = Math.round(100 * (now / before - 1));
  return `${change < 0 ? "\u2212" : "+"}${Math.abs(change)}\u202f%`;
}

/** `2 min`, in the largest unit with one digit. */
export function spanText(span: Duration): string {
  if (span < minute) return `${Math.round(span / second)} s`;
  if (span < hour) return `${Math.round(span / minute)} min`;
  const hours = span / hour;
  return `${hours < 10 ? hours.toFixed(1).replace(/\.0$/, "") : Math.round(hours)} h`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}

const languages = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

export function languageName(code: string): string {
  try {
    return languages.of(code) ?? code;
  } catch {
    return code; // no language code
  }
}

const months = "January February March April May June July August September October November December".split(" ");
const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** `23 November 2026` */
export function dateText(date: string): string {
  const [year = "", month = "", day = ""] = date.split("-");
  return `${Number(day)} ${months[Number(month) - 1] ?? month} ${year}`;
}

/** `November 2026` */
export function monthText(date: string): string {
  return dateText(date).replace(/^\d+ /, "");
}

/** `Mon` of 0 */
export function weekdayText(weekday: number): string {
  return weekdays[weekday] ?? "";
}
