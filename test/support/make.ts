/** Factories: each makes a valid object; a test names only what it is about. */

import { createHash } from "node:crypto";
import type { ExampleEvent } from "../../src/core/condition.ts";
import type { AgentError, Chat, Event, EventId, Identity, Join, Other, SessionEnd } from "../../src/core/event.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { type Instant, plus, second } from "../../src/core/time.ts";

/** 2026-03-02T09:00:00Z, a Monday. */
export const monday = Date.UTC(2026, 2, 2, 9) as Instant; // a number of milliseconds

type Common = Pick<Event, "type" | "source" | "agent" | "session" | "occurredAt" | "receivedAt" | "data">;

const common = {
  source: "bithuman",
  agent: "A80HVD8577",
  session: "session_xyz789",
  occurredAt: monday,
  receivedAt: monday,
} satisfies Partial<Common>;

export function makeChat(override: Partial<Chat> = {}): Chat {
  const { role = "user", message = "hello", data = {}, ...rest } = override;
  return withId({ ...common, kind: "chat", type: "chat.push", role, message, data: { role, message, ...data }, ...rest });
}

export function makeJoin(override: Partial<Join> = {}): Join {
  const { room = "customer-support", participants = 1, data = {}, ...rest } = override;
  const sent = { room_name: room, participant_count: participants };
  return withId({ ...common, kind: "join", type: "room.join", room, participants, data: { ...sent, ...data }, ...rest });
}

export function makeSessionEnd(override: Partial<SessionEnd> = {}): SessionEnd {
  return withId({ ...common, kind: "session-end", type: "session.end", reason: undefined, data: {}, ...override });
}

export function makeAgentError(override: Partial<AgentError> = {}): AgentError {
  const { code = "AUDIO_PROCESSING_FAILED", data = {}, ...rest } = override;
  return withId({ ...common, kind: "agent-error", type: "agent.error", code, data: { error: { code }, ...data }, ...rest });
}

export function makeOther(override: Partial<Other> = {}): Other {
  return withId({ ...common, kind: "other", type: "agent.ready", data: {}, ...override });
}

/** The event that an example of a condition describes. */
export function makeExampleEvent({
  type = "chat.push",
  after = 0,
  role = "user",
  message = "hello",
  ...given
}: Partial<ExampleEvent>): Event {
  const at = plus(monday, after * second);
  const base = { ...given, type, occurredAt: at, receivedAt: at };
  switch (type) {
    case "chat.push":
      return makeChat({ ...base, role, message });
    case "room.join":
      return makeJoin({ ...base, ...joined(given.data) });
    case "agent.error":
      return makeAgentError(base);
    case "session.end":
      return makeSessionEnd(base);
    default:
      return makeOther(base);
  }
}

function joined(data: JsonObject = {}): Partial<Join> {
  const { room_name: room, participant_count: participants } = data;
  return { ...(typeof room === "string" ? { room } : {}), ...(typeof participants === "number" ? { participants } : {}) };
}

/** Different content, different id. */
function withId<Made extends Event>(event: Omit<Made, "id"> & { readonly id?: EventId }): Made {
  const id = event.id ?? createHash("sha256").update(JSON.stringify(event)).digest("hex").slice(0, 32);
  return { ...event, id } as Made; // all of it but the id was given
}

/** Who the visitor is, as the page that embeds the avatar tells it. */
export function makeIdentity(data: JsonObject, override: Partial<Identity> = {}): Identity {
  return withId({ ...common, kind: "identity", type: "session.identity", data, ...override });
}
