/** Runs the engine once before it is needed, because its first run is the slowest. */

import { type Event, type EventId, idPrefix } from "../core/event.ts";
import type { Planner } from "../core/rule.ts";
import type { Instant } from "../core/time.ts";

/**
 * Evaluates an invented visit and discards the result, so that the first real event takes as long as any other. After a restart every event
 * that was under evaluation at that moment is suspected of having ended the process. A shorter evaluation means fewer wrong suspicions.
 */
export function warmUp(planner: Planner): void {
  const at = 0 as Instant; // long ago
  const event: Event = {
    kind: "chat",
    id: idPrefix(at) as EventId, // stored nowhere
    type: "chat.push",
    source: "warm-up",
    agent: "warm-up",
    session: "warm-up",
    occurredAt: at,
    receivedAt: at,
    data: {},
    role: "user",
    message: "Hello, is anybody there?",
  };
  const answer: Event = { ...event, role: "agent", message: "I am sorry, I do not know that." };
  planner([event, answer, event]).decide(new Map());
}
