/** The key of the tickets: kept in the store, alike for all replicas, and changed when the operator says so. */

import type { CompareAndSet } from "../core/compare-and-set.ts";
import { type Duration, second } from "../core/time.ts";
import type { Tickets } from "./ticket.ts";

/** Its name in the store. */
const name = "ticket key";

/** A replica seals with a key that another has changed within this. */
const lookEach: Duration = 10 * second;

/** The key that is kept; `fresh` is, where none is yet. */
export function keptKey(keep: CompareAndSet, fresh: string): Promise<string> {
  return keep(name, fresh);
}

/** Puts `fresh` in the place of the key. Of two who do so at once one succeeds; resolves with the key that counts. */
export async function rotateKey(keep: CompareAndSet, fresh: string): Promise<string> {
  return keep(name, fresh, await keptKey(keep, fresh));
}

/** Follows a key that other processes may change. Returns how to stop. */
export function followKey(keep: CompareAndSet, tickets: Pick<Tickets, "turnTo">, fresh: string): () => void {
  const look = () =>
    keptKey(keep, fresh).then(
      (key) => tickets.turnTo(key),
      () => {}, // a store that is away is told of elsewhere
    );
  const timer = setInterval(() => void look(), lookEach).unref();
  return () => clearInterval(timer);
}
