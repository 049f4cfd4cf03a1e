/** Makes an event's kind and facts from the values that a preset found. Pure. */

import { type Json, type JsonObject, objectOf, stringOf } from "../../core/json.ts";
import type { ReadProblem, SourceAccount } from "../../core/source.ts";
import { factOf } from "../identity-facts.ts";
import { codeOf, countOf, expectedName, roleOf } from "./readers.ts";

/** What a preset found in a body. */
export interface FoundAccount {
  readonly type: string;
  readonly agent: string;
  readonly session: string | undefined;
  readonly data: JsonObject;
  readonly role?: Json | undefined;
  readonly message?: Json | undefined;
  readonly room?: Json | undefined;
  readonly participants?: Json | undefined;
  readonly reason?: Json | undefined;
  readonly code?: Json | undefined;
  readonly error?: Json | undefined;
  readonly facts?: Readonly<Record<string, Json | undefined>> | undefined;
}

/** The places of the facts that an event needs, for messages. */
export interface Pointers {
  readonly session: string;
  readonly message: string;
}

type Wrong = Pick<ReadProblem, "pointer" | "expected">;

/** `nobody`: the event would state an identity, and has none. */
export function accountOf(found: FoundAccount, pointers: Pointers): SourceAccount | Wrong | "nobody" {
  const { type, agent, session } = found;
  switch (type) {
    case "room.join":
      return {
        kind: "join",
        type,
        agent,
        session,
        data: joined(found),
        room: codeOf(found.room),
        participants: countOf(found.participants),
      };
    case "chat.push":
      return chat(found, pointers);
    case "session.end":
      return { kind: "session-end", type, agent, session, data: ended(found), reason: codeOf(found.reason) };
    case "agent.error":
    case "agent.failed":
      return { kind: "agent-error", type, agent, session, data: failed(found), code: codeOf(found.code) };
    case "session.identity":
      return identity(found, pointers);
    default:
      return { kind: "other", type, agent, session, data: found.data };
  }
}

/** A rule that reads `data.room_name` works with every sender. */
function joined({ data, room, participants }: FoundAccount): JsonObject {
  return withFacts(data, { room_name: room, participant_count: participants });
}

function chat(found: FoundAccount, pointers: Pointers): SourceAccount | Wrong {
  const { type, agent, session, data, role, message } = found;
  if (session === undefined) return { pointer: pointers.session, expected: expectedName };
  if (typeof message !== "string") return { pointer: pointers.message, expected: "a string" };
  return { kind: "chat", type, agent, session, data: withFacts(data, { role, message }), role: roleOf(role), message };
}

function ended({ data, reason }: FoundAccount): JsonObject {
  return withFacts(data, { reason });
}

/** `data.error.code` and `data.error.message` exist for rules and texts, whatever the sender's names are. */
function failed({ data, code, error }: FoundAccount): JsonObject {
  if (data.error !== undefined && typeof data.error !== "object") return data;
  const known = objectOf(data.error);
  const facts = withFacts(known, { code, message: stringOf(error) });
  return facts === known ? data : { ...data, error: facts };
}

function identity({ type, agent, session, facts }: FoundAccount, pointers: Pointers): SourceAccount | Wrong | "nobody" {
  if (session === undefined) return { pointer: pointers.session, expected: expectedName };
  const known: Record<string, Json> = {};
  for (const [name, value] of Object.entries(facts ?? {})) {
    const fact = value === undefined ? undefined : factOf(name, value);
    if (fact !== undefined && fact !== null) known[name] = fact;
  }
  return Object.keys(known).length === 0 ? "nobody" : { kind: "identity", type, agent, session, data: known };
}

/** Returns the data itself where it has all facts, because a copy costs more than a look. */
function withFacts(data: JsonObject, facts: Readonly<Record<string, Json | undefined>>): JsonObject {
  let whole: Record<string, Json> | undefined;
  for (const name in facts) {
    const value = facts[name];
    if (value === undefined || data[name] !== undefined) continue;
    whole ??= { ...data };
    whole[name] = value;
  }
  return whole ?? data;
}
