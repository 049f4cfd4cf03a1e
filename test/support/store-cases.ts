/** Arrivals, messages and ends for tests of stores and of what stands on them. */

import { createHash } from "node:crypto";
import type { DeliveryId, Message, Sending, Settled } from "../../src/core/delivery.ts";
import type { Chat, EventId, Person } from "../../src/core/event.ts";
import { type Incident, type IncidentId, opened } from "../../src/core/incident.ts";
import type { Arrival, QuarantineReason } from "../../src/core/store.ts";
import type { Instant } from "../../src/core/time.ts";

/** A Monday in summer, at noon. */
export const t0 = Date.parse("2026-07-06T12:00:00Z") as Instant; // a fixed point in time

/** An event id made of a readable name. */
export function idOf(name: string): EventId {
  return `6a4b98c0${createHash("sha256").update(name).digest("hex").slice(0, 24)}` as EventId; // the shape of an id
}

export function aChat(name: string, override: Partial<Chat> = {}): Chat {
  return {
    kind: "chat",
    id: idOf(name),
    type: "chat.push",
    source: "bithuman",
    agent: "A80HVD8577",
    session: "s1",
    occurredAt: t0,
    receivedAt: t0,
    data: { role: "user", message: "hello", session_id: "s1" },
    role: "user",
    message: "hello",
    ...override,
  };
}

export function anArrival(name: string, override: Partial<Chat> = {}): Arrival & { kind: "event" } {
  const event = aChat(name, override);
  return { kind: "event", event, raw: new TextEncoder().encode(JSON.stringify(event.data)) };
}

export function aQuarantined(name: string, reason: QuarantineReason): Arrival & { kind: "quarantined" } {
  return {
    kind: "quarantined",
    id: idOf(name),
    source: "bithuman",
    receivedAt: t0,
    reason,
    detail: "at byte 0",
    raw: new TextEncoder().encode("{not json"),
  };
}

export function aMessage(name: string, override: Partial<Message> = {}): Message {
  return {
    id: createHash("sha256").update(`message ${name}`).digest("hex") as DeliveryId, // the shape of an id
    event: idOf("for-messages"),
    rule: "asks-for-a-human",
    to: "crm",
    body: { text: name },
    thread: undefined,
    urgent: false,
    dueAt: t0,
    ...override,
  };
}

/** How an attempt ends, without deciding it by policy. */
export function settledAs(sending: Sending, state: "waiting" | "delivered" | "dead", reference?: string): Settled {
  const attempt = { at: t0, took: 5, kind: state === "delivered" ? "delivered" : "later", reason: "timeout", detail: "no answer" } as const;
  const ends = {
    waiting: { state: "waiting", dueAt: t0 },
    delivered: { state: "delivered", at: t0, reference },
    dead: { state: "dead", at: t0, reason: "exhausted", detail: "no answer" },
  } as const;
  return { id: sending.message.id, fence: sending.fence, attempts: sending.attempts + 1, attempt, next: ends[state] };
}

export const anna: Person = { id: "T1/U1", name: "anna", via: "slack" };

/** An open incident of the session `s1`. */
export function anIncident(name: string, override: Partial<Incident> = {}): Incident {
  const stem = createHash("sha256").update(`incident ${name}`).digest("hex");
  const id = `${stem.slice(0, 24)}-${stem.slice(24, 32)}` as IncidentId; // the shape of an id
  const rule = "asks-for-a-human";
  const opening = { id, rule, ruleId: rule, group: "session:s1@bithuman", source: "bithuman", agent: "A1", session: "s1" };
  return { ...opened({ ...opening, severity: "high", posts: [] }, t0), ...override };
}
