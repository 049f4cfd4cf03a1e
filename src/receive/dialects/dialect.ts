/** What a dialect is: one way in which bitHuman has written an event down. */

import type { AgentError, Chat, Join, Other, Role, SessionEnd } from "../../core/event.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Instant } from "../../core/time.ts";

type Told<Kind> = Kind extends unknown
  ? Omit<Kind, "id" | "source" | "occurredAt" | "receivedAt" | "suspectTime" | "late" | "origin">
  : never;

/** An event as its sender tells it: all but its id and what the receiver knows better. */
export type Account = Told<Join | Chat | SessionEnd | AgentError | Other>;

export interface Read {
  readonly account: Account;
  /** When it happened by the sender's clock, where that can be read. */
  readonly at: Instant | undefined;
  /** The sender's own id of the event. */
  readonly vendorId: string | undefined;
}

/** Why a body is no event: where (a JSON pointer), and what was expected there. */
export interface Problem {
  readonly pointer: string;
  readonly expected: string;
}

export interface Dialect {
  readonly name: string;
  /** Looks at the keys only. */
  matches(body: JsonObject): boolean;
  read(body: JsonObject): Read | Problem;
}

/** Names and ids are keys, labels and columns: longer ones are no names. */
const longestName = 512;

const expectedName = `a string of 1 to ${longestName} characters`;

const spoken: Readonly<Record<string, string>> = {
  room_join: "room.join",
  chat_push: "chat.push",
  session_end: "session.end",
  agent_error: "agent.error",
  agent_ready: "agent.ready",
  agent_failed: "agent.failed",
};

const roles: ReadonlyMap<string, Role> = new Map([
  ...["assistant", "agent", "bot", "avatar", "ai"].map((name) => [name, "agent"] as const),
  ...["user", "visitor", "human"].map((name) => [name, "user"] as const),
]);

/** A name or id; undefined for anything that cannot be one. */
export function nameOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= longestName ? value : undefined;
}

/** The event's normalised name; an unknown one stays as it was sent. */
export function typeOf(value: Json | undefined): string | undefined {
  const name = nameOf(value);
  return name === undefined || !Object.hasOwn(spoken, name) ? name : spoken[name];
}

export function roleOf(value: Json | undefined): Role {
  return (typeof value === "string" && roles.get(value.toLowerCase())) || "other";
}

export function countOf(value: Json | undefined): number | undefined {
  return typeof value === "number" && value >= 0 && Number.isFinite(value) ? value : undefined;
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The value as an object; an empty one where it is none. */
export function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** What is wrong with a name, as a problem at its place. */
export function notAName(pointer: string): Problem {
  return { pointer, expected: expectedName };
}

export function isProblem(value: object): value is Problem {
  return "pointer" in value;
}
