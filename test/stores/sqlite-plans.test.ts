/** How the embedded database finds what it is asked for: what a statement costs must not grow with what is stored. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { day, plus } from "../../src/core/time.ts";
import { eventStatus } from "../../src/stores/rows.ts";
import { type Driver, loadDriver } from "../../src/stores/sqlite/driver.ts";
import { migrate } from "../../src/stores/sqlite/schema.ts";
import { createSqliteStore } from "../../src/stores/sqlite/store.ts";
import { anArrival, t0 } from "../support/store-cases.ts";
import { deciding } from "../support/stored.ts";

let folder: string;
let db: Driver;
let store: Store;
let asked: Set<string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-plans-"));
  const open = await loadDriver();
  db = open(join(folder, "relay.db"));
  db.exec("PRAGMA journal_mode = WAL");
  migrate(db);
  asked = new Set();
  const noting: Driver = {
    exec: (sql) => db.exec(sql),
    prepare(sql) {
      asked.add(sql);
      return db.prepare(sql);
    },
    close: () => db.close(),
  };
  const lock = open(join(folder, "lock.db"));
  const fatal = (_: unknown, error: unknown) => expect.unreachable(String(error));
  const log = join(folder, "relay.db-wal");
  store = createSqliteStore({ db: noting, log, lock, failpoint: () => {}, fatal, fellBack: (detail) => expect.unreachable(detail) });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** What may be read from its beginning all the same, and why. */
const bounded: readonly RegExp[] = [
  /^SCAN outbox USING (COVERING )?INDEX outbox_sending$/, // holds what is being sent: claims limit that
  /^SCAN outbox USING INDEX outbox_redriven$/, // the statement stops after a step
  /^SCAN inbox USING INDEX inbox_quarantined$/, // the statement stops after a step
  /^SCAN rules USING (COVERING )?INDEX rules_latest$/, // the statement stops at a limit
  /^SCAN incidents USING (COVERING )?INDEX incidents_(un)?resolved$/, // counts what retention keeps of them, for the board
  /^SCAN said VIRTUAL TABLE INDEX \d+:M1/, // by the words that are asked for, from the newest on
  /^SCAN (\(subquery-1\)|counted|timers USING COVERING INDEX timers_due)$/, // counts up to a limit
  /^SCAN answers USING INDEX answers_question$/, // as many as people have written
  /^SCAN question_ends( USING .*)?$/, // the statement stops after a step
  /^SCAN pragma_page_(count|size) VIRTUAL TABLE/, // one number each
];

it("finds everything by an index and sorts nothing, whatever it is asked for", async () => {
  await askForAll();
  const planned = [...asked].filter((sql) => /^\s*(SELECT|UPDATE|DELETE|INSERT|WITH)/.test(sql));
  expect(planned.length).toBeGreaterThan(60);
  expect(planned.flatMap(costly)).toEqual([]);
});

it("plans each statement once: behind no LIMIT stands a bare parameter", async () => {
  await askForAll();
  expect([...asked].filter((sql) => sql.includes("LIMIT ?+0")).length).toBeGreaterThan(5);
  expect([...asked].filter((sql) => /LIMIT \?(?!\+0)/.test(sql))).toEqual([]);
});

it("counts the sessions that an older version has left open", async () => {
  const open = await loadDriver();
  const old = open(join(folder, "old.db"));
  migrate(old, 3);
  const insert = old.prepare("INSERT INTO timers (key, due_at, source, agent, session, payload) VALUES (?, 1, 'bithuman', 'a', ?, '{}')");
  for (const key of ["idle s1", "idle s2", "silence s1"]) insert.run(key, key.slice(-2));
  migrate(old);
  expect(old.prepare("SELECT sessions FROM totals").get()).toMatchObject({ sessions: 2 });
  old.close();
});

it("counts the bytes that an older version has set aside", async () => {
  const open = await loadDriver();
  const old = open(join(folder, "old.db"));
  migrate(old, 5);
  const insert = old.prepare(
    "INSERT INTO inbox (id, status, source, type, agent, received_at, raw) VALUES (?, ?, 'bithuman', '', '', 1, zeroblob(?))",
  );
  insert.run("aside", eventStatus.quarantined, 300);
  insert.run("also aside", eventStatus.quarantined, 40);
  insert.run("kept", eventStatus.kept, 5);
  migrate(old);
  expect(old.prepare("SELECT quarantined_bytes FROM totals").get()).toMatchObject({ quarantined_bytes: 340 });
  old.close();
});

/** Statements that are put together when they are needed. */
async function askForAll(): Promise<void> {
  await store.accept(anArrival("a"));
  await store.evaluate(1, deciding());
  const [session, type, rule, owner, to, event] = ["s", "chat.push", "r", "u", "crm", "e"];
  for (const status of [undefined, "pending", "evaluated", "quarantined"] as const)
    for (const by of [{}, { session }, { type }, { session, type }])
      await store.searchEvents({ limit: 50, ...by, ...(status && { status }) });
  for (const by of [{ agent: "a" }, { rule }, { found: true as const }, { q: "word" }, { since: t0, until: t0 }, { q: "word", rule }])
    for (const also of [{}, { type }, { session }]) await store.searchEvents({ limit: 50, ...by, ...also });
  const conversations = [{}, { q: "word" }, { rule }, { agent: "a" }, { language: "de" }, { frustrated: true }, { wantsHuman: true }];
  for (const by of [...conversations, { state: "open" as const }, { state: "ended" as const }, { since: t0, until: t0 }])
    for (const also of [{}, { agent: "a", since: t0 }]) await store.searchConversations({ limit: 50, ...by, ...also });
  while ((await store.project()).count > 0);
  for (const by of [{}, { agent: "a" }, { language: "de" }])
    await store.questions({ since: t0, until: plus(t0, day), sort: "times", limit: 50, ...by });
  const { conversation } = (await store.conversation(anArrival("a").event.session ?? "")) ?? {};
  if (conversation !== undefined) await store.conversationEvents(conversation, 10);
  if (conversation !== undefined) await store.lastWords([conversation]);
  for (const state of [undefined, "waiting", "sending", "delivered", "dead"] as const)
    for (const by of [{}, { to }, { rule }, { event }, { to, rule, event }])
      await store.searchDeliveries({ limit: 50, ...by, ...(state && { state }) });
  for (const by of [{}, { session }, { states: ["open", "claimed"] as const }, { rule, owner }, { session, rule }])
    await store.searchIncidents({ limit: 50, ...by });
  for (const dryRun of [true, false]) await store.redrive({ dryRun, newKey: false, now: t0, to, rule, since: t0 });
  await store.forget(session, { dryRun: true });
}

/** The lines of its plan that look at all rows of a table, or sort them. */
function costly(sql: string): readonly string[] {
  const values = Array.from(sql.matchAll(/\?/g), () => null);
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
  const lines = plan.map(({ detail }) => String(detail)).filter((line) => /USE TEMP B-TREE|^SCAN (?!CONSTANT ROW)/.test(line));
  return lines.filter((line) => !bounded.some((each) => each.test(line))).map((line) => `${line}: ${sql.replace(/\s+/g, " ").trim()}`);
}
