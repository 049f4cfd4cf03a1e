/** Muted rules, as the store keeps them. rules/engine/suppression/mutes.ts writes them. */

import { isJsonObject, type Json } from "./json.ts";
import { type Duration, day, type Instant } from "./time.ts";

/** The key of the one memory that all mutes share. */
export const mutesKey = "mutes";

/** A mute without a given end ends after this span. Otherwise a forgotten rule would be silent for ever. */
export const muteSpan: Duration = 7 * day;

export interface Mute {
  /** The rule's id. */
  readonly rule: string;
  readonly who: string;
  /** Undefined only for a mute of a version in which mutes did not end. */
  readonly until: Instant | undefined;
}

/** The mutes that have not ended. A stored memory is `[expires, value]`. */
export function mutesIn(kept: Json | undefined, now: Instant): readonly Mute[] {
  const value: Json | undefined = Array.isArray(kept) ? (kept as readonly Json[])[1] : kept; // isArray has no type for readonly lists
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([rule, mute]) => {
    if (!isJsonObject(mute)) return [];
    const until = typeof mute.until === "number" ? (mute.until as Instant) : undefined; // stored as an instant
    return until !== undefined && until <= now ? [] : [{ rule, who: String(mute.who), until }];
  });
}
