/** Reads the embedded database a range at a time, beside a relay that may be running on it. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Driver, OpenDriver, SqlValue, Statement } from "../sqlite/driver.ts";
import { schemaVersion } from "../sqlite/schema.ts";
import { asStored, type Cell, type Family, type MovedTable } from "./tables.ts";

export type Rows = readonly (readonly Cell[])[];

/** The key in the source's form, which PostgreSQL may not be able to store. */
export interface TablePage {
  readonly rows: Rows;
  readonly last: string | number | undefined;
}

/** An event that waits for its evaluation. */
export interface WaitingRows {
  readonly seq: number;
  readonly session: string | undefined;
  readonly agent: string;
  readonly tries: number;
}

export type SourceOpening =
  | { readonly kind: "opened"; readonly source: MoveSource }
  | { readonly kind: "refused"; readonly problem: string };

/** Opens the database of a data folder for reading. */
export function openSource(open: OpenDriver, folder: string): SourceOpening {
  const path = join(folder, "relay.db");
  if (!existsSync(path)) return { kind: "refused", problem: `there is no ${path}: is --data right?` };
  const db = open(path, { readOnly: true });
  const found = Number(db.prepare("PRAGMA user_version").get()?.user_version);
  if (found === schemaVersion) return { kind: "opened", source: new MoveSource(db) };
  db.close();
  const problem = `${path} has schema ${found}, and this version knows ${schemaVersion}: start the relay once with this version first`;
  return { kind: "refused", problem };
}

export class MoveSource {
  readonly #db: Driver;
  readonly #statements = new Map<string, Statement>();

  constructor(db: Driver) {
    this.#db = db;
  }

  /** Rows whose key is above `after` and at most `upTo`. */
  range(table: MovedTable, after: number, upTo: number): Rows {
    return this.#select(table, `${table.key} > ? AND ${table.key} <= ?`, [after, upTo]).rows;
  }

  /** The next rows after a key, and the key to continue from. */
  page(table: MovedTable, after: string | number, limit: number): TablePage {
    return this.#select(table, `${table.key} > ?`, [after, limit], "LIMIT ?");
  }

  #select({ name, key, columns, ties }: MovedTable, where: string, values: SqlValue[], end = ""): TablePage {
    const names = columns.map(([column]) => (column === "version" && name === "memory" ? "1 AS version" : column));
    const order = ties === undefined ? key : `${key}, ${ties[0]}`;
    const found = this.#prepared(`SELECT ${names.join(", ")} FROM ${name} WHERE ${where} ORDER BY ${order} ${end}`).all(...values);
    const last = found.at(-1)?.[key];
    return {
      rows: found.map((row) => columns.map(([column, type]) => asStored(row[column], type))),
      last: typeof last === "string" || typeof last === "number" ? last : undefined,
    };
  }

  /** Undefined where something in the range still waits, so that the range will change. */
  fingerprint({ fingerprint }: Family, after: number, upTo: number): string | undefined {
    const row = this.#prepared(fingerprint).get(after, upTo);
    return Number(row?.moving) > 0 ? undefined : String(row?.mark);
  }

  last({ name, key }: MovedTable): number {
    return Number(this.#prepared(`SELECT coalesce(max(${key}), 0) AS last FROM ${name}`).get()?.last);
  }

  count({ name }: MovedTable): number {
    return Number(this.#prepared(`SELECT count(*) AS n FROM ${name}`).get()?.n);
  }

  totals(): Readonly<Record<string, number>> {
    const row = this.#prepared("SELECT * FROM totals").get() ?? {};
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
  }

  waiting(after: number, limit: number): readonly WaitingRows[] {
    const sql = `
      SELECT seq, session, agent, tries FROM inbox WHERE seq > max(?, (SELECT evaluated_to FROM totals)) AND status = 1 ORDER BY seq LIMIT ?`;
    return this.#prepared(sql)
      .all(after, limit)
      .map(({ seq, session, agent, tries }) => ({
        seq: Number(seq),
        session: session === null ? undefined : String(session),
        agent: String(agent),
        tries: Number(tries),
      }));
  }

  #prepared(sql: string): Statement {
    const known = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }

  close(): void {
    this.#db.close();
  }
}
