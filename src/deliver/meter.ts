/** One limit at work: what was spent of it, and until when the other side asked for nothing more. */

import type { Outcome } from "../core/delivery.ts";
import type { DeliveryPolicy } from "../core/destination.ts";
import { type Clock, type Instant, plus } from "../core/time.ts";
import { allowed, type Emptied, nextAt, partOf, refunded, spent } from "./pace.ts";

export interface Meter {
  isHeld(): boolean;
  /** How many messages may go now; infinitely many without a limit. */
  room(): number;
  /** When the next one may go by the passing of time alone; undefined where time changes nothing. */
  opensAt(): Instant | undefined;
  spend(count: number): void;
  learn(outcome: Outcome): void;
}

/** `sharers`: how many processes keep the limit together, this one included. It may change at any time. */
export function createMeter(whole: DeliveryPolicy["limit"], now: Clock, sharers: () => number = () => 1): Meter {
  const part = () => whole && partOf(whole, sharers());
  let emptied = 0 as Emptied; // long ago
  let holdUntil = 0 as Instant;
  return {
    isHeld: () => now() < holdUntil,
    room() {
      const limit = part();
      return limit === undefined ? Number.POSITIVE_INFINITY : allowed(emptied, now(), limit);
    },
    opensAt() {
      if (now() < holdUntil) return holdUntil;
      const limit = part();
      return limit === undefined ? undefined : nextAt(emptied, now(), limit);
    },
    spend(count) {
      const limit = part();
      if (limit !== undefined) emptied = spent(emptied, now(), count, limit);
    },
    learn(outcome) {
      if (outcome.kind === "later" && outcome.after !== undefined) holdUntil = Math.max(holdUntil, plus(now(), outcome.after)) as Instant; // the later of two
      const limit = part();
      if (outcome.kind === "delivered" && outcome.free && limit !== undefined) emptied = refunded(emptied, limit);
    },
  };
}
