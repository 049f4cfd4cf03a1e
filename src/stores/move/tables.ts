/** What is moved: the tables of both stores, column by column, and a text form of a row for comparing two copies. */

import { createHash } from "node:crypto";

export type Cell = string | number | boolean | Uint8Array | null;

export interface MovedTable {
  readonly name: string;
  /** Rows are moved in its order, a range at a time. */
  readonly key: string;
  /** Column and its type in PostgreSQL. */
  readonly columns: readonly (readonly [string, ColumnType])[];
  /** The order of rows with the same key, in the source and in the target. */
  readonly ties?: readonly [string, string];
}

export type ColumnType = "bigint" | "integer" | "smallint" | "text" | "boolean" | "bytea";

const inbox: MovedTable = {
  name: "inbox",
  key: "seq",
  columns: [
    ["seq", "bigint"],
    ["id", "text"],
    ["status", "smallint"],
    ["source", "text"],
    ["type", "text"],
    ["agent", "text"],
    ["session", "text"],
    ["received_at", "bigint"],
    ["event", "text"],
    ["reason", "text"],
    ["detail", "text"],
    ["raw", "bytea"],
  ],
};

const evaluations: MovedTable = {
  name: "evaluations",
  key: "seq",
  columns: [
    ["seq", "bigint"],
    ["version", "text"],
    ["trace", "text"],
    ["conversation", "text"],
    ["reading", "text"],
  ],
};

/** They are derived from the others, and are made anew after a move. */
export const projections = ["conversations", "conversation_rules", "emptied", "event_index", "findings", "said"] as const;

const outbox: MovedTable = {
  name: "outbox",
  key: "seq",
  columns: [
    ["seq", "bigint"],
    ["id", "text"],
    ["key", "text"],
    ["event", "text"],
    ["rule", "text"],
    ["dest", "text"],
    ["thread", "text"],
    ["mode", "smallint"],
    ["urgent", "boolean"],
    ["state", "smallint"],
    ["due_at", "bigint"],
    ["attempts", "integer"],
    ["fence", "integer"],
    ["lease_until", "bigint"],
    ["settled_at", "bigint"],
    ["reason", "text"],
    ["detail", "text"],
    ["reference", "text"],
    ["progress", "text"],
    ["unsure", "boolean"],
    ["redriven", "boolean"],
    ["body", "text"],
    ["first_due", "bigint"],
  ],
};

const attempts: MovedTable = {
  name: "attempts",
  key: "delivery",
  ties: ["rowid", "n"],
  columns: [
    ["delivery", "bigint"],
    ["at", "bigint"],
    ["took", "bigint"],
    ["kind", "text"],
    ["reason", "text"],
    ["detail", "text"],
  ],
};

/** Tables of one family share a numbering, and are moved together. */
export interface Family {
  readonly leader: MovedTable;
  readonly tables: readonly MovedTable[];
  /** Changes with every change of rows in a range (`?` to `?`), except of rows that still wait. */
  readonly fingerprint: string;
}

export const families: readonly Family[] = [
  {
    leader: inbox,
    tables: [inbox, evaluations],
    fingerprint: `
      SELECT count(*) || ' ' || total(status * inbox.seq) || ' ' || count(evaluations.seq) AS mark,
        count(*) FILTER (WHERE status = 1 AND evaluations.seq IS NULL) AS moving
      FROM inbox LEFT JOIN evaluations ON evaluations.seq = inbox.seq WHERE inbox.seq > ? AND inbox.seq <= ?`,
  },
  {
    leader: outbox,
    tables: [outbox, attempts],
    fingerprint: `
      SELECT count(*) || ' ' || total(state * seq) || ' ' || total(fence) || ' ' || total(attempts) || ' ' || total(settled_at) || ' ' || total(redriven) AS mark,
        count(*) FILTER (WHERE state IN (0, 1, 4)) AS moving
      FROM outbox WHERE seq > ? AND seq <= ?`,
  },
];

