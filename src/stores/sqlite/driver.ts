/** SQLite behind four calls: `node:sqlite` where Node has it (22.13 and later), otherwise `better-sqlite3`. */

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { otherAt } from "../../plain-file.ts";
import type { Row } from "../rows.ts";

export type SqlValue = string | number | bigint | Uint8Array | null;

export interface Statement {
  run(...values: SqlValue[]): { readonly changes: number | bigint };
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
}

export interface Driver {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** Opens a file, and makes it where it does not exist unless `readOnly`. Throws SQLite's own errors; see `codeOf`. */
export type OpenDriver = (path: string, options?: { readonly readOnly?: boolean }) => Driver;

/** No SQLite can be loaded: this Node has none, and none is installed beside the program, or it does not run. */
export class NoEngine extends Error {
  constructor(what: string, cause: unknown) {
    super(`${what}, or run on Node 22.13 or later, which has its own`, { cause });
  }
}

/**
 * After a SELECT: a parameter for the number of rows. With a bare parameter SQLite plans the statement again at each run, which takes 10 to
 * 20 µs.
 */
export const atMost = "LIMIT ?+0";

/**
 * SQLite waits for another program's lock by sleeping, which blocks the whole process. So each try is short, and the
 * writer waits between tries without it.
 */
export const shortWait = "PRAGMA busy_timeout = 10";

/** Loads the engine that this Node has. Rejects with a sentence that says what to do where there is none. */
export async function loadDriver(): Promise<OpenDriver> {
  if (hasNodeSqlite(process.versions.node)) {
    const { DatabaseSync } = await (import(nodeSqlite) as Promise<NodeSqlite>).catch(absent); // documented shape, Node >= 22.13
    return (path, options) => closedOnce(new DatabaseSync(fileAt(path), { readOnly: options?.readOnly === true }));
  }
  const { default: Database } = await loadBetterSqlite().catch(absent);
  try {
    new Database(":memory:").close(); // its native part is loaded with the first database
  } catch (cause) {
    throw new NoEngine(
      "better-sqlite3 does not load (its install script was not run, or it was built for another Node): npm rebuild better-sqlite3",
      cause,
    );
  }
  return (path, options) => new Database(fileAt(path), { readonly: options?.readOnly === true }) as unknown as Driver; // its Statement has the same three calls
}

/** SQLite would block on a named pipe. */
function fileAt(path: string): string {
  const other = otherAt(path);
  if (other !== undefined) throw new OtherThanFile(path, other);
  return path;
}

/** Something that is no file is at the path of a database. Its code is one of the operating system's. */
class OtherThanFile extends Error {
  readonly code = "EISDIR";

  constructor(path: string, other: string) {
    super(`${path} is ${other}`);
  }
}

/** The installed one, otherwise the one that a clone keeps in native/ (scripts/sqlite.mjs). */
function loadBetterSqlite(): Promise<BetterSqlite> {
  return import("better-sqlite3").catch((cause: unknown) => {
    try {
      const path = createRequire(new URL("../../../native/package.json", import.meta.url)).resolve("better-sqlite3");
      return import(pathToFileURL(path).href) as Promise<BetterSqlite>; // the same package from another folder
    } catch {
      throw cause;
    }
  });
}

interface BetterSqlite {
  readonly default: new (path: string, options?: { readonly readonly: boolean }) => Pick<Driver, "close">;
}

function absent(cause: unknown): never {
  throw new NoEngine("no SQLite engine: install one (npm install better-sqlite3@12.9.0; in a clone: node scripts/sqlite.mjs)", cause);
}

/** A variable, because the types of Node 20 do not know the module. */
const nodeSqlite: string = "node:sqlite";

interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: { readonly readOnly: boolean }) => Driver;
}

/** Closing it twice is no error, as with better-sqlite3. */
function closedOnce(db: Driver): Driver {
  let isOpen = true;
  return {
    exec: (sql) => db.exec(sql),
    prepare: (sql) => db.prepare(sql),
    close() {
      if (isOpen) db.close();
      isOpen = false;
    },
  };
}

function hasNodeSqlite(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

/** The kind of an SQLite error, by the names of its result codes (sqlite.org/rescode.html). */
export type SqliteTrouble = "full" | "io" | "corrupt" | "busy" | "unopened" | "other";

/** Primary result codes, as node:sqlite gives them in `errcode`. */
const primaryCodes: Readonly<Record<number, SqliteTrouble>> = {
  3: "unopened",
  5: "busy",
  6: "busy",
  8: "unopened",
  10: "io",
  11: "corrupt",
  13: "full",
  14: "unopened",
  26: "corrupt",
};

const prefixes: readonly (readonly [string, SqliteTrouble])[] = [
  ["SQLITE_FULL", "full"],
  ["SQLITE_IOERR", "io"],
  ["SQLITE_CORRUPT", "corrupt"],
  ["SQLITE_NOTADB", "corrupt"],
  ["SQLITE_BUSY", "busy"],
  ["SQLITE_LOCKED", "busy"],
  ["SQLITE_PERM", "unopened"],
  ["SQLITE_READONLY", "unopened"],
  ["SQLITE_CANTOPEN", "unopened"],
];

/** The trouble in an error of either engine. */
export function troubleOf(error: unknown): SqliteTrouble {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (typeof errcode === "number") return primaryCodes[errcode & 0xff] ?? "other";
  return prefixes.find(([prefix]) => typeof code === "string" && code.startsWith(prefix))?.[1] ?? "other";
}
