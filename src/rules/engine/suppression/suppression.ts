/** The stages between a rule that held and its messages, in order. Each passes the match on, or says why nothing is sent. */

import type { HeldBack } from "../../../core/rule.ts";
import type { Match, Suppression } from "../match.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { onceAfterCall, suited } from "./after-call.ts";
import { fannedOut } from "./fan-out.ts";
import { stale, tooLate } from "./lateness.ts";
import { muted } from "./mutes.ts";
import { held, outsideHours } from "./quiet-hours.ts";
import { paged, throttled } from "./throttle.ts";

const shadowed: Suppression = (match) => (match.rule.mode === "shadow" ? { by: "shadow" } : match);

const removed: Suppression = (match) => (match.rule.mode === "off" ? { by: "removed" } : match);

/** For a rule that held. */
const ordinary: readonly Suppression[] = [tooLate, muted, throttled, shadowed, stale, outsideHours, onceAfterCall, held, fannedOut];

/** For an emergency: only mutes and modes hold back the first one of a conversation. */
const emergency: readonly Suppression[] = [muted, shadowed, paged, suited];

/** For a match that has waited: what people may have changed meanwhile. */
const again: readonly Suppression[] = [removed, muted, shadowed];

/** For a match that has waited for the hours of its rule: the limits may apply by now. */
const released: readonly Suppression[] = [...again, suited, fannedOut];

export const stages = { ordinary, emergency, again, released } as const;

/** The match after the last stage, or the reason why it was suppressed. */
export function suppress(match: Match, list: readonly Suppression[], unit: UnitOfWork): Match | HeldBack {
  let passing = match;
  for (const stage of list) {
    const next = stage(passing, unit);
    if (isHeldBack(next)) return next;
    passing = next;
  }
  return passing;
}

export function isHeldBack(result: Match | HeldBack): result is HeldBack {
  return "by" in result;
}
