/** Bytes that claim to be JSON, read once and strictly. */

import { isUtf8 } from "node:buffer";
import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { isDeeperThan } from "./json-depth.ts";

export type NotJson = "invalid_utf8" | "too_deep" | "invalid_json" | "not_object";

/** The object that the bytes hold, every string in it well-formed; else why there is none. */
export function parseObject(raw: Buffer, depth: number): JsonObject | NotJson {
  if (!isUtf8(raw)) return "invalid_utf8";
  if (isDeeperThan(depth, raw)) return "too_deep";
  const value = parsed(raw);
  if (value === undefined) return "invalid_json";
  if (!isJsonObject(value)) return "not_object";
  return mayHoldSurrogates(raw) ? wellFormedObject(value) : value;
}

function parsed(raw: Buffer): Json | undefined {
  try {
    return JSON.parse(raw.toString()) as Json; // JSON.parse makes nothing else
  } catch {
    return undefined;
  }
}

/** In valid UTF-8 a lone surrogate can only come as an escape, `\ud800` to `\udfff`. */
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
