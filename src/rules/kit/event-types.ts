/** The names under which rules find an event. */

import type { Event } from "../../core/event.ts";

/** Stands for every type. */
export const whatever = "*";

/** The vendor's `agent.failed` is also an `agent.error`; what the relay says of itself must be named to be seen. */
export function typesOf(event: Event): readonly string[] {
  if (event.source === "relay") return [event.type];
  return event.type === "agent.failed" ? ["agent.failed", "agent.error", whatever] : [event.type, whatever];
}
