/** What the dialects with a flat `data` share: every fact of the event lies directly in it. */

import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { type Account, countOf, nameOf, notAName, objectOf, type Problem, roleOf, textOf, typeOf } from "./dialect.ts";

export interface Envelope {
  readonly type: Json | undefined;
  /** Where the type stands, for problems. */
  readonly typePointer: string;
  readonly agent: Json | undefined;
  readonly data: Json | undefined;
}

/** Reads by the event's name; a name we do not know is kept with all it carries. */
export function readFlat(envelope: Envelope): Account | Problem {
  const type = typeOf(envelope.type);
  if (type === undefined) return notAName(envelope.typePointer);
  const data = envelope.data ?? (envelope.data === undefined && !needsData(type) ? {} : null);
  if (!isJsonObject(data)) return { pointer: "/data", expected: "an object" };
  return told(type, nameOf(envelope.agent) ?? "", data);
}

function needsData(type: string): boolean {
  return type === "room.join" || type === "chat.push";
}

function told(type: string, agent: string, data: JsonObject): Account | Problem {
  const base = { type, agent, session: nameOf(data.session_id), data };
  switch (type) {
    case "room.join":
      return { kind: "join", ...base, room: textOf(data.room_name), participants: countOf(data.participant_count) };
    case "chat.push":
      return chat(base);
    case "session.end":
      return { kind: "session-end", ...base, reason: textOf(data.end_reason ?? data.reason) };
    case "agent.error":
    case "agent.failed":
      return { kind: "agent-error", ...base, code: errorCode(data.error) };
    default:
      return { kind: "other", ...base };
  }
}

function chat(base: Omit<Account, "kind">): Account | Problem {
  if (base.session === undefined) return notAName("/data/session_id");
  const { message, role } = base.data;
  if (typeof message !== "string") return { pointer: "/data/message", expected: "a string" };
  return { kind: "chat", ...base, role: roleOf(role), message };
}

/** The error's code, whether it is written as an object or as the code alone. */
function errorCode(error: Json | undefined): string | undefined {
  return textOf(error) ?? textOf(objectOf(error).code);
}
