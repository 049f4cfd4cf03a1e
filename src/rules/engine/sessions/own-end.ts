/** Ends of conversations that the relay makes itself, since nobody sent one. */

import type { Event, SessionEnd } from "../../../core/event.ts";

/** Why it made one: nothing came for `sessions.idle_after`, or another conversation began in the same session. */
export const idle = "idle";
export const split = "split";

/** Whether the relay made this end. An earlier version did not name the conversation; a sender's has more to say. */
export function isOwnEnd(event: Event): event is SessionEnd {
  if (event.kind !== "session-end") return false;
  return event.conversation !== undefined || (event.reason === idle && Object.keys(event.data).join() === "reason");
}
