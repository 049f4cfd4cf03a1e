/** The engine: events and memories in, decisions out. Pure; live, tests, explanations and previews all call it. */

import type { Sight, Term } from "../core/condition.ts";
import type { Message } from "../core/delivery.ts";
import { type Event, hasSession } from "../core/event.ts";
import type { Json } from "../core/json.ts";
import type { Decision, Evaluation, Finding, Plan, Planner, Rule, RuleTrace } from "../core/rule.ts";
import { type Instant, plus } from "../core/time.ts";
import { brakeKeys, heldBack } from "./brakes.ts";
import { Draft } from "./draft.ts";
import { isOvertaken, whenDue } from "./due.ts";
import { type Judged, judge, type Notebook, rememberingOf } from "./judge.ts";
import { messagesOf, viewFor } from "./messages.ts";
import type { Program } from "./program.ts";
import { changeOf, factsOf, type SessionMemory, sessionKey, track } from "./session.ts";

/** A trace names this many rules and counts the rest. */
const tracedRules = 24;

/** An event with the rules that will look at it. */
interface Candidate {
  readonly event: Event;
  readonly found: ReadonlySet<Term>;
  readonly rules: readonly Rule[];
}

export function createPlanner(program: Program): Planner {
  return (events) =>
    plan(
      program,
      events.map((event) => candidateOf(program, event)),
    );
}

function candidateOf(program: Program, event: Event): Candidate {
  if (event.kind === "due") return { event, found: new Set(), rules: [] };
  const found = program.scan(event.kind === "chat" ? event.message : "");
  return { event, found, rules: program.dispatch(event, found) };
}

function plan(program: Program, candidates: readonly Candidate[]): Plan {
  const keys = new Set<string>();
  for (const candidate of candidates) collectKeys(candidate, keys);
  return { keys: [...keys], decide: (memories) => decide(program, candidates, memories) };
}

function collectKeys({ event, rules }: Candidate, keys: Set<string>): void {
  if (event.session !== undefined) keys.add(sessionKey(event.source, event.session));
  for (const rule of rules) {
    for (const [slot, node] of rememberingOf(rule.node).entries()) {
      const group = node.group(event);
      if (group !== undefined) keys.add(memoryKey(rule, group, slot));
    }
    for (const key of brakeKeys(rule, event)) keys.add(key);
  }
}

function memoryKey(rule: Rule, group: string, slot: number): string {
  return `${group} ${rule.id}#${slot}@${rule.fingerprint}`;
}

function decide(program: Program, candidates: readonly Candidate[], memories: ReadonlyMap<string, Json>): Decision {
  const draft = new Draft(memories);
  for (const candidate of candidates) draft.evaluations.push(evaluateOne(program, candidate, draft));
  return draft;
}

function evaluateOne(program: Program, candidate: Candidate, draft: Draft): Evaluation {
  if (candidate.event.kind === "due") {
    whenDue(program, candidate.event, draft);
    return unremarkable(program, candidate.event);
  }
  if (isOvertaken(program, candidate.event, draft)) return unremarkable(program, candidate.event);
  const { sight, late } = look(program, candidate, draft);
  const traces: RuleTrace[] = [];
  const findings: Finding[] = [];
  const messages: Message[] = [];
  for (const rule of candidate.rules) {
    const { trace, finding, queued } = apply(program, rule, sight, draft);
    traces.push(trace);
    if (finding !== undefined) findings.push(finding);
    messages.push(...queued);
  }
  return { event: candidate.event.id, late, trace: traceOf(program, traces), findings, messages };
}

function traceOf({ version }: Program, traces: readonly RuleTrace[]): Evaluation["trace"] {
  if (traces.length <= tracedRules) return { version, rules: traces };
  const telling = [...traces].sort((a, b) => Number(a.held === false) - Number(b.held === false));
  return { version, rules: telling.slice(0, tracedRules), more: traces.length - tracedRules };
}

/** Counts the event into its session, and gathers all that conditions may look at. */
function look(program: Program, { event, found }: Candidate, draft: Draft): { readonly sight: Sight; readonly late: boolean } {
  if (!hasSession(event))
    return { sight: { event, session: undefined, reading: undefined, found: (term) => found.has(term) }, late: false };
  const key = sessionKey(event.source, event.session);
  const before = draft.read(key) as unknown as SessionMemory | undefined; // written by changeOf
  const { memory, reading, late, timer } = track(before, event, program);
  draft.memories.set(key, changeOf(memory, program.idleAfter));
  if (timer !== undefined) draft.timers.push(timer);
  const seen: Event = late ? { ...event, late } : event;
  return { sight: { event: seen, session: factsOf(memory), reading, found: (term) => found.has(term) }, late };
}

function unremarkable({ version }: Program, event: Event): Evaluation {
  return { event: event.id, late: false, trace: { version, rules: [] }, findings: [], messages: [] };
}

interface Applied {
  readonly trace: RuleTrace;
  readonly finding: Finding | undefined;
  readonly queued: readonly Message[];
}

/** One rule against one event. A rule that breaks is a bug of ours: it is recorded, and the others run. */
function apply(program: Program, rule: Rule, sight: Sight, draft: Draft): Applied {
  try {
    const judged = judge(rule.node, sight, notebookOf(rule, sight.event, draft));
    return judged.held
      ? held(program, rule, sight, judged, draft)
      : { trace: { rule: rule.name, held: false, stopped: judged.stops }, ...nothing };
  } catch (error) {
    return { trace: { rule: rule.name, held: "error", error: error instanceof Error ? error.message : String(error) }, ...nothing };
  }
}

const nothing = { finding: undefined, queued: [] };

function notebookOf(rule: Rule, event: Event, draft: Draft): Notebook {
  const nodes = rememberingOf(rule.node);
  const keyOf = (node: (typeof nodes)[number], group: string) => memoryKey(rule, group, nodes.indexOf(node));
  return {
    read: (node, group) => (node.kind === "remember" ? draft.read(keyOf(node, group)) : undefined),
    write(node, group, value, keepFor) {
      const expiresAt = plus(Math.max(event.occurredAt, event.receivedAt) as Instant, keepFor); // the greater of two instants
      if (node.kind === "remember") draft.memories.set(keyOf(node, group), { value, expiresAt });
    },
  };
}

function held(program: Program, rule: Rule, sight: Sight, { because, facts }: Judged & { held: true }, draft: Draft): Applied {
  const finding: Finding = { rule: rule.name, severity: rule.severity, because, facts };
  const back = heldBack(rule, sight.event, draft);
  const queued = back === undefined ? messagesOf(program, rule, viewFor(finding, sight, program), sight.event) : [];
  const trace: RuleTrace = { rule: rule.name, held: true, because, facts, sent: queued.length, ...(back && { back }) };
  return { trace, finding, queued };
}
