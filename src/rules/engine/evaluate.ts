/** The engine: events and memories in, decisions out. Pure; live, tests, explanations and previews all call it. */

import type { Keeping, Sight, Term } from "../../core/condition.ts";
import { type Due, type Event, hasSession } from "../../core/event.ts";
import type { Json } from "../../core/json.ts";
import { mutesKey } from "../../core/mute.ts";
import { type Decision, type Evaluation, inEmergency, type Plan, type Planner, type Rule, type RuleTrace } from "../../core/rule.ts";
import { type Instant, plus } from "../../core/time.ts";
import { learn } from "./acquaintance.ts";
import type { Sighting } from "./active.ts";
import { alsoAfterCall } from "./after-call.ts";
import { type Applied, heldBack, sentOut } from "./applied.ts";
import { mayComeLateBy } from "./away.ts";
import { lookedAt, oneByOne } from "./bounds.ts";
import { brake, brakeKeys, type Passage } from "./brakes.ts";
import { conversationId, isOver, keepConversation, newestOf, placeOf, readSession, sessionKey } from "./conversations.ts";
import { Draft } from "./draft.ts";
import { isOvertaken, whenDue } from "./due.ts";
import { echoKeys, expectEchoes, isEcho } from "./echo.ts";
import { countFailure, failuresKey, forgetFailures, isPaused } from "./failures.ts";
import { namedIncidentKeys, type Work, workOn } from "./incident-work.ts";
import { countOnly, incidentKeys } from "./incidents.ts";
import { forsaken, introduced } from "./introduced.ts";
import { judge, memoryKey, type Notebook, rememberingOf } from "./judge.ts";
import { applyMute, isMuting } from "./mutes.ts";
import type { Program } from "./program.ts";
import { type Recalled, recall, recalledKeys, recalledOf } from "./recall.ts";
import { goesOn, gonOnWith, heardOf, rejoinKeys } from "./rejoin.ts";
import { factsOf, type SessionMemory, track } from "./session.ts";
import { applyWish, subscriptionKeys, wishKeys } from "./subscriptions.ts";
import { talkKeys } from "./talk.ts";
import { endWait, isInVain, type Overdue, overdueOf, type Waiter, wait, waitKey } from "./waiting.ts";
import { isWhomTimer, whomKey } from "./whom.ts";

/** A trace names this many rules and counts the rest. */
const tracedRules = 24;

/** An event with the rules that will look at it. */
interface Candidate {
  readonly event: Event;
  /** What came in: the event itself, or the timer that brings it back. */
  readonly cause: Event;
  /** Texts of it that are too long to be looked at as a whole. */
  readonly cut?: number;
  readonly found: ReadonlySet<Term>;
  readonly rules: readonly Rule[];
  /** What it may end. */
  readonly waiters: readonly Waiter[];
  /** Set where it is a timer of a wait; then its event is the one that began the wait. */
  readonly overdue?: Overdue;
  /** Set where it is a timer of something that was kept back. */
  readonly recalled?: Recalled;
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
  if (overdue !== undefined) return overdueCandidate(program, overdue, event);
  if (event.kind === "due") return dueCandidate(program, event);
  const looked = lookedAt(event, program.bounds);
  const found = scanned(program, looked.event);
  return { ...looked, cause: event, found, rules: program.dispatch(looked.event, found), waiters: program.waiters(looked.event) };
}

function overdueCandidate(program: Program, overdue: Overdue, cause: Event): Candidate {
  const { event } = overdue;
  const rules = program.rules.filter(({ id, mode }) => id === overdue.rule && mode !== "off");
  return { event, cause, found: scanned(program, event), rules, waiters: [], overdue };
}

function dueCandidate(program: Program, event: Due): Candidate {
  const recalled = recalledOf(program, event);
  return { event, cause: event, found: new Set(), rules: [], waiters: [], ...(recalled && { recalled }) };
}

