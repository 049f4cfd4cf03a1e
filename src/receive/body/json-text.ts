/** Reads bytes as JSON, once and strictly. */

import { isUtf8 } from "node:buffer";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { isDeeperThan } from "./json-depth.ts";

export type NotJson = "invalid_utf8" | "too_deep" | "invalid_json" | "not_object";

export type ParsedJson = { readonly kind: "json"; readonly value: Json } | { readonly kind: "not_json"; readonly reason: NotJson };

/** The object in the bytes, with every string well-formed; otherwise why there is none. */
export function parseObject(raw: Buffer, depth: number): JsonObject | NotJson {
  const parsed = parseJson(raw, depth, false);
  return parsed.kind === "json" ? (parsed.value as JsonObject) : parsed.reason; // lists are not allowed
}

/**
 * The object in the bytes, or the list where `lists` allows it. A byte order mark at the beginning is ignored. Whole numbers
 * that JavaScript cannot hold exactly become texts with all their digits.
 */
export function parseJson(raw: Buffer, depth: number, lists: boolean): ParsedJson {
  if (!isUtf8(raw)) return notJson("invalid_utf8");
  if (isDeeperThan(depth, raw)) return notJson("too_deep");
  const value = parsed(raw);
  if (value === undefined) return notJson("invalid_json");
  if (!isJsonObject(value) && !(lists && Array.isArray(value))) return notJson("not_object");
  return { kind: "json", value: mayHoldSurrogates(raw) ? wellFormed(value) : value };
}

function notJson(reason: NotJson): ParsedJson {
  return { kind: "not_json", reason };
}

function parsed(raw: Buffer): Json | undefined {
  const text = raw.toString("utf8", hasMark(raw) ? 3 : 0);
  try {
    return JSON.parse(longNumber.test(text) ? withLongNumbersAsTexts(text) : text) as Json; // JSON.parse gives nothing else
  } catch {
    return undefined;
  }
}

/** U+FEFF as UTF-8, which some programs write before a text. */
function hasMark(raw: Buffer): boolean {
  return raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf;
}

/** Sixteen digits may be more than 2^53 − 1. */
const longNumber = /\d{16}/;

/** A string, which stays unchanged, or a number. Each byte is read once: a string without an end continues to the end of the text. */
const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?\d[\d.eE+-]*/gs;

function withLongNumbersAsTexts(text: string): string {
  return text.replace(stringOrNumber, (token) =>
    token.length >= 16 && /^-?[1-9]\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
}

/** In valid UTF-8 a lone surrogate occurs only as an escape, `\ud800` to `\udfff`. */
function mayHoldSurrogates(raw: Buffer): boolean {
  return raw.includes("\\ud") || raw.includes("\\uD");
}

function wellFormed(value: Json): Json {
  if (typeof value === "string") return value.replace(/\p{Surrogate}/gu, "\ufffd");
  if (Array.isArray(value)) return value.map(wellFormed);
  return isJsonObject(value) ? wellFormedObject(value) : value;
}

/** `fromEntries` defines own keys, so a `__proto__` stays a key. */
function wellFormedObject(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [wellFormed(key), wellFormed(each)]));
}
