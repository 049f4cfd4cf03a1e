/** Reads how long the other side asks us to wait. */

import { type Duration, hour, type Instant, second } from "../core/time.ts";

/** Nobody may stop us for longer. */
export const longestWait: Duration = hour;

/** The one form of a date that HTTP servers may send (RFC 9110, 5.6.7). */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** The wait that a Retry-After header asks for: seconds or an HTTP date, at most an hour; undefined for anything else. */
export function retryAfter(header: string | undefined, now: Instant): Duration | undefined {
  const text = header?.trim() ?? "";
  const wait = /^\d{1,15}$/.test(text) ? Number(text) * second : httpDate.test(text) ? Date.parse(text) - now : Number.NaN;
  return wait > 0 ? Math.min(wait, longestWait) : undefined;
}
