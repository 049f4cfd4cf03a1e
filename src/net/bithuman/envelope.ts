/**
 * Reads bitHuman's answers in any of its envelopes: `{success, data}`, `{status, status_code, data}`, or the bare object. Envelopes differ
 * between calls, and lists are under `data`, under a name inside it, or at the top. Pure.
 */

import { isJsonObject, type Json } from "../../core/json.ts";

/** How deep nested objects are searched. */
const deepest = 3;

/** The first value under one of these names, at the top or inside `data`. */
export function fieldIn(body: Json, names: readonly string[], depth = deepest): Json | undefined {
  if (!isJsonObject(body)) return undefined;
  for (const name of names) if (body[name] !== undefined && body[name] !== null) return body[name];
  return depth > 0 && isJsonObject(body.data) ? fieldIn(body.data, names, depth - 1) : undefined;
}

/** The list in an answer: the answer itself, or the value under one of these names or under `data`. */
export function listIn(body: Json, names: readonly string[], depth = deepest): readonly Json[] | undefined {
  if (Array.isArray(body)) return body;
  if (!isJsonObject(body) || depth === 0) return undefined;
  for (const name of [...names, "data", "items"]) {
    const value = body[name];
    const found = value === undefined ? undefined : listIn(value, names, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
