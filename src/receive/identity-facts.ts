/** The facts that a page may state about a visitor, and how they are read. */

import { isJsonObject, type Json, type JsonObject, ownValue } from "../core/json.ts";
import { parseObject } from "./body/json-text.ts";

const longest = 512;

/** A single address and nothing else, because it becomes a key in a CRM. */
const address = /^[^\s@,;:<>()[\]"\\]+@[^\s@,;:<>()[\]"\\]+\.[^\s@,;:<>()[\]"\\]+$/u;

/** A text without control characters, or a whole number. */
function factText(value: Json): string | undefined {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== "string") return undefined;
  const trimmed = text.trim();
  return trimmed === "" || trimmed.length > longest || /\p{Cc}/u.test(trimmed) ? undefined : trimmed;
}

function emailOf(value: Json): string | undefined {
  const text = factText(value);
  return text !== undefined && text.length <= 254 && address.test(text) ? text : undefined;
}

const readers: Readonly<Record<string, (value: Json) => Json | undefined>> = {
  email: emailOf,
  phone: factText,
  name: factText,
  first_name: factText,
  last_name: factText,
  external_id: factText,
  order: factText,
  traits: (value) => (isJsonObject(value) ? value : undefined),
};

/** One fact, cleaned; undefined where there is no such fact or the value is invalid. */
export function factOf(name: string, value: Json): Json | undefined {
  return ownValue(readers, name)?.(value);
}

/** All facts in the body, cleaned; `null` removes a fact. Undefined where any of them is invalid. */
export function factsIn(body: Buffer, depth: number): JsonObject | undefined {
  const given = parseObject(body, depth);
  if (typeof given === "string" || Object.keys(given).length === 0) return undefined;
  const facts: Record<string, Json> = {};
  for (const [key, value] of Object.entries(given)) {
    const fact = value === null && Object.hasOwn(readers, key) ? null : factOf(key, value);
    if (fact === undefined) return undefined;
    facts[key] = fact;
  }
  return facts;
}
