import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Driver, loadDriver } from "../../src/stores/sqlite/driver.ts";
import { overwrite, pagesToOverwrite } from "../../src/stores/sqlite/files/overwriting.ts";
import { unusedOn } from "../../src/stores/sqlite/files/unused-space.ts";

let folder: string;
let path: string;
let db: Driver;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-overwriting-"));
  path = join(folder, "relay.db");
  db = (await loadDriver())(path);
});

afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

/** Numbers that look like chance, the same in each run (Park and Miller). */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const marked = (n: number) => `TEXT-OF-${String(n).padStart(3, "0")};`;

/** Rows of all sizes come, change and go; those of the visitors below ten go at the end. */
function churn(mode: "OFF" | "ON", seed: number): void {
  const chance = chances(seed);
  const text = (n: number) => marked(n).repeat(1 + Math.floor(chance() * (chance() < 0.05 ? 900 : 40)));
  db.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA secure_delete = ${mode};
    CREATE TABLE inbox (seq INTEGER PRIMARY KEY, who INT, event TEXT, raw BLOB); CREATE INDEX inbox_event ON inbox (event);
    CREATE TABLE memory (key TEXT PRIMARY KEY, who INT, value TEXT) WITHOUT ROWID; BEGIN`);
  const insert = db.prepare("INSERT INTO inbox (who, event, raw) VALUES (?, ?, ?)");
  const remember = db.prepare("INSERT INTO memory VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
  for (let turn = 0; turn < 2_000; turn += 1) {
    const who = Math.floor(chance() * 100);
    insert.run(who, text(who), Buffer.from(text(who)));
    remember.run(`${who} ${Math.floor(chance() * 3)}`, who, text(who));
    if (turn % 40 === 39) db.exec(`UPDATE inbox SET event = NULL, raw = NULL WHERE who = ${10 + (turn % 90)}; COMMIT; BEGIN`);
  }
  db.exec("DELETE FROM inbox WHERE who < 10; DELETE FROM memory WHERE who < 10; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
}

function rows(): string {
  return JSON.stringify([db.prepare("SELECT * FROM inbox").all(), db.prepare("SELECT * FROM memory").all()]);
}

const left = () => Array.from({ length: 10 }, (_, n) => n).filter((n) => readFileSync(path).includes(marked(n)));

describe("unused bytes of a database", () => {
  it.each([1, 2, 3])(
    "hold copies of rows that were moved, also with secure_delete, and none once they are overwritten (seed %i)",
    (seed) => {
      churn("ON", seed);
      const before = rows();
      const pages = pagesToOverwrite(path) ?? [];
      expect(pages.length).toBeGreaterThan(0);
      db.exec("PRAGMA shrink_memory");
      expect(overwrite(path, pages)).toBe(true);
      expect(left()).toEqual([]);
      expect(pagesToOverwrite(path)).toEqual([]);
      expect(rows()).toBe(before);
      expect(db.prepare("PRAGMA integrity_check").get()?.integrity_check).toBe("ok");
      db.exec("DELETE FROM inbox WHERE who < 50; DELETE FROM memory WHERE who < 50");
      expect(db.prepare("PRAGMA integrity_check").get()?.integrity_check).toBe("ok");
    },
  );

  it("are also those of free pages, of a database that an earlier version wrote", () => {
    churn("OFF", 4);
    expect(left()).not.toEqual([]);
    const before = rows();
    db.exec("PRAGMA shrink_memory");
    expect(overwrite(path, pagesToOverwrite(path) ?? [])).toBe(true);
    expect(rows()).toBe(before);
    expect(db.prepare("PRAGMA integrity_check").get()?.integrity_check).toBe("ok");
  });

  it("stay as they are while something stands in the log", () => {
    churn("ON", 5);
    db.exec("INSERT INTO inbox (who) VALUES (1)");
    expect(overwrite(path, pagesToOverwrite(path) ?? [])).toBe(false);
  });
});

describe("a page", () => {
  const page = () => {
    const bytes = Buffer.alloc(512);
    bytes.writeUInt8(13, 0);
    bytes.writeUInt16BE(1, 3); // one cell,
    bytes.writeUInt16BE(480, 5); // which begins here,
    bytes.writeUInt16BE(490, 8); // and a freeblock before it
    bytes.writeUInt16BE(480, 1);
    bytes.writeUInt16BE(10, 482);
    return bytes;
  };

  it("has a gap behind the pointers, and freeblocks", () => {
    expect(unusedOn(page(), 2, 512)).toEqual([
      [10, 480],
      [484, 490],
    ]);
  });

  it.each([
    ["is none of a tree", 0, 7],
    ["has a cell before its content", 8, 0],
    ["has more cells than room", 3, 2],
    ["has a freeblock before its content", 1, 0],
    ["has a freeblock that ends behind the page", 482, 100],
  ])("is left alone where it %s", (_, at, value) => {
    const bytes = page();
    bytes.writeUInt8(value, at);
    expect(unusedOn(bytes, 2, 512)).toBeUndefined();
  });
});
