/** Rows and the statements that insert them. Pure. */

import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { toWellFormed } from "../../text/cut.ts";

/** A value as it is sent: a text in the notation of its column's type. */
export type ColumnValue = string | null;

/** A table, and the written columns, the key's first. */
export interface InsertTarget {
  /** As written in SQL. */
  readonly table: string;
  readonly columns: readonly string[];
}

/** A name of a table or column, as users write it: plain letters, with a schema before it or not. */
export const tableName = /^[A-Za-z_][\w$]{0,62}(\.[A-Za-z_][\w$]{0,62})?$/;
export const columnName = /^[A-Za-z_][\w$]{0,62}$/;

/** Names keep their case: PostgreSQL folds names without quotes. */
export function quoted(name: string): string {
  return name
    .split(".")
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join(".");
}

/** The columns of the relay's own table. */
const ownColumns = {
  key: "text PRIMARY KEY",
  event: "text NOT NULL",
  rule: "text NOT NULL",
  type: "text NOT NULL",
  agent: "text NOT NULL",
  session: "text",
  occurred_at: "timestamptz",
  body: "jsonb NOT NULL",
  cleaned: "boolean NOT NULL",
} as const;

export const ownTarget = (table: string): InsertTarget => ({ table, columns: Object.keys(ownColumns) });

export function creation({ table }: InsertTarget): string {
  const columns = Object.entries(ownColumns).map(([name, type]) => `${quoted(name)} ${type}`);
  return `CREATE TABLE IF NOT EXISTS ${quoted(table)} (${columns.join(", ")})`;
}

/** Parameters of one statement (PostgreSQL documentation, appendix K). */
const mostParameters = 65_535;

/** The rows in order, in as few statements as possible. */
export function portions<Row>(rows: readonly Row[], { columns }: InsertTarget): readonly (readonly Row[])[] {
  const size = Math.floor(mostParameters / columns.length);
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => rows.slice(index * size, (index + 1) * size));
}

/** Inserts this many rows. A row with an existing key stays unchanged. */
export function insertion({ table, columns }: InsertTarget, rows: number): string {
  const row = (index: number) => `(${columns.map((_, column) => `$${index * columns.length + column + 1}`).join(", ")})`;
  const [key = ""] = columns;
  const values = Array.from({ length: rows }, (_, index) => row(index)).join(", ");
  return `INSERT INTO ${quoted(table)} (${columns.map(quoted).join(", ")}) VALUES ${values} ON CONFLICT (${quoted(key)}) DO NOTHING`;
}

/** A queued row of the relay's own table. */
export function ownRow(key: string, row: JsonObject): readonly ColumnValue[] {
  const cleaned = clean(row);
  const isCleaned = String(JSON.stringify(cleaned) !== JSON.stringify(row));
  return [
    key,
    ...["event", "rule", "type", "agent", "session", "at"].map((name) => written(at(cleaned, name))),
    JSON.stringify(at(cleaned, "body")),
    isCleaned,
  ];
}

/** A queued row of a table of the user's, in the order of its columns. */
export function mappedRow(key: string, row: JsonObject, columns: readonly string[]): readonly ColumnValue[] {
  const cleaned = clean(row);
  return [key, ...columns.map((name) => written(at(cleaned, name)))];
}

function at(row: Json, name: string): Json {
  return isJsonObject(row) ? (row[name] ?? null) : null;
}

/** PostgreSQL reads it by the column's type; lists and objects are for JSON columns. */
function written(value: Json): ColumnValue {
  if (value === null || typeof value === "string") return value;
  return JSON.stringify(value);
}

/** PostgreSQL accepts neither NUL nor half a character, and would refuse the row for ever. U+FFFD replaces them. */
function clean(value: Json): Json {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [cleanText(name), clean(item)]));
}

function cleanText(text: string): string {
  return toWellFormed(text).replaceAll("\u0000", "\ufffd");
}
