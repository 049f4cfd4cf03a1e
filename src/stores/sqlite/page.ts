/** A page of rows, the youngest first, found in steps: however few of the rows match, no step looks at more than some. */

import type { Page } from "../../core/store.ts";
import type { Row } from "../rows.ts";
import type { Driver, Value } from "./driver.ts";
import { rowsAStep, type Stepwise } from "./steps.ts";

/** A condition and its value. */
export type Filter = readonly [string, ...Value[]];

/** Where to look: an index that gives the rows in their order, and what it is asked for. */
export interface Range {
  /** What is looked through instead of the paging's table, e.g. two tables joined. */
  readonly from?: string;
  /** The index's name; undefined for the table itself. */
  readonly index?: string;
  readonly where: readonly Filter[];
}

export interface Paging<Found> {
  readonly table: "inbox" | "outbox" | "incidents" | "conversations";
  /** By what the rows are ordered; `seq` where it is left out. It is among the columns as `seq`. */
  readonly key?: string;
  readonly columns: string;
  readonly range: Range;
  /** What the rows of the range have to be. */
  readonly filters: readonly Filter[];
  readonly limit: number;
  /** Rows with smaller numbers only. */
  readonly before: number;
  /** Rows with greater numbers only. */
  readonly after?: number;
  /** So many rows are looked at for one page; then it is shorter, and its `next` goes on. All that there are where it is left out. */
  readonly most?: number;
  readonly read: (row: Row) => Found;
}

export const youngest = Number.MAX_SAFE_INTEGER;

export function* pageOf<Found>(db: Driver, paging: Paging<Found>): Stepwise<Page<Found>> {
  const { limit, read, most = Number.POSITIVE_INFINITY } = paging;
  const rows: Row[] = [];
  let before: number | undefined = paging.before;
  let looked = 0;
  for (let size = limit + 1; before !== undefined && rows.length <= limit; size = Math.min(4 * size, rowsAStep)) {
    const lowest = lowestOf(db, paging, before, size);
    rows.push(...matching(db, paging, { before, lowest: lowest ?? 0, most: limit + 1 - rows.length }));
    before = lowest;
    looked += size;
    if (before !== undefined && rows.length <= limit && looked >= most) return { rows: rows.map(read), next: String(before) };
    if (before !== undefined && rows.length <= limit) yield;
  }
  const shown = rows.slice(0, limit);
  return { rows: shown.map(read), next: rows.length > limit ? String(shown.at(-1)?.seq) : undefined };
}

function sourceOf({ table, range: { index, from } }: Pick<Paging<unknown>, "table" | "range">): string {
  return from ?? `${table} ${index === undefined ? "NOT INDEXED" : `INDEXED BY ${index}`}`;
}

/** The number of the last row of the next step; undefined where there are no more than that. */
function lowestOf(db: Driver, paging: Paging<unknown>, before: number, size: number): number | undefined {
  const { after = 0, range, key = "seq" } = paging;
  const { sql, values } = all([...range.where, [`${key} < ?`, before], [`${key} > ?`, after]]);
  const text = `SELECT ${key} AS seq FROM ${sourceOf(paging)} WHERE ${sql} ORDER BY ${key} DESC LIMIT 1 OFFSET ?`;
  const row = db.prepare(text).get(...values, size - 1);
  return row === undefined ? undefined : Number(row.seq);
}

interface Window {
  readonly before: number;
  readonly lowest: number;
  readonly most: number;
}

function matching(db: Driver, paging: Paging<unknown>, { before, lowest, most }: Window): readonly Row[] {
  const { after = 0, range, filters, columns, key = "seq" } = paging;
  const { sql, values } = all([...range.where, [`${key} < ?`, before], [`${key} >= ?`, Math.max(lowest, after + 1)], ...filters]);
  return db.prepare(`SELECT ${columns} FROM ${sourceOf(paging)} WHERE ${sql} ORDER BY ${key} DESC LIMIT ?`).all(...values, most);
}

function all(filters: readonly Filter[]): { readonly sql: string; readonly values: readonly Value[] } {
  return { sql: filters.map(([sql]) => `(${sql})`).join(" AND "), values: filters.flatMap(([, ...values]) => values) };
}
