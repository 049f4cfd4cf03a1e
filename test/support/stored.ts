/** Puts events and their deliveries into a store by the way that real ones take. */

import type { DeliveryId, Message, Outcome } from "../../src/core/delivery.ts";
import { settle } from "../../src/core/delivery.ts";
import type { Event } from "../../src/core/event.ts";
import type { Decision, Planner, RuleTrace } from "../../src/core/rule.ts";
import type { Store } from "../../src/core/store.ts";
import { makeChat, monday } from "./make.ts";
import { anArrival } from "./store-cases.ts";

/** What a rule made of one event: it held, and one message waits for each destination. */
export interface Planted {
  readonly event?: Event;
  readonly raw?: string;
  readonly rule?: string;
  readonly because?: string;
  readonly to?: readonly string[];
  readonly text?: string;
}

/** Accepts an event and evaluates it. Returns the ids of what was queued. */
export async function plantEvent(store: Store, planted: Planted = {}): Promise<readonly DeliveryId[]> {
  const { event = makeChat(), raw = JSON.stringify(event.data), to = [] } = planted;
  await store.accept({ kind: "event", event, raw: new TextEncoder().encode(raw) });
  const messages = to.map((destination) => messageTo(destination, event, planted));
  await store.evaluate(1, holds(planted, messages));
  return messages.map(({ id }) => id);
}

function messageTo(to: string, event: Event, { rule = "asks-for-a-human", text = "hello" }: Planted): Message {
  const id = `${event.id}-${to}` as DeliveryId; // unique within a test
  return { id, event: event.id, rule, to, body: { text }, thread: undefined, urgent: false, dueAt: monday };
}

function holds({ rule = "asks-for-a-human", because = "the message holds “human”" }: Planted, messages: readonly Message[]): Planner {
  const reasons = [{ condition: "keywords", text: because }];
  const traces: readonly RuleTrace[] = [
    { rule, held: true, because: reasons, facts: {}, sent: messages.length },
    { rule: "frustrated-user", held: false, stopped: [{ at: "frustration", saw: 0.12 }] },
  ];
  return (events) => ({
    keys: [],
    decide: () => ({
      evaluations: events.map((event) => ({
        event: event.id,
        late: false,
        trace: { version: "v1", rules: traces },
        findings: [{ rule, severity: "high", because: reasons, facts: {} }],
        messages,
      })),
      memories: new Map(),
      timers: [],
      events: [],
      incidents: [],
    }),
  });
}

/** Lets every waiting delivery of a destination end the same way. */
export async function endDeliveries(store: Store, to: string, outcome: Outcome): Promise<void> {
  const sending = await store.claimDeliveries({ to, max: 1_000, lease: 60_000, now: monday });
  const ended = { outcome, startedAt: monday, endedAt: monday };
  await store.settle(sending.map((each) => settle(each, ended, { waits: [] }, () => 0)));
}

export const refusedForGood: Outcome = { kind: "refused", reason: "permanent", detail: "channel_not_found" };

/** What a decision made by hand says beside the evaluations, what it reads, and what each event queues. */
interface Decided extends Partial<Omit<Decision, "evaluations">> {
  readonly keys?: readonly string[];
  readonly messagesOf?: (event: Event) => readonly Message[];
}

/** A planner in which no rule holds: it decides what is given. */
export function deciding({ keys = [], messagesOf = () => [], ...decided }: Decided = {}): Planner {
  return (events) => ({
    keys,
    decide: () => ({
      evaluations: events.map((event) => ({
        event: event.id,
        late: false,
        trace: { version: "v1", rules: [] },
        findings: [],
        messages: messagesOf(event),
      })),
      memories: new Map(),
      timers: [],
      events: [],
      incidents: [],
      ...decided,
    }),
  });
}

/** Lets one event queue all of these. */
export async function queue(store: Store, ...messages: readonly Message[]): Promise<void> {
  await store.accept(anArrival(messages.map(({ id }) => id).join()));
  await store.evaluate(1, deciding({ messagesOf: () => messages }));
}