function scanned(program: Program, event: Event): ReadonlySet<Term> {
  return program.scan(event.kind === "chat" ? event.message : "");
}

function plan(program: Program, candidates: readonly Candidate[]): Plan {
  const keys = new Set<string>();
  const glance = new Set([mutesKey, failuresKey]);
  for (const candidate of candidates) {
    collectKeys(program, candidate, keys);
    for (const rule of asked(candidate)) for (const key of subscriptionKeys(program, rule)) glance.add(key);
  }
  return { keys: [...keys], glance: [...glance], decide: (memories) => decide(program, candidates, memories) };
}

/** The rules that may speak. */
function asked({ rules, recalled }: Candidate): readonly Rule[] {
  return recalled?.rule === undefined ? rules : [recalled.rule];
}

function collectKeys(program: Program, { event, rules, waiters, overdue, recalled }: Candidate, keys: Set<string>): void {
  for (const key of [...namedIncidentKeys(event), ...talkKeys(event), ...echoKeys(program, event)]) keys.add(key);
  if (overdue !== undefined) keys.add(overdue.key);
  if (recalled !== undefined) for (const key of recalledKeys(program, recalled)) keys.add(key);
  if (isMuting(event)) keys.add(mutesKey);
  for (const key of [...wishKeys(program, event), ...rejoinKeys(program, event)]) keys.add(key);
  for (const waiter of waiters) {
    const key = waitKey(waiter, event);
    if (key !== undefined) keys.add(key);
  }
  if (event.session !== undefined) keys.add(sessionKey(event.source, event.session));
  const whom = whomKey(event, recalled?.kind === "release" && recalled.rule ? [recalled.rule] : rules);
  if (whom !== undefined) keys.add(whom);
  for (const rule of rules) {
    for (const [slot, node] of rememberingOf(rule.node).entries()) {
      const group = node.group(event);
      if (group !== undefined) keys.add(memoryKey(rule, group, slot));
    }
    for (const key of [...brakeKeys(rule, event), ...incidentKeys(program, rule, event)]) keys.add(key);
  }
}

function decide(program: Program, candidates: readonly Candidate[], memories: ReadonlyMap<string, Json>): Decision {
  const draft = new Draft(memories);
  for (const candidate of candidates) {
    draft.turnTo(candidate.cause);
    draft.enter(placeOf(program, candidate.cause, draft));
    const evaluation = evaluateOne(program, candidate, draft);
    expectEchoes(program, candidate.event, evaluation.messages, draft);
    draft.evaluations.push(placed(program, candidate, evaluation, draft));
  }
  return draft.decision();
}

/** The trace names the conversation where its session may have several, the session that it goes on with, and how much was not looked at. */
function placed({ rejoin }: Program, { event, cut = 0 }: Candidate, evaluation: Evaluation, draft: Draft): Evaluation {
  const conversation = draft.place?.conversation;
  const rejoined = rejoin === undefined || !hasSession(event) ? undefined : readSession(draft, event)?.rejoined?.session;
  if (!conversation && rejoined === undefined && cut === 0) return evaluation;
  const where = { ...(conversation && { conversation }), ...(rejoined !== undefined && { rejoined }), ...(cut > 0 && { cut }) };
  return { ...evaluation, trace: { ...evaluation.trace, ...where } };
}

function evaluateOne(program: Program, candidate: Candidate, draft: Draft): Evaluation {
  const { event, waiters, overdue, recalled } = candidate;
  if (overdue !== undefined) return evaluateOverdue(program, candidate, overdue, draft);
  if (recalled !== undefined) return evaluationOf(program, event, recall(program, recalled, draft));
  const work = workOn(program, event, draft);
  if (event.kind === "due") {
    if (isWhomTimer(event)) return evaluationOf(program, event, forsaken(program, event, draft));
    if (work === undefined) whenDue(program, event, draft);
    return withWork(unremarkable(program, event), work);
  }
  if (goesOn(program, event, draft) || isOvertaken(program, event, draft)) return overtaken(program, event);
  if (isMuting(event)) applyMute(event, program.rules, draft);
  applyWish(program, event, draft);
  for (const waiter of waiters) endWait(waiter, event, draft);
  if (event.kind === "identity") learn(event, "told", event.data, draft);
  const { sight, late } = look(program, candidate, draft);
  const rules = isEcho(event, draft) ? [] : candidate.rules;
  return withWork(applyAll(program, { ...candidate, rules }, sight, draft, late), work);
}

