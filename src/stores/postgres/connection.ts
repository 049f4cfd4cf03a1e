/** One connection to PostgreSQL that reconnects. Pieces of work run one after the other, and each ends or is cut off. */

import type { Duplex } from "node:stream";
import pg from "pg";
import type { Duration } from "../../core/time.ts";
import type { Row } from "../rows.ts";
import { arrayTypes, binaryArray, withoutNul } from "./arrays.ts";

export type Param = string | number | boolean | null | Uint8Array | readonly (string | number | boolean | null | Uint8Array)[];

/** A named statement. PostgreSQL parses and plans it once for each connection. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/** Runs statements in order, without waiting for the answer to the one before. */
export interface Database {
  run(statement: NamedStatement, values?: readonly Param[]): Promise<readonly Row[]>;
  /** For statements without values that need no plan: BEGIN, COMMIT, SET. */
  say(text: string): Promise<readonly Row[]>;
}

/** The address of the database, and the time limits. */
export interface DatabaseAddress {
  readonly url: string;
  /** The time limit for connecting. */
  readonly connectWithin: Duration;
  /** The time limit for a piece of work. After it the connection is closed. */
  readonly workWithin: Duration;
}

export const usualTimeouts: Omit<DatabaseAddress, "url"> = { connectWithin: 3_000, workWithin: 8_000 };

export interface DatabaseConnectionOptions {
  readonly address: DatabaseAddress;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  /** Runs first on every new connection. */
  readonly setUp?: (db: Database) => Promise<void>;
  /** A notification arrived (LISTEN). */
  readonly notified?: (payload: string) => void;
  /** The connection was lost, or could not be made. */
  readonly lost?: (error: unknown) => void;
}

/** The pause after a failed connection before the next try. */
const restFor: Duration = 200;

/**
 * The server's own limits, in case this process hangs: a stopped or disconnected process loses its locks within ten seconds.
 * Plans are made once and use indexes, because a plan for an empty table would scan it when it is full.
 */
const guards = `
  SET idle_in_transaction_session_timeout = '10s'; SET lock_timeout = '6s'; SET statement_timeout = '30s';
  SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SET tcp_user_timeout = '10s';
  SET client_min_messages = warning; SET jit = off; SET plan_cache_mode = force_generic_plan;
  SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off`;

/** int8 as a number: every one is a time in milliseconds, a sequence number or a count. */
const types = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    return oid === 20 ? Number : pg.types.getTypeParser(oid, format as "text"); // its two overloads differ only in the format
  },
} as pg.CustomTypesConfig;

interface Open {
  readonly client: pg.Client;
  readonly db: Database;
}

export class DatabaseConnection {
  readonly #options: DatabaseConnectionOptions;
  #open: Open | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #restUntil = 0;
  #whyBroken: unknown;
  #closed = false;

  constructor(options: DatabaseConnectionOptions) {
    this.#options = options;
  }

  /** Runs a piece of work after those before it. Rejects with the database's own error. The next piece makes a lost connection again. */
  use<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(() => this.#perform(work));
    this.#last = turn.catch(() => {}); // the caller gets the error
    return turn;
  }

