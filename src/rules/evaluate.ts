/** The engine: events and memories in, decisions out. Pure; live, tests, explanations and previews all call it. */

import type { Keeping, Sight, Term } from "../core/condition.ts";
import type { Message } from "../core/delivery.ts";
import { type Event, hasSession, type InSession } from "../core/event.ts";
import type { Json } from "../core/json.ts";
import type { Decision, Evaluation, Finding, Plan, Planner, Rule, RuleTrace } from "../core/rule.ts";
import { type Instant, plus } from "../core/time.ts";
import { brakeKeys, heldBack } from "./brakes.ts";
import { Draft } from "./draft.ts";
import { isOvertaken, whenDue } from "./due.ts";
import { type Judged, judge, memoryKey, type Notebook, rememberingOf } from "./judge.ts";
import { messagesOf, viewFor } from "./messages.ts";
import type { Program } from "./program.ts";
import { changeOf, factsOf, type SessionMemory, sessionKey, track } from "./session.ts";
import { endWait, isInVain, type Overdue, overdueOf, type Waiter, wait, waitKey } from "./waiting.ts";

/** A trace names this many rules and counts the rest. */
const tracedRules = 24;

/** An event with the rules that will look at it. */
interface Candidate {
  readonly event: Event;
  readonly found: ReadonlySet<Term>;
  readonly rules: readonly Rule[];
  /** What it may end. */
  readonly waiters: readonly Waiter[];
  /** Set where it is a timer of a wait; then its event is the one that began the wait. */
  readonly overdue?: Overdue;
}

export function createPlanner(program: Program): Planner {
  return (events) =>
    plan(
      program,
      events.map((event) => candidateOf(program, event)),
    );
}

function candidateOf(program: Program, event: Event): Candidate {
  const overdue = event.kind === "due" ? overdueOf(event) : undefined;
  if (overdue !== undefined) return overdueCandidate(program, overdue);
  if (event.kind === "due") return { event, found: new Set(), rules: [], waiters: [] };
  const found = scanned(program, event);
  return { event, found, rules: program.dispatch(event, found), waiters: program.waiters(event) };
}

function overdueCandidate(program: Program, overdue: Overdue): Candidate {
  const { event } = overdue;
  const rules = program.rules.filter(({ id, mode }) => id === overdue.rule && mode !== "off");
  return { event, found: scanned(program, event), rules, waiters: [], overdue };
}

function scanned(program: Program, event: Event): ReadonlySet<Term> {
  return program.scan(event.kind === "chat" ? event.message : "");
}

function plan(program: Program, candidates: readonly Candidate[]): Plan {
  const keys = new Set<string>();
  for (const candidate of candidates) collectKeys(candidate, keys);
  return { keys: [...keys], decide: (memories) => decide(program, candidates, memories) };
}

function collectKeys({ event, rules, waiters, overdue }: Candidate, keys: Set<string>): void {
  if (overdue !== undefined) keys.add(overdue.key);
  for (const waiter of waiters) {
    const key = waitKey(waiter, event);
    if (key !== undefined) keys.add(key);
  }
  if (event.session !== undefined) keys.add(sessionKey(event.source, event.session));
  for (const rule of rules) {
    for (const [slot, node] of rememberingOf(rule.node).entries()) {
      const group = node.group(event);
      if (group !== undefined) keys.add(memoryKey(rule, group, slot));
    }
    for (const key of brakeKeys(rule, event)) keys.add(key);
  }
}

function decide(program: Program, candidates: readonly Candidate[], memories: ReadonlyMap<string, Json>): Decision {
  const draft = new Draft(memories);
  for (const candidate of candidates) draft.evaluations.push(evaluateOne(program, candidate, draft));
  return draft;
}

