/** Events of the relay itself go through the same store as all others. */

import type { Other } from "../core/event.ts";
import type { Emit } from "../core/signal.ts";
import type { Store } from "../core/store.ts";

/** Stores an event of the relay itself, once; false where the store cannot write now. */
export function ownEventWriter(store: Pick<Store, "accept">, emit: Emit): (event: Other) => Promise<boolean> {
  return async (event) => {
    const acceptance = await store.accept({ kind: "event", event, raw: new TextEncoder().encode(JSON.stringify(event)) });
    if (acceptance.status === "refused") return false;
    const { id, type, source, agent, session } = event;
    if (acceptance.status === "accepted") emit({ name: "event.accepted", id, type, source, agent, session });
    return true;
  };
}
