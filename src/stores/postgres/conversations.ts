/** Conversations for people: pages of them, by their properties or by words that were said, and one of them with its events. */

import type { Conversation, SaidMessage } from "../../core/conversation.ts";
import type { Event } from "../../core/event.ts";
import type { ConversationDetail, ConversationEvent, ConversationQuery, ConversationRow, Page } from "../../core/store.ts";
import { askedWords } from "../../text/search-words.ts";
import { conversationEventOf, conversationOf, lastWordsOf, startAt } from "../conversations.ts";
import type { Row } from "../rows.ts";
import type { Database, Param } from "./connection.ts";
import { areCommon, mostWindows, type Newest, newestTurns, olderByIndex, sampled, window } from "./search/newest-words.ts";

/** A condition with `?` for its value. */
type Condition = readonly [sql: string, value?: Param];

export function searchConversations(db: Database, query: ConversationQuery): Promise<Page<ConversationRow>> {
  return query.q === undefined ? listed(db, query) : withWords(db, query, query.q);
}

function sqlOf(conditions: readonly Condition[], values: Param[]): string {
  const where = conditions.map(([sql, value]) => (value === undefined ? sql : sql.replace("?", `$${values.push(value)}`)));
  return where.length === 0 ? "true" : where.join(" AND ");
}

async function listed(db: Database, query: ConversationQuery): Promise<Page<ConversationRow>> {
  const { rule, before, limit } = query;
  const column = rule === undefined ? "conversations.place" : "conversation_rules.place";
  const from = rule === undefined ? "conversations" : "conversation_rules JOIN conversations ON num = conversation";
  const conditions: readonly Condition[] = [
    ...(rule === undefined ? [] : [["rule = ?", rule] as const]),
    ...(before === undefined ? [] : [[`${column} < ?`, Number(before)] as const]),
    ...spanOf(query, column),
    ...conditionsOf(query),
  ];
  const values: Param[] = [];
  const text = `SELECT conversations.*, ${column} AS at FROM ${from} WHERE ${sqlOf(conditions, values)} ORDER BY ${column} DESC LIMIT $${values.push(limit + 1)}`;
  const rows = await db.run({ name: "", text }, values);
  const shown = rows.slice(0, limit);
  return { rows: shown.map(conversationOf), next: rows.length > limit ? String(shown.at(-1)?.at) : undefined };
}

function spanOf({ since, until }: ConversationQuery, column: string): readonly Condition[] {
  return [
    ...(since === undefined ? [] : [[`${column} >= ?`, startAt(since)] as const]),
    ...(until === undefined ? [] : [[`${column} < ?`, startAt(until)] as const]),
  ];
}

function conditionsOf({ agent, language, frustrated, wantsHuman, state }: ConversationQuery): readonly Condition[] {
  return [
    ...(agent === undefined ? [] : [["agent = ?", agent] as const]),
    ...(language === undefined ? [] : [["language = ?", language] as const]),
    ...(frustrated === undefined ? [] : [[frustrated ? "frustration >= 0.5" : "frustration < 0.5"] as const]),
    ...(wantsHuman === undefined ? [] : [[wantsHuman ? "wants_human >= 0.5" : "wants_human < 0.5"] as const]),
    ...(state === undefined ? [] : [[state === "open" ? "NOT ended" : "ended"] as const]),
  ];
}

/** So many candidates are read at a time; then more, where most do not fit. */
const firstChunk = 200;
const largestChunk = 3_200;

interface Hits {
  readonly seqs: readonly number[];
  /** Where the rest begins; undefined where there is none. */
  readonly next: number | undefined;
}

interface Match {
  readonly row: Row;
  readonly seq: number;
}

/** Each conversation once, by its newest turn with the words. */
async function withWords(db: Database, query: ConversationQuery, question: string): Promise<Page<ConversationRow>> {
  const words = tsqueryOf(question);
  if (words === undefined) return { rows: [], next: undefined };
  const before = query.before === undefined ? Number.MAX_SAFE_INTEGER : Number(query.before);
  const seen = new Set<number>();
  const found: Match[] = [];
  let last: number | undefined = before;
  let chunk = firstChunk;
  for await (const { seqs, next } of hitsOf(db, words, before)) {
    for (let from = 0; from < seqs.length && found.length <= query.limit; from += chunk, chunk = Math.min(2 * chunk, largestChunk)) {
      found.push(...(await fitting(db, query, { words, before, seen, seqs: seqs.slice(from, from + chunk) })));
    }
    last = next;
    if (found.length > query.limit) break;
  }
  const shown = found.slice(0, query.limit);
  const rows = await matched(db, shown);
  const goesOnAt = found.length > query.limit ? shown.at(-1)?.seq : last;
  return { rows, next: goesOnAt === undefined ? undefined : String(goesOnAt) };
}

/** Turns with the words, the newest first. `next` is where the rest begins. */
async function* hitsOf(db: Database, words: string, before: number): AsyncGenerator<Hits> {
  const sample = await newestTurns(db, words, before, sampled);
  let { lowest: last, isEnd } = sample;
  yield { seqs: sample.seqs, next: isEnd ? undefined : last };
  if (isEnd || last === undefined) return;
  const rare = areCommon(sample) ? undefined : await olderByIndex(db, words, last);
  if (rare !== undefined) return yield { seqs: rare, next: undefined };
  for (let turn = 0; turn < mostWindows && !isEnd && last !== undefined; turn += 1) {
    const newest: Newest = await newestTurns(db, words, last, window);
    ({ lowest: last, isEnd } = newest);
    yield { seqs: newest.seqs, next: isEnd ? undefined : last };
  }
}

interface Candidates {
  readonly words: string;
  readonly before: number;
  readonly seen: Set<number>;
  readonly seqs: readonly number[];
}

