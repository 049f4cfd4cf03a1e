/** The types under which rules find an event. */

import type { Event } from "../../core/event.ts";

/** Matches every type. */
export const whatever = "*";

/** An event `agent.failed` is also an `agent.error`. Events of the relay itself are found only by their own type. */
export function typesOf(event: Event): readonly string[] {
  if (event.source === "relay") return [event.type];
  return event.type === "agent.failed" ? ["agent.failed", "agent.error", whatever] : [event.type, whatever];
}
