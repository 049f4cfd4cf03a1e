/** Waits: an event begins one, another ends it, and one that nothing ended comes back as a timer. */

import type { Await, Reading, Sight, Verdict } from "../../core/condition.ts";
import type { Due, Event } from "../../core/event.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Rule } from "../../core/rule.ts";
import { type Duration, hour, type Instant, plus } from "../../core/time.ts";
import type { Timer } from "../../core/timer.ts";
import { mayBeAwayFor } from "./away.ts";
import type { Draft } from "./draft.ts";
import { typesOf } from "./event-types.ts";
import { memoryKey, rememberingOf } from "./judge.ts";

/** A wait that an event may end. */
export interface Waiter {
  readonly rule: Rule;
  readonly node: Await;
  readonly slot: number;
}

/** JSON, under the key of the wait. */
interface WaitMemory {
  /** Set while something is waited for: the event that began it, and its time. */
  readonly since: number | null;
  readonly event: string | null;
  /** The newest event that ended a wait or would have: what began before it has been answered. */
  readonly endedAt: number | null;
}

const unknown: WaitMemory = { since: null, event: null, endedAt: null };

/** An answer may come before its question, when the network has held one up; for this long it is remembered. */
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

export function waitKey({ rule, node, slot }: Waiter, event: Event): string | undefined {
  const group = node.group(event);
  return group === undefined ? undefined : memoryKey(rule, group, slot);
}

/** What was waited for has come. */
export function endWait(waiter: Waiter, event: Event, draft: Draft): void {
  const key = waitKey(waiter, event);
  if (key === undefined) return;
  const before = read(draft, key);
  const endedAt = Math.max(before.endedAt ?? event.occurredAt, event.occurredAt);
  const answered = before.since !== null && event.occurredAt >= before.since;
  const { since, event: began } = answered ? unknown : before;
  write(draft, key, { since, event: began, endedAt }, waiter.node, event);
  if (answered) draft.setTimer(timerOf(key, event, undefined, {}));
}

export interface Waiting {
  readonly waiter: Waiter;
  readonly sight: Sight;
  readonly draft: Draft;
}

/** Begins a wait where the event does that, or tells that one was in vain. */
export function wait({ waiter, sight, draft }: Waiting): Verdict {
  const { node } = waiter;
  const { event, overdue } = sight;
  const key = waitKey(waiter, event);
  if (overdue !== undefined && overdue === key) return { held: true, because: [node.because] };
  if (event.afterCall === true) return { held: false, saw: "after the call" };
  if (key === undefined || overdue !== undefined || !node.begins(event)) return { held: false, saw: event.type };
  const before = read(draft, key);
  if (before.endedAt !== null && event.occurredAt < before.endedAt) return { held: false, saw: "answered before it came" };
  if (before.since === null) begin({ waiter, sight, draft }, key, before);
  return { held: false, saw: "waiting" };
}

function begin({ waiter: { rule, node }, sight, draft }: Waiting, key: string, before: WaitMemory): void {
  const { event, reading } = sight;
  write(draft, key, { ...before, since: event.occurredAt, event: event.id }, node, event);
  const payload = {
    kind: waited,
    rule: rule.id,
    key,
    event: asJson(event),
    ...(reading === undefined ? {} : { reading: asJson(reading) }),
  };
  draft.setTimer(timerOf(key, event, plus(event.receivedAt, node.patience), payload));
}

/** Events and readings are JSON; what is undefined in them is left out. */
function asJson(value: Event | Reading): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

const waited = "silence";

function timerOf(key: string, { source, agent, session }: Event, dueAt: Instant | undefined, payload: JsonObject): Timer {
  return { key: `${waited} ${key}`, dueAt, source, agent, session, payload };
}

/** A wait that has come to its end, as far as the timer tells: the memory says whether it was answered meanwhile. */
export interface Overdue {
  readonly rule: string;
  readonly key: string;
  /** The event that began it, as if it came in now under the timer's id. */
  readonly event: Event;
  readonly began: string;
  readonly reading: Reading | undefined;
}

/** Undefined for timers of other kinds. */
export function overdueOf({ data, id, receivedAt }: Due): Overdue | undefined {
  const { kind, rule, key, event, reading } = data;
  if (kind !== waited || typeof rule !== "string" || typeof key !== "string" || !isJsonObject(event)) return undefined;
  const began = event as unknown as Event; // `begin` wrote it
  const session = began.session === undefined ? { session: undefined } : {};
  return {
    rule,
    key,
    event: { ...began, ...session, id, receivedAt },
    began: began.id,
    reading: reading as unknown as Reading | undefined, // as above
  };
}

/** Takes the wait away and says whether it was in vain. */
export function isInVain({ key, began }: Overdue, draft: Draft, now: Instant): boolean {
  const before = read(draft, key);
  if (before.event !== began) return false;
  draft.write(key, {
    value: { ...unknown, endedAt: before.endedAt } as unknown as Json, // numbers and nulls
    expiresAt: plus(now, remembersAnswers),
  });
  return true;
}

function read(draft: Draft, key: string): WaitMemory {
  return (draft.read(key) as unknown as WaitMemory | undefined) ?? unknown; // written below
}

function write(draft: Draft, key: string, memory: WaitMemory, { patience }: Await, { occurredAt, receivedAt }: Event): void {
  const now = Math.max(occurredAt, receivedAt) as Instant; // the greater of two instants
  const keepFor = patience + (memory.since === null ? remembersAnswers : mayBeAwayFor);
  draft.write(key, { value: memory as unknown as Json, expiresAt: plus(now, keepFor) }); // numbers, texts and nulls
}
