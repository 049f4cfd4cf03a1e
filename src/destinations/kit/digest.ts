/** The key `digest`: what can wait is collected, and told once for each interval. */

import type { View } from "../../core/destination.ts";
import { isUrgent, type Severity } from "../../core/severity.ts";
import { type Duration, type Instant, toInstant } from "../../core/time.ts";

/** Messages that are told in one. */
export const mostInDigest = 100;

/** The end of the interval in which it happened, where it can wait: so all that came in it is due at the same moment. */
export function digestAt(digest: Duration | undefined, { event, rule }: View): Instant | undefined {
  const at = typeof event.received_at === "number" ? event.received_at : undefined;
  if (digest === undefined || at === undefined || isUrgent(rule.severity as Severity)) return undefined; // the engine gives it, as the rule has it
  return toInstant((Math.floor(at / digest) + 1) * digest);
}
