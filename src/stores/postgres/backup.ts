/** A copy of a relay's tables as one file of compressed JSON lines. It is made while relays write, and restored into an empty database. */

import { createReadStream, createWriteStream, existsSync, rmSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import pg from "pg";
import { troubleOf } from "./connection.ts";
import { steps } from "./steps.ts";

export interface PostgresCopy {
  readonly url: string;
  readonly file: string;
  /** Called before each table. */
  readonly onTable?: (table: string, client: pg.Client) => Promise<void> | void;
}

export type PostgresCopied =
  | { readonly kind: "done"; readonly events: number }
  | { readonly kind: "missing" | "exists" | "damaged"; readonly detail: string }
  | { readonly kind: "newer"; readonly found: number }
  /** The database already has tables of a relay, or has none where it should. */
  | { readonly kind: "unsuited"; readonly detail: string }
  | { readonly kind: "unreachable"; readonly detail: string };

interface Head {
  readonly format: typeof format;
  readonly schema: number;
}

const format = "avatar-relay PostgreSQL backup 1";

/** Rows in memory at a time. */
const batch = 500;

/**
 * One consistent snapshot: all tables are read in one repeatable-read transaction, which blocks nobody. The file is written whole or not at
 * all.
 * Rejects with the error of the database or of the system.
 */
export function backUpPostgres({ url, file, onTable }: PostgresCopy): Promise<PostgresCopied> {
  if (existsSync(file)) return Promise.resolve({ kind: "exists", detail: `${file} is there already: name a new file` });
  return connected(url, async (client) => {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const schema = await schemaIn(client);
    if (schema === undefined) return { kind: "unsuited", detail: "the database has no tables of a relay" };
    const part = `${file}.part`;
    const counts = { inbox: 0 };
    try {
      const lines = Readable.from(linesOf(client, schema, { onTable, counts }));
      await pipeline(lines, createGzip({ level: 1 }), createWriteStream(part, { mode: 0o600 }));
      await settle(part, file);
    } finally {
      rmSync(part, { force: true });
    }
    return { kind: "done", events: counts.inbox };
  });
}

interface BackupReport {
  readonly onTable: PostgresCopy["onTable"];
  readonly counts: { inbox: number };
}

async function* linesOf(client: pg.Client, schema: number, { onTable, counts }: BackupReport): AsyncGenerator<string> {
  yield `${JSON.stringify({ format, schema } satisfies Head)}\n`;
  for (const table of await tablesIn(client)) {
    await onTable?.(table, client);
    yield `${JSON.stringify({ table })}\n`;
    await client.query(`DECLARE copied NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS row FROM ${quoted(table)} t`);
    for (;;) {
      const { rows } = await client.query<{ row: string }>(`FETCH ${batch} FROM copied`);
      if (rows.length === 0) break;
      if (table === "inbox") counts.inbox += rows.length;
      yield rows.map(({ row }) => `${row}\n`).join("");
    }
    await client.query("CLOSE copied");
  }
  const { rows } = await client.query(
    "SELECT sequencename AS sequence, last_value AS value FROM pg_sequences WHERE schemaname = current_schema()",
  );
  yield `${JSON.stringify({ sequences: rows, end: true })}\n`;
}

/** The file is on the disk before it gets its name. */
async function settle(part: string, file: string): Promise<void> {
  for (const [path, isLast] of [
    [part, false],
    [dirname(file), true],
  ] as const) {
    if (isLast) await rename(part, file);
    const handle = await open(path);
    await handle.sync();
    await handle.close();
  }
}

/** Restores a backup into a database without a relay's tables, in one transaction, so the result is whole or nothing. */
export function restorePostgres({ url, file, onTable }: PostgresCopy): Promise<PostgresCopied> {
  if (!existsSync(file)) return Promise.resolve({ kind: "missing", detail: `there is no file ${file}: is the path right?` });
  return connected(url, async (client) => {
    if ((await schemaIn(client)) !== undefined)
      return { kind: "unsuited", detail: "the database has tables of a relay already: name an empty database, or an empty schema in one" };
    await client.query("BEGIN");
    const put = new Putting(client, onTable);
    try {
      for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) await put.addLine(line);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return { kind: "damaged", detail: `${file} is no backup of a PostgreSQL, or not the whole of one` };
    }
    if (put.found !== undefined) return { kind: "newer", found: put.found };
    if (!put.isWhole) return { kind: "damaged", detail: `${file} is no backup of a PostgreSQL, or not the whole of one` };
    await client.query("COMMIT");
    return { kind: "done", events: put.events };
  });
}

