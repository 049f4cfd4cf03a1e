/** The state of a session: one memory per session. The engine writes it; conditions and templates read it. */

import type { Answer, Reading, SessionFacts } from "../../../core/condition.ts";
import { type Event, type InSession, type Role, sessionGroup } from "../../../core/event.ts";
import type { JsonObject } from "../../../core/json.ts";
import { type Duration, type Instant, minute, plus, second } from "../../../core/time.ts";
import type { Timer } from "../../../core/timer.ts";
import { type Heard, listen, type SpokenTurn, sessionScore, type TalkMemory } from "../../../detect/index.ts";
import { afterEvent, type SessionLog, withTurn } from "../incidents/session-log.ts";
import { cancelled, timerOf } from "../timers.ts";
import { isOwnEnd } from "./own-end.ts";

/** A message that is this much older than the newest of its session is late. */
const lateAfter: Duration = 30 * second;

/** JSON, as the store keeps it. */
export interface SessionMemory {
  /** The sender's id of the session. */
  readonly id: string;
  /** Our own id of the conversation; undefined where an earlier version stored it. */
  readonly conversation?: string;
  /** When it began, and since when nothing had come before it, by our clock. */
  readonly begunAt?: Instant;
  readonly quietSince?: Instant;
  /** The session, and its conversation, that it continues. */
  readonly rejoined?: { readonly session: string; readonly conversation: string };
  /** The session that continues it. */
  readonly goesOnIn?: string;
  /** When another conversation began in the same session. */
  readonly overAt?: Instant;
  readonly agent: string;
  readonly startedAt: Instant;
  /** The newest event by the sender's clock. */
  readonly lastAt: Instant;
  /** The same without ends that the relay made; undefined where that is the same. */
  readonly heardAt?: Instant;
  /** The newest event by our clock. Idle time is measured from it. */
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
  /** The highest frustration and the number of repeats, where a rule needs them. */
  readonly frustration: number;
  readonly repeats: number;
  /**
   * Who spoke last, how many turns of the agent were no answer, and whether the visitor's last words expect one; undefined where an earlier
   * version stored it.
   */
  readonly lastRole?: "user" | "agent";
  readonly unanswered?: number;
  readonly awaits?: boolean;
  readonly talk: TalkMemory | null;
  /** Set where a rule opens incidents. */
  readonly desk: SessionLog | null;
}

export interface SessionOptions {
  readonly idleAfter: Duration;
  /** Whether a rule or the pages about conversations need the detectors. Otherwise the detectors do not run. */
  readonly listens: boolean;
  readonly readsAll?: boolean | undefined;
  /** Whether a rule opens incidents, whose threads show the conversation. */
  readonly hasIncidents: boolean;
  /** Reads a turn; the detectors themselves where it is undefined. */
  readonly hear?: Hear | undefined;
}

export type Hear = (memory: TalkMemory | undefined, turn: SpokenTurn) => Heard;

/** How an event changed its session. */
export interface Tracked {
  readonly memory: SessionMemory;
  readonly reading: Reading | undefined;
  readonly answer: Answer | undefined;
  readonly late: boolean;
  /** Timers that are set when the session begins and cancelled when it ends, and those of its incidents. */
  readonly timers: readonly Timer[];
}

/** The conversations that an event finds. */
export interface KnownConversations {
  /** The conversation that the event belongs to; undefined where it begins one. */
  readonly known: SessionMemory | undefined;
  /** The newest conversation of the session. A new one takes over its room. */
  readonly newest: SessionMemory | undefined;
  /** The id of the conversation that it begins. */
  readonly id: () => string;
  /** The conversation that a new session continues. */
  readonly before?: SessionMemory | undefined;
}

/** Counts an event into its conversation. */
export function track(found: KnownConversations, event: InSession, options: SessionOptions): Tracked {
  const { newest, id, before } = found;
  const known = found.known !== undefined && !isAnew(found.known, event) ? found.known : undefined;
  const first = () => (before === undefined ? beginSession(event, id(), newest) : { ...before, conversation: id() });
  const counted = withLog(countEvent(known ?? first(), event), event, options);
  const { memory, reading, answer } =
    options.listens || options.readsAll === true ? heard(counted, event, options.hear) : { ...unheard, memory: counted };
  const idle = idleTimerFor(known, memory, event, options);
  const { log, timer } = memory.desk === null ? noLog : afterEvent(memory.desk, event);
  return {
    memory: log === memory.desk ? memory : { ...memory, desk: log },
    reading,
    answer,
    late: known !== undefined && !isOwnEnd(event) && event.occurredAt < Math.max(known.lastAt, newest?.lastAt ?? 0) - lateAfter,
    timers: [idle, timer].filter((each) => each !== undefined),
  };
}

