/** Rows of conversations, each read and written once a step. Everything here runs inside a transaction of the writer. */

import { createHash } from "node:crypto";
import { begunWith, belongsTo, type Conversation, conversationIdOf, type Entry, withEntry } from "../../core/conversation.ts";
import { conversationOf, placeOf } from "../conversations.ts";
import type { Row } from "../rows.ts";
import type { Driver, Statement } from "./driver.ts";

/** A conversation as it stands in its row, and as it will. */
interface Kept {
  readonly num: number;
  readonly stored: Conversation;
  now: Conversation;
}

const insertSql = `
  INSERT INTO conversations (id, source, session, place, agent, room, first_seq, last_seq, started_at, last_at, ended, messages, user_messages,
    frustration, wants_human, repeats, unanswered, language, heard, more)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING num`;

const updateSql = `
  UPDATE conversations SET place = ?, agent = ?, room = ?, first_seq = ?, last_seq = ?, started_at = ?, last_at = ?, ended = ?, messages = ?,
    user_messages = ?, frustration = ?, wants_human = ?, repeats = ?, unanswered = ?, language = ?, heard = ?, more = ? WHERE num = ?`;

export class ConversationRows {
  readonly #byId: Statement;
  readonly #newestOf: Statement;
  readonly #insert: Statement;
  readonly #update: Statement;
  readonly #insertRule: Statement;
  readonly #dropRule: Statement;
  /** By their ids. */
  readonly #known = new Map<string, Kept>();
  /** The newest of a session, where this step began it or found that it began earlier. */
  readonly #newest = new Map<string, string>();

  constructor(db: Driver) {
    this.#byId = db.prepare("SELECT * FROM conversations WHERE id = ?");
    this.#newestOf = db.prepare("SELECT * FROM conversations WHERE session = ? AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1");
    this.#insert = db.prepare(insertSql);
    this.#update = db.prepare(updateSql);
    this.#insertRule = db.prepare("INSERT INTO conversation_rules (rule, place, conversation) VALUES (?, ?, ?)");
    this.#dropRule = db.prepare("DELETE FROM conversation_rules WHERE rule = ? AND place = ? AND conversation = ?");
  }

  /** Counts an event into its conversation and returns the number of its row; undefined where it has none. */
  add(entry: Entry): number | undefined {
    const { session } = entry.event;
    if (session === undefined) return undefined;
    const named = this.#named(entry.conversation);
    const where = belongsTo(entry, { named, newest: named ?? this.#newestBefore(session, entry.place) });
    if (where.kind === "none") return undefined;
    const { id } = where.kind === "known" ? where.conversation : this.#begin(entry);
    const kept = this.#known.get(id);
    if (kept === undefined) return undefined;
    kept.now = withEntry(kept.now, entry);
    if (kept.now.first === entry.place) this.#newest.set(session, id);
    return kept.num;
  }

  /** Writes what has changed. */
  flush(): void {
    for (const { stored, now, num } of this.#known.values()) {
      if (stored === now) continue;
      this.#update.run(...cellsOf(now), num);
      this.#moveRules(num, stored, now);
    }
    this.reset();
  }

  reset(): void {
    this.#known.clear();
    this.#newest.clear();
  }

  #named(id: string | undefined): Conversation | undefined {
    return id === undefined ? undefined : (this.#known.get(id)?.now ?? this.#keep(this.#byId.get(id)));
  }

  #newestBefore(session: string, place: number): Conversation | undefined {
    const inStep = this.#known.get(this.#newest.get(session) ?? "")?.now;
    return inStep !== undefined && inStep.first <= place ? inStep : this.#keep(this.#newestOf.get(session, place));
  }

  #keep(row: Row | undefined): Conversation | undefined {
    if (row === undefined) return undefined;
    const known = this.#known.get(String(row.id));
    if (known !== undefined) return known.now;
    const stored = conversationOf(row);
    this.#known.set(stored.id, { num: Number(row.num), stored, now: stored });
    return stored;
  }

  /** The row is there at once, so that events can name it. Of what an earlier version has left the later part may be there already. */
  #begin(entry: Entry): Conversation {
    const id = entry.conversation ?? conversationIdOf(entry.event, digest);
    const known = this.#named(id);
    if (known !== undefined) return known;
    const begun = begunWith(entry, id);
    const num = Number(this.#insert.get(id, begun.source, begun.session, ...cellsOf(begun))?.num);
    this.#known.set(id, { num, stored: begun, now: begun });
    return begun;
  }

  #moveRules(num: number, before: Conversation, now: Conversation): void {
    const isMoved = placeOf(before) !== placeOf(now);
    const had = Object.keys(before.findings);
    if (isMoved) for (const rule of had) this.#dropRule.run(rule, placeOf(before), num);
    for (const rule of Object.keys(now.findings)) if (isMoved || !had.includes(rule)) this.#insertRule.run(rule, placeOf(now), num);
  }
}

function cellsOf(conversation: Conversation) {
  const { agent, room, first, last, startedAt, lastAt, ended, messages, userMessages, frustration, wantsHuman } = conversation;
  const { repeats, unanswered, language, heard, concern, findings, incidents } = conversation;
  const more = JSON.stringify({ concern, findings, incidents });
  const counts = [messages, userMessages, frustration, wantsHuman, repeats, unanswered];
  const span = [first, last, startedAt, lastAt, ended ? 1 : 0];
  return [placeOf(conversation), agent, room ?? null, ...span, ...counts, language ?? null, heard ? 1 : 0, more];
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
