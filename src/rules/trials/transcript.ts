/** The events of a rule test, as the sender would send them. */

import { readWallTime } from "../../core/clock/wall-time.ts";
import type { Event, EventId, Role } from "../../core/event.ts";
import { isJsonObject, type Json, type JsonObject, ownValue, stringOf } from "../../core/json.ts";
import { type Instant, plus } from "../../core/time.ts";
import type { Digest } from "../engine/program.ts";
import type { RuleTest, TestStep } from "../language/rule-tests.ts";

/** A Monday. */
const usualStart = "2026-03-02 10:00";

/** The test's events in order. `timezone` is the file's. */
export function eventsOf(test: RuleTest, timezone: string, digest: Digest): readonly Event[] {
  const start = readWallTime(test.at ?? usualStart, timezone) ?? (0 as Instant); // the schema has read it before
  return test.steps.map((step, index) => eventOf(step, { test, at: plus(start, step.after), id: lineId(test, index, digest) }));
}

function lineId({ name }: RuleTest, index: number, digest: Digest): EventId {
  return digest(`test ${name}\n${index}`).slice(0, 32) as EventId; // as long as a real id; nothing is stored under it
}

interface Circumstances {
  readonly test: RuleTest;
  readonly at: Instant;
  readonly id: EventId;
}

function eventOf({ type, data: sent, agent, session }: TestStep, { test, at, id }: Circumstances): Event {
  const visit = session ?? test.session;
  const data = { session_id: visit, ...sent };
  const base = {
    id,
    type,
    source: type.startsWith("relay.") ? "relay" : "bithuman",
    agent: agent ?? test.agent,
    session: visit,
    occurredAt: at,
    receivedAt: at,
    data,
  };
  switch (type) {
    case "chat.push":
      return { kind: "chat", ...base, role: roleOf(data), message: stringOf(given(data, "message")) ?? "" };
    case "room.join":
      return {
        kind: "join",
        ...base,
        room: stringOf(given(data, "room_name")),
        participants: numberOf(given(data, "participant_count")),
      };
    case "session.end":
      return { kind: "session-end", ...base, reason: stringOf(given(data, "end_reason")) };
    case "agent.error":
    case "agent.failed":
      return { kind: "agent-error", ...base, code: lineErrorCode(given(data, "error")) };
    case "session.identity":
      return { kind: "identity", ...base, data: sent };
    default:
      return { kind: "other", ...base };
  }
}

function given(data: JsonObject, key: string): Json | undefined {
  return ownValue(data, key);
}

function roleOf(data: JsonObject): Role {
  const role = given(data, "role") ?? "user";
  return role === "user" || role === "agent" ? role : "other";
}

function lineErrorCode(error: Json | undefined): string | undefined {
  return stringOf(isJsonObject(error) ? given(error, "code") : error);
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