/** Turns whose conversation fits the query and was not on an earlier page. */
async function fitting(db: Database, query: ConversationQuery, { words, before, seen, seqs }: Candidates): Promise<readonly Match[]> {
  const { rule } = query;
  const values: Param[] = [seqs];
  const where = sqlOf(
    [...spanOf(query, "place"), ...conditionsOf(query).map(([sql, value]) => [qualified(sql), value] as Condition)],
    values,
  );
  const text = `
    SELECT event_index.seq AS hit, conversations.* FROM unnest($1::bigint[]) AS each (seq)
    JOIN event_index ON event_index.seq = each.seq JOIN conversations ON num = event_index.conversation WHERE ${where} ORDER BY each.seq DESC`;
  const matches: Match[] = [];
  for (const row of await db.run({ name: "", text }, values)) {
    const num = Number(row.num);
    if (seen.has(num)) continue;
    seen.add(num);
    const isOfRule = rule === undefined || Object.hasOwn(conversationOf(row).findings, rule);
    if (isOfRule && !(await wasShown(db, row, words, before))) matches.push({ row, seq: Number(row.hit) });
  }
  return matches;
}

/** Both tables have an agent. */
function qualified(sql: string): string {
  return sql.replace("agent", "conversations.agent");
}

const shownBefore = {
  name: "shown-before",
  text: `
    SELECT 1 FROM (SELECT words, conversation FROM event_index WHERE seq >= $1 AND seq <= $2 OFFSET 0) AS behind
    WHERE conversation = $3 AND words @@ $4::tsquery LIMIT 1`,
};

async function wasShown(db: Database, { last_seq: last, num }: Row, words: string, before: number): Promise<boolean> {
  if (Number(last) < before) return false;
  return (await db.run(shownBefore, [before, Number(last), Number(num), words])).length > 0;
}

const eventsAt = { name: "events-at", text: "SELECT seq, event FROM inbox WHERE seq = ANY($1::bigint[])" };

/** The rows with their matches. */
async function matched(db: Database, found: readonly Match[]): Promise<readonly ConversationRow[]> {
  const rows = await db.run(eventsAt, [found.map(({ seq }) => seq)]);
  const texts = new Map(rows.map(({ seq, event }) => [Number(seq), event]));
  return found.map(({ row, seq }) => {
    const text = texts.get(seq);
    const event = typeof text === "string" ? (JSON.parse(text) as Event) : undefined; // written from an Event
    const match = event?.kind === "chat" ? { match: { event: event.id, text: event.message } } : {};
    return { ...conversationOf(row), ...match };
  });
}

/** All of the words, without characters that mean something in a query. Undefined where there are none. */
export function tsqueryOf(question: string): string | undefined {
  const asked = askedWords(question);
  return asked.length === 0 ? undefined : asked.map(({ word, isBeginning }) => `'${word}'${isBeginning ? ":*" : ""}`).join(" & ");
}

const mostOthers = 50;
const byId = { name: "find-conversation", text: "SELECT * FROM conversations WHERE id = $1" };
const ofSession = {
  name: "conversations-of-session",
  text: `SELECT * FROM conversations WHERE session = $1 ORDER BY first_seq DESC LIMIT ${mostOthers + 1}`,
};

export async function findConversation(db: Database, id: string): Promise<ConversationDetail | undefined> {
  const [row] = [...(await db.run(byId, [id])), ...(await db.run(ofSession, [id]))];
  if (row === undefined) return undefined;
  const conversation = conversationOf(row);
  const all = (await db.run(ofSession, [conversation.session])).map(conversationOf);
  return { conversation, others: all.filter((each) => each.id !== conversation.id).slice(0, mostOthers) };
}

const eventsOf = {
  name: "events-of-conversation",
  text: `
    SELECT inbox.seq, inbox.id, inbox.received_at, inbox.event, trace, reading FROM inbox
    JOIN event_index ON event_index.seq = inbox.seq LEFT JOIN evaluations ON evaluations.seq = inbox.seq
    WHERE inbox.session = $1 AND inbox.seq >= $2 AND inbox.seq <= $3
      AND event_index.conversation = (SELECT num FROM conversations WHERE conversations.id = $4)
    ORDER BY inbox.seq DESC LIMIT $5`,
};

export async function eventsOfConversation(
  db: Database,
  { id, session, first, last }: Conversation,
  limit: number,
  before?: string,
): Promise<Page<ConversationEvent>> {
  const found = await db.run(eventsOf, [session, first, before === undefined ? last : Number(before) - 1, id, limit + 1]);
  const rows = found.slice(0, limit).map(conversationEventOf).reverse();
  return { rows, next: found.length > limit ? String(rows[0]?.place) : undefined };
}

const newestWords = {
  name: "last-words",
  text: `
    SELECT each.id AS conversation, newest.event FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) AS each (id, session, first, last),
    LATERAL (
      SELECT inbox.event FROM inbox JOIN event_index ON event_index.seq = inbox.seq
      WHERE inbox.session = each.session AND inbox.seq >= each.first AND inbox.seq <= each.last AND event_index.words IS NOT NULL
        AND event_index.conversation = (SELECT num FROM conversations WHERE conversations.id = each.id)
      ORDER BY inbox.seq DESC LIMIT 1) AS newest`,
};

export async function lastWords(db: Database, conversations: readonly Conversation[]): Promise<ReadonlyMap<string, SaidMessage>> {
  const columns = [
    conversations.map(({ id }) => id),
    conversations.map(({ session }) => session),
    conversations.map(({ first }) => first),
    conversations.map(({ last }) => last),
  ];
  return lastWordsOf(await db.run(newestWords, columns));
}
