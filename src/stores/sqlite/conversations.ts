/** Conversations for people: pages of them, by their properties or by words that were said, and one of them with its events. */

import type { Conversation, SaidMessage } from "../../core/conversation.ts";
import type { Event } from "../../core/event.ts";
import type { ConversationDetail, ConversationEvent, ConversationQuery, ConversationRow, Page } from "../../core/store.ts";
import { askedWords } from "../../text/search-words.ts";
import { conversationEventOf, conversationOf, lastWordsOf, startAt } from "../conversations.ts";
import type { Row } from "../rows.ts";
import { atMost, type Driver } from "./driver.ts";
import { type Filter, pageOf, type Range, youngest } from "./page.ts";
import type { Stepwise } from "./steps.ts";

export interface Conversations {
  search(query: ConversationQuery): Stepwise<Page<ConversationRow>>;
  find(id: string): ConversationDetail | undefined;
  events(conversation: Conversation, limit: number, before: string | undefined): Page<ConversationEvent>;
  lastWords(conversations: readonly Conversation[]): ReadonlyMap<string, SaidMessage>;
}

/** The most rows that are read for one page, and the most turns with the words, because each has to be looked up. */
const mostLookedAt = 20_000;
const mostTurns = 2_000;
const turnsAStep = 200;
const mostOthers = 50;

export function createConversations(db: Driver): Conversations {
  const byId = db.prepare("SELECT * FROM conversations WHERE id = ?");
  const ofSession = db.prepare(`SELECT * FROM conversations WHERE session = ? ORDER BY first_seq DESC LIMIT ${mostOthers + 1}`);
  const events = createEvents(db);

  return {
    search: (query) => (query.q === undefined ? listed(db, query) : withWords(db, query, query.q)),
    find(id) {
      const row = byId.get(id) ?? ofSession.get(id);
      if (row === undefined) return undefined;
      const conversation = conversationOf(row);
      const all = ofSession.all(conversation.session).map(conversationOf);
      return { conversation, others: all.filter((each) => each.id !== conversation.id).slice(0, mostOthers) };
    },
    events,
    lastWords: createLastWords(db),
  };
}

function listed(db: Driver, query: ConversationQuery): Stepwise<Page<ConversationRow>> {
  const { limit, since, until } = query;
  const key = query.rule === undefined ? "place" : "conversation_rules.place";
  const last = until === undefined ? youngest : startAt(until);
  return pageOf(db, {
    table: "conversations",
    key,
    columns: `conversations.*, ${key} AS seq`,
    range: rangeOf(query),
    filters: filtersOf(query),
    limit,
    before: Math.min(last, query.before === undefined ? youngest : Number(query.before)),
    after: since === undefined ? 0 : startAt(since) - 1,
    most: mostLookedAt,
    read: conversationOf,
  });
}

/** The index with the fewest rows to read. */
function rangeOf({ rule, agent, language, frustrated, wantsHuman, state }: ConversationQuery): Range {
  if (rule !== undefined) {
    const from = "conversation_rules CROSS JOIN conversations ON conversations.num = conversation_rules.conversation";
    return { from, where: [["conversation_rules.rule = ?", rule]] };
  }
  if (frustrated === true) return { index: "conversations_frustrated", where: [["frustration >= 0.5"]] };
  if (wantsHuman === true) return { index: "conversations_human", where: [["wants_human >= 0.5"]] };
  if (state === "open") return { index: "conversations_open", where: [["ended = 0"]] };
  if (agent !== undefined) return { index: "conversations_agent", where: [["agent = ?", agent]] };
  if (language !== undefined) return { index: "conversations_language", where: [["language = ?", language]] };
  return { index: "conversations_place", where: [] };
}

function filtersOf({ agent, language, frustrated, wantsHuman, state }: ConversationQuery): readonly Filter[] {
  const filters: readonly (readonly [boolean, Filter])[] = [
    [agent !== undefined, ["agent = ?", agent ?? ""]],
    [language !== undefined, ["language = ?", language ?? ""]],
    [frustrated !== undefined, [frustrated === true ? "frustration >= 0.5" : "frustration < 0.5"]],
    [wantsHuman !== undefined, [wantsHuman === true ? "wants_human >= 0.5" : "wants_human < 0.5"]],
    [state !== undefined, [state === "open" ? "ended = 0" : "ended = 1"]],
  ];
  return filters.flatMap(([isAsked, filter]) => (isAsked ? [filter] : []));
}

interface Match {
  readonly row: Row;
  readonly seq: number;
}

