/** Walks through the plain values of a file as written. It skips values that are no list or no map. */

import { isJsonObject, ownValue } from "../../../core/json.ts";
import type { Path } from "../../yaml/path.ts";

export interface FoundSetting {
  readonly value: unknown;
  readonly path: Path;
}

/** The value of a key of a map. */
export function at(value: unknown, key: string): unknown {
  return isJsonObject(value) ? ownValue(value, key) : undefined;
}

/** The entries of a list, or the value alone. */
export function each(value: unknown, path: Path): readonly FoundSetting[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map((item: unknown, index) => ({ value: item, path: [...path, index] })) : [{ value, path }];
}

/** The rules of a file. */
export function rulesIn(file: unknown): readonly FoundSetting[] {
  const rules = at(file, "rules");
  return Array.isArray(rules) ? each(rules, ["rules"]) : [];
}

/** Every condition under a rule's `when:`, also inside `all`, `any`, `not` and `of`. The value is the one under its key. */
export function conditionsIn(rule: FoundSetting): readonly (FoundSetting & { readonly type: string })[] {
  return inWhen(at(rule.value, "when"), [...rule.path, "when"]);
}

function inWhen(when: unknown, path: Path): readonly (FoundSetting & { readonly type: string })[] {
  if (!isJsonObject(when)) return [];
  return Object.entries(when).flatMap(([type, value]) => {
    const here = { type, value, path: [...path, type] };
    const parts = type === "all" || type === "any" ? each(value, here.path) : type === "not" ? [{ value, path: here.path }] : [];
    const of = at(value, "of");
    return [here, ...parts.flatMap((part) => inWhen(part.value, part.path)), ...(isJsonObject(of) ? inWhen(of, [...here.path, "of"]) : [])];
  });
}
