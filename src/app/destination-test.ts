/** Sends one message that is marked as a test, with the sender of alerts, and returns the outcome. */

import type { DeliveryId, Message, Outcome } from "../core/delivery.ts";
import type { Configured, SenderEnvironment, View } from "../core/destination.ts";
import type { EventId } from "../core/event.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import type { Action } from "../core/rule.ts";
import type { Clock, Duration, Elapsed } from "../core/time.ts";
import type { TestDestination } from "../observe/admin/destination-test.ts";
import type { Parts } from "./parts.ts";

export interface DestinationTestParts extends Pick<Parts, "rulebook"> {
  readonly environment: SenderEnvironment;
  readonly randomId: () => string;
  readonly now: Clock;
  readonly elapsed: Elapsed;
  /** A message that was sent at this time has been delivered. Returns whether this ended trouble of the destination. */
  readonly proven: (name: string, startedAt: Duration) => boolean;
}

export function createDestinationTest({ rulebook, environment, randomId, now, elapsed, proven }: DestinationTestParts): TestDestination {
  const underWay = new Set<string>();
  return async (name, by) => {
    const { destinations, rules } = rulebook.current().program;
    const configured = destinations.get(name);
    if (configured === undefined) return { kind: "unknown" };
    const action = rules.flatMap(({ actions }) => actions).find(({ to }) => to === name);
    const why = unfit(configured, action);
    if (action === undefined || why !== undefined) return { kind: "unfit", why: why ?? "" };
    if (underWay.has(name)) return { kind: "busy" };
    underWay.add(name);
    try {
      const message = messageOf(action, viewOf(name, by, now), randomId());
      if (message === undefined) return { kind: "unfit", why: "its message cannot be made without an event" };
      const startedAt = elapsed();
      const outcome = await sent(configured, message, environment);
      const took = Math.round(elapsed() - startedAt);
      return { kind: "tried", took, ...resultOf(outcome), resumed: hasArrived(outcome) && proven(name, startedAt) };
    } finally {
      underWay.delete(name);
    }
  };
}

function unfit({ recipientIdentity, voice }: Configured, action: Action | undefined): string | undefined {
  if (action === undefined) return "no rule sends to it, so nobody knows what a message would say: name it under then: of a rule";
  if (voice !== undefined || action.isSpeech === true) return "a visitor would hear it";
  if (recipientIdentity !== undefined)
    return "its messages are about a visitor, and a test would make one up; avatar-relay doctor tries its address and token";
  return undefined;
}

function viewOf(destination: string, by: string, now: Clock): View {
  const at = now();
  const text = `This is a test of the destination ${destination}, sent by ${by} from the page of avatar-relay. No visitor has said anything.`;
  const about = { id: "test", agent: "TEST", session: "test", source: "relay", time: at, received_at: at, late: false, after_call: false };
  return {
    event: { ...about, type: "chat.push", role: "user", message: text, data: { test: true, message: text } },
    rule: { name: "TEST", severity: "low" },
    finding: { because: "somebody tests this destination", reasons: [], count: 1 },
    session: { id: "test" },
    identity: {},
  };
}

/** Undefined where a template needs a real event. */
function messageOf(action: Action, view: View, id: string): Message | undefined {
  try {
    const [first] = action.render(view);
    if (first === undefined) return undefined;
    const { body } = first;
    const at = view.event.time as Message["dueAt"]; // `viewOf` has put it there
    const shown = isJsonObject(body) ? withoutDigest(body) : body;
    return {
      id: `test-${id}` as DeliveryId,
      event: "test" as EventId,
      rule: "TEST",
      to: action.to,
      body: shown,
      thread: undefined,
      urgent: false,
      dueAt: at,
    }; // it is stored nowhere
  } catch {
    return undefined;
  }
}

/** Sent at once. */
function withoutDigest({ digest: _, ...body }: JsonObject): JsonObject {
  return body;
}

async function sent(configured: Configured, message: Message, environment: SenderEnvironment): Promise<Outcome> {
  const sender = configured.open(environment);
  try {
    const signal = AbortSignal.timeout(configured.policy.timeout);
    return await sender.send(message, { key: message.id, attempt: 1, reference: undefined, signal });
  } finally {
    await sender.close();
  }
}

function hasArrived({ kind }: Outcome): boolean {
  return kind === "delivered" || kind === "onward";
}

function resultOf(outcome: Outcome): { readonly outcome: string; readonly reason: string; readonly detail: string } {
  if (outcome.kind === "onward" || outcome.kind === "delivered") return { outcome: outcome.kind, reason: "", detail: outcome.detail ?? "" };
  return { outcome: outcome.kind, reason: outcome.reason, detail: outcome.detail };
}
