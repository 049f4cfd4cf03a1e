/**
 * A session that restarts gets a new id and no join (bitHuman, "The sender today"). With `settings.sessions.rejoin` a session that begins
 * without a join continues the conversation of the same agent that fell silent within that span, if there is exactly one.
 *
 * Each session has a lane, and replicas evaluate lanes in parallel. So one memory for each agent lists the conversations that can be
 * continued.
 * Every event of the agent reads and writes it, and the store serialises these evaluations. An event that waits in another lane is not
 * known yet; if there would be two candidates with it, the sessions are joined all the same.
 */

import { type Event, eventIdBeside, hasSession, type Identity, type InSession, sessionGroup } from "../../../core/event.ts";
import type { JsonObject } from "../../../core/json.ts";
import { type Instant, plus } from "../../../core/time.ts";
import { nothing, type TimedFeature } from "../feature.ts";
import type { Program } from "../program.ts";
import { type PayloadOf, timerOf } from "../timers.ts";
import { mayComeLateBy } from "../tolerances.ts";
import { memoryOf, type UnitOfWork } from "../unit-of-work.ts";
import { profileOf, stated } from "../visitors/visitor-profile.ts";
import { keepConversation, keepLog, readSession } from "./conversations.ts";
import { noIdleTimer, type SessionMemory } from "./session.ts";

/** JSON. It lists conversations of the last minutes, and contains no texts. */
interface Recent {
  /** Conversations that have not ended, the one with the latest event last. */
  readonly heard: readonly SessionMemory[];
  /** The newest conversation that was dropped from the list. */
  readonly droppedAt: number | null;
  /** Sessions that continue under another id. */
  readonly taken: readonly { readonly session: string; readonly by: string; readonly until: number }[];
}

const none: Recent = { heard: [], droppedAt: null, taken: [] };

const recents = memoryOf<Recent>();

/** Two are enough to know that there is more than one. */
const listed = 3;

function recentKey({ source, agent }: Event): string {
  return `recent ${source} ${agent}`;
}

function isHeard(event: Event): event is InSession {
  return hasSession(event) && event.kind !== "due" && event.kind !== "click" && event.kind !== "identity";
}

function readRecent(event: Event, unit: UnitOfWork): Recent {
  return recents.read(unit, recentKey(event)) ?? none;
}

function keepRecent({ rejoin = 0 }: Program, event: Event, recent: Recent, unit: UnitOfWork): void {
  const at = Math.max(event.receivedAt, event.occurredAt) as Instant; // the later of two instants
  recents.write(unit, recentKey(event), recent, plus(at, rejoin + mayComeLateBy));
}

/** The conversation that a new session continues. No other session can continue it afterwards. */
export function continuedBy(program: Program, event: InSession, unit: UnitOfWork): SessionMemory | undefined {
  const { rejoin } = program;
  if (rejoin === undefined || event.kind !== "chat") return undefined;
  const recent = readRecent(event, unit);
  const since = event.occurredAt - rejoin;
  const candidates = recent.heard.filter(({ id, lastAt }) => id !== event.session && lastAt >= since);
  const [only] = candidates;
  if (only === undefined || candidates.length > 1 || (recent.droppedAt ?? since - 1) >= since || only.lastAt > event.occurredAt)
    return undefined;
  const taken = { session: only.id, by: event.session, until: event.receivedAt + mayComeLateBy };
  const others = recent.taken.filter(({ until }) => until >= event.receivedAt);
  keepRecent(program, event, { ...recent, heard: recent.heard.filter((each) => each !== only), taken: [...others, taken] }, unit);
  unit.setTimer(handover(only, event));
  const { conversation, overAt: _, ...known } = only;
  return { ...known, id: event.session, begunAt: event.receivedAt, rejoined: { session: only.id, conversation: conversation ?? only.id } };
}

/** Informs the earlier session in its own lane. */
function handover({ id, conversation }: SessionMemory, { source, agent, session, receivedAt }: InSession) {
  return timerOf({ kind: "rejoined", by: session }, sessionGroup(source, id), receivedAt, { source, agent, session: id, conversation });
}

