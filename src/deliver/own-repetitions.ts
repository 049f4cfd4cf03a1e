/** Messages that wait for a repetition of their own though it is their destination that is in trouble: they go as soon as it is over. */

import type { DeliveryId } from "../core/delivery.ts";
import { asksToWait, isFailure } from "../core/delivery-standing.ts";
import type { Hastened } from "../core/store.ts";
import { type Duration, type Elapsed, second } from "../core/time.ts";
import type { EndedAttempt } from "./attempt.ts";

/** Of more than these the oldest keep to their own wait. */
const most = 1_000;
/** Trouble begins with what failed this long before it was found: the breaker looks at ten seconds. */
const before: Duration = 10 * second;

export interface OwnRepetitions {
  settled(ending: EndedAttempt, isTroubled: boolean): void;
  /** Up to `max`, the oldest first, which are forgotten; all where nothing is said. */
  take(max?: number): readonly Hastened[];
}

export function createOwnRepetitions(elapsed: Elapsed): OwnRepetitions {
  const waiting = new Map<DeliveryId, Hastened & { readonly at: Duration }>();

  /** What failed while all was well is its own fault. */
  function forgetEarlier(): void {
    for (const [id, { at }] of waiting) if (at < elapsed() - before) waiting.delete(id);
  }

  return {
    settled({ sending, outcome, settled: { id, fence, next } }, isTroubled) {
      waiting.delete(id);
      if (!isTroubled) forgetEarlier();
      if (next.state !== "waiting" || !(isFailure(outcome) || asksToWait(outcome))) return;
      waiting.set(id, { id, fence, attempts: sending.attempts, at: elapsed() });
      const [oldest] = waiting.keys();
      if (waiting.size > most && oldest !== undefined) waiting.delete(oldest);
    },
    take(max = most) {
      const taken = [...waiting.values()].slice(0, max).map(({ id, fence, attempts }) => ({ id, fence, attempts }));
      for (const { id } of taken) waiting.delete(id);
      return taken;
    },
  };
}