function withWork(evaluation: Evaluation, { messages, traces }: Work = { messages: [], traces: [] }): Evaluation {
  if (messages.length === 0 && traces.length === 0) return evaluation;
  const trace = { ...evaluation.trace, rules: [...traces, ...evaluation.trace.rules] };
  return { ...evaluation, trace, messages: [...messages, ...evaluation.messages] };
}

/** What was waited for has not come: the rule is asked about the event that began the wait, as that event was seen. */
function evaluateOverdue(program: Program, candidate: Candidate, overdue: Overdue, draft: Draft): Evaluation {
  const { event, cause, found } = candidate;
  if (!isInVain(overdue, draft, event.receivedAt)) return unremarkable(program, event);
  if (hasSession(event) && isOver(draft, event, cause.occurredAt)) return unremarkable(program, event);
  const memory = hasSession(event) ? readSession(draft, event) : undefined;
  const session = memory === undefined ? undefined : factsOf(memory);
  const sight: Sight = { event, session, reading: overdue.reading, found: (term) => found.has(term), overdue: overdue.key };
  return applyAll(program, candidate, sight, draft, false);
}

function applyAll(program: Program, { event, rules }: Candidate, sight: Sight, draft: Draft, late: boolean): Evaluation {
  const applied = oneByOne(rules, program.bounds, (rule, isFull) => apply(program, rule, { sight, draft, isFull }));
  const isNews = event.kind === "identity" || rules.some(({ identify }) => identify !== undefined);
  const more = isNews ? introduced(program, event, draft) : [];
  const evaluation = evaluationOf(program, event, [...applied, ...more]);
  const unheard = unheardIn(sight);
  return { ...evaluation, late, ...(unheard !== undefined && { trace: { ...evaluation.trace, unheard } }) };
}

/** The language that the visitor writes in, where there is no pack for it. */
function unheardIn({ reading, overdue }: Sight): string | undefined {
  return reading?.heard === false && overdue === undefined ? reading.language?.code : undefined;
}

function evaluationOf(program: Program, { id }: Event, applied: readonly Applied[]): Evaluation {
  return {
    event: id,
    late: false,
    trace: traceOf(
      program,
      applied.map(({ trace }) => trace),
    ),
    findings: applied.flatMap(({ finding }) => finding ?? []),
    messages: applied.flatMap(({ queued }) => queued),
  };
}

function traceOf({ version }: Program, traces: readonly RuleTrace[]): Evaluation["trace"] {
  if (traces.length <= tracedRules) return { version, rules: traces, ...leftIn(traces) };
  const telling = [...traces].sort((a, b) => Number(a.held === false) - Number(b.held === false));
  return { version, rules: telling.slice(0, tracedRules), more: traces.length - tracedRules, ...leftIn(traces) };
}

function leftIn(traces: readonly RuleTrace[]): Pick<Evaluation["trace"], "left"> {
  const left = traces.filter((trace) => trace.held === true && trace.back?.by === "event-limit").length;
  return left === 0 ? {} : { left };
}

