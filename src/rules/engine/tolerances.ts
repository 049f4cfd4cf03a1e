/** How long the relay may be away, and how late an event may come: memories outlast both. */

import { type Duration, day, minute } from "../../core/time.ts";

/**
 * What a timer needs is remembered for so long after the timer was due: the process may have been away. The memory goes earlier where the
 * timer was cancelled or has come due, so that this costs nothing in ordinary days.
 */
export const mayBeAwayFor: Duration = 30 * day;

/**
 * An event that is not `late` may still come in this much after it happened: some senders repeat what they could not deliver. The last of
 * the repetitions of bitHuman's signed set-ups comes after 36 s, or after 156 s where each try runs into its time-out (bitHuman, "Webhooks").
 */
export const mayComeLateBy: Duration = 5 * minute;