function evaluateOne(program: Program, candidate: Candidate, draft: Draft): Evaluation {
  const { event, waiters, overdue } = candidate;
  if (overdue !== undefined) return evaluateOverdue(program, candidate, overdue, draft);
  if (event.kind === "due") {
    whenDue(program, event, draft);
    return unremarkable(program, event);
  }
  if (isOvertaken(program, event, draft)) return unremarkable(program, event);
  for (const waiter of waiters) endWait(waiter, event, draft);
  const { sight, late } = look(program, candidate, draft);
  return applyAll(program, candidate, sight, draft, late);
}

/** What was waited for has not come: the rule is asked about the event that began the wait, as that event was seen. */
function evaluateOverdue(program: Program, candidate: Candidate, overdue: Overdue, draft: Draft): Evaluation {
  const { event, found } = candidate;
  if (!isInVain(overdue, draft, event.receivedAt)) return unremarkable(program, event);
  const memory = hasSession(event) ? readSession(draft, event) : undefined;
  const session = memory === undefined ? undefined : factsOf(memory);
  const sight: Sight = { event, session, reading: overdue.reading, found: (term) => found.has(term), overdue: overdue.key };
  return applyAll(program, candidate, sight, draft, false);
}

function applyAll(program: Program, { event, rules }: Candidate, sight: Sight, draft: Draft, late: boolean): Evaluation {
  const traces: RuleTrace[] = [];
  const findings: Finding[] = [];
  const messages: Message[] = [];
  for (const rule of rules) {
    const { trace, finding, queued } = apply(program, rule, sight, draft);
    traces.push(trace);
    if (finding !== undefined) findings.push(finding);
    messages.push(...queued);
  }
  return { event: event.id, late, trace: traceOf(program, traces), findings, messages };
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
  const { memory, reading, late, timer } = track(readSession(draft, event), event, program);
  draft.memories.set(sessionKey(event.source, event.session), changeOf(memory, program.idleAfter));
  if (timer !== undefined) draft.timers.push(timer);
  const seen: Event = late ? { ...event, late } : event;
  return { sight: { event: seen, session: factsOf(memory), reading, found: (term) => found.has(term) }, late };
}

function readSession(draft: Draft, { source, session }: InSession): SessionMemory | undefined {
  return draft.read(sessionKey(source, session)) as unknown as SessionMemory | undefined; // written by changeOf
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
    const judged = judge(rule.node, sight, notebookOf(rule, sight, draft));
    return judged.held
      ? held(program, rule, sight, judged, draft)
      : { trace: { rule: rule.name, held: false, stopped: judged.stops }, ...nothing };
  } catch (error) {
    return { trace: { rule: rule.name, held: "error", error: error instanceof Error ? error.message : String(error) }, ...nothing };
  }
}

const nothing = { finding: undefined, queued: [] };

function notebookOf(rule: Rule, { event }: Sight, draft: Draft): Notebook {
  const nodes = rememberingOf(rule.node);
  const keyOf = (node: Keeping, group: string) => memoryKey(rule, group, nodes.indexOf(node));
  return {
    read: (node, group) => draft.read(keyOf(node, group)),
    write(node, group, value, keepFor) {
      const expiresAt = plus(Math.max(event.occurredAt, event.receivedAt) as Instant, keepFor); // the greater of two instants
      draft.memories.set(keyOf(node, group), { value, expiresAt });
    },
    wait: (node, sight) => wait({ waiter: { rule, node, slot: nodes.indexOf(node) }, sight, draft }),
  };
}

function held(program: Program, rule: Rule, sight: Sight, { because, facts }: Judged & { held: true }, draft: Draft): Applied {
  const finding: Finding = { rule: rule.name, severity: rule.severity, because, facts };
  const back = heldBack(rule, sight.event, draft);
  const queued = back === undefined ? messagesOf(program, rule, viewFor(finding, sight, program), sight.event) : [];
  const trace: RuleTrace = { rule: rule.name, held: true, because, facts, sent: queued.length, ...(back && { back }) };
  return { trace, finding, queued };
}
