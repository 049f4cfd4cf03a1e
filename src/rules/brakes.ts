/** What holds back a rule that held: each brake lets pass, or says why not. */

import type { Event } from "../core/event.ts";
import type { HeldBack, Rule } from "../core/rule.ts";
import { type Instant, plus } from "../core/time.ts";
import type { Draft } from "./draft.ts";
import { groupOf } from "./group.ts";

/** The memories that the brakes of a rule read for an event. */
export function brakeKeys(rule: Rule, event: Event): readonly string[] {
  return rule.throttle === undefined ? [] : [throttleKey(rule, event)];
}

/** Why nothing is sent for an event that a rule held for; undefined where it goes out. */
export function heldBack(rule: Rule, event: Event, draft: Draft): HeldBack | undefined {
  return throttled(rule, event, draft) ?? (rule.mode === "shadow" ? { by: "shadow" } : undefined);
}

function throttled(rule: Rule, event: Event, draft: Draft): HeldBack | undefined {
  if (rule.throttle === undefined) return undefined;
  const key = throttleKey(rule, event);
  const until = draft.read(key) as Instant | undefined; // written below
  if (until !== undefined && event.occurredAt < until) return { by: "throttle", until };
  const next = plus(event.occurredAt, rule.throttle.every);
  draft.memories.set(key, { value: next, expiresAt: plus(Math.max(next, event.receivedAt) as Instant, rule.throttle.every) }); // the greater of two instants
  return undefined;
}

function throttleKey(rule: Rule, event: Event): string {
  return `${groupOf(event, rule.throttle?.per ?? []) ?? "everyone"} ${rule.id}#throttle`;
}
