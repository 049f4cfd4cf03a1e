/** Waits. An event begins one and another ends it. A wait that nothing ended comes back as a timer. */

import type { Await, ConditionResult, Sight } from "../../core/condition.ts";
import type { Event } from "../../core/event.ts";
import type { Rule } from "../../core/rule.ts";
import { type Duration, hour, type Instant, plus } from "../../core/time.ts";
import { typesOf } from "../kit/event-types.ts";
import { memoryKey, rememberingOf } from "./judge.ts";
import { cancelled, type PayloadOf, timerOf } from "./timers.ts";
import { mayBeAwayFor } from "./tolerances.ts";
import { memoryOf, type UnitOfWork } from "./unit-of-work.ts";

/** A wait that an event may end. */
export interface Waiter {
  readonly rule: Rule;
  readonly node: Await;
  readonly slot: number;
}

/** JSON, under the key of the wait. */
interface WaitMemory {
  /** Set while the wait runs: the time of the event that began it. */
  readonly since: number | null;
  readonly event: string | null;
  /** The newest event that ended a wait or could have ended one. A wait that began before it has been answered. */
  readonly endedAt: number | null;
}

const unknown: WaitMemory = { since: null, event: null, endedAt: null };

const waits = memoryOf<WaitMemory>();

/** The network may deliver an answer before its question, so answers are remembered for this long. */
const remembersAnswers: Duration = hour;

/** The waits that events of a type may end, over all rules. */
export function createWaiters(rules: readonly Rule[]): (event: Event) => readonly Waiter[] {
  const byType = new Map<string, Waiter[]>();
  for (const rule of rules) {
    if (rule.mode !== "off") for (const waiter of waitersOf(rule)) addTo(byType, waiter);
  }
  if (byType.size === 0) return () => [];
  return (event) => [...new Set(typesOf(event).flatMap((type) => byType.get(type) ?? []))].filter(({ node }) => node.ends(event));
}

function waitersOf(rule: Rule): readonly Waiter[] {
  return rememberingOf(rule.node).flatMap((node, slot) => (node.kind === "await" ? [{ rule, node, slot }] : []));
}

function addTo(byType: Map<string, Waiter[]>, waiter: Waiter): void {
  for (const type of new Set(waiter.node.endedBy)) byType.set(type, [...(byType.get(type) ?? []), waiter]);
}

function waitKey({ rule, node, slot }: Waiter, event: Event): string | undefined {
  const group = node.group(event);
  return group === undefined ? undefined : memoryKey(rule, group, slot);
}

/** The memories of waits that an event may end. */
export function waitKeys(waiters: readonly Waiter[], event: Event): readonly string[] {
  return waiters.flatMap((waiter) => waitKey(waiter, event) ?? []);
}

/** Ends a wait. */
export function endWait(waiter: Waiter, event: Event, unit: UnitOfWork): void {
  const key = waitKey(waiter, event);
  if (key === undefined) return;
  const before = waits.read(unit, key) ?? unknown;
  const endedAt = Math.max(before.endedAt ?? event.occurredAt, event.occurredAt);
  const answered = before.since !== null && event.occurredAt >= before.since;
  const { since, event: began } = answered ? unknown : before;
  keepWait(unit, key, { since, event: began, endedAt }, waiter.node, event);
  if (answered) unit.setTimer(cancelled("silence", key, event));
}

export interface Waiting {
  readonly waiter: Waiter;
  readonly sight: Sight;
  readonly unit: UnitOfWork;
}

/** Begins a wait where the event does that, or reports that one ended without an answer. */
export function wait({ waiter, sight, unit }: Waiting): ConditionResult {
  const { node } = waiter;
  const { event, overdue } = sight;
  const key = waitKey(waiter, event);
  if (overdue !== undefined && overdue === key) return { held: true, because: [node.because] };
  if (event.afterCall === true) return { held: false, saw: "after the call" };
  if (key === undefined || overdue !== undefined || !node.begins(event)) return { held: false, saw: event.type };
  const before = waits.read(unit, key) ?? unknown;
  if (before.endedAt !== null && event.occurredAt < before.endedAt) return { held: false, saw: "answered before it came" };
  if (before.since === null) beginWait({ waiter, sight, unit }, key, before);
  return { held: false, saw: "waiting" };
}

function beginWait({ waiter: { rule, node }, sight, unit }: Waiting, key: string, before: WaitMemory): void {
  const { event, reading } = sight;
  keepWait(unit, key, { ...before, since: event.occurredAt, event: event.id }, node, event);
  const timer = timerOf({ kind: "silence", rule: rule.id, key, event, reading }, key, plus(event.receivedAt, node.lasts), event);
  unit.setTimer(timer);
}

/** Removes the wait, and says whether nothing answered the event that began it. */
export function isInVain({ key, event: began }: PayloadOf<"silence">, unit: UnitOfWork, now: Instant): boolean {
  const before = waits.read(unit, key) ?? unknown;
  if (before.event !== began.id) return false;
  waits.write(unit, key, { ...unknown, endedAt: before.endedAt }, plus(now, remembersAnswers));
  return true;
}

function keepWait(unit: UnitOfWork, key: string, memory: WaitMemory, { lasts }: Await, { occurredAt, receivedAt }: Event): void {
  const now = Math.max(occurredAt, receivedAt) as Instant; // the greater of two instants
  const keepFor = lasts + (memory.since === null ? remembersAnswers : mayBeAwayFor);
  waits.write(unit, key, memory, plus(now, keepFor));
}
