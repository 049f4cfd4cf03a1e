import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { MemoryChange } from "../../src/core/rule.ts";
import { type Driver, loadDriver } from "../../src/stores/sqlite/driver.ts";
import { openLogSync, type SyncWaiter } from "../../src/stores/sqlite/files/log-sync.ts";
import { createMemories } from "../../src/stores/sqlite/memory.ts";
import { type QueuedWrite, Writer } from "../../src/stores/sqlite/writer.ts";
import { monday } from "../support/make.ts";

async function openDatabase(): Promise<{ readonly db: Driver; readonly log: string }> {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-writer-"));
  const open = await loadDriver();
  const db = open(join(folder, "test.db"));
  onTestFinished(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE kept (text TEXT)");
  return { db, log: join(folder, "test.db-wal") };
}

/** A writer, and what happened in it, in order. */
async function openWriter(succeeded: () => void = () => {}, isBehind = false) {
  const { db, log } = await openDatabase();
  const happened: string[] = [];
  const arrived: QueuedWrite[] = [];
  const unexpected = (error: unknown) => expect.unreachable(String(error));
  const sync = openLogSync({ path: log, failed: unexpected, idle: () => writer.rest() });
  const noting = ({ done, failed }: SyncWaiter): SyncWaiter => ({
    done() {
      happened.push("on the disk");
      done();
    },
    failed,
  });
  const writer: Writer = new Writer({
    db,
    sync: { ...sync, after: (waiting) => sync.after(noting(waiting)) },
    collected: () => arrived.shift(),
    isBehind: () => isBehind,
    mark: () => () => {},
    closing: () => {},
    succeeded,
    failed: unexpected,
  });
  onTestFinished(() => writer.close());
  const write = (text: string) => {
    happened.push(`writes ${text}`);
    db.exec(`INSERT INTO kept VALUES ('${text}')`);
  };
  const comesIn = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const answer = () => {
        happened.push(`answers ${text}`);
        resolve();
      };
      arrived.push({ write: () => write(text), committed: () => {}, resolve: answer, reject, waitsFor: "own" });
      writer.wake();
    });
  return { db, writer, happened, write, comesIn };
}

describe("the writer", () => {
  it("answers an arrival when it is on the disk, and writes meanwhile what it has woken", async () => {
    let woken: Promise<void> | undefined;
    const { writer, happened, write, comesIn } = await openWriter(() => {
      woken ??= Promise.resolve().then(() => writer.perform({ write: () => write("evaluation") }));
    });
    await comesIn("event");
    await woken;
    expect(happened).toEqual(["writes event", "writes evaluation", "on the disk", "answers event"]);
  });

  it("hands out what leaves the process only when the arrivals before it are on the disk", async () => {
    const { writer, happened, write, comesIn } = await openWriter();
    const [, claimed] = [comesIn("event"), writer.perform({ write: () => write("claim"), leaves: true })];
    await claimed;
    expect(happened).toEqual(["writes event", "writes claim", "on the disk", "answers event"]);

    await writer.perform({ write: () => write("next claim"), leaves: true });
    expect(happened.slice(4)).toEqual(["writes next claim"]); // no arrival waits, so it does not either
  });

  it("undoes work that failed, alone or beside other work, and only that", async () => {
    const { db, writer, write } = await openWriter();
    const failing = (text: string) =>
      writer.perform({
        write() {
          write(text);
          throw new Error(`${text} broke`);
        },
      });
    await expect(failing("alone")).rejects.toThrow("alone broke");
    const [good, bad] = [writer.perform({ write: () => write("good") }), failing("beside it")];
    await expect(bad).rejects.toThrow("beside it broke");
    await good;
    expect(db.prepare("SELECT text FROM kept").all()).toEqual([{ text: "good" }]);
  });

  it("writes last what nobody waits for, although it was queued first", async () => {
    const { writer, happened, write, comesIn } = await openWriter();
    const background = writer.perform({ write: () => write("index"), background: true });
    await Promise.all([writer.perform({ write: () => write("settled") }), comesIn("event"), background]);
    expect(happened.filter((each) => each.startsWith("writes"))).toEqual(["writes event", "writes settled", "writes index"]);
  });

  it("lets arrivals in although each piece of work wakes the next", async () => {
    const { writer, happened, write, comesIn } = await openWriter();
    let left = 2_000;
    const work = (): Promise<void> => writer.perform({ write: () => write("more") }).then(() => (left-- > 0 ? work() : undefined));
    const all = work();
    await new Promise((resolve) => setImmediate(resolve));
    await comesIn("event");
    expect(happened.filter((each) => each === "writes more").length).toBeLessThan(1_900);
    await all;
  });
});

it("writes one transaction beside the arrivals of a turn where much waits already", async () => {
  const { writer, happened, write, comesIn } = await openWriter(undefined, true);
  let left = 5;
  const work = (): Promise<void> => writer.perform({ write: () => write("more") }).then(() => (--left > 0 ? work() : undefined));
  const [answered, all] = [comesIn("event"), work()];
  await new Promise((resolve) => setImmediate(resolve)); // it was requested after the turn
  expect(happened).toEqual(["writes event", "writes more"]);
  await Promise.all([answered, all]);
});

describe("the log's way to the disk", () => {
  it("is one fsync at a time, and what comes meanwhile shares the next", async () => {
    const { log } = await openDatabase();
    const sync = openLogSync({ path: log, failed: (error) => expect.unreachable(String(error)), idle: () => {} });
    onTestFinished(() => sync.close());
    const done: string[] = [];
    await new Promise<void>((resolve) => {
      const wait = (name: string, then = () => {}) => {
        const note = () => {
          done.push(name);
          then();
        };
        sync.after({ done: note, failed: note });
      };
      wait("first", () => expect(sync.isRunning()).toBe(true)); // for the other two
      wait("second");
      wait("third", resolve);
    });
    expect(done).toEqual(["first", "second", "third"]);
    expect(sync.isRunning()).toBe(false);
  });

  it("says that the disk failed to everyone who waits", async () => {
    const folder = mkdtempSync(join(tmpdir(), "avatar-relay-sync-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]); // nothing of a pipe can be brought to a disk: EINVAL (man 2 fsync)
    const errors: unknown[] = [];
    const sync = openLogSync({ path: pipe, failed: (error) => errors.push(error), idle: () => {} });
    onTestFinished(() => sync.close());
    const error = await new Promise((resolve) => sync.after({ done: () => resolve("done"), failed: resolve }));
    expect(errors).toEqual([error]);
    expect(error).toMatchObject({ code: "EINVAL" });
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
