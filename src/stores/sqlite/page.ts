/** A page of rows, the youngest first, in steps. However few of the rows match, no step reads more than a limited number. */

import type { Page } from "../../core/store.ts";
import type { Row } from "../rows.ts";
import { atMost, type Driver, type SqlValue } from "./driver.ts";
import { rowsAStep, type Stepwise } from "./steps.ts";

/** A condition and its value. */
export type Filter = readonly [string, ...SqlValue[]];

/** Where to read: an index that gives the rows in order, and its arguments. */
export interface Range {
  /** What is read instead of the paging's table, e.g. two joined tables. */
  readonly from?: string;
  /** The index's name; undefined for the table itself. */
  readonly index?: string;
  readonly where: readonly Filter[];
}

export interface Paging<Found> {
  readonly table: "inbox" | "outbox" | "incidents" | "conversations";
  /** The order of the rows; `seq` where it is left out. It is among the columns as `seq`. */
  readonly key?: string;
  readonly columns: string;
  readonly range: Range;
  /** Conditions for the rows of the range. */
  readonly filters: readonly Filter[];
  readonly limit: number;
  /** Rows with smaller numbers only. */
  readonly before: number;
  /** Rows with greater numbers only. */
  readonly after?: number;
  /** The most rows that are read for one page. A shorter page has a `next` to continue. All rows where it is left out. */
  readonly most?: number;
  readonly read: (row: Row) => Found;
  /** A condition that SQL cannot express. */
  readonly fits?: (found: Found) => boolean;
}

export const youngest = Number.MAX_SAFE_INTEGER;

export function* pageOf<Found>(db: Driver, paging: Paging<Found>): Stepwise<Page<Found>> {
  return pageFrom(yield* numberedPage(db, paging), paging.limit);
}

/** The same for several parts of a table, one after the other. */
export function* pageOfParts<Found>(db: Driver, parts: readonly Paging<Found>[], limit: number): Stepwise<Page<Found>> {
  const rows: Numbered<Found>[] = [];
  for (const part of parts) {
    const found = yield* numberedPage(db, { ...part, limit: limit - rows.length });
    rows.push(...found.rows);
    if (found.next !== undefined || rows.length > limit) return pageFrom({ rows, next: found.next }, limit);
  }
  return pageFrom({ rows, next: undefined }, limit);
}

interface Numbered<Found> {
  readonly seq: number;
  readonly found: Found;
}

interface NumberedPage<Found> {
  /** One more than the limit, where there is one. */
  readonly rows: readonly Numbered<Found>[];
  /** Where the unread rest begins. */
  readonly next: number | undefined;
}

function pageFrom<Found>({ rows, next }: NumberedPage<Found>, limit: number): Page<Found> {
  const shown = rows.slice(0, limit);
  const goesOnAt = rows.length > limit ? shown.at(-1)?.seq : next;
  return { rows: shown.map(({ found }) => found), next: goesOnAt === undefined ? undefined : String(goesOnAt) };
}

function* numberedPage<Found>(db: Driver, paging: Paging<Found>): Stepwise<NumberedPage<Found>> {
  const { limit, most = Number.POSITIVE_INFINITY } = paging;
  const rows: Numbered<Found>[] = [];
  let before: number | undefined = paging.before;
  let looked = 0;
  for (let size = limit + 1; before !== undefined && rows.length <= limit; size = Math.min(4 * size, rowsAStep)) {
    const lowest = lowestOf(db, paging, before, size);
    const wanted = paging.fits === undefined ? limit + 1 - rows.length : size;
    rows.push(...numbered(paging, matching(db, paging, { before, lowest: lowest ?? 0, most: wanted })));
    before = lowest;
    looked += size;
    if (before === undefined || rows.length > limit) break;
    if (looked >= most) return { rows, next: before };
    yield;
  }
  return { rows, next: undefined };
}

function numbered<Found>({ read, fits }: Paging<Found>, rows: readonly Row[]): readonly Numbered<Found>[] {
  const all = rows.map((row) => ({ seq: Number(row.seq), found: read(row) }));
  return fits === undefined ? all : all.filter(({ found }) => fits(found));
}

/** What the search for rows needs. */
type Looking = Omit<Paging<unknown>, "read" | "fits">;

function sourceOf({ table, range: { index, from } }: Pick<Paging<unknown>, "table" | "range">): string {
  return from ?? `${table} ${index === undefined ? "NOT INDEXED" : `INDEXED BY ${index}`}`;
}

/** The number of the last row of the next step; undefined where there are fewer rows. */
function lowestOf(db: Driver, paging: Looking, before: number, size: number): number | undefined {
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

function matching(db: Driver, paging: Looking, { before, lowest, most }: Window): readonly Row[] {
  const { after = 0, range, filters, columns, key = "seq" } = paging;
  const { sql, values } = all([...range.where, [`${key} < ?`, before], [`${key} >= ?`, Math.max(lowest, after + 1)], ...filters]);
  return db.prepare(`SELECT ${columns} FROM ${sourceOf(paging)} WHERE ${sql} ORDER BY ${key} DESC ${atMost}`).all(...values, most);
}

function all(filters: readonly Filter[]): { readonly sql: string; readonly values: readonly SqlValue[] } {
  return { sql: filters.map(([sql]) => `(${sql})`).join(" AND "), values: filters.flatMap(([, ...values]) => values) };
}

/** The `next` of the page before. */
export function positionOf(before: string | undefined): number {
  return before === undefined ? youngest : Number(before);
}

/** The conditions with a value, and those that need none. */
export function given(filters: readonly (readonly [string, string | number | undefined])[]): readonly Filter[] {
  return filters.flatMap(([sql, value]) => (value === undefined ? [] : [sql.includes("?") ? [sql, value] : [sql]]));
}
