/** Rules that people have muted, as the store keeps them: written by rules/engine/suppression/mutes.ts, and read by whoever lists them. */

import { isJsonObject, type Json } from "./json.ts";
import { type Duration, day, type Instant } from "./time.ts";

/** The key of the one memory that all mutes share. */
export const mutesKey = "mutes";

/** A mute of which nobody says when it ends does so after this: a rule that is forgotten would be silent for ever. */
export const muteSpan: Duration = 7 * day;

export interface Mute {
  /** The rule's id. */
  readonly rule: string;
  readonly who: string;
  /** Undefined only for one from before mutes had to end. */
  readonly until: Instant | undefined;
}

/** The mutes that have not ended. A memory is kept with the moment at which it expires before it: `[expires, value]`. */
export function mutesIn(kept: Json | undefined, now: Instant): readonly Mute[] {
  const value: Json | undefined = Array.isArray(kept) ? (kept as readonly Json[])[1] : kept; // isArray knows no readonly lists
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([rule, mute]) => {
    if (!isJsonObject(mute)) return [];
    const until = typeof mute.until === "number" ? (mute.until as Instant) : undefined; // an instant, as it was kept
    return until !== undefined && until <= now ? [] : [{ rule, who: String(mute.who), until }];
  });
}
