/** Ends messages whose destination is gone, or has taken nothing for too long. */

import { type DeadReason, expiredDetail, giveUpAfter } from "../core/delivery.ts";
import type { Configured } from "../core/destination.ts";
import type { Emit } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, hour, type Instant, plus } from "../core/time.ts";
import type { Lane } from "./lane.ts";

/** Messages end only after the destination has taken nothing for this long: a relay that was down itself has to try first. */
const troubledAtLeast: Duration = hour;

/** A destination of the rules. */
export interface DestinationLane {
  readonly lane: Pick<Lane, "state" | "troubledFor" | "wakeAt" | "stop" | "load" | "wake" | "proven">;
  readonly configured: Configured;
}

export interface ExpiryOptions {
  readonly store: Pick<Store, "markAllDead">;
  readonly now: Clock;
  readonly emit: Emit;
}

export interface Expiry {
  /** The destination is no longer in rules.yaml. */
  ofRemoved(to: string): Promise<void>;
  /** The oldest message has been due since `dueAt`. */
  ofOld(to: string, dueAt: Instant, found: DestinationLane): Promise<void>;
}

export function createExpiry({ store, now, emit }: ExpiryOptions): Expiry {
  function report(to: string, reason: DeadReason, detail: string, count: number): void {
    if (count > 0) emit({ name: "deliveries.ended", to, reason, detail, count });
  }

  return {
    async ofRemoved(to) {
      const detail = "the destination is no longer in rules.yaml; redrive --send-to NAME sends it to another";
      report(to, "sink_removed", detail, await store.markAllDead(to, "sink_removed", detail, now()));
    },
    async ofOld(to, dueAt, { lane, configured: { policy } }) {
      const before = plus(now(), -giveUpAfter(policy.retry));
      if (dueAt > before || (lane.troubledFor() ?? 0) < troubledAtLeast) return;
      const { paused, breaker } = lane.state();
      const detail = expiredDetail(policy.retry, paused ?? (breaker === "closed" ? "it asks for fewer requests" : "it cannot be reached"));
      report(to, "expired", detail, await store.markAllDead(to, "expired", detail, now(), before));
    },
  };
}
