/** Muted critical rules. They are read on request, with a short time limit. */

import { setTimeout as pause } from "node:timers/promises";
import type { JsonObject } from "../../core/json.ts";
import { mutesIn, mutesKey } from "../../core/mute.ts";
import type { Store } from "../../core/store.ts";
import { type Duration, type Instant, toIso } from "../../core/time.ts";

/** Probes ask as well, and must not wait for a database that does not answer. */
const timeout: Duration = 500;

/** A rule by its id and its name. */
export interface CriticalRule {
  readonly id: string;
  readonly name: string;
}

export async function mutedCritical(
  { memory }: Pick<Store, "memory">,
  critical: readonly CriticalRule[],
  now: Instant,
): Promise<readonly JsonObject[]> {
  if (critical.length === 0) return [];
  const unknown = pause(timeout, undefined, { ref: false });
  const kept = await Promise.race([memory(mutesKey).catch(() => undefined), unknown]); // the store's trouble is shown beside it
  return mutesIn(kept, now).flatMap(({ rule: id, who, until }) => {
    const rule = critical.find((each) => each.id === id);
    return rule === undefined ? [] : [{ rule: rule.name, by: who, until: until === undefined ? null : toIso(until) }];
  });
}
