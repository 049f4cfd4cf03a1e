/** Memories: what an evaluation leaves for the next one. Everything here runs inside a transaction of the writer. */

import type { Json } from "../../core/json.ts";
import type { MemoryChange } from "../../core/rule.ts";
import { type Instant, minute } from "../../core/time.ts";
import type { Driver } from "./driver.ts";

/** The size of the cache, so that a busy session's memory is not read and parsed for each message. */
const atHand = 20_000;

export interface Memories {
  read(keys: readonly string[]): ReadonlyMap<string, Json>;
  write(changes: ReadonlyMap<string, MemoryChange>): void;
  /** Called after the commit, with the written memories. */
  keep(changes: ReadonlyMap<string, MemoryChange>): void;
  /** Called after other code has deleted rows. */
  drop(): void;
}

export function createMemories(db: Driver): Memories {
  const select = db.prepare("SELECT value FROM memory WHERE key = ?");
  // Most memories change without a new place in the expiry index, which is then not written.
  const change = db.prepare("UPDATE memory SET value = ? WHERE key = ? AND expires_at = ?");
  const upsert = db.prepare(`
    INSERT INTO memory (key, value, expires_at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`);
  const remove = db.prepare("DELETE FROM memory WHERE key = ?");
  const recent = new Map<string, Json>();

  function readOne(key: string): Json | undefined {
    const known = recent.get(key);
    if (known !== undefined) return known;
    const row = select.get(key);
    return row === undefined ? undefined : (JSON.parse(String(row.value)) as Json); // written by `write`
  }

  function writeOne(key: string, value: string, expiresAt: number): void {
    const changed = recent.has(key) && Number(change.run(value, key, expiresAt).changes) === 1;
    if (!changed) upsert.run(key, value, expiresAt);
  }

  function remember(key: string, value: Json): void {
    recent.delete(key);
    recent.set(key, value);
    if (recent.size <= atHand) return;
    const [oldest] = recent.keys();
    if (oldest !== undefined) recent.delete(oldest);
  }

  return {
    read(keys) {
      const found = new Map<string, Json>();
      for (const key of keys) {
        const value = readOne(key);
        if (value !== undefined) found.set(key, value);
      }
      return found;
    },
    write(changes) {
      for (const [key, { value, expiresAt }] of changes) {
        if (value === undefined) remove.run(key);
        else writeOne(key, JSON.stringify(value), coarse(expiresAt));
      }
    },
    keep(changes) {
      for (const [key, { value }] of changes) {
        if (value === undefined) recent.delete(key);
        else remember(key, value);
      }
    },
    drop: () => recent.clear(),
  };
}

/** Reads single committed memories beside the evaluations. */
export function createMemoryReader(db: Driver): (key: string) => Json | undefined {
  const select = db.prepare("SELECT value FROM memory WHERE key = ?");
  return (key) => {
    const row = select.get(key);
    return row === undefined ? undefined : (JSON.parse(String(row.value)) as Json); // written by `write`
  };
}

/** Later than any clock, so such a row is never pruned. */
const never = 8_640_000_000_000_000;

/** Texts that are stored for good: memories that no event changes. */
export interface KeyValues {
  find(name: string): string | undefined;
  /** Stores it unless there is one already. Returns the stored one. */
  keep(name: string, text: string, instead?: string): string;
}

export function createKeyValues(db: Driver): KeyValues {
  const insert = db.prepare(`INSERT INTO memory (key, value, expires_at) VALUES (?, ?, ${never}) ON CONFLICT (key) DO NOTHING`);
  const update = db.prepare("UPDATE memory SET value = ? WHERE key = ? AND value = ?");
  const select = db.prepare("SELECT value FROM memory WHERE key = ?");

  function find(name: string): string | undefined {
    const row = select.get(`kept ${name}`);
    return row === undefined ? undefined : (JSON.parse(String(row.value)) as string); // written by `keep`
  }

  return {
    find,
    keep(name, text, instead) {
      insert.run(`kept ${name}`, JSON.stringify(text));
      if (instead !== undefined) update.run(JSON.stringify(text), `kept ${name}`, JSON.stringify(instead));
      return find(name) ?? text;
    },
  };
}

/** Rounded up to the minute, so that a busy memory does not move in the expiry index with every event. */
function coarse(at: Instant): number {
  return Math.ceil(at / minute) * minute;
}