/** Counts the event into its session, and gathers all that conditions may look at. */
function look(program: Program, { event, found: terms }: Candidate, draft: Draft): { readonly sight: Sight; readonly late: boolean } {
  if (!hasSession(event))
    return { sight: { event, session: undefined, reading: undefined, found: (term) => terms.has(term) }, late: false };
  if (event.kind === "identity") return { sight: seenBeside(event, readSession(draft, event)), late: false };
  const id = () => draft.place?.conversation ?? conversationId(program.digest, event);
  const newest = newestOf(draft, event);
  const before = newest === undefined ? gonOnWith(program, event, draft) : undefined;
  const { memory, reading, answer, late, timers } = track({ known: readSession(draft, event), newest, id, before }, event, program);
  keepConversation(program, event, memory, draft);
  heardOf(program, event, memory, draft);
  for (const timer of timers) draft.setTimer(timer);
  const seen: Event = late ? { ...event, late } : event;
  return { sight: { event: seen, session: factsOf(memory), reading, answer, found: (term) => terms.has(term) }, late };
}

/** Being told of is no part of a session: it neither begins one nor keeps one alive. */
function seenBeside(event: Event, memory: SessionMemory | undefined): Sight {
  return { event, session: memory && factsOf(memory), reading: undefined, found: () => false };
}

function unremarkable({ version }: Program, event: Event): Evaluation {
  return { event: event.id, late: false, trace: { version, rules: [] }, findings: [], messages: [] };
}

function overtaken(program: Program, event: Event): Evaluation {
  const evaluation = unremarkable(program, event);
  return { ...evaluation, trace: { ...evaluation.trace, overtaken: true } };
}

interface Asking {
  readonly sight: Sight;
  readonly draft: Draft;
  /** There are messages enough for this event. */
  readonly isFull: boolean;
}

/** One rule against one event. A rule that breaks is a bug of ours: it is recorded, and the others run. */
function apply(program: Program, rule: Rule, { sight, draft, isFull }: Asking): Applied {
  const now = sight.event.receivedAt;
  if (isPaused(rule, program, draft)) return failed(rule, "it broke too often in a row, and is paused until the file changes");
  try {
    const judged = judge(rule.node, sight, notebookOf(rule, sight, draft));
    forgetFailures(rule, now, draft);
    return judged.held
      ? held(
          program,
          {
            rule: judged.urgent && rule.raises ? inEmergency(rule) : rule,
            sight,
            ...judged,
            because: alsoAfterCall(judged.because, sight.event),
          },
          isFull,
          draft,
        )
      : { trace: { rule: rule.name, held: false, stopped: judged.stops }, finding: undefined, queued: [] };
  } catch (error) {
    countFailure(rule, program, now, draft);
    return failed(rule, error instanceof Error ? error.message : String(error));
  }
}

function failed({ name }: Rule, error: string): Applied {
  return { trace: { rule: name, held: "error", error }, finding: undefined, queued: [] };
}

function notebookOf(rule: Rule, { event }: Sight, draft: Draft): Notebook {
  const nodes = rememberingOf(rule.node);
  const keyOf = (node: Keeping, group: string) => memoryKey(rule, group, nodes.indexOf(node));
  return {
    read: (node, group) => draft.read(keyOf(node, group)),
    write(node, group, value, keepFor) {
      const now = Math.max(event.occurredAt, event.receivedAt) as Instant; // the greater of two instants
      const expiresAt = plus(now, keepFor + mayComeLateBy);
      draft.write(keyOf(node, group), { value, expiresAt });
    },
    wait: (node, sight) => wait({ waiter: { rule, node, slot: nodes.indexOf(node) }, sight, draft }),
  };
}

function held(program: Program, sighting: Sighting, isFull: boolean, draft: Draft): Applied {
  const { rule, sight } = sighting;
  if (rule.identify !== undefined && rule.mode === "live" && sight.event.kind === "chat" && sight.event.role === "user")
    learn(sight.event, "found", rule.identify(sight.event.message), draft);
  const passage: Passage = isFull && rule.mode === "live" ? { kind: "back", back: { by: "event-limit" } } : brake(sighting, draft);
  if (passage.kind === "through") return sentOut(program, sighting, passage, draft);
  if (["throttle", "fan-out", "event-limit"].includes(passage.back.by)) countOnly(program, sighting.rule, sighting.sight.event, draft);
  return heldBack(sighting, passage.back);
}
