/** Finds the rules that an edit of rules.yaml leaves alone, so that they are evaluated once. */

import { isJsonObject, ownValue } from "../../core/json.ts";

/**
 * The names of the rules that are written the same in both files, with every destination they may mean and with the same rest of
 * the file. Such rules decide the same for the same events. Files are given as `Loaded.written`.
 */
export function untouchedRules(before: unknown, after: unknown): ReadonlySet<string> {
  if (JSON.stringify(besideRules(before)) !== JSON.stringify(besideRules(after))) return new Set();
  const old = spelledRules(before);
  return new Set([...spelledRules(after)].filter(([name, text]) => old.get(name) === text).map(([name]) => name));
}

/** Settings, sources and everything else that concerns every rule. */
function besideRules(file: unknown): unknown {
  if (!isJsonObject(file)) return file;
  const { rules: _rules, destinations: _destinations, tests: _tests, ...others } = file;
  return others;
}

/** By name: the rule as it is written, with the destinations that its texts name. */
function spelledRules(file: unknown): ReadonlyMap<string, string> {
  const { rules, destinations } = isJsonObject(file) ? file : {};
  const known = isJsonObject(destinations) ? destinations : {};
  const whole = (rule: unknown) => JSON.stringify([rule, [...new Set(textsIn(rule))].map((text) => ownValue(known, text) ?? null)]);
  return new Map(Array.isArray(rules) ? rules.filter(isJsonObject).map((rule) => [String(rule.name), whole(rule)]) : []);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
