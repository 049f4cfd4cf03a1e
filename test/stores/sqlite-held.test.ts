/** Another program holds the embedded database: a backup, a shell of sqlite3, a virus scanner. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadDriver } from "../../src/stores/sqlite/driver.ts";
import { databaseFile, openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { anArrival } from "../support/store-cases.ts";
import { deciding } from "../support/stored.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-held-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function openStore(folder: string) {
  const opened = await openSqliteStore({ folder, pid: process.pid, fatal: (_, error) => expect.unreachable(String(error)) });
  if (opened.kind !== "opened") throw new Error(opened.kind);
  onTestFinished(() => opened.store.close());
  return opened.store;
}

/** A connection of another program, which holds the database until it is told to let go. */
async function hold(folder: string): Promise<{ letGo(): void }> {
  const open = await loadDriver();
  const other = open(join(folder, databaseFile));
  other.exec("BEGIN IMMEDIATE");
  return {
    letGo() {
      other.exec("ROLLBACK");
      other.close();
    },
  };
}

/** How often a timer of the process came while `waiting` was not done. */
async function ticksWhile(waiting: Promise<unknown>): Promise<number> {
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
  }, 10);
  await waiting;
  clearInterval(timer);
  return ticks;
}

describe("a database that another program holds", () => {
  it("keeps the process from nothing else, and what came in is refused as slow in the end", async () => {
    const folder = newFolder();
    const store = await openStore(folder);
    const other = await hold(folder);
    const accepted = store.accept(anArrival("one"));
    expect(await ticksWhile(accepted)).toBeGreaterThan(10);
    expect(await accepted).toEqual({ status: "refused", reason: "storage_slow" });
    expect(store.trouble()).toContain("another program holds the database");
    other.letGo();
    expect(await store.accept(anArrival("one"))).toMatchObject({ status: "accepted" });
    expect(store.trouble()).toBeUndefined();
  });

  it("loses nothing of what waited where it is let go of in time", async () => {
    const folder = newFolder();
    const store = await openStore(folder);
    await store.accept(anArrival("before"));
    const other = await hold(folder);
    const waiting = [store.accept(anArrival("one")), store.accept(anArrival("two")), store.evaluate(10, deciding())];
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve)); // by then it was tried
    const late = store.accept(anArrival("three"));
    other.letGo();
    expect(await Promise.all([...waiting, late])).toMatchObject([
      { status: "accepted" },
      { status: "accepted" },
      { count: expect.any(Number) },
      { status: "accepted" },
    ]);
    while ((await store.evaluate(10, deciding())).count > 0);
    expect(await store.stats()).toMatchObject({ events: 4, evaluated: 4, pending: 0 });
  });

  it("can be read meanwhile", async () => {
    const folder = newFolder();
    const store = await openStore(folder);
    await store.accept(anArrival("before"));
    const other = await hold(folder);
    expect((await store.searchEvents({ limit: 10 })).rows).toHaveLength(1);
    other.letGo();
  });

  it("ends a start that has waited long enough as locked", async () => {
    const folder = newFolder();
    await (await openStore(folder)).close();
    const other = await hold(folder);
    const opened = await openSqliteStore({ folder, pid: process.pid, fatal: () => undefined, busyTimeout: 50 });
    expect(opened).toEqual({ kind: "locked", pid: undefined });
    other.letGo();
  });
});
