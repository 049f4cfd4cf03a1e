/** Messages per span: the generic cell rate algorithm (ITU-T I.371), as a pure function of one number. */

import type { DeliveryPolicy } from "../core/destination.ts";
import type { Duration } from "../core/time.ts";

/** When the bucket would be empty again, by a clock that nobody can set. This is the whole state of a limit. */
export type Emptied = Duration;

type Limit = NonNullable<DeliveryPolicy["limit"]>;

/** The part of one process in a limit that `sharers` processes share: the same part of the rate and of the burst. */
export function partOf({ count, per }: Limit, sharers: number): Limit {
  const part = Math.max(1, Math.floor(count / sharers));
  return { count: part, per: (part * sharers * per) / count };
}

/** How many messages may be sent now. After a rest a burst of up to `count` may pass. */
export function allowed(emptied: Emptied, now: Duration, { count, per }: Limit): number {
  const spacing = per / count;
  return Math.max(0, Math.min(count, Math.floor((now + per - Math.max(emptied, now)) / spacing)));
}

/** The state after `sent` messages. */
export function spent(emptied: Emptied, now: Duration, sent: number, { count, per }: Limit): Emptied {
  return Math.max(emptied, now) + (sent * per) / count;
}

/** When the next message may be sent. */
export function nextAt(emptied: Emptied, now: Duration, { count, per }: Limit): Duration {
  return Math.max(now, Math.ceil(emptied - per + per / count));
}

/** The state after this many messages turned out to need no request. */
export function refunded(emptied: Emptied, messages: number, { count, per }: Limit): Emptied {
  return emptied - (messages * per) / count;
}
