/** Opens the store of the settings: the embedded file, or a PostgreSQL that many processes share. */

import { join } from "node:path";
import pRetry from "p-retry";
import type { Clock } from "../core/time.ts";
import type { Serves } from "./postgres/heartbeat.ts";
import type { OpenedPostgres } from "./postgres/index.ts";
import { databaseFile, type OpenedSqlite, type OpenOptions, openSqliteStore } from "./sqlite/index.ts";

export interface StoreOptions extends OpenOptions {
  /** postgres://…; without it the file in `folder`. */
  readonly database?: string;
  readonly clock: Clock;
  /** A later version has taken the database over, so this process has to end. Called once, with what to do. */
  readonly superseded: (why: string) => void;
  /** The part of the shared work that this process does. */
  readonly serves: Serves;
}

/** The embedded database of a data folder. */
export function databaseIn(folder: string): string {
  return join(folder, databaseFile);
}

export type Opened = OpenedSqlite | OpenedPostgres;

/** Waits for a database that starts at the same time. */
const retries = {
  retries: 9,
  minTimeout: 1_000,
  factor: 1,
  shouldRetry: ({ error }: { readonly error: Error }) => error instanceof Unreached,
};

/** Carries the reason why a database could not be reached to the next try. */
class Unreached extends Error {
  readonly opened: OpenedPostgres;
  constructor(opened: OpenedPostgres) {
    super("the database cannot be reached");
    this.opened = opened;
  }
}

function reached(opened: OpenedPostgres): OpenedPostgres {
  if (opened.kind === "unreachable") throw new Unreached(opened);
  return opened;
}

export async function openStore({ database, clock, serves, failpoint, superseded, ...embedded }: StoreOptions): Promise<Opened> {
  const crossed = failpoint === undefined ? {} : { failpoint };
  if (database === undefined) return openSqliteStore({ ...embedded, ...crossed });
  const { openPostgresStore } = await import("./postgres/index.ts");
  const open = () => openPostgresStore({ url: database, clock, serves, superseded, ...crossed });
  return pRetry(async () => reached(await open()), retries).catch(async (error: unknown) => {
    if (error instanceof Unreached) return error.opened;
    throw error;
  });
}
