/** Memories and timers: what an evaluation leaves for the next one. */

import type { Json, JsonObject } from "../../core/json.ts";
import type { MemoryChange } from "../../core/rule.ts";
import { type Instant, minute } from "../../core/time.ts";
import { absences, type Timer } from "../../core/timer.ts";
import { instantOf } from "../rows.ts";
import type { Database, NamedStatement } from "./connection.ts";

const select: NamedStatement = { name: "read-memory", text: "SELECT key, value, version FROM memory WHERE key = ANY($1::text[])" };

/**
 * Writes a memory only if it is unchanged since it was read. If one was changed, a division by zero rolls the transaction back. The first
 * version is the transaction's number, so a memory that was deleted and made again has another one.
 */
const write: NamedStatement = {
  name: "write-memory",
  text: `
    WITH wanted AS MATERIALIZED (
      SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) AS each (key, value, expires_at, version)),
    changed AS (
      UPDATE memory SET value = wanted.value, expires_at = wanted.expires_at, version = memory.version + 1 FROM wanted
      WHERE memory.key = wanted.key AND memory.version = wanted.version AND wanted.value IS NOT NULL RETURNING 1),
    added AS (
      INSERT INTO memory (key, value, expires_at, version)
      SELECT key, value, expires_at, pg_current_xact_id()::text::bigint FROM wanted WHERE version = 0 AND value IS NOT NULL
      ON CONFLICT (key) DO NOTHING RETURNING 1),
    removed AS (
      DELETE FROM memory USING wanted WHERE memory.key = wanted.key AND memory.version = wanted.version AND wanted.value IS NULL RETURNING 1)
    SELECT 1 / (CASE WHEN (SELECT count(*) FROM changed) + (SELECT count(*) FROM added) + (SELECT count(*) FROM removed)
      = (SELECT count(*) FROM wanted WHERE value IS NOT NULL OR version > 0) THEN 1 ELSE 0 END)`,
};

/** The SQLSTATE of a write to a changed memory. */
export const staleMemory = "22012";

export interface PostgresMemories {
  readonly values: ReadonlyMap<string, Json>;
  readonly versions: ReadonlyMap<string, number>;
}

export async function readMemories(db: Database, keys: readonly string[]): Promise<PostgresMemories> {
  const rows = keys.length === 0 ? [] : await db.run(select, [keys]);
  return {
    values: new Map(rows.map(({ key, value }) => [String(key), JSON.parse(String(value)) as Json])), // written by writeMemories
    versions: new Map(rows.map(({ key, version }) => [String(key), Number(version)])),
  };
}

/** Sends the statement. The transaction fails where it fails. */
export function writeMemories(db: Database, changes: ReadonlyMap<string, MemoryChange>, { versions }: PostgresMemories): void {
  if (changes.size === 0) return;
  const sorted = [...changes].sort(([a], [b]) => (a < b ? -1 : 1));
  void db.run(write, [
    sorted.map(([key]) => key),
    sorted.map(([, { value }]) => (value === undefined ? null : JSON.stringify(value))),
    sorted.map(([, { expiresAt }]) => coarse(expiresAt)),
    sorted.map(([key]) => versions.get(key) ?? 0),
  ]);
}

const findKept: NamedStatement = { name: "find-kept", text: "SELECT value FROM memory WHERE key = $1" };

/** One committed memory. */
export async function findMemory(db: Database, key: string): Promise<Json | undefined> {
  const [row] = await db.run(findKept, [key]);
  return row === undefined ? undefined : (JSON.parse(String(row.value)) as Json); // written by writeMemories
}

/** Later than every retention. */
const never = Number.MAX_SAFE_INTEGER;

const keepFirst: NamedStatement = {
  name: "keep-first",
  text: `INSERT INTO memory (key, value, expires_at, version) VALUES ($1, $2, ${never}, 1) ON CONFLICT (key) DO NOTHING`,
};

const keepInstead: NamedStatement = {
  name: "keep-instead",
  text: "UPDATE memory SET value = $2, version = version + 1 WHERE key = $1 AND value = $3",
};

