/** The changes of the present transaction, which are announced once it is on the disk. */

import type { StoreChanges } from "../../core/store.ts";

export interface ChangeNotifier {
  eventsWait(): void;
  deliveriesWait(to: string): void;
  /** Returns and removes the collected changes; undefined where there are none. */
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
