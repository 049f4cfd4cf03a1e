/**
 * Events that came after the call, with the whole conversation. The visitor has left, so nothing can be said to them or awaited from them.
 * People get one message for a conversation; destinations that keep records get everything.
 */

import type { Reason } from "../../../core/condition.ts";
import type { Event } from "../../../core/event.ts";
import type { Action, Rule } from "../../../core/rule.ts";
import { plus } from "../../../core/time.ts";
import { groupOf } from "../../kit/group.ts";
import type { Feature } from "../feature.ts";
import type { Suppression } from "../match.ts";
import { mayBeAwayFor } from "../tolerances.ts";
import { memoryOf } from "../unit-of-work.ts";
import { isStale } from "./lateness.ts";

/** Whether a rule has sent something for the conversation of such an event. */
const sentOnce = memoryOf<true>();

export const afterCall: Feature = {
  name: "after the call",
  keys: ({ event, rules }) => (event.afterCall === true ? rules.map((rule) => afterCallKey(rule, event)) : []),
};

/** Passes every event that came during the call. */
export const onceAfterCall: Suppression = (match, unit) => {
  const { rule, sight, actions } = match;
  const { event } = sight;
  if (event.afterCall !== true || isStale(event)) return match;
  const key = afterCallKey(rule, event);
  const possible = actions.filter(isSuited);
  const left = sentOnce.read(unit, key) === undefined ? possible : possible.filter(({ isRecord }) => isRecord === true);
  if (left.length === 0) return { by: "after-call" };
  sentOnce.write(unit, key, true, plus(event.receivedAt, mayBeAwayFor));
  return { ...match, actions: left };
};

/** Keeps the actions that still make sense for the event. */
export const suited: Suppression = (match) =>
  match.sight.event.afterCall === true ? { ...match, actions: match.actions.filter(isSuited) } : match;

/** Neither words for the visitor, nor a step that waits for somebody. */
function isSuited({ isSpeech, after, unless }: Action): boolean {
  return isSpeech === undefined && after === undefined && unless === undefined;
}

/** Adds a reason to those of the rule. */
export function alsoAfterCall(because: readonly Reason[], { afterCall }: Event): readonly Reason[] {
  return afterCall === true ? [...because, { condition: "after_call", text: "after the call" }] : because;
}

function afterCallKey(rule: Rule, event: Event): string {
  return `${groupOf(event, []) ?? "everyone"} ${rule.id}#after-call`;
}
