/** Events that came late: a rule may want nothing of them, and people are not disturbed for what is long over. */

import type { Event } from "../../../core/event.ts";
import { type Duration, minute } from "../../../core/time.ts";
import type { Suppression } from "../match.ts";

/** What was found this long after it happened is nothing that people could still act on. */
const staleAfter: Duration = 10 * minute;

export function isStale({ origin, receivedAt, occurredAt }: Event): boolean {
  return origin === "backfill" && receivedAt - occurredAt > staleAfter;
}

export const tooLate: Suppression = (match) => (match.rule.late === "drop" && match.sight.event.late === true ? { by: "late" } : match);

/** What is stale goes to machines only: their record is to be complete. */
export const stale: Suppression = (match) => {
  if (!isStale(match.sight.event)) return match;
  const actions = match.rule.actions.filter(({ renderRest, isSpeech }) => renderRest === undefined && isSpeech === undefined);
  return actions.length === 0 ? { by: "late" } : { ...match, actions };
};