  /** All or nothing. Statements that `work` did not await run before the commit, and their failure rolls back. */
  transact<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
    return this.use(async (db) => {
      const { noted, all, cause } = noting(db);
      try {
        void noted.say("BEGIN");
        const result = await work(noted);
        void noted.say("COMMIT");
        await Promise.all(all);
        return result;
      } catch (error) {
        await db.say("ROLLBACK").catch(() => {}); // the connection is lost, and the transaction with it
        throw cause(error);
      }
    });
  }

  async #perform<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
    const { client, db } = await this.#connected();
    const cut = setTimeout(() => this.#drop(client, new Error("the database did not answer in time")), this.#options.address.workWithin);
    try {
      return await work(db);
    } catch (error) {
      if (isConnectionLost(error)) this.#drop(client, error);
      throw error;
    } finally {
      clearTimeout(cut);
    }
  }

  async #connected(): Promise<Open> {
    if (this.#open !== undefined) return this.#open;
    if (this.#closed) throw new Error("the store is closed");
    if (performance.now() < this.#restUntil) throw this.#whyBroken;
    try {
      this.#open = await this.#connect();
      return this.#open;
    } catch (error) {
      this.#whyBroken = error;
      this.#restUntil = performance.now() + restFor;
      this.#options.lost?.(error);
      throw error;
    }
  }

  async #connect(): Promise<Open> {
    const { address: place, name, setUp, notified } = this.#options;
    const client = new pg.Client({
      connectionString: place.url,
      application_name: `avatar-relay ${name}`,
      connectionTimeoutMillis: place.connectWithin,
      keepAlive: true,
      pipeline: true,
      types,
    });
    client.on("error", (error) => this.#drop(client, error)); // without a listener a lost idle connection would end the process
    client.on("notification", ({ payload }) => notified?.(payload ?? ""));
    const late = setTimeout(() => destroy(client), 2 * place.connectWithin);
    try {
      await client.connect();
      await client.query(guards);
      const db = databaseOf(client);
      await setUp?.(db);
      return { client, db };
    } catch (error) {
      destroy(client);
      throw error;
    } finally {
      clearTimeout(late);
    }
  }

  #drop(client: pg.Client, error: unknown): void {
    destroy(client);
    if (this.#open?.client !== client) return;
    this.#open = undefined;
    this.#options.lost?.(error);
  }

  async close(): Promise<void> {
    await this.#last;
    this.#closed = true;
    const open = this.#open;
    this.#open = undefined;
    await open?.client.end();
  }
}

/** The socket, which pg itself also uses to end a hung pipeline. */
function streamOf(client: pg.Client): Duplex {
  return (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection.stream;
}

/** Every running statement fails now. */
function destroy(client: pg.Client): void {
  streamOf(client).destroy();
}

/** Statements of one turn are sent in one packet: each packet costs a system call here and wakes the server. */
function databaseOf(client: pg.Client): Database {
  const stream = streamOf(client);
  const types = new Map<string, ReadonlyMap<number, string>>();
  let isHeld = false;

  function hold(): void {
    if (isHeld) return;
    isHeld = true;
    stream.cork();
    process.nextTick(() => {
      isHeld = false;
      stream.uncork();
    });
  }

  function typesOf({ name, text }: NamedStatement): ReadonlyMap<number, string> {
    const known = types.get(name) ?? arrayTypes(text);
    if (name !== "") types.set(name, known); // statements without a name differ
    return known;
  }

  async function ask(query: pg.QueryConfig): Promise<readonly Row[]> {
    hold();
    const { rows } = await client.query(query);
    return rows as readonly Row[];
  }

  return {
    run: (statement, values = []) => ask({ ...statement, values: storable(values, typesOf(statement)) as unknown[] }), // pg only reads them
    say: (text) => ask({ text }),
  };
}

interface Noting {
  readonly noted: Database;
  readonly all: readonly Promise<unknown>[];
  /** The first failure, for an error that only says that something failed before. */
  readonly cause: (error: unknown) => unknown;
}

/** in_failed_sql_transaction: an earlier statement failed. */
const consequence = "25P02";

/** The same database, which remembers its running statements. */
function noting(db: Database): Noting {
  const all: Promise<unknown>[] = [];
  let first: unknown;
  function note<Answer>(asked: Promise<Answer>): Promise<Answer> {
    asked.catch((error: unknown) => {
      first ??= error; // the commit waits for it
    });
    all.push(asked);
    return asked;
  }
  return {
    noted: { run: (statement, values) => note(db.run(statement, values)), say: (text) => note(db.say(text)) },
    all,
    cause: (error) => ((error as { code?: unknown }).code === consequence ? (first ?? error) : error),
  };
}

/** A buffer is sent unchanged: bytes, and arrays in their binary form. */
function storable(values: readonly Param[], types: ReadonlyMap<number, string>): readonly unknown[] {
  return values.map((value, index) => {
    if (typeof value === "string") return withoutNul(value);
    if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return Array.isArray(value) ? binaryArray(types.get(index + 1) ?? "", value) : value;
  });
}

/** The kind of an error, by SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html) or by Node's code. */
export type PostgresTrouble = "full" | "down" | "busy" | "again" | "other";

const byState: readonly (readonly [string, PostgresTrouble])[] = [
  ["53100", "full"], // disk_full
  ["53", "busy"], // out of memory, too many connections
  ["40", "again"], // serialization_failure, deadlock_detected
  ["55P03", "again"], // lock_not_available
  ["08", "down"],
  ["57P", "down"], // shutting down, starting up
  ["25P03", "down"], // idle_in_transaction_session_timeout
  ["25006", "down"], // a standby, which only reads
  ["28", "down"],
  ["3D000", "down"],
  ["57014", "busy"], // statement_timeout
  ["58", "down"],
];

export function troubleOf(error: unknown): PostgresTrouble {
  const { code } = error as { code?: unknown };
  if (typeof code !== "string") return isConnectionLost(error) ? "down" : "other";
  if (!/^[0-9A-Z]{5}$/.test(code)) return "down"; // ECONNREFUSED and similar
  return byState.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "other";
}

/** pg gives these as plain errors with these words (client.js of pg 8.23). */
const lostWords = /connection (terminated|error|ended)|not queryable|did not answer in time|stream|closed|timeout expired/i;

function isConnectionLost(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === "string" && /^(57P0|25P03|08)/.test(code)) return true;
  if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return false;
  return (typeof code === "string" && /^E[A-Z]/.test(code)) || lostWords.test(String(message));
}
