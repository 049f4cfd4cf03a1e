/** How long the relay may be down, and how late an event may arrive. Memories outlast both. */

import { type Duration, day, minute } from "../../core/time.ts";

/**
 * What a timer needs is stored for this long after the timer was due, because the process may have been down. A timer that fires or is
 * cancelled
 * removes its memory earlier, so this costs nothing in ordinary days.
 */
export const mayBeAwayFor: Duration = 30 * day;

/**
 * An event that arrives this much later than it happened is not `late` yet, because some senders repeat what they could not deliver. The
 * last
 * repetition of bitHuman's signed set-ups comes after 36 s, or after 156 s where each try times out (bitHuman, "Webhooks").
 */
export const mayComeLateBy: Duration = 5 * minute;
