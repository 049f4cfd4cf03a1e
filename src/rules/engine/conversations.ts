/**
 * The conversations of a session. Most sessions are one. Where `settings.sessions.split_after` is set, a kiosk keeps one session for all its
 * visitors, and each silence of that length begins another conversation. The memory of a session holds the newest, and those before it
 * that have not ended or that a late event may still belong to.
 */

import { type Event, eventIdBeside, hasSession, type InSession, type SessionEnd, sessionGroup } from "../../core/event.ts";
import type { Json } from "../../core/json.ts";
import { type Duration, day, type Instant, plus } from "../../core/time.ts";
import { mayBeAwayFor, mayComeLateBy } from "./away.ts";
import type { Desk } from "./desk.ts";
import type { Draft, Place } from "./draft.ts";
import { isOwnEnd, split } from "./own-end.ts";
import type { Program } from "./program.ts";
import type { SessionMemory } from "./session.ts";

/** JSON: what stands in the store. */
interface SessionRecord extends SessionMemory {
  /** The oldest first. */
  readonly earlier?: readonly SessionMemory[];
}

/** What was told of a visitor before anything was said: it is for the conversation that begins next. */
export const upcoming = "upcoming";

/** A kiosk joins its room once. The room is known for so long after the last visitor. */
const roomKeptFor: Duration = 7 * day;

/** Conversations of a session that have not ended: a sender whose clock jumps begins no more of them. */
const mostOpen = 256;

export function sessionKey(source: string, session: string): string {
  return `${sessionGroup(source, session)} session`;
}

function recordOf(draft: Draft, source: string, session: string): SessionRecord | undefined {
  return draft.readOf(sessionKey(source, session), undefined) as unknown as SessionRecord | undefined; // written by `keepConversation`
}

/** The oldest first. */
function allOf(record: SessionRecord | undefined): readonly SessionMemory[] {
  return record === undefined ? [] : [...(record.earlier ?? []), record];
}

/** The conversation of this id; without one that of the event at hand, or the newest where sessions are not split. */
export function conversationOf(draft: Draft, source: string, session: string, id?: string): SessionMemory | undefined {
  const record = recordOf(draft, source, session);
  const { place } = draft;
  const wanted = id ?? (place?.group === sessionGroup(source, session) ? place.conversation : undefined);
  return wanted === undefined ? record : allOf(record).find((each) => idOf(each) === wanted);
}

/** The conversation that the event belongs to. */
export function readSession(draft: Draft, { source, session }: InSession): SessionMemory | undefined {
  return conversationOf(draft, source, session);
}

export function newestOf(draft: Draft, { source, session }: InSession): SessionMemory | undefined {
  return recordOf(draft, source, session);
}

/** What was written by an earlier version has no id. */
function idOf({ conversation }: SessionMemory): string {
  return conversation ?? "";
}

/** Which conversation the event belongs to. Undefined where its session is one, or it has none. */
export function placeOf({ splitAfter, digest }: Program, event: Event, draft: Draft): Place | undefined {
  const scene = splitAfter === undefined ? undefined : sceneOf(event);
  if (splitAfter === undefined || scene === undefined) return undefined;
  const all = allOf(recordOf(draft, scene.source, scene.session));
  const conversation = named(event, draft) ?? whichOf(all, event, splitAfter) ?? conversationId(digest, event);
  return { group: sessionGroup(scene.source, scene.session), conversation, known: [...all.map(idOf), upcoming] };
}

/** A person who acts is no part of a session, and acts on one. */
function sceneOf(event: Event): { readonly source: string; readonly session: string } | undefined {
  if (hasSession(event)) return event;
  const { kind, session, data } = event;
  return kind === "click" && session !== undefined && typeof data.from === "string" ? { source: data.from, session } : undefined;
}

function named(event: Event, draft: Draft): string | undefined {
  if (event.kind === "session-end") return event.conversation;
  if (event.kind === "due") return typeof event.data.conversation === "string" ? event.data.conversation : undefined;
  return event.kind === "click" && event.incident !== undefined ? draft.incident(event.incident)?.conversation : undefined;
}

/** Undefined where a conversation begins. */
function whichOf(all: readonly SessionMemory[], event: Event, splitAfter: Duration): string | undefined {
  const newest = all.at(-1);
  if (event.kind === "identity") return newest !== undefined && event.receivedAt <= newest.seenAt + splitAfter ? idOf(newest) : upcoming;
  if (newest === undefined) return event.kind === "due" || event.kind === "click" ? "" : undefined;
  if (isOfNewest(newest, event, splitAfter)) return idOf(newest);
  return event.occurredAt > heardAt(newest) ? undefined : idOf(nearestOf(all, event.occurredAt) ?? newest);
}

/** An end ends what there is: it begins nothing. */
function isOfNewest(newest: SessionMemory, { kind, occurredAt }: Event, splitAfter: Duration): boolean {
  if (kind === "due" || kind === "click" || kind === "session-end") return true;
  const { ended, startedAt, lastAt } = newest;
  const goesOn = occurredAt <= heardAt(newest) + splitAfter && (!ended || occurredAt <= lastAt);
  return occurredAt >= startedAt && (occurredAt <= heardAt(newest) || goesOn);
}

