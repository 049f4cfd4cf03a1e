/** `when:` in a preset's file, compiled: conditions on values of the body. */

import type { Json } from "../../core/json.ts";
import { compileValue, type Scope } from "./value.ts";

type Scalar = string | number | boolean | null;

export type WrittenTest =
  | Scalar
  | readonly Scalar[]
  | { readonly present: boolean }
  | { readonly begins: readonly string[] }
  | { readonly holds: readonly string[] }
  | { readonly not: Scalar | readonly Scalar[] };

export type Check = (scope: Scope) => boolean;

/** All of them must hold. */
export function compileChecks(written: Readonly<Record<string, WrittenTest>> | undefined): Check {
  const checks = Object.entries(written ?? {}).map(([path, test]) => compileCheck(path, test));
  return (scope) => checks.every((check) => check(scope));
}

function compileCheck(path: string, test: WrittenTest): Check {
  const value = compileValue(path);
  const holds = compileTest(test);
  return (scope) => holds(value(scope));
}

/** `null` stands for a missing value. */
function compileTest(test: WrittenTest): (value: Json | undefined) => boolean {
  if (typeof test !== "object" || test === null) return isOneOf([test]);
  if (Array.isArray(test)) return isOneOf(test as readonly Scalar[]); // a list holds scalars only, by the schema
  if ("present" in test) return (value) => (value !== undefined && value !== "") === test.present;
  if ("begins" in test) return (value) => typeof value === "string" && test.begins.some((text) => value.startsWith(text));
  if ("holds" in test) return (value) => typeof value === "string" && test.holds.some((text) => value.includes(text));
  const is = compileTest((test as { readonly not: Scalar | readonly Scalar[] }).not); // the last arm
  return (value) => !is(value);
}

function isOneOf(wanted: readonly Scalar[]): (value: Json | undefined) => boolean {
  return (value) => wanted.some((each) => each === (value ?? null));
}
