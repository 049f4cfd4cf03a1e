/** The key `digest`: messages that can wait are collected, and sent as one for each interval. */

import type { View } from "../../core/destination.ts";
import { isUrgent, type Severity } from "../../core/severity.ts";
import { type Duration, type Instant, toInstant } from "../../core/time.ts";

/** The most messages in one digest. */
export const mostInDigest = 100;

/** The end of the interval in which it happened, where it can wait. All messages of an interval are due at the same moment. */
export function digestAt(digest: Duration | undefined, { event, rule }: View): Instant | undefined {
  const at = typeof event.received_at === "number" ? event.received_at : undefined;
  if (digest === undefined || at === undefined || isUrgent(rule.severity as Severity)) return undefined; // the engine passes it as the rule has it
  return toInstant((Math.floor(at / digest) + 1) * digest);
}
