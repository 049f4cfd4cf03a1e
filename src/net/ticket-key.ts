/** The key of the tickets. The store keeps it for all replicas, and the operator can change it. */

import type { CompareAndSet } from "../core/compare-and-set.ts";
import { type Duration, second } from "../core/time.ts";
import type { Tickets } from "./ticket.ts";

/** Its name in the store. */
const name = "ticket key";

/** A replica uses a key that another replica has changed after this long. */
const lookEach: Duration = 10 * second;

/** The stored key; `fresh` becomes the key where there is none yet. */
export function keptKey(keep: CompareAndSet, fresh: string): Promise<string> {
  return keep(name, fresh);
}

/** Replaces the key by `fresh`. Only one of two at once succeeds; resolves with the key that counts. */
export async function rotateKey(keep: CompareAndSet, fresh: string): Promise<string> {
  return keep(name, fresh, await keptKey(keep, fresh));
}

/** Follows changes of the key by other processes. Returns a function that stops it. */
export function followKey(keep: CompareAndSet, tickets: Pick<Tickets, "turnTo">, fresh: string): () => void {
  const look = () =>
    keptKey(keep, fresh).then(
      (key) => tickets.turnTo(key),
      () => {}, // other code reports a store that is down
    );
  const timer = setInterval(() => void look(), lookEach).unref();
  return () => clearInterval(timer);
}
