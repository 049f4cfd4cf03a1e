/** Opens the embedded store: one folder, one process. */

import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Failpoint } from "../../core/failpoint.ts";
import type { Store } from "../../core/store.ts";
import { type Duration, type Elapsed, second } from "../../core/time.ts";
import { type Folder, openDataFolder, whyUnusable } from "../data-folder.ts";
import { failingDisk, fullDisk, systemTroubleOf } from "../system-trouble.ts";
import { type Driver, loadDriver, NoEngine, type OpenDriver, troubleOf } from "./driver.ts";
import type { Checkpointer } from "./files/checkpoints.ts";
import type { Overwriter } from "./files/erase.ts";
import { watchFiles } from "./files/files.ts";
import { lockFolder } from "./files/lock.ts";
import { migrate, schemaVersion } from "./schema.ts";
import { createSqliteStore, type Fatal } from "./store.ts";

export type { Fatal } from "./store.ts";

export interface OpenOptions {
  /** The folder of the database, which is made where it does not exist. */
  readonly folder: string;
  readonly pid: number;
  readonly failpoint?: Failpoint;
  /** How long to wait for a database that another program holds. */
  readonly busyTimeout?: Duration;
  /** Opens a process that overwrites unused bytes of the file at a path. Without it, a small database is written again as a whole. */
  readonly openOverwriter?: (path: string) => Overwriter;
  /** Opens a thread that makes the checkpoints of the file at a path. Without it, nothing is answered during a checkpoint. */
  readonly openCheckpointer?: (path: string) => Checkpointer;
  /** Called with the reason why checkpoints are made without that thread. */
  readonly fellBack?: (detail: string) => void;
  /** The time that has passed, by a clock that nobody can set. */
  readonly elapsed?: Elapsed;
  /** Called where the process has to end because the disk cannot be trusted any more. */
  readonly fatal: (why: Fatal, error: unknown) => void;
}

export type OpenedSqlite =
  | { readonly kind: "opened"; readonly store: Store }
  | { readonly kind: "locked"; readonly pid: number | undefined }
  | { readonly kind: "damaged"; readonly detail: string }
  | (Folder & { readonly kind: "unusable" })
  | {
      readonly kind: "unsuited";
      readonly code: "E_SQLITE_MISSING" | "E_SQLITE_TOO_OLD" | "E_SCHEMA_NEWER" | "E_DATA_MOVED";
      readonly detail: string;
    };

/** Marks a folder whose data was moved. */
export const movedFile = "relay.moved";

export const databaseFile = "relay.db";

/** A start serves nobody meanwhile. */
const usualBusyTimeout: Duration = 10 * second;

/** Older ones can lose committed data (sqlite.org/wal.html#walresetbug). */
const oldestSqlite = "3.51.3";

/** Opens the store of a folder. The result says why it cannot; it rejects only for a bug. */
export async function openSqliteStore(options: OpenOptions): Promise<OpenedSqlite> {
  const engine = await loadEngine();
  if (engine.kind !== "engine") return engine;
  const { folder } = options;
  const usable = openDataFolder(folder);
  if (usable.kind === "unusable") return usable;
  const moved = join(folder, movedFile);
  if (existsSync(moved)) {
    const detail = `what was in ${folder} was moved to a PostgreSQL: start with --database, or remove ${moved} to go back to what was here then`;
    return { kind: "unsuited", code: "E_DATA_MOVED", detail };
  }
  try {
    return openLocked(engine.open, options);
  } catch (error) {
    return whyNot(error, folder);
  }
}

type Engine = { readonly kind: "engine"; readonly open: OpenDriver } | (OpenedSqlite & { readonly kind: "unsuited" });

async function loadEngine(): Promise<Engine> {
  try {
    return { kind: "engine", open: await loadDriver() };
  } catch (error) {
    if (!(error instanceof NoEngine)) throw error;
    return { kind: "unsuited", code: "E_SQLITE_MISSING", detail: error.message };
  }
}

/** Throws the error of the database or of the system. */
function openLocked(open: OpenDriver, options: OpenOptions): OpenedSqlite {
  const { folder, pid, busyTimeout = usualBusyTimeout } = options;
  const locking = lockFolder(open, folder, pid);
  if (locking.kind === "taken") return { kind: "locked", pid: locking.pid };
  try {
    const readied = ready(open, join(folder, databaseFile), busyTimeout);
    if (readied.kind === "ready") return { kind: "opened", store: storeOn(readied.db, locking.lock, options) };
    locking.lock.close();
    return readied;
  } catch (error) {
    locking.lock.close();
    throw error;
  }
}

