/** The body of a request, as JSON or as an HTML form sends it. */

import { isJsonObject, type Json } from "../../core/json.ts";

export interface Encoded {
  readonly type: string;
  readonly text: string;
  /** The same for people. */
  readonly shown: string;
}

export function encoded(body: Json, encoding: "json" | "form"): Encoded {
  if (encoding === "json") return { type: "application/json", text: JSON.stringify(body), shown: JSON.stringify(body, undefined, 2) };
  const fields = isJsonObject(body) ? Object.entries(body).map(([name, value]): [string, string] => [name, fieldOf(value)]) : [];
  const shown = fields.map(([name, value]) => `${name}=${value}`).join("\n");
  return { type: "application/x-www-form-urlencoded", text: new URLSearchParams(fields).toString(), shown };
}

function fieldOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
