/** What becomes of messages that waited for who the visitor is: somebody said it, or the time is over. */

import type { Due, Event } from "../../core/event.ts";
import type { Action, Finding, Rule } from "../../core/rule.ts";
import { identityOf, type Pending } from "./acquaintance.ts";
import type { Sighting } from "./active.ts";
import { type Applied, heldBack } from "./applied.ts";
import { brakeAgain } from "./brakes.ts";
import type { Draft } from "./draft.ts";
import { messagesOf, viewFor } from "./messages.ts";
import type { Program } from "./program.ts";
import type { Unsubscribed } from "./subscriptions.ts";
import { takeOverdue, takeReady } from "./whom.ts";

/** Says now what waited, where enough is known; the conditions are not asked again, people's brakes are. */
export function introduced(program: Program, event: Event, draft: Draft): readonly Applied[] {
  const identity = identityOf(event, draft);
  const isReady = ({ to }: Pending) => program.destinations.get(to)?.whom?.isKnown(identity) !== false;
  return takeReady(event, isReady, draft).flatMap((pending) => {
    const rule = ruleOf(program, pending);
    const action = rule && actionsOf(rule).find(({ key }) => key === pending.action);
    if (rule === undefined || action === undefined) return [];
    const sighting = sightingOf(rule, pending, event);
    const back = brakeAgain(rule, event.receivedAt, draft);
    return [back === undefined ? say(program, sighting, action, draft) : { ...heldBack(sighting, back), finding: undefined }];
  });
}

/** Leaves out what has waited for long enough, and says so. */
export function forsaken(program: Program, due: Due, draft: Draft): readonly Applied[] {
  return takeOverdue(due, draft).flatMap((pending) => {
    const rule = ruleOf(program, pending);
    if (rule === undefined) return [];
    const { because, facts, to } = pending;
    return [{ trace: { rule: rule.name, held: true, because, facts, sent: 0, skipped: [to] }, finding: undefined, queued: [] }];
  });
}

function ruleOf({ rules }: Program, { rule: id }: Pending): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}

function actionsOf({ actions, active }: Rule): readonly Action[] {
  return typeof active?.outside === "object" ? [...actions, ...active.outside] : actions;
}

/** Of the event it waited for, and so under the id that it would have had. */
function sightingOf(rule: Rule, { event, session, because, facts }: Pending, { receivedAt }: Event): Sighting {
  const seen: Event = { ...event, session: event.session ?? undefined, receivedAt };
  return { rule, sight: { event: seen, session: session ?? undefined, reading: undefined, found: () => false }, because, facts };
}

/** Only mail has lists that people can leave, and mail waits for nobody's name. */
const nobody: Unsubscribed = { count: 0, has: () => false };

function say(program: Program, { rule, sight, because, facts }: Sighting, action: Action, draft: Draft): Applied {
  const { event } = sight;
  const finding: Finding = { rule: rule.name, severity: rule.severity, because, facts };
  const view = viewFor(finding, { ...sight, identity: identityOf(event, draft) }, program);
  const queued = messagesOf({ program, rule, view, event, unsubscribed: nobody }, [action]);
  return { trace: { rule: rule.name, held: true, because, facts, sent: queued.length }, finding: undefined, queued };
}