/** Remembers that the conversation had an event. */
export function rememberHeard(program: Program, event: InSession, memory: SessionMemory, unit: UnitOfWork): void {
  if (program.rejoin === undefined) return;
  const recent = readRecent(event, unit);
  const others = recent.heard.filter(({ id }) => id !== memory.id);
  const all = memory.ended ? others : [...others, { ...memory, desk: null }].sort((a, b) => a.lastAt - b.lastAt);
  const dropped = all.slice(0, Math.max(0, all.length - listed)).map(({ lastAt }) => lastAt);
  const droppedAt = dropped.length === 0 ? recent.droppedAt : Math.max(recent.droppedAt ?? 0, ...dropped);
  const taken = recent.taken.filter(({ session }) => session !== memory.id); // it has a new event of its own
  keepRecent(program, event, { heard: all.slice(-listed), droppedAt, taken }, unit);
}

/** The end of a session that continues under another id does not end the conversation. */
function goesOn({ rejoin }: Program, event: Event, unit: UnitOfWork): boolean {
  if (rejoin === undefined || event.kind !== "session-end" || !hasSession(event)) return false;
  return readRecent(event, unit).taken.some(({ session }) => session === event.session);
}

/** Ends the earlier session, and passes on what is stored beside its memory: the visitor's identity, and the incidents. */
function handOver({ by }: PayloadOf<"rejoined">, program: Program, due: InSession, unit: UnitOfWork): void {
  const memory = readSession(unit, due);
  if (memory === undefined || memory.ended) return;
  const { source, agent, receivedAt } = due;
  keepConversation(program, due, { ...memory, ended: true, goesOnIn: by, talk: null, desk: null }, unit);
  unit.setTimer(noIdleTimer(due, memory.id));
  const { [stated]: fromPage, found } = profileOf(due, unit);
  if (Object.keys({ ...found, ...fromPage }).length > 0) unit.events.push(identityFor(program, due, by, { ...found, ...fromPage }));
  const { incidents = [], followed = [] } = memory.desk ?? {};
  if (incidents.length === 0) return;
  const address = { source, agent, session: by };
  unit.setTimer(timerOf({ kind: "inherit", inherited: incidents, followed }, sessionGroup(source, by), receivedAt, address));
}

function identityFor({ digest }: Program, { id, source, agent, receivedAt }: InSession, session: string, data: JsonObject): Identity {
  const own = eventIdBeside(id, digest(`identity\n${session}\n${id}`));
  const at = { occurredAt: receivedAt, receivedAt };
  return { kind: "identity", id: own, type: "session.identity", source, agent, session, ...at, data, handedOver: true };
}

/** Incidents of the earlier session end with this session. */
function inherit({ inherited, followed }: PayloadOf<"inherit">, program: Program, due: InSession, unit: UnitOfWork): void {
  const memory = readSession(unit, due);
  if (memory === undefined || memory.ended) return;
  const log = memory.desk ?? { turns: [], said: 0, incidents: [], followed: [], followAt: null };
  const both = (own: readonly string[], more: readonly string[]) => [...new Set([...more, ...own])];
  keepLog(program, due, { ...log, incidents: both(log.incidents, inherited), followed: both(log.followed, followed) }, unit);
}

export const rejoin: TimedFeature<"rejoined" | "inherit"> = {
  name: "rejoin",
  keys: ({ event }, program) => (program.rejoin === undefined || !isHeard(event) ? [] : [recentKey(event)]),
  onEvent: ({ program, input, unit }) => (goesOn(program, input.event, unit) ? { notes: { overtaken: true }, isLast: true } : undefined),
  onTimer(timer, { program, input: { event }, unit }) {
    if (!hasSession(event)) return nothing;
    if (timer.kind === "rejoined") handOver(timer, program, event, unit);
    else inherit(timer, program, event, unit);
    return nothing;
  },
};
