/** What templates and paths may name: known at load, so that a misspelt name is found before the first event. */

import type { View } from "../../core/destination.ts";
import type { Fault } from "../kit/codes.ts";
import { nearest } from "../kit/nearest.ts";

/** The fields of an event as `viewOf` (core/event.ts) shows it; `data` holds whatever the sender put there. */
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

/** The fields of a session as `sessionView` (session.ts) shows it. */
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

/** What may be told of a visitor; `traits` hold what else the page knows. */
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

/** What stands beside them is no variable. */
export type Root = Exclude<keyof View, "timezone">;

/** Undefined where a root is open: anything may stand behind it. */
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

/** What stands behind these is the sender's. */
const open: readonly string[] = ["data", "traits"];

/** What Liquid itself offers on a text or a list. */
const measures: readonly string[] = ["size", "first", "last"];

/** What is wrong with a variable, e.g. `["event", "mesage"]`; undefined where nothing is. `null` stands for a part only known when it is rendered. */
export function faultOfVariable(path: readonly (string | null)[]): Fault | undefined {
  const [root, field, ...rest] = path;
  if (typeof root !== "string" || !isRoot(root)) return unknownRoot(String(root));
  const known = fields[root];
  if (known === undefined || field === undefined || field === null) return undefined;
  if (!known.includes(field)) return unknownField(root, field, known);
  const [deeper] = rest;
  if (open.includes(field) || deeper === undefined || deeper === null || measures.includes(deeper)) return undefined;
  return { code: "E_UNKNOWN_REF", text: `"${root}.${field}" is a single value, there is no "${deeper}" in it` };
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

/** What others call the fields of an event. */
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
};

function unknownField(root: Root, field: string, known: readonly string[]): Fault {
  const meant = (root === "event" ? otherNames[field] : undefined) ?? nearest(field, known);
  const guess = meant ?? (root === "event" ? `data.${field}` : undefined);
  const why = meant === undefined && root === "event" ? " What the sender adds to an event is under data" : "";
  const hint = guess === undefined ? `known are ${known.join(", ")}` : `did you mean "${root}.${guess}"?${why}`;
  return { code: "E_UNKNOWN_REF", text: `unknown variable "${root}.${field}"`, hint };
}

/** What is wrong with a path from the event, e.g. `["data", "error", "code"]`; told as paths are written, without `event.`. */
export function faultOfPath(path: readonly string[]): Fault | undefined {
  const fault = faultOfVariable(["event", ...path]);
  const asPath = (text: string): string => text.replace('unknown variable "event.', 'the event has no field "').replace('"event.', '"');
  return fault && { ...fault, text: asPath(fault.text), hint: fault.hint && asPath(fault.hint) };
}