/** Reads the lines: a header, then each table's name and its rows, and an end. */
class Putting {
  events = 0;
  isWhole = false;
  /** The schema of a later version. */
  found: number | undefined;
  readonly #client: pg.Client;
  readonly #onTable: PostgresCopy["onTable"];
  #begun = false;
  #table = "";
  #rows: string[] = [];

  constructor(client: pg.Client, onTable: PostgresCopy["onTable"]) {
    this.#client = client;
    this.#onTable = onTable;
  }

  async addLine(text: string): Promise<void> {
    if (this.found !== undefined) return;
    if (!this.#begun) return this.#begin(JSON.parse(text));
    if (text.startsWith('{"table":')) return this.#turnTo(JSON.parse(text).table);
    if (text.startsWith('{"sequences":')) return this.#end(JSON.parse(text).sequences);
    this.#rows.push(text);
    if (this.#rows.length >= batch) await this.#write();
  }

  async #begin(head: Partial<Head>): Promise<void> {
    const { schema = 0 } = head;
    if (head.format !== format) throw new SyntaxError("no backup");
    this.#begun = true;
    if (schema > steps.length) this.found = schema;
    else for (const { sql } of steps.slice(0, schema)) await this.#client.query(sql);
  }

  async #turnTo(table: string): Promise<void> {
    await this.#write();
    await this.#onTable?.(table, this.#client);
    this.#table = table;
    const create =
      "CREATE TABLE IF NOT EXISTS relay_schema (one boolean PRIMARY KEY DEFAULT true CHECK (one), version int NOT NULL, oldest int NOT NULL)";
    if (table === "relay_schema") await this.#client.query(create);
    await this.#client.query(`DELETE FROM ${quoted(table)}`); // the backup also contains what the steps have inserted
  }

  async #write(): Promise<void> {
    if (this.#rows.length === 0) return;
    const table = quoted(this.#table);
    const text = `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`;
    await this.#client.query(text, [`[${this.#rows.join(",")}]`]);
    if (this.#table === "inbox") this.events += this.#rows.length;
    this.#rows = [];
  }

  async #end(sequences: readonly { readonly sequence: string; readonly value: string | number | null }[]): Promise<void> {
    await this.#write();
    for (const { sequence, value } of sequences)
      if (value !== null) await this.#client.query("SELECT setval(quote_ident($1)::regclass, $2)", [sequence, value]);
    this.isWhole = true;
  }
}

/** The errors of reading a file that is no backup: zlib's and JSON's. */
function isUnreadable(error: unknown): boolean {
  return error instanceof SyntaxError || /^Z_/.test(String((error as { readonly code?: unknown }).code)); // Node's errors of zlib have one
}

async function tablesIn(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}

/** Undefined where no relay has made its tables. */
async function schemaIn(client: pg.Client): Promise<number | undefined> {
  if (!(await tablesIn(client)).includes("relay_schema")) return undefined;
  const { rows } = await client.query<{ version: number }>("SELECT version FROM relay_schema");
  return rows[0]?.version;
}

function quoted(name: string): string {
  return pg.escapeIdentifier(name);
}

/** Works on a connection of its own without a time limit. Uncommitted work ends with the connection. */
async function connected(url: string, work: (client: pg.Client) => Promise<PostgresCopied>): Promise<PostgresCopied> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, application_name: "avatar-relay backup" });
  client.on("error", () => {}); // the running query fails as well
  try {
    await client.connect();
    await client.query("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET client_min_messages = warning");
    return await work(client);
  } catch (error) {
    const { code } = error as { readonly code?: unknown }; // pg's errors and Node's have one
    if (troubleOf(error) === "other") throw error;
    return {
      kind: "unreachable",
      detail: `the database does not answer (${typeof code === "string" ? code : "no code"}): is the address right, does it run?`,
    };
  } finally {
    await client.end().catch(() => {});
  }
}
