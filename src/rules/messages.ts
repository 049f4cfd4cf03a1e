/** From a finding to the messages that go out for it: what templates see, and what each action renders. */

import type { Sight } from "../core/condition.ts";
import type { DeliveryId, Message } from "../core/delivery.ts";
import type { View } from "../core/destination.ts";
import { type Event, viewOf } from "../core/event.ts";
import { type Action, type Finding, isUrgent, type Rule } from "../core/rule.ts";
import type { Program } from "./program.ts";
import { sessionView } from "./session.ts";

/** All that a template may name, with what is to be hidden hidden. */
export function viewFor({ rule, severity, because, facts }: Finding, { event, session }: Sight, { redact }: Program): View {
  const reasons = because.map(({ text }) => text);
  const view: View = {
    event: viewOf(event),
    rule: { name: rule, severity },
    finding: { because: reasons.join("; "), reasons, ...facts },
    session: sessionView(session),
    identity: {},
  };
  return redact === undefined ? view : redact(view);
}

/** What is to be said: the rule's finding as templates see it, at an event, by these of its actions. */
export interface Utterance {
  readonly rule: Rule;
  readonly view: View;
  readonly event: Event;
  readonly actions: readonly Action[];
}

/** Rendered before it is queued: an edit of rules.yaml changes nothing that was promised, and no template fails at delivery. */
export function messagesOf({ digest }: Program, { rule, view, event, actions }: Utterance): readonly Message[] {
  return actions.flatMap((action) => {
    const base = { event: event.id, rule: rule.name, to: action.to, urgent: isUrgent(rule.severity), dueAt: event.receivedAt };
    const idFor = (recipient: string) => digest(`${event.id}\n${rule.id}\n${action.key}\n${recipient}`) as DeliveryId; // the shape that DeliveryId's comment describes
    try {
      return action.render(view).map(({ recipient, body, thread }) => ({ ...base, id: idFor(recipient), body, thread }));
    } catch (error) {
      const stillborn = { reason: "render_failed", detail: error instanceof Error ? error.message : String(error) } as const;
      return [{ ...base, id: idFor(""), body: null, thread: undefined, stillborn }];
    }
  });
}
