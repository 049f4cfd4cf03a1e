/** What people search in, on the embedded store: what an earlier version has left, and what a kill leaves. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { zoneOf } from "../../src/core/clock/wall-time.ts";
import { eventIdOf } from "../../src/core/event.ts";
import type { Failpoint } from "../../src/core/failpoint.ts";
import { dayStart } from "../../src/core/insights/figures.ts";
import { day, plus, second } from "../../src/core/time.ts";
import { encodeCells, figureDayId } from "../../src/insights/cells.ts";
import { summarize } from "../../src/insights/summary.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { idRanges } from "../../src/stores/figures.ts";
import { loadDriver } from "../../src/stores/sqlite/driver.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { migrate } from "../../src/stores/sqlite/schema.ts";
import { makeChat, makeSessionEnd, monday } from "../support/make.ts";
import { programOf } from "../support/program.ts";
import { recounted, tableOf } from "../support/recount.ts";
import { countAll, live, planned, visits } from "../support/visits.ts";

const planner = createPlanner({ ...programOf([{ name: "asks", when: { keywords: ["refund"] } }]), readsAll: true });

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-projection-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function openStore(failpoint?: Failpoint) {
  const fatal = (_: unknown, error: unknown) => expect.unreachable(String(error));
  const opened = await openSqliteStore({ folder, pid: process.pid, fatal, ...(failpoint && { failpoint }) });
  return opened.kind === "opened" ? opened.store : expect.unreachable(opened.kind);
}

const at = (n: number) => plus(monday, n * second);

/** Of ten sessions: three turns and an end, as the first version with incidents has written them (commit 12b38ff). */
async function writeOldFile(): Promise<void> {
  const db = (await loadDriver())(join(folder, "relay.db"));
  migrate(db, 3);
  const insert = db.prepare(
    "INSERT INTO inbox (id, status, source, type, agent, session, received_at, event, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const evaluate = db.prepare("INSERT INTO evaluations (seq, version, trace) VALUES (?, 'v1', NULL)");
  for (let n = 0; n < 40; n += 1) {
    const when = { session: `s${n % 10}`, occurredAt: at(n), receivedAt: at(n) };
    const id = eventIdOf(at(n), String(n).padStart(24, "0"));
    const made = n < 30 ? makeChat({ ...when, message: `word${n} of all` }) : makeSessionEnd(when);
    const event = { ...made, id };
    insert.run(event.id, 1, event.source, event.type, event.agent, when.session, event.receivedAt, JSON.stringify(event), new Uint8Array());
    evaluate.run(n + 1);
  }
  insert.run("6a4b98c0aaaa", 3, "bithuman", "chat.push", "a", "gone", monday, null, null);
  db.exec("UPDATE totals SET events = 41, evaluated = 41, evaluated_to = 41");
  db.close();
}

describe("what an earlier version has left", () => {
  it("is found row by row at once, and by the index once that is filled", async () => {
    await writeOldFile();
    const store = await openStore();
    expect(await store.projected()).toEqual({ behind: 0, filled: 0, toFill: 41 });
    const ends = async () => (await store.searchEvents({ type: "session.end", limit: 50 })).rows.map(({ session }) => session);
    const before = await ends();
    expect(before).toHaveLength(10);
    while ((await store.project()).count > 0);
    expect(await store.projected()).toMatchObject({ filled: 41 });
    expect(await ends()).toEqual(before);
    const { rows } = await store.searchConversations({ limit: 50 });
    expect(rows.map(({ session, messages, ended }) => [session, messages, ended])).toEqual(
      [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => [`s${n}`, 3, true]),
    );
    expect((await store.searchConversations({ q: "word17", limit: 5 })).rows.map(({ session }) => session)).toEqual(["s7"]);
    await store.close();
  });

  it("is one conversation with what comes in before all is filled", async () => {
    await writeOldFile();
    const store = await openStore();
    const event = makeChat({ session: "new", message: "refund", occurredAt: at(100), receivedAt: at(100) });
    await store.accept({ kind: "event", event, raw: new Uint8Array() });
    await store.evaluate(10, planner);
    await store.project(); // what came in last goes first
    expect((await store.searchConversations({ limit: 5 })).rows.map(({ session }) => session)).toEqual(["new"]);
    while ((await store.project()).count > 0);
    expect((await store.searchConversations({ limit: 50 })).rows).toHaveLength(11);
    await store.close();
  });

  it("loses its keys when they are old enough, as ever", async () => {
    await writeOldFile();
    const store = await openStore();
    while ((await store.project()).count > 0);
    const retention = { events: 1, deliveries: 1, dedupe: second, quarantined: 1, quarantinedBytes: 1, figures: 800 * 24 * 3_600 * second };
    while ((await store.prune(retention, plus(monday, 400 * 24 * 3_600 * second), 100)) > 0);
    expect((await store.searchEvents({ limit: 50 })).rows).toEqual([]);
    expect((await store.searchConversations({ limit: 50 })).rows).toEqual([]);
    await store.close();
  });
});

it("a step that is cut off in the middle is taken back as a whole", async () => {
  let isCut = true;
  const store = await openStore((point) => {
    if (point === "in-project" && isCut) throw new Error("cut off");
  });
  for (const message of ["refund one", "refund two"]) {
    await store.accept({ kind: "event", event: makeChat({ message, session: "s1" }), raw: new Uint8Array() });
  }
  await store.evaluate(10, planner);
  await expect(store.project()).rejects.toThrow("cut off");
  expect(await store.projected()).toMatchObject({ behind: 2 });
  expect((await store.searchConversations({ q: "refund", limit: 5 })).rows).toEqual([]);
  isCut = false;
  while ((await store.project()).count > 0);
  expect((await store.searchConversations({ q: "refund", limit: 5 })).rows).toMatchObject([{ messages: 2, findings: { asks: 2 } }]);
  await store.close();
});

describe("figures of the embedded store", () => {
  const all = { since: plus(monday, -second), until: plus(monday, 24 * 3_600 * second) };

  it("count what an earlier version has left, as if it had come in now", async () => {
    await writeOldFile();
    const store = await openStore();
    expect((await store.figures(all)).days).toEqual([]);
    while ((await store.project()).count > 0);
    const { days, uncounted } = await store.figures(all);
    expect(uncounted).toBe(0);
    const sums = summarize({ days, rules: new Map(), uncounted }, all, zoneOf("UTC"));
    expect(sums.counts).toMatchObject({ sessions: 10, messages: 30, ended: 10 });
    expect(sums.histograms.turns.count).toBe(10);
    await store.close();
  });

  it("are right when a step is cut off anywhere, and when the process ends between any two", async () => {
    const made = visits({ seed: 21, sessions: 40, from: monday, hours: 20 });
    let steps = 0;
    const failpoint: Failpoint = (point) => {
      if (point !== "in-project") return;
      steps += 1;
      if (steps % 3 === 0) throw new Error("cut off");
    };
    let store = await openStore(failpoint);
    for (let from = 0; from < made.length; from += 40) {
      for (const { event } of made.slice(from, from + 40)) await store.accept({ kind: "event", event, raw: new Uint8Array() });
      while ((await store.evaluate(20, planned(made))).count > 0);
      await store.project().catch(() => {});
      if (from === 80) await store.rebuildFigures();
      await store.close();
      store = await openStore(failpoint);
    }
    for (let failed = true; failed; ) {
      failed = await countAll(store).then(
        () => false,
        () => true,
      );
    }
    expect(tableOf(await store.figures({ since: monday, until: plus(monday, 30 * 24 * 3_600 * second) }))).toEqual(recounted(made));
    expect(steps).toBeGreaterThan(5);
    await store.close();
  });

  it("are counted once, also when words are made in another way and all tables are filled again", async () => {
    const made = visits({ seed: 22, sessions: 30, from: monday, hours: 20 });
    const store = await openStore();
    await live(store, made.slice(0, 100));
    await store.close();
    const db = (await loadDriver())(join(folder, "relay.db"));
    db.exec("UPDATE totals SET words_version = words_version - 1");
    db.close();
    const again = await openStore();
    await live(again, made.slice(100));
    expect(tableOf(await again.figures({ since: monday, until: plus(monday, 30 * 24 * 3_600 * second) }))).toEqual(recounted(made));
    await again.close();
  });

  it("of two years and twenty agents are a row for each day and agent; of one agent only its own are read", async () => {
    await (await openStore()).close();
    const db = (await loadDriver())(join(folder, "relay.db"));
    const insert = db.prepare("INSERT INTO figures (id, cells) VALUES (?, ?)");
    const midnight = dayStart(monday);
    const cells = encodeCells(Array.from({ length: 200 }, (_, n) => [n, 3]).flat());
    db.exec("BEGIN");
    for (let n = 729; n >= 0; n -= 1)
      for (let agent = 0; agent < 20; agent += 1)
        insert.run(figureDayId(plus(midnight, -n * day), { agent: `agent-${agent}`, source: "bithuman", language: "en" }), cells);
    db.exec("COMMIT");
    db.close();
    const span = { since: plus(midnight, -729 * day), until: plus(midnight, day) };
    expect(idRanges({ ...span, agent: "agent-7" })).toHaveLength(730);
    const store = await openStore();
    expect((await store.figures(span)).days).toHaveLength(730 * 20);
    const own = (await store.figures({ ...span, agent: "agent-7" })).days;
    expect(own).toHaveLength(730);
    expect(new Set(own.map(({ agent }) => agent))).toEqual(new Set(["agent-7"]));
    expect(summarize({ days: own, rules: new Map(), uncounted: 0 }, span, zoneOf("UTC")).counts.sessions).toBe(730 * 24 * 3);
    expect((await store.size()).bytes).toBeLessThan(12_000_000);
    await store.close();
  });
});
