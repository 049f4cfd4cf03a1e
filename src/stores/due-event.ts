/** A due timer as an event. */

import { createHash } from "node:crypto";
import { type Due, eventIdOf } from "../core/event.ts";
import { type Instant, plus } from "../core/time.ts";
import { aheadOf, type Timer } from "../core/timer.ts";

/** The id comes from the timer's key and time, so a timer that fires twice makes one event. */
export function dueEvent(timer: Timer & { readonly dueAt: Instant }, now: Instant): Due {
  const hash = createHash("sha256").update(`${timer.key}\n${timer.dueAt}`).digest("hex");
  return {
    kind: "due",
    id: eventIdOf(timer.dueAt, hash),
    type: "relay.timer",
    source: timer.source,
    agent: timer.agent,
    session: timer.session,
    occurredAt: plus(timer.dueAt, aheadOf(timer.payload)),
    receivedAt: now,
    data: timer.payload,
    timer: timer.key,
  };
}
