/** One limit at work: what was spent of it, and until when the other side asked for nothing more. */

import type { Outcome } from "../core/delivery.ts";
import type { DeliveryPolicy } from "../core/destination.ts";
import { type Clock, type Instant, plus } from "../core/time.ts";
import { allowed, type Emptied, nextAt, refunded, spent } from "./pace.ts";

export interface Meter {
  isHeld(): boolean;
  /** How many messages may go now; infinitely many without a limit. */
  room(): number;
  /** When the next one may go by the passing of time alone; undefined where time changes nothing. */
  opensAt(): Instant | undefined;
  spend(count: number): void;
  learn(outcome: Outcome): void;
}

export function createMeter(limit: DeliveryPolicy["limit"], now: Clock): Meter {
  let emptied = 0 as Emptied; // long ago
  let holdUntil = 0 as Instant;
  return {
    isHeld: () => now() < holdUntil,
    room: () => (limit === undefined ? Number.POSITIVE_INFINITY : allowed(emptied, now(), limit)),
    opensAt() {
      if (now() < holdUntil) return holdUntil;
      return limit === undefined ? undefined : nextAt(emptied, now(), limit);
    },
    spend(count) {
      if (limit !== undefined) emptied = spent(emptied, now(), count, limit);
    },
    learn(outcome) {
      if (outcome.kind === "later" && outcome.after !== undefined) holdUntil = Math.max(holdUntil, plus(now(), outcome.after)) as Instant; // the later of two
      if (outcome.kind === "delivered" && outcome.free && limit !== undefined) emptied = refunded(emptied, limit);
    },
  };
}
