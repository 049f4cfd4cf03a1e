/** Ends of conversations that the relay makes itself, since nobody sent one. */

import type { Event, SessionEnd } from "../../core/event.ts";

/** Why it made one: nothing came for `sessions.idle_after`. */
export const idle = "idle";

/** Whether the relay made this end: a sender's has more to say. */
export function isOwnEnd(event: Event): event is SessionEnd {
  return event.kind === "session-end" && event.reason === idle && Object.keys(event.data).join() === "reason";
}