const unheard = { reading: undefined, answer: undefined };

const noLog = { log: null, timer: undefined };

function withLog(memory: SessionMemory, event: Event, { hasIncidents }: SessionOptions): SessionMemory {
  return hasIncidents && event.kind === "chat" ? { ...memory, desk: withTurn(memory.desk, event) } : memory;
}

/**
 * Whether this event begins a new conversation under an old session id. Our own end ends only the conversation that it names, and a
 * transcript belongs to the
 * call before it.
 */
function isAnew(memory: SessionMemory, event: Event): boolean {
  const begins = event.kind === "join" || event.kind === "chat"; // other events after an end are about the ended conversation
  return memory.ended && begins && event.occurredAt > memory.lastAt && event.afterCall !== true;
}

function beginSession(event: InSession, conversation: string, before: SessionMemory | undefined): SessionMemory {
  return {
    id: event.session,
    conversation,
    begunAt: event.receivedAt,
    ...(before !== undefined && { quietSince: before.seenAt }),
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
    participants: before?.participants ?? null,
    room: before?.room ?? null,
    ended: false,
    frustration: 0,
    repeats: 0,
    talk: null,
    desk: null,
  };
}

/** Written field by field, because this runs for each event and V8 copies with a spread much more slowly. */
function countEvent(memory: SessionMemory, event: Event): SessionMemory {
  const role = event.kind === "chat" ? event.role : undefined;
  const joined = event.kind === "join" ? event : undefined;
  return {
    id: memory.id,
    ...(memory.conversation !== undefined && { conversation: memory.conversation }),
    ...(memory.begunAt !== undefined && { begunAt: memory.begunAt }),
    ...(memory.quietSince !== undefined && { quietSince: memory.quietSince }),
    ...(memory.rejoined !== undefined && { rejoined: memory.rejoined }),
    ...(memory.goesOnIn !== undefined && { goesOnIn: memory.goesOnIn }),
    ...(memory.overAt !== undefined && { overAt: memory.overAt }),
    agent: memory.agent,
    startedAt: Math.min(memory.startedAt, event.occurredAt) as Instant, // the lesser of two instants
    lastAt: Math.max(memory.lastAt, event.occurredAt) as Instant,
    ...(isOwnEnd(event) && { heardAt: memory.heardAt ?? memory.lastAt }),
    seenAt: isSetBack(memory, event) ? event.receivedAt : (Math.max(memory.seenAt, event.receivedAt) as Instant),
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
    ...lastWords(memory, role),
    talk: memory.talk,
    desk: memory.desk ?? null,
  };
}

function lastWords({ lastRole, unanswered, awaits }: SessionMemory, role: Role | undefined): Partial<SessionMemory> {
  const last = role === undefined || role === "other" ? lastRole : role;
  return {
    ...(last !== undefined && { lastRole: last }),
    ...(unanswered !== undefined && { unanswered }),
    ...(awaits !== undefined && { awaits }),
  };
}

type HeardEvent = Pick<Tracked, "memory" | "reading" | "answer">;

function heard(memory: SessionMemory, event: Event, hear: Hear = listen): HeardEvent {
  if (event.kind !== "chat") return { ...unheard, memory };
  const { memory: talk, reading, answer } = hear(memory.talk ?? undefined, { role: event.role, text: event.message, at: event.occurredAt });
  if (reading === undefined) return { memory: { ...memory, talk, ...afterAnswer(memory, answer) }, reading, answer };
  const frustration = Math.max(memory.frustration, reading.frustration.message, reading.frustration.session);
  const repeats = memory.repeats + (reading.repeats.some(({ score }) => score >= 0.5) ? 1 : 0);
  return { memory: { ...memory, talk, frustration, repeats, awaits: reading.asks }, reading, answer };
}

/** A turn with this score or more is no answer. */
const noAnswerFrom = 0.5;

