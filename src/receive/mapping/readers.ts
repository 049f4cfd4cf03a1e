/** How single values of a body are read: what is meant is taken, what cannot be meant is left. Pure. */

import type { Role } from "../../core/event.ts";
import { type Json, stringOf } from "../../core/json.ts";

/** Names and ids are keys, labels and columns: longer ones are no names. */
const longestName = 512;

export const expectedName = `a string of 1 to ${longestName} characters`;

const roles: ReadonlyMap<string, Role> = new Map([
  ...["assistant", "agent", "bot", "avatar", "ai", "pal", "replica"].map((name) => [name, "agent"] as const),
  ...["user", "visitor", "human", "customer", "caller"].map((name) => [name, "user"] as const),
]);

/** A name or id; undefined for anything that cannot be one. */
export function nameOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= longestName ? value : undefined;
}

/** Whose event it is: a name or id, which some senders keep as a whole number. */
export function idOf(value: Json | undefined): string | undefined {
  return nameOf(typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value);
}

/** What a sender calls an event. It is only compared, so that it may be of any length. */
export function keyOf(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return idOf(value);
}

export function roleOf(value: Json | undefined): Role {
  return (typeof value === "string" && roles.get(value.toLowerCase())) || "other";
}

/** A number from 0 on; also where it is written as a text. */
export function countOf(value: Json | undefined): number | undefined {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  return typeof number === "number" && number >= 0 && Number.isFinite(number) ? number : undefined;
}

/** A text, or a number as its digits. */
export function codeOf(value: Json | undefined): string | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return stringOf(value);
}
