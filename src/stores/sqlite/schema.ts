/**
 * The tables, as numbered steps. A shipped step is never edited; a change is a new step. No step reads a table that grows with
 * arrivals, because a start waits for all of them. What is made from old rows is made later (projection.ts).
 */

import type { Driver } from "./driver.ts";

const steps: readonly string[] = [
  `
  CREATE TABLE inbox (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    status INTEGER NOT NULL,
    source TEXT NOT NULL,
    type TEXT NOT NULL,
    agent TEXT NOT NULL,
    session TEXT,
    received_at INTEGER NOT NULL,
    event TEXT,
    reason TEXT,
    detail TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    raw BLOB
  );
  CREATE INDEX inbox_quarantined ON inbox (seq) WHERE status = 2;
  CREATE INDEX inbox_session ON inbox (session, seq) WHERE session IS NOT NULL;

  CREATE TABLE evaluations (seq INTEGER PRIMARY KEY, version TEXT NOT NULL, trace TEXT);

  CREATE TABLE memory (key TEXT PRIMARY KEY, value TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX memory_expiry ON memory (expires_at);

  CREATE TABLE timers (
    key TEXT PRIMARY KEY,
    due_at INTEGER NOT NULL,
    source TEXT NOT NULL,
    agent TEXT NOT NULL,
    session TEXT,
    payload TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX timers_due ON timers (due_at);

  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL,
    event TEXT NOT NULL,
    rule TEXT NOT NULL,
    dest TEXT NOT NULL,
    thread TEXT,
    urgent INTEGER NOT NULL,
    state INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER NOT NULL DEFAULT 0,
    settled_at INTEGER,
    reason TEXT,
    detail TEXT,
    reference TEXT,
    redriven INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL
  );
  CREATE INDEX outbox_due ON outbox (dest, due_at, seq) WHERE state = 0;
  CREATE INDEX outbox_sending ON outbox (dest, lease_until) WHERE state = 1;
  CREATE INDEX outbox_dead ON outbox (seq) WHERE state = 3;
  CREATE INDEX outbox_delivered ON outbox (settled_at) WHERE state = 2;
  CREATE INDEX outbox_unsettled ON outbox (dest, thread, seq) WHERE thread IS NOT NULL AND state IN (0, 1, 4);
  CREATE INDEX outbox_reference ON outbox (dest, thread, seq) WHERE thread IS NOT NULL AND reference IS NOT NULL;
  CREATE INDEX outbox_event ON outbox (event);

  CREATE TABLE attempts (
    delivery INTEGER NOT NULL,
    at INTEGER NOT NULL,
    took INTEGER NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL
  );
  CREATE INDEX attempts_delivery ON attempts (delivery);

  CREATE TABLE rules (version TEXT PRIMARY KEY, text TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

  CREATE TABLE totals (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    events INTEGER NOT NULL DEFAULT 0,
    evaluated INTEGER NOT NULL DEFAULT 0,
    quarantined INTEGER NOT NULL DEFAULT 0,
    queued INTEGER NOT NULL DEFAULT 0,
    delivered INTEGER NOT NULL DEFAULT 0,
    dead INTEGER NOT NULL DEFAULT 0,
    evaluated_to INTEGER NOT NULL DEFAULT 0,
    emptied_to INTEGER NOT NULL DEFAULT 0
  );
  INSERT INTO totals (one) VALUES (1);
  `,
  "ALTER TABLE outbox ADD COLUMN progress TEXT",
  `
  ALTER TABLE outbox ADD COLUMN mode INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE outbox ADD COLUMN unsure INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE incidents (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    rule TEXT NOT NULL,
    grouping TEXT NOT NULL,
    session TEXT,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    owner TEXT,
    opened_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX incidents_session ON incidents (session, seq) WHERE session IS NOT NULL;
  CREATE INDEX incidents_unresolved ON incidents (seq) WHERE state <> 'resolved';
  CREATE INDEX incidents_resolved ON incidents (updated_at) WHERE state = 'resolved';
  `,
  `
  CREATE INDEX outbox_thread ON outbox (thread) WHERE thread IS NOT NULL;
  CREATE INDEX timers_session ON timers (session) WHERE session IS NOT NULL;
  `,
  `
  ALTER TABLE timers ADD COLUMN word TEXT GENERATED ALWAYS AS (substr(key, 1, instr(key, ' ') - 1)) VIRTUAL;
  DROP INDEX timers_due;
  CREATE INDEX timers_due ON timers (word, source, due_at);

  DROP INDEX outbox_reference;
  CREATE INDEX outbox_reference ON outbox (dest, thread, mode) WHERE thread IS NOT NULL AND reference IS NOT NULL;
  CREATE INDEX outbox_open ON outbox (seq) WHERE state IN (0, 1, 4);
  CREATE INDEX outbox_redriven ON outbox (seq) WHERE redriven = 1 AND state IN (0, 4);

  CREATE INDEX rules_latest ON rules (at DESC, version);

  ALTER TABLE totals ADD COLUMN sessions INTEGER NOT NULL DEFAULT 0;
  UPDATE totals SET sessions = (SELECT count(*) FROM timers WHERE key >= 'idle ' AND key < 'idle!');
  `,
  `
  ALTER TABLE totals ADD COLUMN quarantined_bytes INTEGER NOT NULL DEFAULT 0;
  UPDATE totals SET quarantined_bytes = (SELECT coalesce(sum(length(raw)), 0) FROM inbox WHERE status = 2);
  `,
  "ALTER TABLE outbox ADD COLUMN first_due INTEGER",
  `
  DROP INDEX IF EXISTS inbox_emptied;
  DROP INDEX IF EXISTS inbox_type;
  CREATE TABLE emptied (id TEXT PRIMARY KEY, received_at INTEGER NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;

  ALTER TABLE evaluations ADD COLUMN conversation TEXT;
  ALTER TABLE evaluations ADD COLUMN reading TEXT;

  CREATE TABLE conversations (
    num INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    place INTEGER NOT NULL,
    source TEXT NOT NULL,
    session TEXT NOT NULL,
    agent TEXT NOT NULL,
    room TEXT,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    user_messages INTEGER NOT NULL,
    frustration REAL NOT NULL,
    wants_human REAL NOT NULL,
    repeats INTEGER NOT NULL,
    unanswered INTEGER NOT NULL,
    language TEXT,
    heard INTEGER NOT NULL,
    more TEXT NOT NULL
  );
  CREATE INDEX conversations_place ON conversations (place);
  CREATE INDEX conversations_session ON conversations (session, first_seq);
  CREATE INDEX conversations_agent ON conversations (agent, place);
  CREATE INDEX conversations_language ON conversations (language, place) WHERE language IS NOT NULL;
  CREATE INDEX conversations_open ON conversations (place) WHERE ended = 0;
  CREATE INDEX conversations_frustrated ON conversations (place) WHERE frustration >= 0.5;
  CREATE INDEX conversations_human ON conversations (place) WHERE wants_human >= 0.5;

  CREATE TABLE conversation_rules (rule TEXT NOT NULL, place INTEGER NOT NULL, conversation INTEGER NOT NULL, PRIMARY KEY (rule, place, conversation)) WITHOUT ROWID;

  CREATE TABLE event_index (
    seq INTEGER PRIMARY KEY,
    conversation INTEGER,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    agent TEXT NOT NULL,
    said INTEGER NOT NULL,
    found INTEGER NOT NULL
  );
  CREATE INDEX event_index_found ON event_index (seq) WHERE found = 1;
  CREATE INDEX event_index_type ON event_index (type, seq);
  CREATE INDEX event_index_agent ON event_index (agent, seq);
  CREATE INDEX event_index_at ON event_index (at);

  CREATE TABLE findings (rule TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (rule, seq)) WITHOUT ROWID;
  CREATE INDEX findings_seq ON findings (seq);

  CREATE VIRTUAL TABLE said USING fts5 (words, content = '', columnsize = 0, detail = none, tokenize = 'ascii');
  INSERT INTO said (said, rank) VALUES ('secure-delete', 1);

  ALTER TABLE totals ADD COLUMN projected_to INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE totals ADD COLUMN filled_to INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE totals ADD COLUMN fill_end INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE totals ADD COLUMN words_version INTEGER NOT NULL DEFAULT 0;
  UPDATE totals SET projected_to = evaluated_to, fill_end = evaluated_to;
  `,
  `
  CREATE TABLE figures (id TEXT PRIMARY KEY, cells BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE figure_rules (num INTEGER PRIMARY KEY, rule TEXT NOT NULL UNIQUE);

  CREATE TABLE figure_shares (id TEXT PRIMARY KEY, share TEXT NOT NULL) WITHOUT ROWID;
  CREATE TRIGGER incidents_share AFTER DELETE ON incidents BEGIN DELETE FROM figure_shares WHERE id = OLD.id; END;

  ALTER TABLE totals ADD COLUMN counted_to INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE totals ADD COLUMN incidents_counted_to INTEGER NOT NULL DEFAULT 0;
  `,
  `
  CREATE TABLE questions (num INTEGER PRIMARY KEY, language TEXT NOT NULL, model TEXT NOT NULL, merged INTEGER);

  CREATE TABLE question_days (
    key TEXT PRIMARY KEY,
    day INTEGER NOT NULL,
    question INTEGER NOT NULL,
    agent TEXT NOT NULL,
    revision INTEGER NOT NULL,
    times INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    unanswered INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX question_days_day ON question_days (day);
  CREATE INDEX question_days_question ON question_days (question);

  CREATE TABLE asked (
    seq INTEGER PRIMARY KEY,
    question INTEGER NOT NULL,
    conversation TEXT NOT NULL,
    agent TEXT NOT NULL,
    day INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    fit INTEGER NOT NULL,
    answered INTEGER
  );
  CREATE INDEX asked_question ON asked (question, seq);
  CREATE INDEX asked_conversation ON asked (conversation, question);

  CREATE TABLE question_ends (num INTEGER PRIMARY KEY);

  CREATE TABLE answers (
    key TEXT PRIMARY KEY,
    question INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    asked TEXT,
    session TEXT,
    text TEXT NOT NULL,
    upload TEXT
  ) WITHOUT ROWID;
  CREATE INDEX answers_question ON answers (question, revision);
  CREATE INDEX answers_session ON answers (session) WHERE session IS NOT NULL;

  ALTER TABLE totals ADD COLUMN questions_to INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE totals ADD COLUMN questions_step INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE questions ADD COLUMN name TEXT;
  `,
];

/** The version of the schema that this program writes. */
export const schemaVersion = steps.length;

/** Brings a database up to date. Each step is a transaction, so a kill leaves a whole number of steps. */
export function migrate(db: Driver, to = schemaVersion): { readonly kind: "current" } | { readonly kind: "newer"; readonly found: number } {
  const found = Number(db.prepare("PRAGMA user_version").get()?.user_version);
  if (found > schemaVersion) return { kind: "newer", found };
  for (const [index, step] of steps.slice(0, to).entries()) {
    if (index < found) continue;
    db.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
  return { kind: "current" };
}
