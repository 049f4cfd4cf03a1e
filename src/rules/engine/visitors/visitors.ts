/** The visitor's identity as a feature. Statements of a page are stored; messages that waited for them are sent or left out. */

import type { Event } from "../../../core/event.ts";
import type { Action, Rule } from "../../../core/rule.ts";
import { type Context, type Output, ruleOf, sendingRules, type TimedFeature } from "../feature.ts";
import { type Match, matchOf, suppressed } from "../match.ts";
import { messagesOf, viewFor } from "../messages.ts";
import type { Program } from "../program.ts";
import { isHeldBack, stages, suppress } from "../suppression/suppression.ts";
import type { Unsubscribed } from "../suppression/unsubscribes.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { takeExpired, takeReady } from "./pending-messages.ts";
import { identityOf, learn, type PendingMessage, profileKeys, stated } from "./visitor-profile.ts";

export const visitors: TimedFeature<"identity"> = {
  name: "visitors",
  keys(input, program) {
    const { event, timer } = input;
    const isAboutVisitor = event.kind === "identity" || timer?.kind === "identity" || timer?.kind === "rejoined";
    return isAboutVisitor || sendingRules(input, program).some(({ needsIdentity }) => needsIdentity) ? profileKeys(event) : [];
  },
  onEvent({ input: { event }, unit }) {
    if (event.kind === "identity") learn(event, stated, event.data, unit);
    return undefined;
  },
  onTimer: (_, context) => expire(context),
};

/** Sends waiting messages where enough is known now. The conditions are not evaluated again, but mutes apply. */
export function sendKnown(program: Program, event: Event, unit: UnitOfWork): readonly Output[] {
  const identity = identityOf(event, unit);
  const isReady = ({ to }: PendingMessage) => program.destinations.get(to)?.recipientIdentity?.isKnown(identity) !== false;
  return takeReady(event, isReady, unit).flatMap((pending) => {
    const rule = ruleOf(program, pending.rule);
    const action = rule && actionsOf(rule).find(({ key }) => key === pending.action);
    if (rule === undefined || action === undefined) return [];
    const match = matchFor(rule, action, pending, event);
    const result = suppress(match, stages.again, unit);
    return isHeldBack(result) ? { ...suppressed(match, result), findings: [] } : sendPending(program, result, unit);
  });
}

/** Leaves out messages that have waited for long enough, and records that. */
function expire({ program, input, unit }: Context): Output {
  const traces = takeExpired(input.event, unit).flatMap(({ rule: id, because, facts, to }) => {
    const rule = ruleOf(program, id);
    return rule === undefined ? [] : [{ rule: rule.name, held: true, because, facts, sent: 0, skipped: [to] } as const];
  });
  return { traces, findings: [], messages: [] };
}

function actionsOf({ actions, active }: Rule): readonly Action[] {
  return typeof active?.outside === "object" ? [...actions, ...active.outside] : actions;
}

/** A match for the event that the message was about, so that the delivery gets the id that it would have had. */
function matchFor(rule: Rule, action: Action, { event, session, because, facts }: PendingMessage, { receivedAt }: Event): Match {
  const seen: Event = { ...event, session: event.session ?? undefined, receivedAt };
  const sight = { event: seen, session: session ?? undefined, reading: undefined, found: () => false };
  return matchOf({ rule, sight, because, facts, actions: [action] });
}

/** Only mail has unsubscribe lists, and mail never waits for an identity. */
const nobody: Unsubscribed = { count: 0, has: () => false };

function sendPending(program: Program, { rule, sight, because, facts, actions }: Match, unit: UnitOfWork): Output {
  const { event } = sight;
  const view = viewFor(
    { rule: rule.name, severity: rule.severity, because, facts },
    { ...sight, identity: identityOf(event, unit) },
    program,
  );
  const messages = messagesOf({ program, rule, view, event, unsubscribed: nobody }, actions);
  return { traces: [{ rule: rule.name, held: true, because, facts, sent: messages.length }], findings: [], messages };
}
