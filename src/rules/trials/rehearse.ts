/** Runs the tests of a rules.yaml with the real engine and a virtual clock. */

import type { Message } from "../../core/delivery.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import type { RuleTrace, Stop } from "../../core/rule.ts";
import { day } from "../../core/time.ts";
import { createPlanner } from "../engine/evaluate.ts";
import type { Program } from "../engine/program.ts";
import { globOf } from "../kit/glob.ts";
import type { RuleTest, Wanted } from "../language/rule-tests.ts";
import { differences } from "./golden.ts";
import { createReplay, type ReplayStep } from "./replay.ts";
import { eventsOf } from "./transcript.ts";

/** An expectation that was not met: the expectation, what came, and what was seen instead. One line each, for people. */
export interface Failure {
  readonly expected: string;
  readonly got: readonly string[];
}

export interface Rehearsed {
  readonly test: RuleTest;
  /** Empty where the test passed. */
  readonly failures: readonly Failure[];
}

/** The clock runs on for this long after the last line, so that an idle session ends. */
const runsOn = 2 * day;

/** All events of a test, and the decisions for them. */
export function play(test: RuleTest, program: Program, timezone: string): readonly ReplayStep[] {
  const replay = createReplay({ planner: createPlanner(program), digest: program.digest });
  const taken = eventsOf(test, timezone, program.digest).flatMap((event) => replay.take(event));
  return [...taken, ...replay.rest(runsOn)];
}

export function rehearse(test: RuleTest, program: Program, timezone: string): Rehearsed {
  const seen = sightingsOf(play(test, program, timezone));
  return { test, failures: [...test.expect.flatMap((wish) => missed(wish, seen)), ...test.never.flatMap((wish) => unwelcome(wish, seen))] };
}

/** A rule that held, or one of its messages. */
interface Sighting {
  readonly rule: string;
  readonly message: Message | undefined;
  /** For people: the event and the result. */
  readonly line: string;
}

interface Seen {
  readonly held: readonly Sighting[];
  readonly sent: readonly Sighting[];
  /** By rule: why it did not hold, or sent nothing. */
  readonly not: ReadonlyMap<string, readonly string[]>;
}

function sightingsOf(steps: readonly ReplayStep[]): Seen {
  const [held, sent, not]: [Sighting[], Sighting[], Map<string, string[]>] = [[], [], new Map()];
  for (const step of steps) {
    const { trace, messages, findings } = step.evaluation;
    const traces = new Map(trace.rules.map((each) => [each.rule, each]));
    for (const { rule } of findings) {
      if (!isReportedElsewhere(traces.get(rule))) held.push({ rule, message: undefined, line: `${eventLine(step)} → ${rule} held` });
    }
    for (const message of messages.filter(isAlert))
      sent.push({ rule: message.rule, message, line: `${eventLine(step)} → ${message.to}: ${shownStep(message)}` });
    for (const each of trace.rules) {
      const why = whyUnmet(each);
      if (why !== undefined) not.set(each.rule, [...(not.get(each.rule) ?? []), `${eventLine(step)}: ${why}`]);
    }
  }
  return { held, sent, not };
}

/** Only a finding is a new alert. Updates and additions belong to the alert before. */
export function isAlert({ mode = "new", body }: Message): boolean {
  return mode === "new" || (mode === "append" && isJsonObject(body) && body.kind === "findings");
}

/** The finding is counted with another one: with the message before it, or with the message at the beginning of the hours. */
export function isReportedElsewhere(trace: RuleTrace | undefined): boolean {
  return trace?.held === true && (trace.back?.by === "throttle" || (trace.back?.by === "hours" && trace.back.until !== undefined));
}

function whyUnmet(trace: RuleTrace): string | undefined {
  if (trace.held === "error") return `failed: ${trace.error}`;
  if (!trace.held) return trace.stopped.map(stopLine).join("; ");
  if (trace.back !== undefined) return `held, and sent nothing: ${trace.back.by}`;
  return trace.skipped === undefined ? undefined : `held, and sent nothing to ${trace.skipped.join(", ")}: nobody said who the visitor is`;
}

function stopLine({ at, saw }: Stop): string {
  return `${at} saw ${saw === null ? "nothing" : JSON.stringify(saw)}`;
}

function eventLine({ event }: ReplayStep): string {
  return event.kind === "chat" ? `${event.role}: ${JSON.stringify(event.message)}` : event.type;
}

function missed(wish: Wanted, seen: Seen): readonly Failure[] {
  const count = matching(wish, seen).length;
  if (wish.times === undefined ? count > 0 : count === wish.times) return [];
  const came = (isOfRule(wish) ? seen.held : seen.sent).filter(({ rule }) => rule === wish.rule);
  const why = seen.not.get(wish.rule) ?? [];
  const never = `${wish.rule} was never asked: nothing had its type, its role or its words`;
  const got = [...came.flatMap((each) => [each.line, ...unlike(wish, each)]), ...why];
  return [{ expected: wishLine(wish), got: [...(count > 0 ? [timesOf(count)] : []), ...(got.length > 0 ? got : [never])] }];
}

/** How a message to the right destination differs from the expectation. */
function unlike({ to, body }: Wanted, { message }: Sighting): readonly string[] {
  if (body === undefined || message === undefined || (to !== undefined && message.to !== to)) return [];
  return differences(body, message.body).map((line) => `  ${line}`);
}

function timesOf(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function unwelcome(wish: Wanted, seen: Seen): readonly Failure[] {
  const found = matching(wish, seen).map(({ line }) => line);
  return found.length === 0 ? [] : [{ expected: `never ${wishLine(wish)}`, got: found }];
}

function wishLine({ rule, to, text, body, times }: Wanted): string {
  const quotes = [text, body].filter((each) => each !== undefined).map((each) => cut(JSON.stringify(each)));
  const parts = [rule, ...(to === undefined ? [] : [`→ ${to}`]), ...quotes];
  return times === undefined ? parts.join(" ") : `${parts.join(" ")}, ${timesOf(times)}`;
}

/** Whether the expectation is about the rule and not about one of its messages. */
function isOfRule({ to, text, body }: Wanted): boolean {
  return to === undefined && text === undefined && body === undefined;
}

function matching(wish: Wanted, { held, sent }: Seen): readonly Sighting[] {
  if (isOfRule(wish)) return held.filter(({ rule }) => rule === wish.rule);
  const isMeant = messageTest(wish);
  return sent.filter(({ rule, message }) => rule === wish.rule && message !== undefined && isMeant(message));
}

function messageTest({ to, text, body }: Wanted): (message: Message) => boolean {
  const says = text === undefined ? () => true : globOf(text);
  return (message) =>
    message.renderFailure === undefined &&
    (to === undefined || message.to === to) &&
    textsIn(message.body).some(says) &&
    (body === undefined || differences(body, message.body).length === 0);
}

/** The texts that people read, where people read it; otherwise every text of the body, and the whole body as JSON. */
function textsIn(body: Json): readonly string[] {
  if (!isJsonObject(body) || typeof body.text !== "string") return [...leavesOf(body), JSON.stringify(body)];
  return [body.text, body.title ?? "", body.subject ?? ""].filter((text) => typeof text === "string");
}

function leavesOf(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap((each: Json) => leavesOf(each));
  return isJsonObject(value) ? Object.values(value).flatMap(leavesOf) : [];
}

const longest = 200;

function shownStep({ body, renderFailure }: Message): string {
  if (renderFailure !== undefined) return `${renderFailure.reason}: ${renderFailure.detail}`;
  return cut(JSON.stringify(isJsonObject(body) && typeof body.text === "string" ? body.text : body));
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
