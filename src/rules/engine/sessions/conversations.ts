/**
 * The conversations of a session. Most sessions have one. With `settings.sessions.split_after` a kiosk uses one session for all its
 * visitors,
 * and each silence of that length begins another conversation. The memory of a session contains the newest conversation, and earlier ones
 * that
 * have not ended or that a late event may still belong to.
 */

import { conversationIdOf } from "../../../core/conversation.ts";
import { type Event, eventIdBeside, hasSession, type InSession, type SessionEnd, sessionGroup } from "../../../core/event.ts";
import { type Duration, day, type Instant, plus } from "../../../core/time.ts";
import type { SessionLog } from "../incidents/session-log.ts";
import type { Program } from "../program.ts";
import { mayBeAwayFor, mayComeLateBy } from "../tolerances.ts";
import { type ConversationRef, memoryOf, type UnitOfWork } from "../unit-of-work.ts";
import { isOwnEnd, split } from "./own-end.ts";
import type { SessionMemory } from "./session.ts";

/** JSON, as the store keeps it. */
interface SessionRecord extends SessionMemory {
  /** The oldest first. */
  readonly earlier?: readonly SessionMemory[];
}

const records = memoryOf<SessionRecord>();

/** The key for what is known of a visitor before the first message. It belongs to the conversation that begins next. */
export const upcoming = "upcoming";

/** A kiosk joins its room once. The room is remembered for this long after the last visitor. */
const roomKeptFor: Duration = 7 * day;

/** The most conversations of a session that have not ended. A sender whose clock jumps begins no more of them. */
const mostOpen = 256;

function sessionKey(source: string, session: string): string {
  return `${sessionGroup(source, session)} session`;
}

function recordOf(unit: UnitOfWork, source: string, session: string): SessionRecord | undefined {
  return records.readOf(unit, sessionKey(source, session), undefined);
}

/** The oldest first. */
function allOf(record: SessionRecord | undefined): readonly SessionMemory[] {
  return record === undefined ? [] : [...(record.earlier ?? []), record];
}

/** The conversation with this id; without an id, that of the present event, or the newest where sessions are not split. */
export function conversationOf(unit: UnitOfWork, source: string, session: string, id?: string): SessionMemory | undefined {
  const record = recordOf(unit, source, session);
  const { entered } = unit;
  const wanted = id ?? (entered?.group === sessionGroup(source, session) ? entered.conversation : undefined);
  return wanted === undefined ? record : allOf(record).find((each) => idIn(each) === wanted);
}

/** The conversation that the event belongs to. */
export function readSession(unit: UnitOfWork, { source, session }: InSession): SessionMemory | undefined {
  return conversationOf(unit, source, session);
}

export function newestOf(unit: UnitOfWork, { source, session }: InSession): SessionMemory | undefined {
  return recordOf(unit, source, session);
}

/** An earlier version stored no id. */
function idIn({ conversation }: SessionMemory): string {
  return conversation ?? "";
}

/** The conversation of the event. Undefined where its session has only one, or the event has no session. */
export function conversationRefOf({ splitAfter, digest }: Program, event: Event, unit: UnitOfWork): ConversationRef | undefined {
  const acted = splitAfter === undefined ? undefined : sessionActedOn(event);
  if (splitAfter === undefined || acted === undefined) return undefined;
  const all = allOf(recordOf(unit, acted.source, acted.session));
  const conversation = namedConversation(event, unit) ?? whichOf(all, event, splitAfter) ?? conversationIdOf(event, digest);
  return { group: sessionGroup(acted.source, acted.session), conversation, known: [...all.map(idIn), upcoming] };
}

interface SessionId {
  readonly source: string;
  readonly session: string;
}

/** A click belongs to no session, and acts on one. */
function sessionActedOn(event: Event): SessionId | undefined {
  if (hasSession(event)) return event;
  const { kind, session, data } = event;
  return kind === "click" && session !== undefined && typeof data.from === "string" ? { source: data.from, session } : undefined;
}

/** The memory of the session that an event belongs to or acts on. */
export function sessionKeys(event: Event): readonly string[] {
  const session = sessionActedOn(event);
  return session === undefined ? [] : [sessionKey(session.source, session.session)];
}

function namedConversation(event: Event, unit: UnitOfWork): string | undefined {
  if (event.kind === "session-end") return event.conversation;
  if (event.kind === "due") return typeof event.data.conversation === "string" ? event.data.conversation : undefined;
  return event.kind === "click" && event.incident !== undefined ? unit.incident(event.incident)?.conversation : undefined;
}

/** Undefined where a conversation begins. */
function whichOf(all: readonly SessionMemory[], event: Event, splitAfter: Duration): string | undefined {
  const newest = all.at(-1);
  if (event.kind === "identity") return newest !== undefined && event.receivedAt <= newest.seenAt + splitAfter ? idIn(newest) : upcoming;
  if (newest === undefined) return event.kind === "due" || event.kind === "click" ? "" : undefined;
  if (isOfNewest(newest, event, splitAfter)) return idIn(newest);
  return event.occurredAt > heardAt(newest) ? undefined : idIn(nearestOf(all, event.occurredAt) ?? newest);
}

