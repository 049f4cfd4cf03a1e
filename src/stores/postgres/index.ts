/** Opens the shared store: one database, many processes. */

import type { Failpoint } from "../../core/failpoint.ts";
import type { Clock } from "../../core/time.ts";
import { type Database, type DatabaseAddress, DatabaseConnection, troubleOf, usualTimeouts } from "./connection.ts";
import type { Serves } from "./heartbeat.ts";
import { migrate, newer } from "./migrate.ts";
import { unfinishedMove } from "./schema.ts";
import { createPostgresStore, type SharedStore } from "./store.ts";

export interface OpenPostgresOptions {
  /** postgres://user:password@host:port/database; `?options=-c search_path=name` for a schema of its own. */
  readonly url: string;
  readonly clock: Clock;
  readonly serves?: Serves;
  readonly failpoint?: Failpoint;
  readonly address?: Omit<DatabaseAddress, "url">;
  /**
   * A later version has taken the database over. Nothing can be stored any more, and the process has to end. Called once, with what to do.
   */
  readonly superseded?: (detail: string) => void;
}

export type OpenedPostgres =
  | ({ readonly kind: "opened" } & SharedStore)
  | { readonly kind: "unreachable"; readonly detail: string }
  | {
      readonly kind: "unsuited";
      readonly code: "E_POSTGRES_TOO_OLD" | "E_POSTGRES_NOT_DURABLE" | "E_SCHEMA_NEWER" | "E_MIGRATION_UNFINISHED";
      readonly detail: string;
    };

/** The oldest supported version (postgresql.org/support/versioning). */
const oldestPostgres = 14;

/** Opens the store of a database, and makes its tables where there are none. `detail` never contains the URL, which has a password. */
export async function openPostgresStore(options: OpenPostgresOptions): Promise<OpenedPostgres> {
  const { url, clock, serves = { evaluate: true, deliver: true }, failpoint = () => {} } = options;
  const superseded = once((oldest: number) => options.superseded?.(`E_SCHEMA_NEWER: ${newer(oldest)}`));
  const address = { ...(options.address ?? usualTimeouts), url };
  try {
    const refusal = (await readied(address)) ?? (await unfinished(address));
    return refusal ?? { kind: "opened", ...(await createPostgresStore({ address: address, clock, serves, failpoint, superseded })) };
  } catch (error) {
    if (troubleOf(error) === "other") throw error;
    return { kind: "unreachable", detail: detailOf(error) };
  }
}

function once<Value>(call: (value: Value) => void): (value: Value) => void {
  let isReported = false;
  return (value) => {
    if (isReported) return;
    isReported = true;
    call(value);
  };
}

function detailOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return typeof code === "string" ? `${code}${/^[0-9A-Z]{5}$/.test(code) ? `: ${String(message)}` : ""}` : String(message);
}

type Unsuited = OpenedPostgres & { readonly kind: "unsuited" };

/** Checks the server and brings its tables up to date. Rejects with the database's own error. */
function readied(address: DatabaseAddress): Promise<Unsuited | undefined> {
  // Making an index on a large table takes time.
  return withConnection({ ...address, workWithin: 3_600_000 }, async (db) => (await unsuited(db)) ?? (await migrated(db)));
}

/** The same for a move; trouble comes as words. */
export async function readyPostgres(address: DatabaseAddress): Promise<{ readonly detail: string } | undefined> {
  try {
    return await readied(address);
  } catch (error) {
    if (troubleOf(error) === "other") throw error;
    return { detail: `the database does not let us in (${detailOf(error)})` };
  }
}

function unfinished(address: DatabaseAddress): Promise<Unsuited | undefined> {
  return withConnection(address, async (db) => {
    const rows = await db.say(`SELECT 1 FROM marks WHERE name = '${unfinishedMove}'`);
    if (rows.length === 0) return undefined;
    const detail = "data is being moved into this database, and not all of it is there: let `avatar-relay migrate` finish, or run it again";
    return { kind: "unsuited", code: "E_MIGRATION_UNFINISHED", detail };
  });
}

async function withConnection<Result>(address: DatabaseAddress, work: (db: Database) => Promise<Result>): Promise<Result> {
  const connection = new DatabaseConnection({ address: address, name: "migration" });
  try {
    return await connection.use(work);
  } finally {
    await connection.close();
  }
}

async function unsuited(db: Database): Promise<Unsuited | undefined> {
  const [row] = await db.say("SELECT current_setting('server_version_num')::int AS version, current_setting('fsync') AS fsync");
  const version = Math.floor(Number(row?.version) / 10_000);
  if (version < oldestPostgres) {
    const detail = `PostgreSQL ${version} is not supported: ${oldestPostgres} or later is needed`;
    return { kind: "unsuited", code: "E_POSTGRES_TOO_OLD", detail };
  }
  if (row?.fsync === "on") return undefined;
  const detail = "the server runs with fsync = off, so what it has accepted is lost with the next power cut: switch it on";
  return { kind: "unsuited", code: "E_POSTGRES_NOT_DURABLE", detail };
}

async function migrated(db: Database): Promise<Unsuited | undefined> {
  const migration = await migrate(db);
  if (migration.kind === "current") return undefined;
  return { kind: "unsuited", code: "E_SCHEMA_NEWER", detail: newer(migration.oldest) };
}
