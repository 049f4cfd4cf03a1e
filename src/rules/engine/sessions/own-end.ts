/** Ends of conversations that the relay itself makes, because the sender sent none. */

import type { Event, SessionEnd } from "../../../core/event.ts";

/** Why the relay made it: nothing came for `sessions.idle_after`, or another conversation began in the same session. */
export const idle = "idle";
export const split = "split";

/** Whether the relay made this end. An earlier version did not name the conversation; an end from a sender has more data. */
export function isOwnEnd(event: Event): event is SessionEnd {
  if (event.kind !== "session-end") return false;
  return event.conversation !== undefined || (event.reason === idle && Object.keys(event.data).join() === "reason");
}
