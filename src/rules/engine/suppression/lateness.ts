/** Late events. A rule may ignore them, and people are not disturbed about something that ended long ago. */

import type { Event } from "../../../core/event.ts";
import { type Duration, minute } from "../../../core/time.ts";
import type { Suppression } from "../match.ts";

/** People can no longer act on what happened this long ago. */
const staleAfter: Duration = 10 * minute;

export function isStale({ origin, receivedAt, occurredAt }: Event): boolean {
  return origin === "backfill" && receivedAt - occurredAt > staleAfter;
}

export const tooLate: Suppression = (match) => (match.rule.late === "drop" && match.sight.event.late === true ? { by: "late" } : match);

/** Stale findings go to machines only, because their record has to be complete. */
export const stale: Suppression = (match) => {
  if (!isStale(match.sight.event)) return match;
  const actions = match.rule.actions.filter(({ renderRest, isSpeech }) => renderRest === undefined && isSpeech === undefined);
  return actions.length === 0 ? { by: "late" } : { ...match, actions };
};
