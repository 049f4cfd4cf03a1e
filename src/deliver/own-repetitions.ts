/** Messages that wait for their own retry although their destination is in trouble. They are sent as soon as the trouble ends. */

import type { DeliveryId } from "../core/delivery.ts";
import { asksToWait, isFailure } from "../core/delivery-standing.ts";
import type { Hastened } from "../core/store.ts";
import { type Duration, type Elapsed, second } from "../core/time.ts";
import type { EndedAttempt } from "./attempt.ts";

/** Beyond this number the oldest keep their own wait. */
const most = 1_000;
/** A failure this long before the trouble was found belongs to it, because the breaker looks at ten seconds. */
const before: Duration = 10 * second;

export interface OwnRepetitions {
  settled(ending: EndedAttempt, isTroubled: boolean): void;
  /** Removes and returns up to `max`, the oldest first; all where it is left out. */
  take(max?: number): readonly Hastened[];
}

export function createOwnRepetitions(elapsed: Elapsed): OwnRepetitions {
  const waiting = new Map<DeliveryId, Hastened & { readonly at: Duration }>();

  /** A failure before the trouble is the message's own. */
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
