/** The variables of templates and paths. They are known at load, so a misspelt name is found before the first event. */

import type { View } from "../../core/destination.ts";
import { ownValue } from "../../core/json.ts";
import type { Fault } from "../kit/codes.ts";
import { nearest } from "../kit/nearest.ts";

/** The fields of an event in `viewOf` (core/event.ts); `data` has whatever the sender sent. */
export const eventFields = [
  "id",
  "type",
  "source",
  "agent",
  "session",
  "time",
  "received_at",
  "late",
  "after_call",
  "data",
  "role",
  "message",
  "room",
  "participants",
  "reason",
  "code",
] as const;

/** The fields of a session in `sessionView` (session.ts). */
export const sessionFields = [
  "id",
  "conversation",
  "link",
  "rejoined",
  "started_at",
  "last_at",
  "seconds",
  "events",
  "messages",
  "user_messages",
  "agent_messages",
  "joins",
  "errors",
  "participants",
  "last_role",
  "unanswered",
  "frustration",
  "room",
  "engagement",
  "quality",
] as const;

/** The fields that a page may state about a visitor; `traits` has whatever else it knows. */
export const identityFields = [
  "email",
  "phone",
  "name",
  "first_name",
  "last_name",
  "external_id",
  "order",
  "traits",
  "source",
  "verified",
  "found",
] as const;

export const ruleFields = ["name", "severity"] as const;

/** The other fields are no variables. */
export type Root = Exclude<keyof View, "timezone">;

/** Undefined for a root with any fields. */
const fields: Readonly<Record<Root, readonly string[] | undefined>> = {
  event: eventFields,
  rule: ruleFields,
  finding: undefined,
  session: sessionFields,
  identity: identityFields,
};

export const roots: readonly Root[] = ["event", "rule", "finding", "session", "identity"];

export function isRoot(name: string): name is Root {
  return Object.hasOwn(fields, name);
}

/** The sender chooses what is below these. */
const open: readonly string[] = ["data", "traits"];

/** Properties that Liquid offers for texts and lists. */
const measures: readonly string[] = ["size", "first", "last"];

/**
 * What is wrong with a variable, e.g. `["event", "mesage"]`; undefined where it is valid. `null` is a part that is known only at rendering.
 */
export function faultOfVariable(path: readonly (string | null)[]): Fault | undefined {
  const [root, field, ...rest] = path;
  if (typeof root !== "string" || !isRoot(root)) return unknownRoot(String(root));
  const known = fields[root];
  if (known === undefined || field === undefined || field === null) return undefined;
  if (!known.includes(field)) return unknownField(root, field, known);
  const [deeper] = rest;
  if (open.includes(field) || deeper === undefined || deeper === null || measures.includes(deeper)) return undefined;
  const hint = deeper === "length" ? `did you mean "${root}.${field}.size"?` : undefined;
  return { code: "E_UNKNOWN_REF", text: `"${root}.${field}" is a single value, there is no "${deeper}" in it`, hint };
}

function unknownRoot(root: string): Fault {
  const field = (eventFields as readonly string[]).includes(root) ? `event.${root}` : undefined;
  const guess = field ?? nearest(root, roots);
  return {
    code: "E_UNKNOWN_REF",
    text: `unknown variable "${root}"`,
    hint: guess === undefined ? `variables begin with ${roots.join(", ")}` : `did you mean "${guess}"?`,
  };
}

/** Names that others use for the fields of an event. */
const otherNames: Readonly<Record<string, string>> = {
  text: "message",
  content: "message",
  body: "message",
  transcript: "message",
  speaker: "role",
  sender: "role",
  timestamp: "time",
  date: "time",
  session_id: "session",
  agent_id: "agent",
  event: "type",
  user: "session",
  user_id: "session",
  visitor: "session",
  agent_code: "agent",
};

function unknownField(root: Root, field: string, known: readonly string[]): Fault {
  if (root === "event" && field === "identity")
    return {
      code: "E_UNKNOWN_REF",
      text: `unknown variable "event.identity"`,
      hint: "a template has {{ identity.email }}; a condition has data.email of session.identity",
    };
  const meant = (root === "event" ? ownValue(otherNames, field) : undefined) ?? nearest(field, known);
  const guess = meant ?? (root === "event" ? `data.${field}` : undefined);
  const why = meant === undefined && root === "event" ? " What the sender adds to an event is under data" : "";
  const hint = guess === undefined ? `known are ${known.join(", ")}` : `did you mean "${root}.${guess}"?${why}`;
  return { code: "E_UNKNOWN_REF", text: `unknown variable "${root}.${field}"`, hint };
}

/** What is wrong with a path from the event, e.g. `["data", "error", "code"]`. The text writes paths without `event.`. */
export function faultOfPath(path: readonly string[]): Fault | undefined {
  const fault = faultOfVariable(["event", ...path]);
  const asPath = (text: string): string => text.replace('unknown variable "event.', 'the event has no field "').replace('"event.', '"');
  return fault && { ...fault, text: asPath(fault.text), hint: fault.hint && asPath(fault.hint) };
}
