/** `$json`, `$row`, `$number` and `$cut` in a preset's body: a map with one of these keys says how its content is written. */

import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { cut, cutBytes, jsonBytesOf } from "../../text/cut.ts";
import { oneLine } from "../kit/notice.ts";

export type Mark =
  /** As a JSON text, for vendors that want one inside their own JSON. */
  | { readonly kind: "json"; readonly of: Json }
  /** As a number, where a template can only write its digits. */
  | { readonly kind: "number"; readonly of: Json }
  /** A list whose empty places stay as empty texts. */
  | { readonly kind: "row"; readonly of: readonly Json[] }
  | Cut;

/** No text is longer than `to` UTF-16 units, or `bytes` of JSON in UTF-8, and with `oneLine` each has one line. */
interface Cut {
  readonly kind: "cut";
  readonly of: Json;
  readonly to: number;
  readonly bytes: number;
  readonly oneLine: boolean;
}

/** The mark that a map is; undefined for every other map. */
export function markOf(source: JsonObject): Mark | undefined {
  const [only, ...more] = Object.entries(source);
  if (only === undefined || more.length > 0) return undefined;
  const [key, value] = only;
  if (key === "$json") return { kind: "json", of: value };
  if (key === "$number") return { kind: "number", of: value };
  if (key === "$row" && Array.isArray(value)) return { kind: "row", of: value as readonly Json[] }; // isArray knows no readonly lists
  return key === "$cut" && isJsonObject(value) ? cutOf(value) : undefined;
}

function cutOf({ of, to = null, bytes = null, one_line: oneLine }: JsonObject): Mark | undefined {
  if (of === undefined || (typeof to !== "number" && typeof bytes !== "number")) return undefined;
  return { kind: "cut", of, to: Number(to ?? Infinity), bytes: Number(bytes ?? Infinity), oneLine: oneLine === true };
}

export function written(mark: Mark & { readonly kind: "json" | "number" | "cut" }, value: Json): Json {
  if (mark.kind === "json") return JSON.stringify(value);
  if (mark.kind === "cut") return cutTexts(mark, value);
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

function cutTexts(mark: Cut, value: Json): Json {
  if (typeof value === "string") return cutBytes(cut(mark.oneLine ? oneLine(value) : value, mark.to), mark.bytes, jsonBytesOf);
  if (Array.isArray(value)) return value.map((item: Json) => cutTexts(mark, item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cutTexts(mark, item)]));
}
