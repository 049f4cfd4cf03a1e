/** What the transaction at hand brings, told once it is on the disk. */

import type { StoreChanges } from "../../core/store.ts";

export interface ChangeNotifier {
  eventsWait(): void;
  deliveriesWait(to: string): void;
  /** What has gathered, and forgets it; undefined where there is nothing to tell. */
  take(): StoreChanges | undefined;
}

export function createChangeNotifier(): ChangeNotifier {
  let events = false;
  let deliveries = new Set<string>();
  return {
    eventsWait() {
      events = true;
    },
    deliveriesWait: (to) => void deliveries.add(to),
    take() {
      if (!events && deliveries.size === 0) return undefined;
      const news = { events, deliveries };
      events = false;
      deliveries = new Set();
      return news;
    },
  };
}
