/** A conversation as people search for it: one row that each event adds to. Pure. */

import { type Answer, type Concern, concerns, type Reading } from "./condition.ts";
import { type Event, eventIdBeside, hasSession, type Role } from "./event.ts";
import type { HeldBack, RuleTrace, Trace } from "./rule.ts";
import type { Instant } from "./time.ts";
import type { TurnReading } from "./turn-reading.ts";

/** Readings from this score on count: the balanced point of the detectors. */
export const countsFrom = 0.5;

/** Undefined where the detectors read nothing. */
export function turnReading(reading: Reading | undefined, answer: Answer | undefined): TurnReading | undefined {
  if (reading !== undefined) return visitorsTurn(reading);
  return answer === undefined ? undefined : { unanswered: hundredths(answer.unanswered.score) };
}

function visitorsTurn({ frustration, repeats, human, concern, asks, language, heard }: Reading): TurnReading {
  const said = concerns.flatMap((name) => {
    const score = hundredths(concern[name]?.score ?? 0);
    return score > 0 ? [[name, score] as const] : [];
  });
  return {
    frustration: hundredths(frustration.message),
    session: hundredths(frustration.session),
    repeat: hundredths(Math.max(0, ...repeats.map(({ score }) => score))),
    wants_human: hundredths(human.score),
    ...(said.length > 0 && { concern: Object.fromEntries(said) }),
    ...(asks && { asks }),
    ...(language !== undefined && { language: language.code }),
    ...(heard ? {} : { heard: false }),
  };
}

function hundredths(score: number): number {
  return Math.round(score * 100) / 100;
}

export interface Conversation {
  /** Our own id of it. */
  readonly id: string;
  readonly source: string;
  /** The sender's id of the session. */
  readonly session: string;
  readonly agent: string;
  readonly room: string | undefined;
  /** The sequence numbers of its first and its newest event among all accepted events. */
  readonly first: number;
  readonly last: number;
  readonly startedAt: Instant;
  readonly lastAt: Instant;
  readonly ended: boolean;
  readonly messages: number;
  readonly userMessages: number;
  /** The highest frustration of its turns, 0..1. */
  readonly frustration: number;
  readonly wantsHuman: number;
  readonly concern: Readonly<Partial<Record<Concern, number>>>;
  /** Turns of the visitor that ask the same again, and turns of the agent that are no answer. */
  readonly repeats: number;
  readonly unanswered: number;
  /** The language of the visitor's last message, and whether the detectors have a pack for it. */
  readonly language: string | undefined;
  readonly heard: boolean;
  /** Findings, by the rule's name. */
  readonly findings: Readonly<Record<string, number>>;
  /** Incidents that its findings opened or were added to. */
  readonly incidents: readonly string[];
}

/** An evaluated event, with the parts that its conversation needs. */
export interface Entry {
  readonly place: number;
  readonly event: Event;
  /** The conversation that the evaluation named; undefined where an earlier version evaluated the event. */
  readonly conversation: string | undefined;
  readonly reading: TurnReading | undefined;
  readonly trace: Trace | undefined;
}

export type FoundRule = RuleTrace & { readonly held: true };

export function findingsOf(trace: Trace | undefined): readonly FoundRule[] {
  return (trace?.rules ?? []).filter((each) => each.held === true);
}

/** A rule that held for an event, and the result. */
export interface RowFinding {
  readonly rule: string;
  /** Messages that were queued. Messages that wait for a visitor's identity are not counted. */
  readonly sent: number;
  /** Why it sent nothing. */
  readonly back: HeldBack | undefined;
}

export function rowFindings(trace: Trace | undefined): readonly RowFinding[] {
  return findingsOf(trace).map(({ rule, sent, back }) => ({ rule, sent, back }));
}

/** A message and who spoke. */
export interface SaidMessage {
  readonly role: Role;
  readonly text: string;
}

export function saidIn(event: Event | undefined): SaidMessage | undefined {
  return event?.kind === "chat" ? { role: event.role, text: event.message } : undefined;
}

/** A conversation has at most so many incidents of its own in its row. */
const mostIncidents = 50;

/** Whether the event can begin a conversation. Clicks, timers and identities belong to a conversation and never begin one. */
function beginsConversation({ event, trace }: Entry): boolean {
  return hasSession(event) && event.kind !== "due" && event.kind !== "click" && event.kind !== "identity" && trace?.overtaken !== true;
}

/**
 * Whether an event continues this conversation, for an evaluation that names none. The rule is the engine's: after its end a session begins
 * a new
 * conversation with the next message or join.
 */
