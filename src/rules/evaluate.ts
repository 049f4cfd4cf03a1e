/** The engine: events and memories in, decisions out. Pure; live, tests, explanations and previews all call it. */

import type { Sight, Term } from "../core/condition.ts";
import type { DeliveryId, Message } from "../core/delivery.ts";
import type { View } from "../core/destination.ts";
import { type Event, type EventId, idPrefix, sessionGroup, viewOf } from "../core/event.ts";
import type { Json } from "../core/json.ts";
import {
  type Decision,
  type Evaluation,
  type Finding,
  type HeldBack,
  isUrgent,
  type MemoryChange,
  type Plan,
  type Planner,
  type Rule,
  type RuleTrace,
} from "../core/rule.ts";
import { type Instant, plus } from "../core/time.ts";
import type { Timer } from "../core/timer.ts";
import { groupOf } from "./group.ts";
import { type Judged, judge, type Notebook, rememberingOf } from "./judge.ts";
import type { Program } from "./program.ts";
import { changeOf, factsOf, onIdle, type SessionMemory, sessionKey, sessionView, track } from "./session.ts";

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
    if (rule.throttle !== undefined) keys.add(throttleKey(rule, event));
  }
}

function memoryKey(rule: Rule, group: string, slot: number): string {
  return `${group} ${rule.id}#${slot}@${rule.fingerprint}`;
}

function throttleKey(rule: Rule, event: Event): string {
  return `${groupOf(event, rule.throttle?.per ?? []) ?? "everyone"} ${rule.id}#throttle`;
}

/** What a batch changes while it is decided: later events see what earlier ones left. */
class Draft {
  readonly evaluations: Evaluation[] = [];
  readonly memories = new Map<string, MemoryChange>();
  readonly timers: Timer[] = [];
  readonly events: Event[] = [];
  readonly #before: ReadonlyMap<string, Json>;

  constructor(before: ReadonlyMap<string, Json>) {
    this.#before = before;
  }

  read(key: string): Json | undefined {
    const change = this.memories.get(key);
    return change === undefined ? this.#before.get(key) : change.value;
  }
}

function decide(program: Program, candidates: readonly Candidate[], memories: ReadonlyMap<string, Json>): Decision {
  const draft = new Draft(memories);
  for (const candidate of candidates) draft.evaluations.push(evaluateOne(program, candidate, draft));
  return draft;
}

function evaluateOne(program: Program, candidate: Candidate, draft: Draft): Evaluation {
  if (candidate.event.kind === "due") return evaluateDue(program, candidate.event, draft);
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

function hasSession(event: Event): event is Event & { readonly session: string } {
  return event.session !== undefined && event.source !== "relay";
}

/** A timer came due: the session has ended, or has been busy since and is looked at again. */
function evaluateDue(program: Program, event: Event, draft: Draft): Evaluation {
  if (hasSession(event)) {
    const next = whenIdle(program, event, draft);
    if (next === "ended") draft.events.push(sessionEnd(program, event));
    else if (next !== "nothing") draft.timers.push(next);
  }
  return unremarkable(program, event);
}

/** The end that a timer made has waited its turn; whoever came back before it has not ended. */
function isOvertaken(program: Program, event: Event, draft: Draft): boolean {
  if (event.kind !== "session-end" || event.reason !== idle || !hasSession(event)) return false;
  const next = whenIdle(program, event, draft);
  if (next !== "ended" && next !== "nothing") draft.timers.push(next);
  return next !== "ended";
}

function whenIdle({ idleAfter }: Program, event: Event & { readonly session: string }, draft: Draft): ReturnType<typeof onIdle> {
  const memory = draft.read(sessionKey(event.source, event.session)) as unknown as SessionMemory | undefined; // written by changeOf
  return onIdle(memory, event, idleAfter);
}

function unremarkable({ version }: Program, event: Event): Evaluation {
  return { event: event.id, late: false, trace: { version, rules: [] }, findings: [], messages: [] };
}

/** The reason that the relay gives for an end that nobody sent. */
const idle = "idle";

function sessionEnd({ digest }: Program, due: Event & { readonly session: string }): Event {
  const hash = digest(`session.end\n${sessionGroup(due.source, due.session)}\n${due.occurredAt}`).slice(0, 24);
  return {
    kind: "session-end",
    id: `${idPrefix(due.occurredAt)}${hash}` as EventId, // the shape that EventId's comment describes
    type: "session.end",
    source: due.source,
    agent: due.agent,
    session: due.session,
    occurredAt: due.occurredAt,
    receivedAt: due.receivedAt,
    data: { reason: idle },
    reason: idle,
  };
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

function heldBack(rule: Rule, event: Event, draft: Draft): HeldBack | undefined {
  if (rule.throttle !== undefined) {
    const key = throttleKey(rule, event);
    const until = draft.read(key) as Instant | undefined; // written below
    if (until !== undefined && event.occurredAt < until) return { by: "throttle", until };
    const next = plus(event.occurredAt, rule.throttle.every);
    draft.memories.set(key, { value: next, expiresAt: plus(Math.max(next, event.receivedAt) as Instant, rule.throttle.every) }); // the greater of two instants
  }
  return rule.mode === "shadow" ? { by: "shadow" } : undefined;
}

function viewFor({ rule, severity, because, facts }: Finding, { event, session }: Sight, { redact }: Program): View {
  const reasons = because.map(({ text }) => text);
  const view: View = {
    event: viewOf(event),
    rule: { name: rule, severity },
    finding: { because: reasons.join("; "), reasons, ...facts },
    session: sessionView(session),
  };
  return redact === undefined ? view : redact(view);
}

function messagesOf(program: Program, rule: Rule, view: View, event: Event): readonly Message[] {
  return rule.actions.flatMap((action) => {
    const base = { event: event.id, rule: rule.name, to: action.to, urgent: isUrgent(rule.severity), dueAt: event.receivedAt };
    const idFor = (recipient: string) => program.digest(`${event.id}\n${rule.id}\n${action.key}\n${recipient}`) as DeliveryId; // the shape that DeliveryId's comment describes
    try {
      return action.render(view).map(({ recipient, body, thread }) => ({ ...base, id: idFor(recipient), body, thread }));
    } catch (error) {
      const stillborn = { reason: "render_failed", detail: error instanceof Error ? error.message : String(error) } as const;
      return [{ ...base, id: idFor(""), body: null, thread: undefined, stillborn }];
    }
  });
}
