/** Readers for single values of a body. They accept what is clearly meant. Pure. */

import type { Role } from "../../core/event.ts";
import { type Json, stringOf } from "../../core/json.ts";

/** Names and ids become keys, labels and columns, so they have a limit. */
const longestName = 512;

export const expectedName = `a string of 1 to ${longestName} characters`;

const roles: ReadonlyMap<string, Role> = new Map([
  ...["assistant", "agent", "bot", "avatar", "ai", "pal", "replica"].map((name) => [name, "agent"] as const),
  ...["user", "visitor", "human", "customer", "caller"].map((name) => [name, "user"] as const),
]);

/** A name or id; undefined for any other value. */
export function nameOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= longestName ? value : undefined;
}

/** An owner: a name or id. Some senders use a whole number. */
export function idOf(value: Json | undefined): string | undefined {
  return nameOf(typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value);
}

/** A sender's key of an event. It is only compared, so it may have any length. */
export function keyOf(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return idOf(value);
}

export function roleOf(value: Json | undefined): Role {
  return (typeof value === "string" && roles.get(value.toLowerCase())) || "other";
}

/** A number from 0 on, also written as a text. */
export function countOf(value: Json | undefined): number | undefined {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  return typeof number === "number" && number >= 0 && Number.isFinite(number) ? number : undefined;
}

/** A text, or a number as its digits. */
export function codeOf(value: Json | undefined): string | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return stringOf(value);
}
