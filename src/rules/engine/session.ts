/** What a session has come to: one memory per session, kept by the engine, read by conditions and templates. */

import type { Reading, SessionFacts } from "../../core/condition.ts";
import { type Event, type InSession, sessionGroup } from "../../core/event.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { MemoryChange } from "../../core/rule.ts";
import { type Duration, day, type Instant, minute, plus, second } from "../../core/time.ts";
import type { Timer } from "../../core/timer.ts";
import { type Heard, listen, type TalkMemory, type Turn } from "../../detect/index.ts";
import { mayBeAwayFor, mayComeLateBy } from "./away.ts";
import { afterEvent, type Desk, withTurn } from "./desk.ts";
import type { Draft } from "./draft.ts";

/** A message this much older than the newest of its session is late. */
const lateAfter: Duration = 30 * second;

/** JSON: what stands in the store. */
export interface SessionMemory {
  readonly id: string;
  readonly agent: string;
  readonly startedAt: Instant;
  /** The newest event by the sender's clock. */
  readonly lastAt: Instant;
  /** The newest event by ours: idling is measured by it. */
  readonly seenAt: Instant;
  readonly events: number;
  readonly userMessages: number;
  readonly agentMessages: number;
  readonly otherMessages: number;
  readonly joins: number;
  readonly errors: number;
  readonly participants: number | null;
  readonly room: string | null;
  readonly ended: boolean;
  /** The highest frustration and the number of repeats, where a rule listens for them. */
  readonly frustration: number;
  readonly repeats: number;
  readonly talk: TalkMemory | null;
  /** Kept where a rule has incidents. */
  readonly desk: Desk | null;
}

export interface SessionOptions {
  readonly idleAfter: Duration;
  /** Whether a rule needs the detectors; they are not run for nobody. */
  readonly listens: boolean;
  /** Whether a rule has incidents, whose threads show what was said. */
  readonly hasIncidents: boolean;
  /** Listens to a turn: the detectors themselves where undefined. */
  readonly hear?: Hear | undefined;
}

export type Hear = (memory: TalkMemory | undefined, turn: Turn) => Heard;

/** What an event did to its session. */
export interface Tracked {
  readonly memory: SessionMemory;
  readonly reading: Reading | undefined;
  readonly late: boolean;
  /** Set when the session begins, cancelled when it ends; and those of its desk. */
  readonly timers: readonly Timer[];
}

export function sessionKey(source: string, session: string): string {
  return `${sessionGroup(source, session)} session`;
}

/** The memory of a session, where a decision is made. */
export function sessionMemory(draft: Draft, source: string, session: string): SessionMemory | undefined {
  return draft.read(sessionKey(source, session)) as unknown as SessionMemory | undefined; // written by changeOf
}

export function readSession(draft: Draft, { source, session }: InSession): SessionMemory | undefined {
  return sessionMemory(draft, source, session);
}

/** Keeps the memory of the event's session as long as it was going to be kept. */
export function changeDesk(draft: Draft, { source, session }: InSession, desk: Desk, idleAfter: Duration): void {
  const memory = sessionMemory(draft, source, session);
  if (memory !== undefined) draft.memories.set(sessionKey(source, session), changeOf({ ...memory, desk }, idleAfter));
}

/** Counts an event into its session. */
export function track(before: SessionMemory | undefined, event: Event & { readonly session: string }, options: SessionOptions): Tracked {
  const known = before !== undefined && !isOver(before, event) ? before : undefined;
  const counted = withDesk(count(known ?? begin(event), event), event, options);
  const { memory, reading } = options.listens ? heard(counted, event, options.hear) : { memory: counted, reading: undefined };
  const idle = timerFor(known, memory, event, options);
  const { desk, timer } = memory.desk === null ? nobody : afterEvent(memory.desk, event);
  return {
    memory: desk === memory.desk ? memory : { ...memory, desk },
    reading,
    late: known !== undefined && event.occurredAt < known.lastAt - lateAfter,
    timers: [idle, timer].filter((each) => each !== undefined),
  };
}

const nobody = { desk: null, timer: undefined };

function withDesk(memory: SessionMemory, event: Event, { hasIncidents }: SessionOptions): SessionMemory {
  return hasIncidents && event.kind === "chat" ? { ...memory, desk: withTurn(memory.desk, event) } : memory;
}

/** Whether this event begins a new session under an old id. */
function isOver(memory: SessionMemory, event: Event): boolean {
  return memory.ended && event.occurredAt > memory.lastAt;
}

function begin(event: Event & { readonly session: string }): SessionMemory {
  return {
    id: event.session,
    agent: event.agent,
    startedAt: event.occurredAt,
    lastAt: event.occurredAt,
    seenAt: event.receivedAt,
    events: 0,
    userMessages: 0,
    agentMessages: 0,
    otherMessages: 0,
    joins: 0,
    errors: 0,
    participants: null,
    room: null,
    ended: false,
    frustration: 0,
    repeats: 0,
    talk: null,
    desk: null,
  };
}

