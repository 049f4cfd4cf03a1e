/** The engine's first run is its slowest: it is made before anybody waits for it. */

import { type Event, type EventId, idPrefix } from "../core/event.ts";
import type { Planner } from "../core/rule.ts";
import type { Instant } from "../core/time.ts";

/**
 * Decides a made-up visit and throws the decision away: the first real event then takes as long as any other. After a restart an event is
 * suspected of having ended the process when it was under way at that moment; the shorter that moment, the fewer are suspected wrongly.
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
