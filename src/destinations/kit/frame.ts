/** A message for people on a terminal. */

import type { Message } from "../../core/delivery.ts";
import type { Report } from "../../core/insights/report.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import { reportText } from "../../insights/report/text.ts";
import { toWellFormed } from "../../text/cut.ts";

/** The message in a frame, with a heading. Nothing in it can move the cursor or begin a line of its own. */
export function framed(heading: string, message: Message): string {
  const rows = [["rule", message.rule] as const, ...rowsOf(message.body)].filter(([, value]) => value !== "");
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.flatMap(([name, value]) => printed(value).map((line, index) => [index === 0 ? name : "", line] as const));
  const body = lines.map(([name, line]) => `│ ${name.padEnd(width)}  ${line}`.trimEnd());
  return [`┌─ ${printed(heading).join(" ")}`, ...body, "└─"].join("\n");
}

type Row = readonly [name: string, value: string];

/** One row for each part of the body, in order. A list of named values becomes rows as well. */
function rowsOf(body: Json): readonly Row[] {
  if (!isJsonObject(body)) return [["body", JSON.stringify(body)]];
  return Object.entries(body).flatMap(([name, value]): readonly Row[] => {
    if (name === "report" && isJsonObject(value)) return [[name, reportText(value as Report)]]; // kit/notice.ts made it
    return Array.isArray(value) ? listed(name, value) : [[oneWord(name), shown(value)]];
  });
}

function listed(name: string, values: readonly Json[]): readonly Row[] {
  return values.map((value): Row => (isField(value) ? [oneWord(value.name), shown(value.value)] : [oneWord(name), shown(value)]));
}

function isField(value: Json): value is { readonly name: string; readonly value: Json } {
  return isJsonObject(value) && typeof value.name === "string" && value.value !== undefined;
}

function shown(value: Json): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function oneWord(name: string): string {
  return printed(name).join(" ").slice(0, 20);
}

/** Its lines, without terminal commands and without marks that turn the direction of reading. */
function printed(text: string): readonly string[] {
  return toWellFormed(text)
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " "));
}
