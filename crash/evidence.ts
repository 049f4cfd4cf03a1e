/** All that a run leaves behind for the judge. */

import type { Archive } from "./archive.ts";
import type { Entry } from "./ledger.ts";
import type { Foretold } from "./oracle.ts";
import type { Waited } from "./replicas/served.ts";
import type { Arrival } from "./sink.ts";

export interface Evidence {
  readonly entries: readonly Entry[];
  readonly arrivals: readonly Arrival[];
  readonly archive: Archive;
  /** By the oracle, from what is stored. */
  readonly foretold: Foretold;
  /** Deliveries that died, as "destination outcome", by the log. */
  readonly deaths: readonly string[];
  /** What the relay answered to signed requests besides 2xx and 503. */
  readonly refusals: readonly string[];
  readonly kills: number;
  /** The event that waited longest for its evaluation while somebody was there to do it; undefined where nobody has noted it. */
  readonly slowest: Waited | undefined;
  /** Lives that did not end as they were to. */
  readonly oddEnds: readonly string[];
  readonly aftermath: Aftermath;
}

/** How the relay behaved once the faults had stopped. */
export interface Aftermath {
  /** Nothing was pending or waiting any more. */
  readonly drained: boolean;
  /** A fresh event made its way to the sink. */
  readonly probed: boolean;
  readonly stats: Stats | undefined;
  readonly exitCode: number | null;
}

export interface Stats {
  readonly events: number;
  readonly pending: number;
  readonly evaluated: number;
  readonly quarantined: number;
  readonly deliveries: { readonly waiting: number; readonly sending: number; readonly delivered: number; readonly dead: number };
}

/** What a delivery is known by outside the relay. */
export function nameOf({ event, rule, to }: { readonly event: string; readonly rule: string; readonly to: string }): string {
  return `${rule} of ${event} to ${to}`;
}

export function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
