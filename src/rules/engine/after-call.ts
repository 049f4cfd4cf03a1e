/**
 * Events that came after the call, with the whole conversation: nobody is there any more who could be spoken to or waited for. People are
 * told once in a conversation; what keeps records gets everything.
 */

import type { Reason } from "../../core/condition.ts";
import type { Event } from "../../core/event.ts";
import type { Action, Rule } from "../../core/rule.ts";
import { plus } from "../../core/time.ts";
import { mayBeAwayFor } from "./away.ts";
import type { Draft } from "./draft.ts";
import { groupOf } from "./group.ts";

/** The memory that a rule has sent something for the conversation of such an event. */
export function afterCallKeys(rule: Rule, event: Event): readonly string[] {
  return event.afterCall === true ? [afterCallKey(rule, event)] : [];
}

/** What a rule does for an event: all, where it came as it happened. Undefined: it has told of this conversation, or has nothing to do. */
export function actionsAfterCall(rule: Rule, actions: readonly Action[], event: Event, draft: Draft): readonly Action[] | undefined {
  if (event.afterCall !== true) return actions;
  const key = afterCallKey(rule, event);
  const suited = suitedTo(actions, event);
  const left = draft.read(key) === undefined ? suited : suited.filter(({ isRecord }) => isRecord === true);
  if (left.length === 0) return undefined;
  draft.write(key, { value: true, expiresAt: plus(event.receivedAt, mayBeAwayFor) });
  return left;
}

/** What of the actions still makes sense for an event. */
export function suitedTo(actions: readonly Action[], { afterCall }: Event): readonly Action[] {
  return afterCall === true ? actions.filter(isSuited) : actions;
}

/** Neither what the visitor would hear, nor a step that waits for somebody. */
function isSuited({ isSpeech, after, unless }: Action): boolean {
  return isSpeech === undefined && after === undefined && unless === undefined;
}

/** Said beside why a rule held. */
export function alsoAfterCall(because: readonly Reason[], { afterCall }: Event): readonly Reason[] {
  return afterCall === true ? [...because, { condition: "after_call", text: "after the call" }] : because;
}

function afterCallKey(rule: Rule, event: Event): string {
  return `${groupOf(event, []) ?? "everyone"} ${rule.id}#after-call`;
}
