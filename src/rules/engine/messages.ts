/** From a finding to its messages: what templates see, and what each action renders. */

import type { Sight } from "../../core/condition.ts";
import type { DeliveryId, Message } from "../../core/delivery.ts";
import type { View } from "../../core/destination.ts";
import { type Event, viewOf } from "../../core/event.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Action, Finding, Rule } from "../../core/rule.ts";
import { isUrgent } from "../../core/severity.ts";
import { type Instant, plus } from "../../core/time.ts";
import type { Program } from "./program.ts";
import { sessionView } from "./sessions/session.ts";
import type { Unsubscribed } from "./suppression/unsubscribes.ts";

/** Everything that a template may name, after `redact`. */
export function viewFor(
  { rule, severity, because, facts }: Finding,
  { event, session, identity = {} }: Sight,
  { redact, page, timezone }: Pick<Program, "redact" | "page" | "timezone">,
): View {
  const reasons = because.map(({ text }) => text);
  const view: View = {
    event: viewOf(event),
    rule: { name: rule, severity },
    finding: { because: reasons.join("; "), reasons, ...facts },
    session: linked(sessionView(session), page),
    identity,
    timezone,
  };
  return redact === undefined ? view : redact(view);
}

/** With the address of the conversation's page. */
function linked(session: JsonObject, page: string | undefined): JsonObject {
  const id = session.conversation ?? session.id;
  return page === undefined || typeof id !== "string" ? session : { ...session, link: `${page}/sessions/${encodeURIComponent(id)}` };
}

/** What the messages of a rule are rendered from. */
export interface Rendering {
  readonly program: Program;
  readonly rule: Rule;
  readonly view: View;
  readonly event: Event;
  readonly unsubscribed: Unsubscribed;
}

/** One message of an action, and its recipient. */
export interface ActionMessage {
  readonly action: Action;
  readonly recipient: string;
  readonly message: Message;
}

export function messagesOf(rendering: Rendering, actions: readonly Action[]): readonly Message[] {
  return actions.flatMap((action) => render(rendering, action)).map(({ message }) => message);
}

/** Messages are rendered before they are queued: an edit of rules.yaml changes no queued message, and no template fails at delivery. */
export function render({ program, rule, view, event, unsubscribed }: Rendering, action: Action): readonly ActionMessage[] {
  const dueAt = plus(event.receivedAt, action.after ?? 0);
  const base = { event: event.id, rule: rule.name, to: action.to, urgent: isUrgent(rule.severity), dueAt };
  const idFor = (recipient: string) => program.digest(`${event.id}\n${rule.id}\n${action.key}\n${recipient}`) as DeliveryId; // the shape that DeliveryId's comment describes
  try {
    const wanted = action.render(view).filter((each) => !unsubscribed.has(action.to, each.recipient, each.notBefore !== undefined));
    return wanted.map(({ recipient, body, thread, notBefore }) => {
      const whole = { ...base, id: idFor(recipient), body, thread };
      return { action, recipient, message: { ...whole, dueAt: later(dueAt, notBefore) } };
    });
  } catch (error) {
    const renderFailure = { reason: "render_failed", detail: error instanceof Error ? error.message : String(error) } as const;
    return [{ action, recipient: "", message: { ...base, id: idFor(""), body: null, thread: undefined, renderFailure } }];
  }
}

function later(one: Instant, other: Instant | undefined): Instant {
  return other === undefined || one > other ? one : other;
}
