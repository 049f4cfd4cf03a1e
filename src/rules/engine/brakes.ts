/** What holds back a rule that held: each brake lets pass, or says why not. */

import type { Event } from "../../core/event.ts";
import type { Action, HeldBack, Rule } from "../../core/rule.ts";
import { type Duration, type Instant, minute, plus } from "../../core/time.ts";
import { heldKey, holdFor, outsideHours, type Sighting } from "./active.ts";
import { actionsAfterCall, afterCallKeys, suitedTo } from "./after-call.ts";
import { mayComeLateBy } from "./away.ts";
import type { Draft } from "./draft.ts";
import { fanKeys, fannedOut } from "./fan-out.ts";
import { groupOf } from "./group.ts";
import { muted } from "./mutes.ts";

/** The memories that the brakes of a rule read for an event. */
export function brakeKeys(rule: Rule, event: Event): readonly string[] {
  return [
    ...(rule.throttle === undefined ? [] : [throttleKey(rule, event)]),
    ...(rule.raises ? [emergencyKey(rule, event)] : []),
    ...(rule.active?.outside === "hold" ? [heldKey(rule, event)] : []),
    ...fanKeys(rule),
    ...afterCallKeys(rule, event),
  ];
}

/** Nothing is sent, or these actions are taken; `counted` are destinations that had enough. */
export type Passage =
  | { readonly kind: "back"; readonly back: HeldBack }
  | { readonly kind: "through"; readonly actions: readonly Action[]; readonly counted: readonly string[] };

/** What goes out for an event that a rule held for. */
export function brake(sighting: Sighting, draft: Draft): Passage {
  const { rule, sight } = sighting;
  const { event } = sight;
  if (rule.isEmergency) return emergency(rule, event, draft);
  const back = tooLate(rule, event) ?? muted(rule, draft, event.receivedAt) ?? throttled(rule, event, draft) ?? shadowed(rule);
  if (back !== undefined) return { kind: "back", back };
  if (isStale(event)) return toMachines(rule, draft, event.receivedAt);
  const elsewhere = outsideHours(rule, event.receivedAt);
  if (elsewhere === "drop") return { kind: "back", back: { by: "hours" } };
  const actions = actionsAfterCall(rule, typeof elsewhere === "object" ? elsewhere : rule.actions, event, draft);
  if (actions === undefined) return { kind: "back", back: { by: "after-call" } };
  if (elsewhere === "hold") return { kind: "back", back: holdFor(sighting, draft) };
  return fannedOut(rule, actions, event.receivedAt, draft);
}

/** So often people are paged for an emergency of one conversation. */
const pagedEvery: Duration = 5 * minute;

/** Nothing but people's own word holds back the first of a conversation; later ones page people every five minutes at most. */
function emergency(rule: Rule, event: Event, draft: Draft): Passage {
  const every = { ...rule, throttle: { every: pagedEvery, per: [] } };
  const back = muted(rule, draft, event.receivedAt) ?? shadowed(rule) ?? throttled(every, event, draft, emergencyKey(rule, event));
  return back === undefined ? { kind: "through", actions: suitedTo(rule.actions, event), counted: [] } : { kind: "back", back };
}

/** For what has waited: the brakes that people may have pulled meanwhile. */
export function brakeAgain(rule: Rule, now: Instant, draft: Draft): HeldBack | undefined {
  return rule.mode === "off" ? { by: "removed" } : (muted(rule, draft, now) ?? shadowed(rule));
}

/** What was found this long after it happened is nothing that people could still act on. */
const staleAfter: Duration = 10 * minute;

function isStale({ origin, receivedAt, occurredAt }: Event): boolean {
  return origin === "backfill" && receivedAt - occurredAt > staleAfter;
}

/** Only machines are told: their record is to be complete. */
function toMachines(rule: Rule, draft: Draft, now: Instant): Passage {
  const actions = rule.actions.filter(({ renderRest, isSpeech }) => renderRest === undefined && isSpeech === undefined);
  return actions.length === 0 ? { kind: "back", back: { by: "late" } } : fannedOut(rule, actions, now, draft);
}

function tooLate(rule: Rule, event: Event): HeldBack | undefined {
  return rule.late === "drop" && event.late === true ? { by: "late" } : undefined;
}

function shadowed({ mode }: Rule): HeldBack | undefined {
  return mode === "shadow" ? { by: "shadow" } : undefined;
}

function throttled(rule: Rule, event: Event, draft: Draft, key = throttleKey(rule, event)): HeldBack | undefined {
  if (rule.throttle === undefined) return undefined;
  const before = draft.read(key) as Instant | undefined; // written below
  if (before !== undefined && event.occurredAt < before) return { by: "throttle", until: before };
  const next = plus(event.occurredAt, rule.throttle.every);
  const until = Math.max(next, event.receivedAt) as Instant; // the greater of two instants
  draft.write(key, { value: next, expiresAt: plus(until, rule.throttle.every + mayComeLateBy) });
  return undefined;
}

function emergencyKey(rule: Rule, event: Event): string {
  return `${groupOf(event, []) ?? "everyone"} ${rule.id}#urgent`;
}

function throttleKey(rule: Rule, event: Event): string {
  return `${groupOf(event, rule.throttle?.per ?? []) ?? "everyone"} ${rule.id}#throttle`;
}
