/**
 * A session that restarts gets a new id and no join (bitHuman, "The sender today"). Where `settings.sessions.rejoin` is set, one that begins
 * without a join goes on with the conversation of the same agent that fell silent within that time, if there is exactly one.
 *
 * Sessions are in lanes of their own, and replicas evaluate lanes side by side. So what may be gone on with stands in one memory for each
 * agent, which every event of the agent reads and writes: the store lets one evaluation after the other have it. Of an event that waits in
 * another lane nothing is known yet; where that makes two candidates of one, the sessions are joined all the same.
 */

import { type Event, eventIdBeside, hasSession, type Identity, type InSession, sessionGroup } from "../../core/event.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { type Instant, plus } from "../../core/time.ts";
import { acquaintanceOf } from "./acquaintance.ts";
import { mayComeLateBy } from "./away.ts";
import { changeDesk, keepConversation, readSession } from "./conversations.ts";
import type { Draft } from "./draft.ts";
import type { Program } from "./program.ts";
import { idleTimer, type SessionMemory } from "./session.ts";

/** JSON. It holds what was said of several visitors for a few minutes, and no texts. */
interface Recent {
  /** Conversations that have not ended, the one that was heard last at the end. */
  readonly heard: readonly SessionMemory[];
  /** The newest of those that are no longer listed. */
  readonly droppedAt: number | null;
  /** Sessions that go on under another id. */
  readonly taken: readonly { readonly session: string; readonly by: string; readonly until: number }[];
}

const nothing: Recent = { heard: [], droppedAt: null, taken: [] };

/** Two are enough to know that there are two. */
const listed = 3;

function keyOf({ source, agent }: Event): string {
  return `recent ${source} ${agent}`;
}

export function rejoinKeys({ rejoin }: Program, event: Event): readonly string[] {
  return rejoin === undefined || !isHeard(event) ? [] : [keyOf(event)];
}

function isHeard(event: Event): event is InSession {
  return hasSession(event) && event.kind !== "due" && event.kind !== "click" && event.kind !== "identity";
}

function read(event: Event, draft: Draft): Recent {
  return (draft.read(keyOf(event)) as unknown as Recent | undefined) ?? nothing; // written below
}

function write({ rejoin = 0 }: Program, event: Event, recent: Recent, draft: Draft): void {
  const at = Math.max(event.receivedAt, event.occurredAt) as Instant; // the later of two instants
  draft.write(keyOf(event), { value: recent as unknown as Json, expiresAt: plus(at, rejoin + mayComeLateBy) }); // memories of sessions are JSON
}

/** The conversation that a new session goes on with. It is taken from then on. */
export function gonOnWith(program: Program, event: InSession, draft: Draft): SessionMemory | undefined {
  const { rejoin } = program;
  if (rejoin === undefined || event.kind !== "chat") return undefined;
  const recent = read(event, draft);
  const since = event.occurredAt - rejoin;
  const candidates = recent.heard.filter(({ id, lastAt }) => id !== event.session && lastAt >= since);
  const [only] = candidates;
  if (only === undefined || candidates.length > 1 || (recent.droppedAt ?? since - 1) >= since || only.lastAt > event.occurredAt)
    return undefined;
  const taken = { session: only.id, by: event.session, until: event.receivedAt + mayComeLateBy };
  const others = recent.taken.filter(({ until }) => until >= event.receivedAt);
  write(program, event, { ...recent, heard: recent.heard.filter((each) => each !== only), taken: [...others, taken] }, draft);
  draft.setTimer(handover(only, event));
  const { conversation, overAt: _, ...known } = only;
  return { ...known, id: event.session, begunAt: event.receivedAt, rejoined: { session: only.id, conversation: conversation ?? only.id } };
}

/** The session that stopped hears of it in its own lane. */
function handover({ id, conversation }: SessionMemory, { source, agent, session, receivedAt }: InSession) {
  const payload: JsonObject = { kind: "rejoined", by: session, ...(conversation !== undefined && { conversation }) };
  return { key: `rejoined ${sessionGroup(source, id)}`, dueAt: receivedAt, source, agent, session: id, payload };
}

/** Remembers that the conversation was heard. */
export function heardOf(program: Program, event: InSession, memory: SessionMemory, draft: Draft): void {
  if (program.rejoin === undefined) return;
  const recent = read(event, draft);
  const others = recent.heard.filter(({ id }) => id !== memory.id);
  const all = memory.ended ? others : [...others, { ...memory, desk: null }].sort((a, b) => a.lastAt - b.lastAt);
  const dropped = all.slice(0, Math.max(0, all.length - listed)).map(({ lastAt }) => lastAt);
  const droppedAt = dropped.length === 0 ? recent.droppedAt : Math.max(recent.droppedAt ?? 0, ...dropped);
  const taken = recent.taken.filter(({ session }) => session !== memory.id); // it speaks again
  write(program, event, { heard: all.slice(-listed), droppedAt, taken }, draft);
}

/** The end of a session that goes on under another id is no end of the conversation. */
export function goesOn({ rejoin }: Program, event: Event, draft: Draft): boolean {
  if (rejoin === undefined || event.kind !== "session-end" || !hasSession(event)) return false;
  return read(event, draft).taken.some(({ session }) => session === event.session);
}

/** Ends the session that stopped without a word, and hands over what stands beside its memory: who the visitor is, and the incidents. */
export function handOver(program: Program, due: InSession, draft: Draft): void {
  const memory = readSession(draft, due);
  const { by } = due.data;
  if (memory === undefined || memory.ended || typeof by !== "string") return;
  const { source, agent, receivedAt } = due;
  keepConversation(program, due, { ...memory, ended: true, goesOnIn: by, talk: null, desk: null }, draft);
  draft.setTimer(idleTimer(due, memory.id, undefined));
  const { told, found } = acquaintanceOf(due, draft);
  if (Object.keys({ ...found, ...told }).length > 0) draft.events.push(identityFor(program, due, by, { ...found, ...told }));
  const { incidents = [], followed = [] } = memory.desk ?? {};
  if (incidents.length === 0) return;
  const payload = { kind: "inherit", inherited: incidents, followed };
  draft.setTimer({ key: `inherit ${sessionGroup(source, by)}`, dueAt: receivedAt, source, agent, session: by, payload });
}

function identityFor({ digest }: Program, { id, source, agent, receivedAt }: InSession, session: string, data: JsonObject): Identity {
  const own = eventIdBeside(id, digest(`identity\n${session}\n${id}`));
  const at = { occurredAt: receivedAt, receivedAt };
  return { kind: "identity", id: own, type: "session.identity", source, agent, session, ...at, data, handedOver: true };
}

/** Incidents of the session that stopped are over when this one is. */
export function inherit(program: Program, due: InSession, draft: Draft): void {
  const memory = readSession(draft, due);
  const { inherited, followed } = due.data;
  if (memory === undefined || memory.ended || !Array.isArray(inherited) || !Array.isArray(followed)) return;
  const desk = memory.desk ?? { turns: [], said: 0, incidents: [], followed: [], followAt: null };
  const both = (own: readonly string[], more: readonly Json[]) => [...new Set([...more.map(String), ...own])];
  changeDesk(program, due, { ...desk, incidents: both(desk.incidents, inherited), followed: both(desk.followed, followed) }, draft);
}
