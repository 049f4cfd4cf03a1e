/** A table to insert rows into. */

import type { Pool, PoolClient, PoolConfig } from "pg";
import type { Outcome } from "../../core/delivery.ts";
import { type Duration, second } from "../../core/time.ts";
import type { AddressGuard } from "../../net/address-guard.ts";
import { guardedSocket } from "../../net/guarded-socket.ts";
import { trusting } from "../../net/trust.ts";
import { isAboutRow, outcomeOf } from "./outcome.ts";
import { type ColumnValue, creation, type InsertTarget, insertion, portions, quoted } from "./rows.ts";

export interface TableSettings {
  readonly url: string;
  readonly target: InsertTarget;
  /** Whether the relay makes the table. */
  readonly own: boolean;
  readonly connections: number;
  readonly timeout: Duration;
  readonly guard: AddressGuard;
  /** An authority's certificate (PEM): the connection then uses TLS, and the server's certificate is verified. */
  readonly ca?: string | undefined;
}

export interface Table {
  /** Inserts the rows; an outcome for each, in their order. */
  insert(rows: readonly (readonly ColumnValue[])[], signal: AbortSignal): Promise<readonly Outcome[]>;
  close(): Promise<void>;
}

/** Nothing is connected before the first row. */
export async function openTable(settings: TableSettings): Promise<Table> {
  const { target, own } = settings;
  const pool = await openPool(settings);
  let isThere = !own;

  async function insert(rows: readonly (readonly ColumnValue[])[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const client = await pool.connect();
    const cut = () => client.release(true);
    if (signal.aborted) cut();
    signal.addEventListener("abort", cut, { once: true });
    try {
      signal.throwIfAborted();
      if (!isThere) await create(client, target);
      isThere = true;
      const outcomes: Outcome[] = [];
      for (const portion of portions(rows, target)) outcomes.push(...(await insertAll(client, target, portion)));
      return outcomes;
    } finally {
      signal.removeEventListener("abort", cut);
      if (!signal.aborted) client.release();
    }
  }

  return {
    async insert(rows, signal) {
      try {
        signal.throwIfAborted();
        return await untilAborted(insert(rows, signal), signal);
      } catch (error) {
        const outcome = outcomeOf(error, signal);
        if (outcome === undefined) throw error;
        return rows.map(() => outcome);
      }
    },
    close: () => pool.end(),
  };
}

async function openPool({ url, connections, timeout, guard, ca }: TableSettings): Promise<Pool> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    ...connectionTo(url, ca),
    max: connections,
    connectionTimeoutMillis: 5 * second,
    query_timeout: timeout,
    idleTimeoutMillis: 30 * second,
    application_name: "avatar-relay",
    stream: () => guardedSocket(guard),
  });
  // The caller gets the error, or the connection is made again. An event without a listener would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => void client.on("error", () => undefined));
  return pool;
}

/** The URL's settings for TLS would override `ssl`. */
const tlsParameters = ["ssl", "sslmode", "sslrootcert", "uselibpqcompat"];

function connectionTo(url: string, ca: string | undefined): Pick<PoolConfig, "connectionString" | "ssl"> {
  if (ca === undefined) return { connectionString: url };
  const plain = new URL(url);
  for (const name of tlsParameters) plain.searchParams.delete(name);
  return { connectionString: plain.href, ssl: trusting(ca) };
}

/** The pool cannot stop waiting for a connection. */
async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error); // what aborts it is an error
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    work.catch(() => undefined); // it was given up
  }
}

/** Another replica may make it at the same moment; then it exists. */
async function create(client: PoolClient, target: InsertTarget): Promise<void> {
  const { rows } = await client.query<{ readonly there: boolean }>("SELECT to_regclass($1) IS NOT NULL AS there", [quoted(target.table)]);
  if (rows[0]?.there === true) return;
  try {
    await client.query(creation(target));
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== "23505" && code !== "42P07") throw error;
  }
}

/** All in one statement. Where one row is to blame, in halves until it is found. */
async function insertAll(client: PoolClient, target: InsertTarget, rows: readonly (readonly ColumnValue[])[]): Promise<readonly Outcome[]> {
  try {
    await client.query(insertion(target, rows.length), rows.flat());
    return rows.map(() => ({ kind: "delivered" }));
  } catch (error) {
    if (!isAboutRow(error)) throw error;
    if (rows.length === 1) return rows.map(() => refusal(error));
    const middle = Math.ceil(rows.length / 2);
    return [...(await insertAll(client, target, rows.slice(0, middle))), ...(await insertAll(client, target, rows.slice(middle)))];
  }
}

function refusal(error: unknown): Outcome {
  const outcome = outcomeOf(error, new AbortController().signal);
  if (outcome === undefined) throw error;
  return outcome;
}
