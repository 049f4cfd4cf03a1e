/** The store's figures, read on request. */

import type { Stats, Store } from "../core/store.ts";
import { second } from "../core/time.ts";
import type { Instruments } from "./instruments.ts";

export type CountedStore = Pick<Store, "stats" | "projected" | "trouble">;

/** Counting rows costs time, so calls within the same second (of a clock that only goes forward) get the same figures. */
export function cachedStats(store: CountedStore, elapsed: () => number): () => Promise<Stats> {
  let readAt = Number.NEGATIVE_INFINITY;
  let stats: Promise<Stats> | undefined;
  return () => {
    if (stats !== undefined && elapsed() - readAt < second) return stats;
    readAt = elapsed();
    stats = store.stats();
    stats.catch(() => {
      stats = undefined; // the next one asks again
    });
    return stats;
  };
}

/** Where the store cannot be read, the gauges keep their last values, and `relay_store_up` shows it. */
export async function readGauges(instruments: Instruments, store: CountedStore, stats: () => Promise<Stats>): Promise<void> {
  try {
    const { sessions, pending, quarantinedBytes, deliveries } = await stats();
    instruments.sessions.set(sessions);
    instruments.pending.set(pending);
    instruments.quarantineBytes.set(quarantinedBytes);
    for (const [state, kept] of Object.entries(deliveries)) instruments.queue.set({ state }, kept);
    const { behind, filled, toFill } = await store.projected();
    instruments.indexBehind.set(behind);
    instruments.indexFilling.set(toFill - filled);
    instruments.storeUp.set(store.trouble() === undefined ? 1 : 0);
  } catch {
    instruments.storeUp.set(0);
  }
}
