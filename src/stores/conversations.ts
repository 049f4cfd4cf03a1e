/** Rows of conversations, as both databases have them. */

import type { Conversation } from "../core/conversation.ts";
import { instantOf, type Row, textOf } from "./rows.ts";

/** By this conversations are listed: by when they began, those of the same moment by their first event. */
export function placeOf({ startedAt, first }: Pick<Conversation, "startedAt" | "first">): number {
  return startAt(startedAt) + (first % perMoment);
}

/** The place of what began at this moment or later. */
export function startAt(at: number): number {
  return at * perMoment;
}

const perMoment = 1_000;

export function conversationOf(row: Row): Conversation {
  const more = JSON.parse(String(row.more)) as Pick<Conversation, "concern" | "findings" | "incidents">; // written from a Conversation
  return {
    id: String(row.id),
    source: String(row.source),
    session: String(row.session),
    agent: String(row.agent),
    room: textOf(row.room),
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
    language: textOf(row.language),
    heard: row.heard === true || row.heard === 1,
    ...more,
  };
}