/** Written out field by field: copying with a spread costs V8 many times as much, and this runs for each event. */
function count(memory: SessionMemory, event: Event): SessionMemory {
  const role = event.kind === "chat" ? event.role : undefined;
  const joined = event.kind === "join" ? event : undefined;
  return {
    id: memory.id,
    agent: memory.agent,
    startedAt: Math.min(memory.startedAt, event.occurredAt) as Instant, // the lesser of two instants
    lastAt: Math.max(memory.lastAt, event.occurredAt) as Instant,
    seenAt: Math.max(memory.seenAt, event.receivedAt) as Instant,
    events: memory.events + 1,
    userMessages: memory.userMessages + (role === "user" ? 1 : 0),
    agentMessages: memory.agentMessages + (role === "agent" ? 1 : 0),
    otherMessages: memory.otherMessages + (role === "other" ? 1 : 0),
    joins: memory.joins + (joined === undefined ? 0 : 1),
    errors: memory.errors + (event.kind === "agent-error" ? 1 : 0),
    participants: joined?.participants ?? memory.participants,
    room: joined?.room ?? memory.room,
    ended: memory.ended || event.kind === "session-end",
    frustration: memory.frustration,
    repeats: memory.repeats,
    talk: memory.talk,
    desk: memory.desk ?? null,
  };
}

function heard(
  memory: SessionMemory,
  event: Event,
  hear: Hear = listen,
): { readonly memory: SessionMemory; readonly reading: Reading | undefined } {
  if (event.kind !== "chat") return { memory, reading: undefined };
  const { memory: talk, reading } = hear(memory.talk ?? undefined, { role: event.role, text: event.message, at: event.occurredAt });
  if (reading === undefined) return { memory: { ...memory, talk }, reading };
  const frustration = Math.max(memory.frustration, reading.frustration.message, reading.frustration.session);
  const repeats = memory.repeats + (reading.repeats.some(({ score }) => score >= 0.5) ? 1 : 0);
  return { memory: { ...memory, talk, frustration, repeats }, reading };
}

function timerFor(known: SessionMemory | undefined, memory: SessionMemory, event: Event, { idleAfter }: SessionOptions): Timer | undefined {
  if (memory.ended && known?.ended !== true) return idleTimer(event, memory.id, undefined);
  if (known === undefined && !memory.ended) return idleTimer(event, memory.id, plus(memory.seenAt, idleAfter));
  return undefined;
}

function idleTimer(event: Event, session: string, dueAt: Instant | undefined): Timer {
  const { source, agent } = event;
  return { key: `idle ${sessionGroup(source, session)}`, dueAt, source, agent, session, payload: { idle: true } };
}

/** What a due idle timer means: the session has ended, or lives on and is looked at again later. */
export function onIdle(
  memory: SessionMemory | undefined,
  due: Event & { readonly session: string },
  idleAfter: Duration,
): Timer | "ended" | "nothing" {
  if (memory === undefined || memory.ended) return "nothing";
  const idleAt = plus(memory.seenAt, idleAfter);
  return idleAt > due.occurredAt ? idleTimer(due, memory.id, idleAt) : "ended";
}

/** What to write. An ended session is remembered so that what its end overtook is not taken for a new one; an open one until long after the idle timer is due; in whole days, so that the expiry does not move with every event. */
export function changeOf(memory: SessionMemory, idleAfter: Duration): MemoryChange {
  const idleAt = plus(memory.seenAt, idleAfter);
  const expiresAt = memory.ended ? plus(memory.seenAt, mayComeLateBy) : Math.ceil((idleAt + mayBeAwayFor) / day) * day;
  return { value: memory as unknown as Json, expiresAt: expiresAt as Instant }; // numbers, strings, booleans, nulls and TalkMemory, which is JSON
}

/** The session as conditions see it. */
export function factsOf(memory: SessionMemory): SessionFacts {
  return {
    id: memory.id,
    startedAt: memory.startedAt,
    lastAt: memory.lastAt,
    events: memory.events,
    messages: memory.userMessages + memory.agentMessages + memory.otherMessages,
    userMessages: memory.userMessages,
    agentMessages: memory.agentMessages,
    joins: memory.joins,
    errors: memory.errors,
    participants: memory.participants ?? undefined,
    room: memory.room ?? undefined,
    ended: memory.ended,
    engagement: engagementOf(memory),
    quality: qualityOf(memory),
  };
}

/** Six tenths for the visitor's messages, full at ten; four tenths for the time, full at ten minutes. */
function engagementOf({ userMessages, startedAt, lastAt }: SessionMemory): number {
  return rounded(0.6 * Math.min(1, userMessages / 10) + 0.4 * Math.min(1, (lastAt - startedAt) / (10 * minute)));
}

/** 1, less half of the highest frustration, less a quarter each for repeated questions and for errors, full at three. */
function qualityOf({ frustration, repeats, errors }: SessionMemory): number {
  return rounded(1 - 0.5 * frustration - 0.25 * Math.min(1, repeats / 3) - 0.25 * Math.min(1, errors / 3));
}

function rounded(score: number): number {
  return Math.round(Math.max(0, score) * 100) / 100;
}

/** The session as templates see it, as `session.*`. */
export function sessionView(facts: SessionFacts | undefined): JsonObject {
  if (facts === undefined) return {};
  return {
    id: facts.id,
    started_at: facts.startedAt,
    last_at: facts.lastAt,
    seconds: Math.round((facts.lastAt - facts.startedAt) / second),
    events: facts.events,
    messages: facts.messages,
    user_messages: facts.userMessages,
    agent_messages: facts.agentMessages,
    joins: facts.joins,
    errors: facts.errors,
    participants: facts.participants ?? null,
    room: facts.room ?? null,
    engagement: facts.engagement,
    quality: facts.quality,
  };
}