/** Tables that are moved whole, when nothing changes them any more. */
export const wholes: readonly MovedTable[] = [
  {
    name: "memory",
    key: "key",
    columns: [
      ["key", "text"],
      ["value", "text"],
      ["expires_at", "bigint"],
      ["version", "bigint"],
    ],
  },
  {
    name: "timers",
    key: "key",
    columns: [
      ["key", "text"],
      ["due_at", "bigint"],
      ["source", "text"],
      ["agent", "text"],
      ["session", "text"],
      ["payload", "text"],
    ],
  },
  {
    name: "rules",
    key: "version",
    columns: [
      ["version", "text"],
      ["text", "text"],
      ["at", "bigint"],
    ],
  },
  {
    name: "incidents",
    key: "seq",
    columns: [
      ["seq", "bigint"],
      ["id", "text"],
      ["rule", "text"],
      ["grouping", "text"],
      ["session", "text"],
      ["state", "text"],
      ["version", "integer"],
      ["owner", "text"],
      ["opened_at", "bigint"],
      ["updated_at", "bigint"],
      ["body", "text"],
    ],
  },
  {
    name: "figures",
    key: "id",
    columns: [
      ["id", "text"],
      ["cells", "bytea"],
    ],
  },
  {
    name: "figure_rules",
    key: "num",
    columns: [
      ["num", "bigint"],
      ["rule", "text"],
    ],
  },
  {
    name: "figure_shares",
    key: "id",
    columns: [
      ["id", "text"],
      ["share", "text"],
    ],
  },
  {
    name: "questions",
    key: "num",
    columns: [
      ["num", "bigint"],
      ["language", "text"],
      ["model", "text"],
      ["merged", "bigint"],
      ["name", "text"],
    ],
  },
  {
    name: "question_days",
    key: "key",
    columns: [
      ["key", "text"],
      ["day", "integer"],
      ["question", "bigint"],
      ["agent", "text"],
      ["revision", "integer"],
      ["times", "integer"],
      ["sessions", "integer"],
      ["answered", "integer"],
      ["unanswered", "integer"],
    ],
  },
  {
    name: "asked",
    key: "seq",
    columns: [
      ["seq", "bigint"],
      ["question", "bigint"],
      ["conversation", "text"],
      ["agent", "text"],
      ["day", "integer"],
      ["revision", "integer"],
      ["fit", "integer"],
      ["answered", "boolean"],
    ],
  },
  { name: "question_ends", key: "num", columns: [["num", "bigint"]] },
  {
    name: "answers",
    key: "key",
    columns: [
      ["key", "text"],
      ["question", "bigint"],
      ["revision", "integer"],
      ["at", "bigint"],
      ["by", "text"],
      ["asked", "text"],
      ["session", "text"],
      ["text", "text"],
      ["upload", "text"],
    ],
  },
];

/** The value that PostgreSQL will store: its text can contain every character except NUL. */
export function asStored(cell: unknown, type: ColumnType): Cell {
  if (cell === null || cell === undefined) return null;
  if (type === "boolean") return Number(cell) === 1;
  if (type === "bytea") return cell instanceof Uint8Array ? cell : Buffer.from(String(cell));
  if (type === "text") return String(cell).replaceAll("\0", "\u{fffd}");
  return Number(cell);
}

/** sha256 over rows in order. `aggregated` is the same in SQL. */
export function digestOf({ columns }: MovedTable, rows: readonly (readonly Cell[])[]): string {
  const whole = createHash("sha256");
  for (const row of rows) {
    const cells = row.map((cell, index) => textOfCell(cell, columns[index]?.[1] ?? "text"));
    whole.update(sha256(cells.filter((cell) => cell !== undefined).join("\x1f")));
  }
  return whole.digest("hex");
}

function textOfCell(cell: Cell, type: ColumnType): string | undefined {
  if (cell === null) return type === "bytea" || type === "text" ? "\x1e" : undefined;
  if (cell instanceof Uint8Array) return sha256(cell);
  return typeof cell === "boolean" ? String(Number(cell)) : String(cell);
}

function sha256(what: string | Uint8Array): string {
  return createHash("sha256").update(what).digest("hex");
}

/** The digest of the rows of a range ($1 to $2) in PostgreSQL. */
export function rangeDigestSql(table: MovedTable): string {
  const { name, key, ties } = table;
  const order = ties === undefined ? key : `${key}, ${ties[1]}`;
  return `SELECT ${aggregated(table, order)} AS digest FROM ${name} WHERE ${key} > $1 AND ${key} <= $2`;
}

/** The digest of the rows of these keys ($1), in their order. */
export function listDigestSql(table: MovedTable): string {
  const { name, key, columns } = table;
  const type = columns.find(([column]) => column === key)?.[1] ?? "text";
  return `SELECT ${aggregated(table, "nth")} AS digest FROM unnest($1::${type}[]) WITH ORDINALITY AS wanted (wanted, nth) JOIN ${name} ON ${key} = wanted`;
}

function aggregated({ columns }: MovedTable, order: string): string {
  const cells = columns.map(([column, type]) => {
    if (type === "bytea") return `coalesce(encode(sha256(${column}), 'hex'), E'\\x1e')`;
    if (type === "text") return `coalesce(${column}, E'\\x1e')`;
    return type === "boolean" ? `${column}::int` : column;
  });
  const row = `encode(sha256(convert_to(concat_ws(E'\\x1f', ${cells.join(", ")}), 'UTF8')), 'hex')`;
  return `encode(sha256(convert_to(coalesce(string_agg(${row}, '' ORDER BY ${order}), ''), 'UTF8')), 'hex')`;
}