/** Each conversation once, by its newest turn with the words. */
function* withWords(db: Driver, query: ConversationQuery, question: string): Stepwise<Page<ConversationRow>> {
  const words = ftsQuery(question);
  if (words === undefined) return { rows: [], next: undefined };
  const hits = db.prepare(`SELECT rowid AS seq FROM said WHERE said MATCH ? AND rowid < ? ORDER BY rowid DESC ${atMost}`);
  const fits = createFits(db, query, words);
  const matchOf = createTexts(db);
  const found: Match[] = [];
  const seen = new Set<number>();
  const before = query.before === undefined ? youngest : Number(query.before);
  // FTS5 builds the list of everything that begins with the last word for each query, so there is one query.
  const turns = hits.all(words, before, mostTurns).map(({ seq }) => Number(seq));
  for (const [index, seq] of turns.entries()) {
    const row = fits(seq, before, seen);
    if (row !== undefined) found.push({ row, seq });
    if (found.length > query.limit) return pageOfMatches(found.slice(0, query.limit), found[query.limit - 1]?.seq, matchOf);
    if (index % turnsAStep === turnsAStep - 1) yield;
  }
  return pageOfMatches(found, turns.length < mostTurns ? undefined : turns.at(-1), matchOf);
}

function pageOfMatches(
  found: readonly Match[],
  next: number | undefined,
  matchOf: (seq: number) => ConversationRow["match"],
): Page<ConversationRow> {
  const rows = found.map(({ row, seq }) => {
    const match = matchOf(seq);
    return { ...conversationOf(row), ...(match !== undefined && { match }) };
  });
  return { rows, next: next === undefined ? undefined : String(next) };
}

function createTexts(db: Driver): (seq: number) => ConversationRow["match"] {
  const one = db.prepare("SELECT event FROM inbox WHERE seq = ?");
  return (seq) => {
    const text = one.get(seq)?.event;
    if (typeof text !== "string") return undefined;
    const event = JSON.parse(text) as Event; // written from an Event
    return event.kind === "chat" ? { event: event.id, text: event.message } : undefined;
  };
}

/** The row of a turn's conversation, where it fits the query and was not on an earlier page. */
function createFits(db: Driver, query: ConversationQuery, words: string) {
  const { rule, since, until } = query;
  const filters = filtersOf(query);
  const where = [
    "num = ?",
    ...filters.map(([sql]) => sql),
    ...(since === undefined ? [] : ["place >= ?"]),
    ...(until === undefined ? [] : ["place < ?"]),
  ];
  const values = [...filters.flatMap(([, ...given]) => given), ...[since, until].flatMap((at) => (at === undefined ? [] : [startAt(at)]))];
  const of = db.prepare("SELECT conversation FROM event_index WHERE seq = ?");
  const fitting = db.prepare(`SELECT * FROM conversations WHERE ${where.join(" AND ")}`);
  const newer = db.prepare("SELECT rowid AS seq FROM said WHERE said MATCH ? AND rowid >= ? AND rowid <= ?");

  function wasShown(row: Row, before: number): boolean {
    if (before === youngest || Number(row.last_seq) < before) return false;
    return newer.all(words, before, Number(row.last_seq)).some(({ seq }) => of.get(Number(seq))?.conversation === row.num);
  }

  return (seq: number, before: number, seen: Set<number>): Row | undefined => {
    const num = of.get(seq)?.conversation;
    if (typeof num !== "number" || seen.has(num)) return undefined;
    seen.add(num);
    const row = fitting.get(num, ...values);
    if (row === undefined || (rule !== undefined && !Object.hasOwn(conversationOf(row).findings, rule))) return undefined;
    return wasShown(row, before) ? undefined : row;
  };
}

/** All of the words. In quotes FTS5 takes everything literally. Undefined where there are none. */
export function ftsQuery(question: string): string | undefined {
  const asked = askedWords(question);
  return asked.length === 0 ? undefined : asked.map(({ word, isBeginning }) => `"${word}"${isBeginning ? "*" : ""}`).join(" AND ");
}

function createLastWords(db: Driver): Conversations["lastWords"] {
  const newest = db.prepare(`
    SELECT inbox.event
    FROM inbox INDEXED BY inbox_session CROSS JOIN event_index ON event_index.seq = inbox.seq
    WHERE inbox.session = ? AND inbox.seq >= ? AND inbox.seq <= ? AND said = 1
      AND event_index.conversation = (SELECT num FROM conversations WHERE conversations.id = ?)
    ORDER BY inbox.seq DESC LIMIT 1`);
  return (conversations) =>
    lastWordsOf(
      conversations.map(({ id, session, first, last }) => ({ conversation: id, event: newest.get(session, first, last, id)?.event })),
    );
}

function createEvents(db: Driver): Conversations["events"] {
  const newest = db.prepare(`
    SELECT inbox.seq, inbox.id, inbox.received_at, inbox.event, trace, reading
    FROM inbox INDEXED BY inbox_session CROSS JOIN event_index ON event_index.seq = inbox.seq LEFT JOIN evaluations ON evaluations.seq = inbox.seq
    WHERE inbox.session = ? AND inbox.seq >= ? AND inbox.seq <= ? AND event_index.conversation = (SELECT num FROM conversations WHERE conversations.id = ?)
    ORDER BY inbox.seq DESC ${atMost}`);
  return ({ id, session, first, last }, limit, before) => {
    const found = newest.all(session, first, before === undefined ? last : Number(before) - 1, id, limit + 1);
    const rows = found.slice(0, limit).map(conversationEventOf).reverse();
    return { rows, next: found.length > limit ? String(rows[0]?.place) : undefined };
  };
}
