import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { MemoryChange } from "../../src/core/rule.ts";
import { type Driver, loadDriver } from "../../src/stores/sqlite/driver.ts";
import { createMemories } from "../../src/stores/sqlite/memory.ts";
import { type QueuedWrite, Writer } from "../../src/stores/sqlite/writer.ts";
import { monday } from "../support/make.ts";

/** A real database, and what it was told beside statements. */
async function openDatabase(): Promise<{ readonly db: Driver; readonly told: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-writer-"));
  const open = await loadDriver();
  const real = open(join(folder, "test.db"));
  onTestFinished(() => {
    real.close();
    rmSync(folder, { recursive: true });
  });
  const told: string[] = [];
  const exec = (sql: string) => {
    told.push(sql);
    real.exec(sql);
  };
  return { db: { exec, prepare: (sql) => real.prepare(sql), close: () => real.close() }, told };
}

describe("the writer", () => {
  it("waits for the disk for what came in, and not for all else", async () => {
    const { db, told } = await openDatabase();
    db.exec("CREATE TABLE kept (text TEXT)");
    const write = (text: string) => db.exec(`INSERT INTO kept VALUES ('${text}')`);
    const arrived: QueuedWrite[] = [];
    const nothing = () => undefined;
    const writer = new Writer({
      db,
      collected: () => arrived.shift(),
      mark: () => nothing,
      touch: nothing,
      closing: nothing,
      succeeded: nothing,
      failed: (error) => expect.unreachable(String(error)),
    });
    onTestFinished(() => writer.close());
    const comesIn = (text: string) =>
      new Promise<void>((resolve, reject) => {
        arrived.push({ write: () => write(text), resolve, reject });
        writer.wake();
      });

    await comesIn("first");
    await writer.perform({ write: () => write("rest") });
    await comesIn("second");
    expect(told.filter((sql) => !sql.startsWith("CREATE")).slice(0, 5)).toEqual([
      "INSERT INTO kept VALUES ('first')",
      "PRAGMA synchronous = NORMAL",
      "INSERT INTO kept VALUES ('rest')",
      "PRAGMA synchronous = FULL",
      "INSERT INTO kept VALUES ('second')",
    ]);
  });
});

describe("memories at hand", () => {
  it("are bounded: the one that was written longest ago leaves, and is read from the file again", async () => {
    const { db } = await openDatabase();
    db.exec("CREATE TABLE memory (key TEXT PRIMARY KEY, value TEXT NOT NULL, expires_at INTEGER NOT NULL)");
    const memories = createMemories(db);
    const change = (value: number): MemoryChange => ({ value, expiresAt: monday });
    memories.write(new Map([["first", change(1)]]));
    memories.keep(new Map([["first", change(1)]]));
    db.exec("UPDATE memory SET value = '2'");
    expect(memories.read(["first"]).get("first")).toBe(1); // at hand

    const others = Array.from({ length: 20_000 }, (_, index) => [`other ${index}`, change(index)] as const);
    memories.keep(new Map(others));
    expect(memories.read(["first"]).get("first")).toBe(2);
    expect(memories.read(["other 19999"]).get("other 19999")).toBe(19_999);
  });
});
