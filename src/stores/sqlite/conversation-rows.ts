/** Rows of conversations. Each is read and written once in a step. Everything here runs inside a transaction of the writer. */

import { type ChangedConversation, ConversationBatch, type ConversationLookup, type StoredConversation } from "../conversation-batch.ts";
import { cellsOf, conversationOf, positionOf } from "../conversations.ts";
import type { Row } from "../rows.ts";
import type { Driver } from "./driver.ts";

const insertSql = `
  INSERT INTO conversations (id, source, session, place, agent, room, first_seq, last_seq, started_at, last_at, ended, messages, user_messages,
    frustration, wants_human, repeats, unanswered, language, heard, more)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING num`;

const updateSql = `
  UPDATE conversations SET place = ?, agent = ?, room = ?, first_seq = ?, last_seq = ?, started_at = ?, last_at = ?, ended = ?, messages = ?,
    user_messages = ?, frustration = ?, wants_human = ?, repeats = ?, unanswered = ?, language = ?, heard = ?, more = ? WHERE num = ?`;

export interface ConversationRows {
  begin(): ConversationBatch;
  /** Writes the changes, and returns a function from a conversation's id to its row number. */
  write(batch: ConversationBatch): (id: string) => number | undefined;
}

export function createConversationRows(db: Driver): ConversationRows {
  const insert = db.prepare(insertSql);
  const update = db.prepare(updateSql);
  const insertRule = db.prepare("INSERT INTO conversation_rules (rule, place, conversation) VALUES (?, ?, ?)");
  const dropRule = db.prepare("DELETE FROM conversation_rules WHERE rule = ? AND place = ? AND conversation = ?");
  const lookup = createLookup(db);

  function writeOne({ stored, now }: ChangedConversation): number {
    const cells = cellsOf(now).map((cell) => (typeof cell === "boolean" ? Number(cell) : cell));
    if (stored === undefined) return Number(insert.get(now.id, now.source, now.session, ...cells)?.num);
    update.run(...cells, stored.num);
    return stored.num;
  }

  function moveRules(num: number, { stored, now }: ChangedConversation): void {
    const before = stored?.conversation;
    const had = before === undefined ? [] : Object.keys(before.findings);
    const isMoved = before !== undefined && positionOf(before) !== positionOf(now);
    if (isMoved) for (const rule of had) dropRule.run(rule, positionOf(before), num);
    for (const rule of Object.keys(now.findings)) if (isMoved || !had.includes(rule)) insertRule.run(rule, positionOf(now), num);
  }

  return {
    begin: () => new ConversationBatch(lookup),
    write(batch) {
      const nums = new Map<string, number>();
      for (const changed of batch.changed()) {
        const num = writeOne(changed);
        nums.set(changed.now.id, num);
        moveRules(num, changed);
      }
      return (id) => nums.get(id) ?? batch.numOf(id);
    },
  };
}

function createLookup(db: Driver): ConversationLookup {
  const byId = db.prepare("SELECT * FROM conversations WHERE id = ?");
  const newestOf = db.prepare("SELECT * FROM conversations WHERE session = ? AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1");
  return { byId: (id) => storedOf(byId.get(id)), newestBefore: (session, place) => storedOf(newestOf.get(session, place)) };
}

function storedOf(row: Row | undefined): StoredConversation | undefined {
  return row && { num: Number(row.num), conversation: conversationOf(row) };
}
