/** Values in a preset's file, compiled: a path into the body, a fixed text, or the first of several that exists. */

import { isJsonObject, type Json, ownValue } from "../../core/json.ts";

/** The parts of a body that a value is read from. */
export interface Scope {
  readonly body: Json;
  /** One element of a list in the body, under `each:`. */
  readonly item?: Json;
  /** Its place in the list, from 0. */
  readonly index?: number;
  /** It is so far from the end of its list that it no longer changes. */
  readonly settled?: boolean;
}

export type MappedValue = (scope: Scope) => Json | undefined;

export type WrittenValue = string | { readonly text: string } | readonly WrittenValue[];

/** Compiles a value. A null in the body counts as missing. */
export function compileValue(written: WrittenValue): MappedValue {
  if (typeof written === "string") return compilePath(written);
  if ("text" in written) {
    const { text } = written as { readonly text: string }; // a list has no such key
    return () => text;
  }
  const values = (written as readonly WrittenValue[]).map(compileValue); // what is left of the union
  return (scope) => {
    for (const value of values) {
      const found = value(scope);
      if (found !== undefined && found !== "") return found;
    }
    return undefined;
  };
}

/** The keys of a path such as `room.sid`, `item.words.0.start` or `attributes["sip.callID"]`. */
export function keysOf(path: string): readonly string[] {
  return Array.from(path.matchAll(/\["([^"]+)"\]|[^.[\]]+/g), ([whole, quoted]) => quoted ?? whole);
}

/** What paths look like, for the schema. */
export const pathForm = /^(\.|[\w$@-]+(\.[\w$@-]+|\["[^"]{1,100}"\])*)$/;

function compilePath(path: string): MappedValue {
  if (path === ".") return ({ body }) => body;
  const keys = keysOf(path);
  const [root, ...rest] = keys;
  if (root === "index") return ({ index }) => index;
  if (root === "item") return ({ item }) => walk(item, rest);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) return ({ body }) => step(body, only);
  return ({ body }) => walk(body, keys);
}

function walk(from: Json | undefined, keys: readonly string[]): Json | undefined {
  let value = from;
  for (const key of keys) value = step(value, key);
  return value ?? undefined;
}

function step(value: Json | undefined, key: string): Json | undefined {
  if (isJsonObject(value)) return ownValue(value, key) ?? undefined;
  return Array.isArray(value) && /^\d{1,6}$/.test(key) ? (value[Number(key)] ?? undefined) : undefined;
}

/** The JSON pointer (RFC 6901) of the first path in a value, for messages. */
export function pointerOf(written: WrittenValue | undefined): string {
  if (written === undefined) return "";
  if (typeof written === "string") return written === "." ? "" : `/${keysOf(written).map(escaped).join("/")}`;
  return Array.isArray(written) ? pointerOf(written[0]) : "";
}

function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
