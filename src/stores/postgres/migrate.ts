/** Brings the tables up to date, and keeps apart programs that cannot work on the same ones. */

import { type Duration, second } from "../../core/time.ts";
import type { Database } from "./connection.ts";
import { type SchemaStep, schemaVersion, steps } from "./steps.ts";

export type Migrated =
  | { readonly kind: "current" }
  /** Programs of this schema and later ones may work on it; ours is older. */
  | { readonly kind: "newer"; readonly oldest: number };

const migrations = "hashtext('avatar-relay ' || current_schema())";
/** With a schema's number: shared by every connection of a relay of that schema; alone it is held by who changes what that relay relies on. */
const residence = "hashtext('avatar-relay residence ' || current_schema())";

/** An old relay sees within two seconds that it has to go, and ends within ten more. After this long it hangs. */
const goWithin: Duration = 30 * second;

export interface MigrationPlan {
  readonly steps: readonly SchemaStep[];
  readonly goWithin: Duration;
}

/**
 * Each step in a transaction of its own, one process at a time. A schema that a later version has made is used where it says that this
 * one still can: so replicas of two versions run side by side during an upgrade.
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
    await db.say(`SELECT pg_advisory_unlock_all()`).catch(() => {}); // they go with the connection
  }
}

async function takeSteps(db: Database, plan: MigrationPlan, found: { readonly version: number; readonly oldest: number }): Promise<void> {
  const missing = plan.steps.slice(found.version);
  const oldest = Math.max(found.oldest, ...missing.map((step) => step.oldest));
  if (found.version > 0 && missing.length > 0) await sendAway(db, oldest, plan.goWithin);
  for (const [index, step] of missing.entries()) await db.say(stepped(step, found.version + index + 1));
}

/** Several statements in one message are one transaction (postgresql.org/docs/current/protocol-flow.html, "Multiple Statements in a Simple Query"). */
function stepped({ sql, oldest }: SchemaStep, version: number): string {
  return `${sql}; INSERT INTO relay_schema (version, oldest) VALUES (${version}, ${oldest})
    ON CONFLICT (one) DO UPDATE SET version = excluded.version, oldest = greatest(relay_schema.oldest, excluded.oldest)`;
}

const lookEach: Duration = 100;

/**
 * Tells programs that are older than `oldest` to end, and waits until no connection of any is left: from then on nobody writes who does
 * not know what comes. None starts any more either, also where we die in the middle: then the next start of our version goes on.
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

/** What hangs would hold its place for ever; when it wakes, its connections are gone and it gets no others. */
async function cutOff(db: Database, schema: number): Promise<void> {
  await db.say(`
    SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 2 AND classid::bigint = (${residence}::bigint & 4294967295) AND objid::bigint = ${schema}
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()`);
}

/** Told when a later version has taken the database over: the process has to end. */
export type Superseded = (oldest: number) => void;

/** Runs first on each connection of a relay: no table is changed under it that it relies on. Rejects where a later version says that it may not. */
export async function reside(db: Database, superseded: Superseded): Promise<void> {
  const [lock] = await db.say(`SELECT pg_try_advisory_lock_shared(${residence}, ${schemaVersion}) AS held`);
  const [row] = await db.say("SELECT oldest FROM relay_schema"); // read after the lock is held: it stays so
  const oldest = Number(row?.oldest);
  if (oldest > schemaVersion) superseded(oldest);
  else if (lock?.held === true) return;
  throw new NotReachable();
}

/** To the relay the database is down: it takes nothing on, and loses nothing. */
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
