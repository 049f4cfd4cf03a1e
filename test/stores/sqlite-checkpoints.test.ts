/** Who writes the log of the embedded database into its file, and when. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Driver, loadDriver } from "../../src/stores/sqlite/driver.ts";
import { type Checkpointer, type CheckpointResult, Checkpoints } from "../../src/stores/sqlite/files/checkpoints.ts";
import { openLogSync } from "../../src/stores/sqlite/files/log-sync.ts";
import { Writer } from "../../src/stores/sqlite/writer.ts";

const nothing = () => undefined;

interface Opened {
  readonly path: string;
  readonly db: Driver;
  readonly open: (path: string) => Driver;
  /** Writes rows of about a page each, in a transaction for each hundred. */
  write(rows: number): Promise<void>;
  /** Pages in the log, and those of them that stand in the file as well. */
  log(): { readonly log: number; readonly checkpointed: number };
  readonly checkpoints: Checkpoints;
  readonly fellBack: string[];
  readonly failed: unknown[];
}

type Opening = (path: string, open: Opened["open"]) => Checkpointer;

async function openDatabase(opening: Opening | undefined, patience?: number): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-checkpoints-"));
  const path = join(folder, "test.db");
  const open = await loadDriver();
  const db = open(path);
  db.exec("PRAGMA journal_mode = WAL; CREATE TABLE kept (text TEXT)");
  const [fellBack, failed]: [string[], unknown[]] = [[], []];
  const sync = openLogSync({ path: `${path}-wal`, failed: (error) => expect.unreachable(String(error)), idle: () => writer.rest() });
  const writer: Writer = new Writer({
    ...{ db, sync, collected: nothing, isBehind: () => false, mark: () => nothing, closing: nothing },
    failed: (error) => expect.unreachable(String(error)),
    succeeded: () => checkpoints.committed(),
  });
  const checkpoints = new Checkpoints({
    ...{ db, writer, failed: (error) => failed.push(error), fellBack: (detail) => fellBack.push(detail) },
    ...(opening === undefined ? {} : { openCheckpointer: () => opening(path, open) }),
    ...(patience === undefined ? {} : { patience }),
  });
  onTestFinished(async () => {
    await checkpoints.close();
    writer.close();
    db.close();
    rmSync(folder, { recursive: true });
  });
  const insert = db.prepare("INSERT INTO kept VALUES (?)");
  const write = async (rows: number) => {
    for (let row = 0; row < rows; row += 100) {
      await writer.perform({
        write() {
          for (let each = 0; each < 100; each += 1) insert.run("x".repeat(4_000));
        },
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const position = db.prepare("PRAGMA wal_checkpoint(NOOP)");
  const log = () => position.get() as unknown as ReturnType<Opened["log"]>; // SQLite's columns
  return { path, db, open, write, log, checkpoints, fellBack, failed };
}

/** What the thread does, on a second connection of this one. */
function beside(path: string, open: Opened["open"]): Checkpointer {
  const db = open(path);
  db.exec("PRAGMA busy_timeout = 0");
  return {
    async copy() {
      await new Promise((resolve) => setImmediate(resolve)); // the writer goes on meanwhile
      db.exec("PRAGMA wal_checkpoint(PASSIVE)");
      return { kind: "copied" };
    },
    close: async () => db.close(),
  };
}

const answering = (answer: () => Promise<CheckpointResult>) => (): Checkpointer => ({ copy: answer, close: async () => undefined });

const autocheckpoint = (db: Driver) => db.prepare("PRAGMA wal_autocheckpoint").get()?.wal_autocheckpoint;

describe("checkpoints", () => {
  it("are made beside the writer, and the log begins anew, however much is written", async () => {
    const { write, log, fellBack, failed } = await openDatabase(beside);
    await write(12_000);
    expect(log().log).toBeLessThan(6_000);
    expect([fellBack, failed]).toEqual([[], []]);
  });

  it("are made by the writer where there is no thread", async () => {
    const { db, write, log } = await openDatabase(undefined);
    expect(autocheckpoint(db)).toBe(4_000);
    await write(12_000);
    expect(log().log).toBeLessThan(6_000);
  });

  it("are made by the writer once the thread has ended, which is reported", async () => {
    const { db, write, log, fellBack } = await openDatabase(answering(async () => ({ kind: "ended", detail: "no engine" })));
    await write(12_000);
    expect(fellBack).toEqual(["no engine"]);
    expect(autocheckpoint(db)).toBe(4_000);
    expect(log().log).toBeLessThan(6_000);
  });

  it("are made by the writer where the system gives no thread", async () => {
    const { write, log, fellBack } = await openDatabase(() => {
      throw new Error("EAGAIN");
    });
    await write(12_000);
    expect(fellBack).toEqual(["EAGAIN"]);
    expect(log().log).toBeLessThan(6_000);
  });

  it("are made by the writer while the thread does not answer, and by the thread once it does again", async () => {
    let answer = (_: CheckpointResult) => {};
    const blocked = () =>
      new Promise<CheckpointResult>((resolve) => {
        answer = resolve;
      });
    const { db, write, log, fellBack } = await openDatabase(answering(blocked), 20);
    await write(1_200);
    await expect.poll(() => fellBack).toEqual(["the checkpoint thread has not answered for 0.02 s"]);
    await write(12_000);
    expect(log().log).toBeLessThan(6_000);
    expect(fellBack).toHaveLength(1);
    answer({ kind: "copied" });
    await expect.poll(() => autocheckpoint(db)).toBe(64_000);
  });

  it("that the disk refuses are the database's errors, and any other refusal is reported", async () => {
    const refusals: CheckpointResult[] = [
      { kind: "failed", detail: "disk I/O error", code: "SQLITE_IOERR_FSYNC", errcode: undefined },
      { kind: "failed", detail: "database or disk is full", code: "SQLITE_FULL", errcode: undefined },
    ];
    const { checkpoints, fellBack, failed } = await openDatabase(answering(async () => refusals.shift() ?? { kind: "copied" }));
    for (let time = 0; time < 3; time += 1) await checkpoints.apart(async () => {});
    expect(failed).toMatchObject([{ message: "disk I/O error", code: "SQLITE_IOERR_FSYNC" }]);
    expect(fellBack).toEqual(["database or disk is full"]);
  });

  it("wait for no reader, and are not tried all the time because of one", async () => {
    let times = 0;
    const { path, open, write, log, fellBack } = await openDatabase((...where) => {
      const checkpointer = beside(...where);
      return {
        ...checkpointer,
        copy() {
          times += 1;
          return checkpointer.copy();
        },
      };
    });
    await write(100);
    const reader = open(path);
    reader.exec("BEGIN; SELECT count(*) FROM kept");
    reader.prepare("SELECT count(*) FROM kept").get();
    await write(8_000);
    expect(log().log).toBeGreaterThan(8_000);
    expect(times).toBeLessThan(40);
    reader.exec("COMMIT");
    reader.close();
    await write(2_000);
    await expect.poll(() => log().log).toBeLessThan(3_000);
    expect(fellBack).toEqual([]);
  });

  it("stand in the file while something is done apart, and nothing is written then", async () => {
    const { write, log, checkpoints } = await openDatabase(beside);
    await write(500);
    const writing = write(3_000);
    const seen = await checkpoints.apart(async () => {
      const before = log();
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return [before, log()];
    });
    expect(seen[0]?.checkpointed).toBe(seen[0]?.log);
    expect(seen[1]).toEqual(seen[0]);
    await writing;
  });
});
