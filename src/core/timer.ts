/** Something to be woken for. A due timer comes back in as an event of kind `due`. */

import type { JsonObject } from "./json.ts";
import type { Instant } from "./time.ts";

/**
 * The first words of the keys of timers that say that something did not come: a session is idle, nobody answers, an incident is neither
 * claimed nor over. Some senders repeat what they could not deliver, so after a start these wait for that. Every other timer is due when
 * it is due.
 */
export const absences = ["idle", "silence", "quiet", "identity", "step"] as const;

export function isAbsence(key: string): boolean {
  return absences.some((word) => key.startsWith(`${word} `));
}

export interface Timer {
  /** One timer stands under a key; setting it again moves it. */
  readonly key: string;
  /** `undefined` cancels. */
  readonly dueAt: Instant | undefined;
  readonly source: string;
  readonly agent: string;
  readonly session: string | undefined;
  readonly payload: JsonObject;
}
