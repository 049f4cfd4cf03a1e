/** Makes a test from a recorded conversation: the messages without personal data, and what the rules decide for them. */

import type { Message } from "../../core/delivery.ts";
import type { Event } from "../../core/event.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Rule } from "../../core/rule.ts";
import { type Instant, second, toIso } from "../../core/time.ts";
import type { Program } from "../engine/program.ts";
import type { RuleTest, TestStep, Wanted } from "../language/rule-tests.ts";
import { type Redaction, type RedactView, redactions, redactorOf } from "../templates/redact/redact.ts";
import { isAlert, isReportedElsewhere, play } from "./rehearse.ts";
import { ownKey, type ReplayStep } from "./replay.ts";

export interface Recording {
  /** The events of one session, in the order of their acceptance. */
  readonly events: readonly Event[];
  readonly program: Program;
  readonly timezone: string;
  /** The file's own redactions; all others are applied as well. */
  readonly redact: readonly Redaction[];
  /** The text of the file. Data that it does not name makes no difference and is left out. */
  readonly rulesText: string;
}

/** Undefined where no event came from a sender. */
export function testOf({ events, program, timezone, redact, rulesText }: Recording): RuleTest | undefined {
  const sent = events.filter(isSent);
  const [first] = sent;
  if (first === undefined) return undefined;
  const start = (Math.floor(first.receivedAt / second) * second) as Instant; // a full second
  const named = new Set(Array.from(rulesText.matchAll(/\bdata\.([\w.-]*\w)/g), ([, path]) => path as string)); // the group always takes part
  const cover: Cover = { redact: redactorOf([...redact.filter((each) => typeof each === "object"), ...redactions]), named };
  const test: RuleTest = {
    name: `a conversation of ${toIso(start).slice(0, 10)} (${program.digest(first.session ?? first.id).slice(0, 6)})`,
    line: 0, // it is in no file yet
    at: `${toIso(start).slice(0, 19)}Z`,
    agent: first.agent,
    session: "test-session",
    steps: sent.map((event) => stepOf(event, { start, agent: first.agent, cover })),
    expect: [],
    never: [],
  };
  return { ...test, ...wishesOf(play(test, program, timezone), program.rules) };
}

/** The relay makes its own events again in the test. Clicks and identities are no part of it. */
function isSent(event: Event): boolean {
  return (
    event.source !== "relay" && event.kind !== "due" && event.kind !== "click" && event.kind !== "identity" && ownKey(event) === undefined
  );
}

interface Cover {
  readonly redact: RedactView;
  /** Paths below `data`. */
  readonly named: ReadonlySet<string>;
}

function stepOf(
  event: Event,
  { start, agent, cover }: { readonly start: Instant; readonly agent: string; readonly cover: Cover },
): TestStep {
  const after = Math.round((event.receivedAt - start) / second) * second;
  const data = { ...pick(event.data, cover.named), ...saidBy(event) };
  return {
    after,
    type: event.type,
    data: covered(data, cover.redact) as JsonObject,
    ...(event.agent === agent ? {} : { agent: event.agent }),
  }; // an object stays one
}

/** The keys of an event in a test. */
function saidBy(event: Event): JsonObject {
  switch (event.kind) {
    case "chat":
      return { role: event.role, message: event.message };
    case "join":
      return { ...given("room_name", event.room), ...given("participant_count", event.participants) };
    case "session-end":
      return given("end_reason", event.reason);
    case "agent-error":
      return event.code === undefined ? {} : { error: { code: event.code } };
    default:
      return {};
  }
}

function given(key: string, value: Json | undefined): JsonObject {
  return value === undefined ? {} : { [key]: value };
}

/** The values at these paths of an object. */
function pick(data: JsonObject, paths: ReadonlySet<string>, at = ""): JsonObject {
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]): readonly (readonly [string, Json])[] => {
      const path = `${at}${key}`;
      if (paths.has(path)) return [[key, value]];
      const inner = isJsonObject(value) ? pick(value, paths, `${path}.`) : {};
      return Object.keys(inner).length === 0 ? [] : [[key, inner]];
    }),
  );
}

function covered(value: Json, redact: RedactView): Json {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((each: Json) => covered(each, redact));
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, covered(each, redact)])) : value;
}

/** Expects each message as often as it came, each rule that held without a message, and the rules that did not hold. */
function wishesOf(steps: readonly ReplayStep[], rules: readonly Rule[]): Pick<RuleTest, "expect" | "never"> {
  const sent = steps
    .flatMap(({ evaluation }) => evaluation.messages)
    .filter((message) => message.renderFailure === undefined && isAlert(message));
  const held = steps.flatMap(({ evaluation: { findings, trace } }) =>
    findings.map(({ rule }) => rule).filter((rule) => !isReportedElsewhere(trace.rules.find((each) => each.rule === rule))),
  );
  const silent = held.filter((rule) => !sent.some((message) => message.rule === rule));
  const heard = new Set([...held, ...sent.map(({ rule }) => rule)]);
  return {
    expect: counted([...sent.map(goldenOf), ...silent.map((rule) => ({ rule }))]),
    never: rules.filter(({ name, mode }) => mode !== "off" && !heard.has(name)).map(({ name }) => ({ rule: name })),
  };
}

function counted(wishes: readonly Wanted[]): readonly Wanted[] {
  const counts = new Map<string, Wanted & { readonly times: number }>();
  for (const wish of wishes) {
    const key = JSON.stringify(wish);
    counts.set(key, { ...wish, times: (counts.get(key)?.times ?? 0) + 1 });
  }
  return [...counts.values()];
}

/** The texts of a message. Its exact target, its time and its buttons are no part of the test. */
const saidIn = ["title", "text", "json"] as const;

function goldenOf({ rule, to, body }: Message): Wanted {
  const words = isJsonObject(body) ? saidIn.flatMap((key) => (Object.hasOwn(body, key) ? [[key, body[key] as Json] as const] : [])) : []; // `hasOwn` has found it
  return words.length === 0 ? { rule, to } : { rule, to, body: Object.fromEntries(words) };
}
