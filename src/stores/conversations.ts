/** Rows of conversations, in the form of both databases. */

import { type Conversation, type Entry, type SaidMessage, saidIn } from "../core/conversation.ts";
import type { Event, EventId } from "../core/event.ts";
import type { Trace } from "../core/rule.ts";
import type { ConversationEvent, ProjectedStep } from "../core/store.ts";
import type { TurnReading } from "../core/turn-reading.ts";
import { searchWords } from "../text/search-words.ts";
import { columnText, instantOf, type Row } from "./rows.ts";

/** The order of conversations: by their beginning, and by their first event where two began at once. */
export function positionOf({ startedAt, first }: Pick<Conversation, "startedAt" | "first">): number {
  return startAt(startedAt) + (first % perMoment);
}

/** The position of conversations that began at this moment or later. */
export function startAt(at: number): number {
  return at * perMoment;
}

const perMoment = 1_000;

/** The cells of a row from `place` on, in the order of both tables. */
export function cellsOf(conversation: Conversation): readonly (string | number | boolean | null)[] {
  const { agent, room, first, last, startedAt, lastAt, ended, messages, userMessages, frustration, wantsHuman } = conversation;
  const { repeats, unanswered, language, heard, concern, findings, incidents } = conversation;
  const counts = [messages, userMessages, frustration, wantsHuman, repeats, unanswered];
  const more = JSON.stringify({ concern, findings, incidents });
  return [positionOf(conversation), agent, room ?? null, first, last, startedAt, lastAt, ended, ...counts, language ?? null, heard, more];
}

/** The stored parts of an event's evaluation that its conversation needs. */
export function entryOf({ seq, event, trace, conversation, reading }: Row): Entry {
  return {
    place: Number(seq),
    event: JSON.parse(String(event)) as Event, // written from an Event
    conversation: columnText(conversation),
    reading: readingOf(reading),
    trace: typeof trace === "string" ? (JSON.parse(trace) as Trace) : undefined, // written from a Trace
  };
}

export function readingOf(reading: unknown): TurnReading | undefined {
  return typeof reading === "string" ? (JSON.parse(reading) as TurnReading) : undefined; // written from a TurnReading
}

/** The words that find an event. */
export function wordsOf(event: Event): readonly string[] {
  return event.kind === "chat" ? searchWords(event.message) : [];
}

/** Of rows with the id of a conversation and an event of it. */
export function lastWordsOf(rows: readonly Row[]): ReadonlyMap<string, SaidMessage> {
  return new Map(
    rows.flatMap(({ conversation, event }) => {
      const said = typeof event === "string" ? saidIn(JSON.parse(event) as Event) : undefined; // written from an Event
      return said === undefined ? [] : [[String(conversation), said] as const];
    }),
  );
}

export const nothingProjected: ProjectedStep = { count: 0, conversations: [], hasMore: false };

export function conversationEventOf(row: Row): ConversationEvent {
  const { seq, id, received_at: receivedAt, event, trace, reading } = row;
  return {
    place: Number(seq),
    id: String(id) as EventId, // written from an Event
    receivedAt: instantOf(receivedAt),
    event: typeof event === "string" ? (JSON.parse(event) as Event) : undefined, // written from an Event
    reading: readingOf(reading),
    trace: typeof trace === "string" ? (JSON.parse(trace) as Trace) : undefined, // written from a Trace
  };
}

export function conversationOf(row: Row): Conversation {
  const more = JSON.parse(String(row.more)) as Pick<Conversation, "concern" | "findings" | "incidents">; // written from a Conversation
  return {
    id: String(row.id),
    source: String(row.source),
    session: String(row.session),
    agent: String(row.agent),
    room: columnText(row.room),
    first: Number(row.first_seq),
    last: Number(row.last_seq),
    startedAt: instantOf(row.started_at),
    lastAt: instantOf(row.last_at),
    ended: row.ended === true || row.ended === 1,
    messages: Number(row.messages),
    userMessages: Number(row.user_messages),
    frustration: Number(row.frustration),
    wantsHuman: Number(row.wants_human),
    repeats: Number(row.repeats),
    unanswered: Number(row.unanswered),
    language: columnText(row.language),
    heard: row.heard === true || row.heard === 1,
    ...more,
  };
}
