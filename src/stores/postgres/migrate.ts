/** Brings the tables up to date, and separates programs that need different tables. */

import { type Duration, second } from "../../core/time.ts";
import type { Database } from "./connection.ts";
import { type SchemaStep, schemaVersion, steps } from "./steps.ts";

export type Migrated =
  | { readonly kind: "current" }
  /** Programs of this schema and later ones may work on it. This program is older. */
  | { readonly kind: "newer"; readonly oldest: number };

const migrations = "hashtext('avatar-relay ' || current_schema())";
/**
 * With a schema's number: shared by every connection of a relay with that schema, and exclusive for a change of what that relay relies on.
 */
const residence = "hashtext('avatar-relay residence ' || current_schema())";

/** An old relay notices within two seconds that it has to end, and ends within ten more. After this long it hangs. */
const goWithin: Duration = 30 * second;

export interface MigrationPlan {
  readonly steps: readonly SchemaStep[];
  readonly goWithin: Duration;
}

/**
 * Each step is a transaction, and one process runs it at a time. A schema of a later version is used where it says that this version
 * still can, so replicas of two versions run side by side during an upgrade.
 */
export async function migrate(db: Database, plan: MigrationPlan = { steps, goWithin }): Promise<Migrated> {
  await db.say("SET statement_timeout = 0; SET lock_timeout = 0");
  await db.say(`SELECT pg_advisory_lock(${migrations})`);
  try {
    await db.say(
      "CREATE TABLE IF NOT EXISTS relay_schema (one boolean PRIMARY KEY DEFAULT true CHECK (one), version int NOT NULL, oldest int NOT NULL)",
    );
    const [row] = await db.say("SELECT version, oldest FROM relay_schema");
    const oldest = Number(row?.oldest ?? 0);
    if (oldest > plan.steps.length) return { kind: "newer", oldest };
    await takeSteps(db, plan, { version: Number(row?.version ?? 0), oldest });
    return { kind: "current" };
  } finally {
    await db.say(`SELECT pg_advisory_unlock_all()`).catch(() => {}); // they end with the connection
  }
}

async function takeSteps(db: Database, plan: MigrationPlan, found: { readonly version: number; readonly oldest: number }): Promise<void> {
  const missing = plan.steps.slice(found.version);
  const oldest = Math.max(found.oldest, ...missing.map((step) => step.oldest));
  if (found.version > 0 && missing.length > 0) await sendAway(db, oldest, plan.goWithin);
  for (const [index, step] of missing.entries()) await db.say(stepped(step, found.version + index + 1));
}

/**
 * Several statements in one message are one transaction (postgresql.org/docs/current/protocol-flow.html, "Multiple Statements in a Simple
 * Query").
 */
function stepped({ sql, oldest }: SchemaStep, version: number): string {
  return `${sql}; INSERT INTO relay_schema (version, oldest) VALUES (${version}, ${oldest})
    ON CONFLICT (one) DO UPDATE SET version = excluded.version, oldest = greatest(relay_schema.oldest, excluded.oldest)`;
}

const lookEach: Duration = 100;

/**
 * Tells programs that are older than `oldest` to end, and waits until none of their connections is left. From then on no program writes
 * that does
 * not know the next schema, and none starts, even if this process dies in the middle. The next start of this version then continues.
 */
async function sendAway(db: Database, oldest: number, goWithin: Duration): Promise<void> {
  await db.say(`UPDATE relay_schema SET oldest = ${oldest}`);
  const until = performance.now() + goWithin;
  for (let schema = 1; schema < oldest; schema += 1) {
    for (;;) {
      const [row] = await db.say(`SELECT pg_try_advisory_lock(${residence}, ${schema}) AS alone`);
      if (row?.alone === true) break;
      if (performance.now() > until) await cutOff(db, schema);
      await new Promise((resolve) => setTimeout(resolve, lookEach));
    }
  }
}

/** A program that hangs would block for ever. When it continues, its connections are closed and it gets no new ones. */
async function cutOff(db: Database, schema: number): Promise<void> {
  await db.say(`
    SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 2 AND classid::bigint = (${residence}::bigint & 4294967295) AND objid::bigint = ${schema}
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()`);
}

/** Called when a later version has taken the database over: the process has to end. */
export type Superseded = (oldest: number) => void;

/**
 * Runs first on each connection of a relay, so that no table that it relies on is changed. Rejects where a later version refuses this one.
 */
export async function reside(db: Database, superseded: Superseded): Promise<void> {
  const [lock] = await db.say(`SELECT pg_try_advisory_lock_shared(${residence}, ${schemaVersion}) AS held`);
  const [row] = await db.say("SELECT oldest FROM relay_schema"); // read after the lock is held, so it does not change
  const oldest = Number(row?.oldest);
  if (oldest > schemaVersion) superseded(oldest);
  else if (lock?.held === true) return;
  throw new NotReachable();
}

/** To the relay the database is down: it accepts nothing and loses nothing. */
class NotReachable extends Error {
  override readonly name = "NoPlace";
  readonly code = "57P03"; // cannot_connect_now
  constructor() {
    super("the tables are being changed for a later version");
  }
}

/** What to do where a later version has taken the database over. */
export function newer(oldest: number): string {
  return `the database belongs to a later version (schema ${oldest} or later, this one knows ${schemaVersion}): start that version, or restore a backup`;
}