/** Stores a text unless there is another than `instead`. Resolves with the stored one. */
export async function keep(db: Database, name: string, text: string, instead?: string): Promise<string> {
  await db.run(keepFirst, [`kept ${name}`, JSON.stringify(text)]);
  if (instead !== undefined) await db.run(keepInstead, [`kept ${name}`, JSON.stringify(text), JSON.stringify(instead)]);
  const [row] = await db.run(findKept, [`kept ${name}`]);
  return JSON.parse(String(row?.value)) as string; // written by `keepFirst`
}

/** Rounded up to the minute, so that a busy memory does not move in the expiry index with every event. */
function coarse(at: Instant): number {
  return Math.ceil(at / minute) * minute;
}

const setAll: NamedStatement = {
  name: "set-timers",
  text: `
    INSERT INTO timers (key, due_at, source, agent, session, payload)
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
    ON CONFLICT (key) DO UPDATE SET due_at = excluded.due_at, payload = excluded.payload`,
};

const cancelAll: NamedStatement = { name: "cancel-timers", text: "DELETE FROM timers WHERE key = ANY($1::text[])" };

/** Sends the statements that set and cancel timers. Of several for one key the last one counts. */
export function setTimers(db: Database, timers: readonly Timer[]): void {
  const last = [...new Map(timers.map((timer) => [timer.key, timer])).values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const cancelled = last.filter(({ dueAt }) => dueAt === undefined);
  const set = last.filter(({ dueAt }) => dueAt !== undefined);
  if (cancelled.length > 0) void db.run(cancelAll, [cancelled.map(({ key }) => key)]);
  if (set.length === 0) return;
  void db.run(setAll, [
    set.map(({ key }) => key),
    set.map(({ dueAt }) => dueAt ?? null),
    set.map(({ source }) => source),
    set.map(({ agent }) => agent),
    set.map(({ session }) => session ?? null),
    set.map(({ payload }) => JSON.stringify(payload)),
  ]);
}

/** A timer that an evaluation is moving is skipped, because it is not due any more. */
const takeDue: NamedStatement = {
  name: "take-due-timers",
  text: `
    DELETE FROM timers WHERE key IN (SELECT key FROM timers WHERE due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING key, due_at, source, agent, session, payload`,
};

/** The same for those that no event can cancel any more; see `fireTimers` of the store. */
const takeEarly: NamedStatement = {
  name: "take-early-timers",
  text: `
    DELETE FROM timers WHERE key IN (
      SELECT key FROM timers
      WHERE due_at <= $1 AND NOT (source = ANY ($4::text[]) AND split_part(key, ' ', 1) = ANY ($3::text[]))
        AND due_at < coalesce((SELECT min(received_at) FROM inbox WHERE seq IN
          (SELECT (SELECT pending.seq FROM pending WHERE pending.lane = lanes.lane ORDER BY pending.lane, pending.seq LIMIT 1) FROM lanes)), $1 + 1)
      ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING key, due_at, source, agent, session, payload`,
};

type DueTimer = Timer & { readonly dueAt: Instant };

/** Removes due timers and returns them, the earliest first. */
export async function takeDueTimers(db: Database, now: Instant, max: number): Promise<readonly DueTimer[]> {
  return timersOf(await db.run(takeDue, [now, max]));
}

/** The same for early ones. */
export async function takeEarlyTimers(db: Database, now: Instant, max: number, awaited: readonly string[]): Promise<readonly DueTimer[]> {
  return timersOf(await db.run(takeEarly, [now, max, absences, awaited]));
}

function timersOf(rows: Awaited<ReturnType<Database["run"]>>): readonly DueTimer[] {
  return rows
    .map((row) => ({
      key: String(row.key),
      dueAt: instantOf(row.due_at),
      source: String(row.source),
      agent: String(row.agent),
      session: row.session === null ? undefined : String(row.session),
      payload: JSON.parse(String(row.payload)) as JsonObject, // written by setTimers
    }))
    .sort((a, b) => a.dueAt - b.dueAt);
}
