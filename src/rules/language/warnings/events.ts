/**
 * Names of events that no sender has. Senders choose the names of their own events, so a warning needs a name that is nearly a known one.
 */

import { internalTypes } from "../../../core/internal-event.ts";
import { isJsonObject, ownValue } from "../../../core/json.ts";
import { distance, nearest } from "../../kit/nearest.ts";
import type { Problem } from "../diagnostic.ts";
import { at, conditionsIn, each, type FoundSetting, rulesIn } from "./walk.ts";

/** Events of bitHuman, and the events that other senders' events become. */
export const usualTypes = [
  "room.join",
  "chat.push",
  "session.end",
  "session.identity",
  "agent.error",
  "agent.failed",
  "agent.ready",
  "video.completed",
  "video.failed",
  "ping",
  "test",
] as const;

const known: readonly string[] = [...usualTypes, ...internalTypes];

/** Names that others use for these events. */
const otherNames: Readonly<Record<string, string>> = {
  error: "agent.error",
  errors: "agent.error",
  failure: "agent.error",
  message: "chat.push",
  messages: "chat.push",
  chat: "chat.push",
  push: "chat.push",
  "chat.message": "chat.push",
  "message.created": "chat.push",
  "message.received": "chat.push",
  "user.message": "chat.push",
  transcript: "chat.push",
  join: "room.join",
  joined: "room.join",
  "session.start": "room.join",
  "session.started": "room.join",
  "participant.joined": "room.join",
  "user.joined": "room.join",
  "call.started": "room.join",
  end: "session.end",
  "session.ended": "session.end",
  "room.leave": "session.end",
  "call.ended": "session.end",
  identity: "session.identity",
  identify: "session.identity",
};

/** YAML 1.1 reads these as truth values, and a person may mean one. */
const truths = ["yes", "no", "on", "off", "true", "false", "all", "any", "always"];

/** Warnings for `on:`, for `silence:`, and for the events of tests. */
export function strangeEvents(file: unknown): readonly Problem[] {
  const hasOwn = sendsOwn(file);
  return [...rulesIn(file).flatMap(eventsOf), ...eventsOfTests(file)].flatMap((event) => problemsOf(event, hasOwn));
}

/** Conditions that an event of any type can meet. */
const wide: readonly string[] = ["agent", "schedule", "session", "all", "any", "not", "count", "rate"];

/** Rules without `on:` send a message for each join, message, error and end, unless a condition is about some of them. */
export function rulesOfEveryEvent(file: unknown): readonly Problem[] {
  return rulesIn(file).flatMap(everyEvent);
}

function everyEvent(rule: FoundSetting): readonly Problem[] {
  if (!isJsonObject(rule.value) || at(rule.value, "on") !== undefined || conditionsIn(rule).some(({ type }) => !wide.includes(type)))
    return [];
  const text = "the rule names no event, and looks at events of every type";
  const hint = 'name them, e.g. on: chat.push, or write on: "*" where that is meant';
  return [{ code: "W_EVERY_EVENT", text, hint, path: rule.path, on: "value" }];
}

function eventsOf(rule: FoundSetting): readonly FoundSetting[] {
  const waits = conditionsIn(rule).filter(({ type }) => type === "silence");
  return [
    ...each(at(rule.value, "on"), [...rule.path, "on"]),
    ...waits.flatMap(({ value, path }) => ["after", "without"].flatMap((key) => each(at(at(value, key), "type"), [...path, key, "type"]))),
  ];
}

function eventsOfTests(file: unknown): readonly FoundSetting[] {
  const tests = at(file, "tests");
  if (!Array.isArray(tests)) return [];
  return each(tests, ["tests"]).flatMap(({ value, path }) =>
    each(at(value, "events"), [...path, "events"]).flatMap((event) => each(at(event.value, "type"), [...event.path, "type"])),
  );
}

/** A source whose events have names of their own. */
export function sendsOwn(file: unknown): boolean {
  const sources = at(file, "sources");
  const presets = typeof sources === "object" && sources !== null ? Object.values(sources).map((source) => at(source, "preset")) : [];
  return presets.some((preset) => typeof preset === "string" && preset !== "bithuman");
}

function problemsOf({ value: type, path }: FoundSetting, hasOwn: boolean): readonly Problem[] {
  if (typeof type !== "string" || known.includes(type) || type.startsWith("relay.") || type === "*") return [];
  const text = `no sender has an event "${type}"`;
  const warning = { code: "W_EVENT_UNKNOWN", text, path, on: "value" } as const;
  if (truths.includes(type.toLowerCase()))
    return [{ ...warning, hint: "name an event, e.g. chat.push, or leave on: out to look at every event" }];
  const several = severalIn(type);
  if (several !== undefined) return [{ ...warning, hint: several }];
  const meant = meantBy(type, hasOwn);
  return meant === undefined ? [] : [{ ...warning, hint: `did you mean "${meant}"?` }];
}

/** Several names in one text, or a pattern: `on:` takes a name literally. */
function severalIn(type: string): string | undefined {
  const parts = type
    .replace(/^\[(.*)\]$/, "$1")
    .split(/[,;|]| or /i)
    .map((part) => part.trim());
  if (parts.length > 1 && parts.every((part) => /^[\w.-]+$/.test(part))) return `write a list: on: [${parts.join(", ")}]`;
  if (!/[*?]|^\/.*\/$/.test(type)) return undefined;
  const beginning = /^[\w.]*/.exec(type)?.[0] ?? "";
  const fitting = beginning === "" ? [] : known.filter((each) => each.startsWith(beginning));
  return `only "*" alone stands for every event: name each of them, e.g. on: [${(fitting.length > 0 ? fitting : ["room.join", "chat.push"]).join(", ")}]`;
}

function meantBy(type: string, hasOwn: boolean): string | undefined {
  const plain = type
    .trim()
    .toLowerCase()
    .replace(/[_\s-]+/g, ".")
    .replace(/^event\./, "");
  if (known.includes(plain)) return plain;
  const near = nearest(plain, known);
  if (hasOwn) return near !== undefined && distance(plain, near) === 1 ? near : undefined;
  return ownValue(otherNames, plain) ?? near;
}
