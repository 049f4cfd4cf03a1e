/** How many messages a second: the generic cell rate algorithm (ITU-T I.371), as a pure function of one number. */

import type { DeliveryPolicy } from "../core/destination.ts";
import type { Duration } from "../core/time.ts";

/** When the bucket would be empty again, by a clock that nobody can set; the whole state of a limit. */
export type Emptied = Duration;

type Limit = NonNullable<DeliveryPolicy["limit"]>;

/** One process's part of a limit that `sharers` of them keep together: the same rate, and as little at once. */
export function partOf({ count, per }: Limit, sharers: number): Limit {
  const part = Math.max(1, Math.floor(count / sharers));
  return { count: part, per: (part * sharers * per) / count };
}

/** How many may go at this moment. A burst of up to `count` is let through after a rest. */
export function allowed(emptied: Emptied, now: Duration, { count, per }: Limit): number {
  const spacing = per / count;
  return Math.max(0, Math.min(count, Math.floor((now + per - Math.max(emptied, now)) / spacing)));
}

/** The state after `sent` messages. */
export function spent(emptied: Emptied, now: Duration, sent: number, { count, per }: Limit): Emptied {
  return Math.max(emptied, now) + (sent * per) / count;
}

/** When the next one may go. */
export function nextAt(emptied: Emptied, now: Duration, { count, per }: Limit): Duration {
  return Math.max(now, Math.ceil(emptied - per + per / count));
}

/** The state where so many messages turned out to cost nothing. */
export function refunded(emptied: Emptied, messages: number, { count, per }: Limit): Emptied {
  return emptied - (messages * per) / count;
}