/** The newest that was sent: an end that the relay makes breaks no silence. */
function heardAt({ heardAt, lastAt }: SessionMemory): Instant {
  return heardAt ?? lastAt;
}

/** What came late belongs to the conversation that it is nearest to in time; of two the earlier one. */
function nearestOf(all: readonly SessionMemory[], at: Instant): SessionMemory | undefined {
  const far = (each: SessionMemory) => Math.max(0, each.startedAt - at, at - heardAt(each));
  let nearest = all[0];
  for (const each of all) if (nearest === undefined || far(each) < far(nearest)) nearest = each;
  return nearest;
}

/** It follows from the event that begins the conversation. */
export function conversationId(digest: Program["digest"], event: Event): string {
  return eventIdBeside(event.id, digest(`conversation\n${event.source}\n${event.session ?? ""}\n${event.id}`));
}

/** Keeps a conversation of the session. One that begins leaves the one before it behind, and ends it. */
export function keepConversation(program: Program, event: InSession, memory: SessionMemory, draft: Draft): void {
  const key = sessionKey(event.source, event.session);
  if (program.splitAfter === undefined) draft.write(key, { value: asJson(memory), expiresAt: expiryOf(memory, program.idleAfter) });
  else {
    const record = withConversation(program, event, memory, draft);
    const expiresAt = Math.max(expiryOf(record, program.idleAfter), roomUntil(record)) as Instant; // the later of two instants
    draft.write(key, { value: asJson(record), expiresAt });
  }
}

function withConversation(program: Program, event: InSession, memory: SessionMemory, draft: Draft): SessionRecord {
  const record = recordOf(draft, event.source, event.session);
  const all = allOf(record);
  if (all.some((each) => idOf(each) === idOf(memory))) return recordFrom(all.map((each) => (idOf(each) === idOf(memory) ? memory : each)));
  if (record !== undefined && !record.ended) draft.events.push(endOf(program, record, event));
  return recordFrom([...all.map((each) => (each === record ? { ...each, overAt: event.receivedAt } : each)), memory]);
}

function recordFrom(all: readonly SessionMemory[]): SessionRecord {
  const newest = all.at(-1) as SessionMemory; // the callers give one at least
  const earlier = stillNeeded(all.slice(0, -1));
  return earlier.length === 0 ? plain(newest) : { ...newest, earlier };
}

/** Keeps what people need to know of the conversation. */
export function changeDesk(program: Program, event: InSession, desk: Desk, draft: Draft): void {
  const memory = readSession(draft, event);
  if (memory !== undefined) keepConversation(program, event, { ...plain(memory), desk }, draft);
}

/** The one before the newest, to which late events go, and those whose end waits its turn. */
function stillNeeded(earlier: readonly SessionMemory[]): readonly SessionMemory[] {
  const last = earlier.at(-1);
  return earlier
    .filter((each) => !each.ended || each === last)
    .slice(-mostOpen)
    .map(plain);
}

function plain({ earlier: _, ...memory }: SessionRecord): SessionMemory {
  return memory;
}

/** What is kept is numbers, strings, booleans, nulls and TalkMemory, which is JSON. */
function asJson(record: SessionRecord): Json {
  return record as unknown as Json;
}

/** In whole days, so that it does not move with every event. An ended session is remembered so that what its end overtook is not taken for a new one. */
function expiryOf({ ended, seenAt }: SessionMemory, idleAfter: Duration): Instant {
  return ended ? plus(seenAt, mayComeLateBy) : wholeDay(seenAt + idleAfter + mayBeAwayFor);
}

function roomUntil({ seenAt }: SessionMemory): Instant {
  return wholeDay(seenAt + roomKeptFor);
}

function wholeDay(at: number): Instant {
  return (Math.ceil(at / day) * day) as Instant; // a number of milliseconds, as before
}

/** The end of a conversation that another one followed. It happens when the silence was long enough. */
function endOf({ digest, splitAfter = 0 }: Program, over: SessionMemory, { source, session, receivedAt, id }: InSession): SessionEnd {
  const conversation = idOf(over);
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

/** Whether what was set or made for a conversation comes too late: another one had begun by then, or it goes on in another session. */
export function isOver(draft: Draft, event: InSession, at: Instant): boolean {
  const memory = readSession(draft, event);
  return memory?.goesOnIn !== undefined || (draft.place !== undefined && memory !== undefined && (memory.overAt ?? at) < at);
}

/** An end for a conversation that has ended already says nothing new. */
export function isEndedTwice(draft: Draft, event: Event): boolean {
  if (event.kind !== "session-end" || !hasSession(event) || draft.place === undefined) return false;
  const memory = readSession(draft, event);
  return memory?.ended === true || (memory === undefined && isOwnEnd(event));
}
