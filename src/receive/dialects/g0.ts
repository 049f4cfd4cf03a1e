/** The first published format (2025-09-23): camelCase, ISO times, every fact in an object of its own. */

import type { JsonObject } from "../../core/json.ts";
import { instantOf } from "../event-time.ts";
import {
  type Account,
  countOf,
  type Dialect,
  isProblem,
  nameOf,
  notAName,
  objectOf,
  type Problem,
  roleOf,
  textOf,
  typeOf,
} from "./dialect.ts";

export const g0: Dialect = {
  name: "g0",
  matches: (body) => Object.hasOwn(body, "event"),
  read(body) {
    const { event, timestamp, agentId, sessionId, ...data } = body;
    const type = typeOf(event);
    if (type === undefined) return notAName("/event");
    const account = told({ type, agent: nameOf(agentId) ?? "", session: nameOf(sessionId), data });
    return isProblem(account) ? account : { account, at: instantOf(timestamp), vendorId: undefined };
  },
};

function told(base: Omit<Account, "kind">): Account | Problem {
  switch (base.type) {
    case "room.join":
      return join(base);
    case "chat.push":
      return chat(base);
    case "session.end":
      return { kind: "session-end", ...base, reason: textOf(objectOf(base.data.session).endReason) };
    case "agent.error":
      return { kind: "agent-error", ...base, code: textOf(objectOf(base.data.error).code) };
    default:
      return { kind: "other", ...base };
  }
}

function join(base: Omit<Account, "kind">): Account {
  const { name, participants } = objectOf(base.data.room);
  return { kind: "join", ...base, data: joined(base.data), room: textOf(name), participants: countOf(participants) };
}

/** A rule that reads `data.room_name` means it in every dialect. */
function joined(data: JsonObject): JsonObject {
  const { name, participants } = objectOf(data.room);
  return {
    ...data,
    ...(name === undefined ? {} : { room_name: name }),
    ...(participants === undefined ? {} : { participant_count: participants }),
  };
}

function chat(base: Omit<Account, "kind">): Account | Problem {
  if (base.session === undefined) return notAName("/sessionId");
  const { role, content } = objectOf(base.data.message);
  if (typeof content !== "string") return { pointer: "/message/content", expected: "a string" };
  return { kind: "chat", ...base, role: roleOf(role), message: content };
}
