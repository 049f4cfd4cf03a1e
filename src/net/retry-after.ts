/** Reads how long the other side asks us to wait. */

import { type Duration, hour, type Instant, second } from "../core/time.ts";

/** Nobody may stop us for longer. */
export const longestWait: Duration = hour;

/** How a header tells a wait: as Retry-After does, as a number of seconds or milliseconds, or as the second since 1970 in which it ends. */
export type WaitForm = "retry-after" | "seconds" | "milliseconds" | "epoch";

/** The one form of a date that HTTP servers may send (RFC 9110, 5.6.7). */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** The wait that a Retry-After header asks for: seconds or an HTTP date, at most an hour; undefined for anything else. */
export function retryAfter(header: string | undefined, now: Instant): Duration | undefined {
  return waitOf(header, "retry-after", now);
}

/** The wait that a header asks for, at most an hour; undefined for anything that asks for none. */
export function waitOf(header: string | undefined, form: WaitForm, now: Instant): Duration | undefined {
  const text = header?.trim() ?? "";
  const wait = httpDate.test(text) && form === "retry-after" ? Date.parse(text) - now : counted(text, form, now);
  return wait > 0 ? Math.min(wait, longestWait) : undefined;
}

function counted(text: string, form: WaitForm, now: Instant): number {
  const number = (form === "retry-after" ? /^\d{1,15}$/ : /^\d{1,15}(\.\d{1,9})?$/).test(text) ? Number(text) : Number.NaN;
  if (form === "milliseconds") return Math.ceil(number);
  return form === "epoch" ? number * second - now : Math.ceil(number * second);
}