function goesOnWith(known: Conversation, { event }: Entry): boolean {
  const begins = (event.kind === "join" || event.kind === "chat") && event.afterCall !== true;
  return !(known.ended && begins && event.occurredAt > known.lastAt);
}

/** The id of a conversation follows from the event that begins it. */
export function conversationIdOf(event: Event, digest: (text: string) => string): string {
  return eventIdBeside(event.id, digest(`conversation\n${event.source}\n${event.session ?? ""}\n${event.id}`));
}

/** The conversation of an event. The evaluation names `named`; `newest` is the session's newest conversation before the event. */
export function belongsTo(entry: Entry, { named, newest }: Candidates): Belonging {
  if (named !== undefined) return { kind: "known", conversation: named };
  if (!beginsConversation(entry)) return newest === undefined ? { kind: "none" } : { kind: "known", conversation: newest };
  const isOfNewest = entry.conversation === undefined && newest !== undefined && goesOnWith(newest, entry);
  return isOfNewest ? { kind: "known", conversation: newest } : { kind: "new" };
}

export interface Candidates {
  readonly named: Conversation | undefined;
  readonly newest: Conversation | undefined;
}

export type Belonging =
  | { readonly kind: "known"; readonly conversation: Conversation }
  | { readonly kind: "new" }
  /** The event belongs to no conversation. */
  | { readonly kind: "none" };

/** A conversation that begins with this event. The event is not counted yet. */
export function begunWith({ event, place }: Entry, id: string): Conversation {
  const { source, agent, session = "", occurredAt } = event;
  const counts = { messages: 0, userMessages: 0, frustration: 0, wantsHuman: 0, repeats: 0, unanswered: 0 };
  const span = { first: place, last: place, startedAt: occurredAt, lastAt: occurredAt };
  const heard = { language: undefined, heard: true, concern: {}, findings: {}, incidents: [] };
  return { id, source, agent, session, room: undefined, ended: false, ...span, ...counts, ...heard };
}

/** The conversation with one more event. */
export function withEntry(known: Conversation, entry: Entry): Conversation {
  const { event, place, trace } = entry;
  const isOwn = hasSession(event) && event.kind !== "due" && event.kind !== "click" && event.kind !== "identity";
  const found = findingsOf(trace);
  const spanned = { ...known, first: Math.min(known.first, place), last: Math.max(known.last, place) };
  const counted = isOwn && trace?.overtaken !== true ? withOwn(spanned, entry) : spanned;
  return found.length === 0 ? counted : withFindings(counted, found);
}

function withOwn(known: Conversation, { event, place, reading }: Entry): Conversation {
  const { agent, occurredAt } = event;
  const room = event.kind === "join" ? event.room : undefined;
  const isEnd = event.kind === "session-end";
  const counted = {
    ...known,
    agent: place >= known.last ? agent : known.agent,
    room: room ?? known.room,
    startedAt: Math.min(known.startedAt, occurredAt) as Instant, // the lesser of two instants
    lastAt: Math.max(known.lastAt, occurredAt) as Instant,
    ended: known.ended || isEnd,
    messages: known.messages + (event.kind === "chat" ? 1 : 0),
    userMessages: known.userMessages + (event.kind === "chat" && event.role === "user" ? 1 : 0),
  };
  return reading === undefined ? counted : withReading(counted, reading);
}

function withReading(known: Conversation, reading: TurnReading): Conversation {
  const { frustration = 0, session = 0, wants_human: human = 0, concern, repeat = 0, unanswered = 0, language, heard } = reading;
  return {
    ...known,
    frustration: Math.max(known.frustration, frustration, session),
    wantsHuman: Math.max(known.wantsHuman, human),
    repeats: known.repeats + (repeat >= countsFrom ? 1 : 0),
    unanswered: known.unanswered + (unanswered >= countsFrom ? 1 : 0),
    language: language ?? known.language,
    heard: language === undefined ? known.heard : heard !== false,
    concern: concern === undefined ? known.concern : highest(known.concern, concern),
  };
}

function highest(before: Conversation["concern"], now: Conversation["concern"]): Conversation["concern"] {
  const all = concerns.map((name) => [name, Math.max(before[name] ?? 0, now[name] ?? 0)] as const);
  return Object.fromEntries(all.filter(([, score]) => score > 0));
}

function withFindings(known: Conversation, found: readonly FoundRule[]): Conversation {
  const findings = new Map(Object.entries(known.findings));
  for (const { rule } of found) findings.set(rule, (findings.get(rule) ?? 0) + 1);
  const incidents = new Set([...known.incidents, ...found.flatMap(({ incident }) => incident ?? [])]);
  return { ...known, findings: Object.fromEntries(findings), incidents: [...incidents].slice(-mostIncidents) };
}