function storeOn(db: Driver, lock: Driver, { folder, failpoint = () => {}, fellBack = () => {}, ...options }: OpenOptions): Store {
  const { fatal, elapsed, openOverwriter, openCheckpointer } = options;
  const path = join(folder, databaseFile);
  const store = createSqliteStore({
    ...{ db, lock, failpoint, fatal, fellBack, elapsed, log: `${path}-wal`, knowledge: join(folder, "knowledge") },
    openOverwriter: openOverwriter && (() => openOverwriter(path)),
    openCheckpointer: openCheckpointer && (() => openCheckpointer(path)),
  });
  return onWatchedFiles(store, path, fatal);
}

/** Without its files nothing that is accepted could be found again. */
function onWatchedFiles(store: Store, path: string, fatal: OpenOptions["fatal"]): Store {
  const stop = watchFiles(path, (why) =>
    fatal(
      "damaged",
      new Error(`${why} while the relay ran: put it back, or a backup, then start again; an empty database is made where there is none`),
    ),
  );
  return {
    ...store,
    close() {
      stop();
      return store.close();
    },
  };
}

/** The result for an error of the disk or for the operator; rejects with any other error. */
function whyNot(error: unknown, folder: string): OpenedSqlite {
  const path = join(folder, databaseFile);
  switch (troubleOf(error)) {
    case "corrupt":
      return { kind: "damaged", detail: `${path}: ${(error as Error).message}` };
    case "full":
      return { kind: "unusable", trouble: fullDisk, path: folder };
    case "io":
      return { kind: "unusable", trouble: whyUnusable(folder, databaseFile).trouble.isDisk ? fullDisk : failingDisk, path: folder };
    case "unopened":
      return whyUnusable(folder, databaseFile);
    case "busy":
      return { kind: "locked", pid: undefined };
    default: {
      const trouble = systemTroubleOf(error);
      if (trouble === undefined) throw error;
      return { kind: "unusable", trouble, path: folder };
    }
  }
}

type Readied = { readonly kind: "ready"; readonly db: Driver } | Exclude<OpenedSqlite, { kind: "opened" | "locked" | "unusable" }>;

function ready(open: OpenDriver, path: string, busyTimeout: Duration): Readied {
  if (!existsSync(path) && existsSync(`${path}.restored`))
    return { kind: "damaged", detail: `a restore into ${path} was interrupted: run it again` };
  if (!existsSync(path)) create(open, path, busyTimeout);
  if (statSync(path).size === 0) return { kind: "damaged", detail: `${path} is empty, and was not when it was made` };
  let db: Driver | undefined;
  try {
    db = configured(open(path), busyTimeout);
    const refusal = unsuited(db);
    if (refusal !== undefined) db.close();
    return refusal ?? { kind: "ready", db };
  } catch (error) {
    db?.close();
    if (troubleOf(error) !== "corrupt") throw error;
    return { kind: "damaged", detail: `${path}: ${(error as Error).message}` };
  }
}

/** Made beside its place and moved there whole, so that an empty file is always a damaged one. */
function create(open: OpenDriver, path: string, busyTimeout: Duration): void {
  const draft = `${path}.new`;
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${draft}${suffix}`, { force: true });
  const db = configured(open(draft), busyTimeout);
  migrate(db);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
  const file = openSync(draft, "r");
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, path);
}

/**
 * One connection writes. While the store is open, its commits wait for the disk outside SQLite (files/log-sync.ts). Deleted data is overwritten
 * (with FAST, freed pages would keep their texts).
 */
function configured(db: Driver, busyTimeout: Duration): Driver {
  db.exec(`
    PRAGMA busy_timeout = ${busyTimeout};
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA cache_size = -32768;
    PRAGMA temp_store = MEMORY;
  `);
  return db;
}

function unsuited(db: Driver): Exclude<Readied, { kind: "ready" }> | undefined {
  const version = String(db.prepare("SELECT sqlite_version() AS version").get()?.version);
  if (isOlder(version, oldestSqlite)) {
    const detail = `SQLite ${version} can lose committed data; ${oldestSqlite} or later is needed: install better-sqlite3@12.9.0 or a newer Node`;
    return { kind: "unsuited", code: "E_SQLITE_TOO_OLD", detail };
  }
  const migration = migrate(db);
  if (migration.kind === "current") return undefined;
  const detail = `the data was written by a later version (schema ${migration.found}, this one knows ${schemaVersion}): start that version, or restore a backup`;
  return { kind: "unsuited", code: "E_SCHEMA_NEWER", detail };
}

function isOlder(version: string, than: string): boolean {
  const [left, right] = [version, than].map((each) => each.split(".").map(Number));
  const differing = left?.findIndex((part, index) => part !== right?.[index]) ?? -1;
  return differing >= 0 && (left?.[differing] ?? 0) < (right?.[differing] ?? 0);
}
