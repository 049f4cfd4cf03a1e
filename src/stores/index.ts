/** Opens the store that the settings name: the embedded file, or a PostgreSQL that many processes share. */

import { join } from "node:path";
import type { Clock } from "../core/time.ts";
import type { OpenedPostgres } from "./postgres/index.ts";
import type { Serves } from "./postgres/presence.ts";
import { databaseFile, type Opened as OpenedSqlite, type OpenOptions, openSqliteStore } from "./sqlite/index.ts";

export interface StoreOptions extends OpenOptions {
  /** postgres://…; the file in `folder` where there is none. */
  readonly database?: string;
  readonly clock: Clock;
  /** The database is no longer this program's: it has to end. Told once, with what to do. */
  readonly superseded: (why: string) => void;
  /** What this process does of the work that is shared. */
  readonly serves: Serves;
}

/** The embedded database of a data folder. */
export function databaseIn(folder: string): string {
  return join(folder, databaseFile);
}

export type Opened = OpenedSqlite | OpenedPostgres;

/** A database that starts with us is waited for. */
const patience = { tries: 10, each: 1_000 };

export async function openStore({ database, clock, serves, crossing, superseded, ...embedded }: StoreOptions): Promise<Opened> {
  const crossed = crossing === undefined ? {} : { crossing };
  if (database === undefined) return openSqliteStore({ ...embedded, ...crossed });
  const { openPostgresStore } = await import("./postgres/index.ts");
  for (let left = patience.tries; ; left -= 1) {
    const opened = await openPostgresStore({ url: database, clock, serves, superseded, ...crossed });
    if (opened.kind !== "unreachable" || left <= 1) return opened;
    await new Promise((resolve) => setTimeout(resolve, patience.each));
  }
}