/** An end ends an existing conversation and begins none. */
function isOfNewest(newest: SessionMemory, { kind, occurredAt }: Event, splitAfter: Duration): boolean {
  if (kind === "due" || kind === "click" || kind === "session-end") return true;
  const { ended, startedAt, lastAt } = newest;
  const goesOn = occurredAt <= heardAt(newest) + splitAfter && (!ended || occurredAt <= lastAt);
  return occurredAt >= startedAt && (occurredAt <= heardAt(newest) || goesOn);
}

/** The time of the newest event of the sender. An end that the relay made does not interrupt a silence. */
function heardAt({ heardAt, lastAt }: SessionMemory): Instant {
  return heardAt ?? lastAt;
}

/** A late event belongs to the conversation that is nearest in time; to the earlier one of two. */
function nearestOf(all: readonly SessionMemory[], at: Instant): SessionMemory | undefined {
  const far = (each: SessionMemory) => Math.max(0, each.startedAt - at, at - heardAt(each));
  let nearest = all[0];
  for (const each of all) if (nearest === undefined || far(each) < far(nearest)) nearest = each;
  return nearest;
}

/** Stores a conversation of the session. A new conversation ends the one before it. */
export function keepConversation(program: Program, event: InSession, memory: SessionMemory, unit: UnitOfWork): void {
  const key = sessionKey(event.source, event.session);
  if (program.splitAfter === undefined) records.write(unit, key, memory, expiryOf(memory, program.idleAfter));
  else {
    const record = withConversation(program, event, memory, unit);
    const expiresAt = Math.max(expiryOf(record, program.idleAfter), roomUntil(record)) as Instant; // the later of two instants
    records.write(unit, key, record, expiresAt);
  }
}

function withConversation(program: Program, event: InSession, memory: SessionMemory, unit: UnitOfWork): SessionRecord {
  const record = recordOf(unit, event.source, event.session);
  const all = allOf(record);
  if (all.some((each) => idIn(each) === idIn(memory))) return recordFrom(all.map((each) => (idIn(each) === idIn(memory) ? memory : each)));
  if (record !== undefined && !record.ended) unit.events.push(endOf(program, record, event));
  return recordFrom([...all.map((each) => (each === record ? { ...each, overAt: event.receivedAt } : each)), memory]);
}

function recordFrom(all: readonly SessionMemory[]): SessionRecord {
  const newest = all.at(-1) as SessionMemory; // the callers pass at least one
  const earlier = stillNeeded(all.slice(0, -1));
  return earlier.length === 0 ? withoutEarlier(newest) : { ...newest, earlier };
}

/** Stores what the threads of incidents show of the conversation. */
export function keepLog(program: Program, event: InSession, log: SessionLog, unit: UnitOfWork): void {
  const memory = readSession(unit, event);
  if (memory !== undefined) keepConversation(program, event, { ...withoutEarlier(memory), desk: log }, unit);
}

/** The conversation before the newest, which late events belong to, and those whose end still waits for its turn. */
function stillNeeded(earlier: readonly SessionMemory[]): readonly SessionMemory[] {
  const last = earlier.at(-1);
  return earlier
    .filter((each) => !each.ended || each === last)
    .slice(-mostOpen)
    .map(withoutEarlier);
}

function withoutEarlier({ earlier: _, ...memory }: SessionRecord): SessionMemory {
  return memory;
}

/**
 * In whole days, so that it does not change with every event. An ended session is remembered, so that an event from before its end does not
 * begin a new one.
 */
function expiryOf({ ended, seenAt }: SessionMemory, idleAfter: Duration): Instant {
  return ended ? plus(seenAt, mayComeLateBy) : wholeDay(seenAt + idleAfter + mayBeAwayFor);
}

function roomUntil({ seenAt }: SessionMemory): Instant {
  return wholeDay(seenAt + roomKeptFor);
}

function wholeDay(at: number): Instant {
  return (Math.ceil(at / day) * day) as Instant; // a number of milliseconds, as before
}

/** Ends a conversation that another one followed, at the time when the silence was long enough. */
function endOf({ digest, splitAfter = 0 }: Program, over: SessionMemory, { source, session, receivedAt, id }: InSession): SessionEnd {
  const conversation = idIn(over);
  return {
    kind: "session-end",
    id: eventIdBeside(id, digest(`session.end\n${sessionGroup(source, session)}\n${conversation}`)),
    type: "session.end",
    source,
    agent: over.agent,
    session,
    occurredAt: plus(heardAt(over), splitAfter),
    receivedAt,
    data: { reason: split, ...(over.rejoined !== undefined && { rejoined: over.rejoined.session }) },
    reason: split,
    conversation,
  };
}

/**
 * Whether something that was set or made for a conversation comes too late: another conversation has begun, or this one continues in
 * another session.
 */
export function isOver(unit: UnitOfWork, event: InSession, at: Instant): boolean {
  const memory = readSession(unit, event);
  return memory?.goesOnIn !== undefined || (unit.entered !== undefined && memory !== undefined && (memory.overAt ?? at) < at);
}

/** A second end of the same conversation brings nothing new. */
export function isEndedTwice(unit: UnitOfWork, event: Event): boolean {
  if (event.kind !== "session-end" || !hasSession(event) || unit.entered === undefined) return false;
  const memory = readSession(unit, event);
  return memory?.ended === true || (memory === undefined && isOwnEnd(event));
}
