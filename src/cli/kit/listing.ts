/** Lists: a table for a person, lines for a program. */

import { exitCodes } from "../../app/ending.ts";
import type { JsonObject } from "../../core/json.ts";
import type { CliIo } from "../command.ts";
import { jsonLine, rowsText } from "./lines.ts";
import type { DataFilters } from "./relay-data.ts";

export interface Listing {
  readonly rows: readonly JsonObject[];
  /** Undefined where a list with a head continues. */
  readonly head: readonly string[] | undefined;
  readonly cells: (row: JsonObject) => readonly string[];
  /** One JSON object a line. */
  readonly json: boolean;
  /** The text for an empty list. */
  readonly empty: string;
}

export function showRows({ rows, head, cells, json, empty }: Listing, io: CliIo): void {
  if (json) for (const row of rows) io.out(jsonLine(row));
  else if (rows.length > 0) io.out(rowsText(head, rows.map(cells), io.isTerminal));
  else if (io.isTerminal) io.out(`${empty}\n`);
}

/** The given options as the filters of a search. */
export function filtersOf(values: Readonly<Record<string, string | boolean | undefined>>): DataFilters {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
}

export interface NameList {
  readonly summaryOf: (name: string) => string;
  /** One JSON object a line. */
  readonly json: boolean;
}

/** Prints names with their purpose. Returns the exit code. */
export function listNames(names: readonly string[], { summaryOf, json }: NameList, io: CliIo): number {
  const width = Math.max(...names.map(({ length }) => length));
  for (const name of names) io.out(json ? jsonLine({ name, summary: summaryOf(name) }) : `${name.padEnd(width)}  ${summaryOf(name)}\n`);
  return exitCodes.ok;
}