function afterAnswer({ unanswered = 0 }: SessionMemory, answer: Answer | undefined): Pick<SessionMemory, "awaits" | "unanswered"> {
  if (answer === undefined) return {};
  return { awaits: false, unanswered: unanswered + (answer.unanswered.score >= noAnswerFrom ? 1 : 0) };
}

function idleTimerFor(
  known: SessionMemory | undefined,
  memory: SessionMemory,
  event: Event,
  { idleAfter }: SessionOptions,
): Timer | undefined {
  if (memory.ended && known?.ended !== true) return noIdleTimer(event, memory.id);
  const isToBeSet = known === undefined || isSetBack(known, event);
  if (isToBeSet && !memory.ended) return idleTimer(event, memory.id, plus(memory.seenAt, idleAfter));
  return undefined;
}

/** Our clock was set back by more than two replicas may differ: earlier times are now in the future. */
function isSetBack({ seenAt }: SessionMemory, { receivedAt }: Event): boolean {
  return receivedAt < seenAt - minute;
}

/** The timer that checks whether a session is idle. */
function idleTimer(event: Event, session: string, dueAt: Instant): Timer {
  const { source, agent } = event;
  return timerOf({ kind: "idle" }, sessionGroup(source, session), dueAt, { source, agent, session });
}

/** Cancels that timer. */
export function noIdleTimer({ source, agent }: Event, session: string): Timer {
  return cancelled("idle", sessionGroup(source, session), { source, agent, session });
}

/** What a due idle timer means: the session has ended, or it is still active and is checked again later. */
export function onIdle(
  memory: SessionMemory | undefined,
  due: Event & { readonly session: string },
  idleAfter: Duration,
): Timer | "ended" | "nothing" {
  if (memory === undefined || memory.ended) return "nothing";
  if (memory.overAt !== undefined) return isOwnEnd(due) ? "ended" : "nothing"; // its end was made when the next conversation began
  const idleAt = plus(memory.seenAt, idleAfter);
  return idleAt > due.occurredAt ? idleTimer(due, memory.id, idleAt) : "ended";
}

/** The session as conditions see it. */
export function factsOf(memory: SessionMemory): SessionFacts {
  return {
    id: memory.id,
    conversation: memory.conversation ?? memory.id,
    rejoined: memory.rejoined?.session,
    startedAt: memory.startedAt,
    lastAt: memory.lastAt,
    events: memory.events,
    messages: memory.userMessages + memory.agentMessages + memory.otherMessages,
    userMessages: memory.userMessages,
    agentMessages: memory.agentMessages,
    joins: memory.joins,
    errors: memory.errors,
    participants: memory.participants ?? undefined,
    lastRole: memory.lastRole,
    unanswered: (memory.unanswered ?? 0) + (memory.ended && memory.awaits === true ? 1 : 0),
    frustration: memory.talk === null ? 0 : rounded(sessionScore(memory.talk)),
    room: memory.room ?? undefined,
    ended: memory.ended,
    engagement: engagementOf(memory),
    quality: qualityOf(memory),
  };
}

/** 0.6 for the visitor's messages, full at ten, and 0.4 for the time, full at ten minutes. */
function engagementOf({ userMessages, startedAt, lastAt }: SessionMemory): number {
  return rounded(0.6 * Math.min(1, userMessages / 10) + 0.4 * Math.min(1, (lastAt - startedAt) / (10 * minute)));
}

/** 1, less half of the present frustration, less a quarter each for repeated questions and for errors, full at three. */
function qualityOf({ talk, repeats, errors }: SessionMemory): number {
  return rounded(1 - 0.5 * (talk === null ? 0 : sessionScore(talk)) - 0.25 * Math.min(1, repeats / 3) - 0.25 * Math.min(1, errors / 3));
}

function rounded(score: number): number {
  return Math.round(Math.max(0, score) * 100) / 100;
}

/** The session as templates see it, as `session.*`. */
export function sessionView(facts: SessionFacts | undefined): JsonObject {
  if (facts === undefined) return {};
  return {
    id: facts.id,
    conversation: facts.conversation,
    ...(facts.rejoined !== undefined && { rejoined: facts.rejoined }),
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
    last_role: facts.lastRole ?? null,
    unanswered: facts.unanswered,
    frustration: facts.frustration,
    room: facts.room ?? null,
    engagement: facts.engagement,
    quality: facts.quality,
  };
}
