/** Rules without an effect, because another rule says the same and more, and rules that no test names. */

import { mapInSteps, type Stepwise } from "../../../core/steps.ts";
import type { Problem } from "../diagnostic.ts";
import type { RuleDraft } from "../file.ts";
import type { RuleTest } from "../rule-tests.ts";

/** Each rule is compared with each other one. With more rules only identical ones are found. */
const mostCompared = 300;

/** `rules` are all rules of the file, in order. */
export function* shadowedRules(rules: readonly RuleDraft[]): Stepwise<readonly Problem[]> {
  return rules.length > mostCompared ? yield* same(rules) : rules.flatMap((rule, index) => shadowed(rule, index, rules));
}

function* same(rules: readonly RuleDraft[]): Stepwise<readonly Problem[]> {
  const seen = new Map<string, RuleDraft>();
  const found = yield* mapInSteps(rules, (rule, index) => {
    const key = JSON.stringify([rest(rule), rule.on, rule.when]);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, rule);
    return first === undefined || rule.mode !== "live" ? [] : [warning(rule, index, first)];
  });
  return found.flat();
}

function shadowed(rule: RuleDraft, index: number, rules: readonly RuleDraft[]): readonly Problem[] {
  if (rule.mode !== "live") return [];
  const other = rules.find((each, at) => at !== index && isWider(each, rule) && (at < index || !isWider(rule, each)));
  return other === undefined ? [] : [warning(rule, index, other)];
}

function warning(rule: RuleDraft, index: number, { name }: RuleDraft): Problem {
  const text = `whatever this rule says, the rule "${name}" says to the same people at the same time`;
  const hint = `leave "${rule.name}" out, or let them differ in when: or then:`;
  return { code: "W_RULE_SHADOWED", text, hint, path: ["rules", index, "name"], on: "value" };
}

/** Whether one rule holds wherever the other does, and sends the same. */
function isWider(wide: RuleDraft, narrow: RuleDraft): boolean {
  return (
    wide.mode === "live" &&
    JSON.stringify(rest(wide)) === JSON.stringify(rest(narrow)) &&
    (wide.on.includes("*") || narrow.on.every((type) => wide.on.includes(type))) &&
    !remembers(wide) &&
    Object.entries(wide.when).every(([type, settings]) => settings === undefined || covers(settings, narrow.when[type]))
  );
}

/** Everything except its names and its conditions. */
function rest({ severity, then, throttle, active, fanOut, groupBy, late, identify }: RuleDraft): unknown {
  return [severity, then.map(({ settings: _, ...action }) => [action, _]), throttle, active, fanOut, groupBy, late, identify];
}

/** A count depends on the conditions beside it. */
function remembers({ when }: RuleDraft): boolean {
  return ["count", "rate", "silence"].some((type) => when[type] !== undefined);
}

/** The same value, or a list with all values of the other one. */
function covers(wide: unknown, narrow: unknown): boolean {
  if (JSON.stringify(wide) === JSON.stringify(narrow)) return true;
  const isList = Array.isArray(wide) && Array.isArray(narrow) && [...wide, ...narrow].every((each) => typeof each === "string");
  return isList && narrow.every((each: string) => wide.includes(each));
}

/** A file with tests probably forgot a rule without one. */
export function untestedRules(rules: readonly RuleDraft[], tests: readonly RuleTest[]): readonly Problem[] {
  if (tests.length === 0) return [];
  const named = new Set(tests.flatMap(({ expect, never }) => [...expect, ...never].map(({ rule }) => rule)));
  const without = rules.filter(({ name, mode }) => mode !== "off" && !named.has(name)).map(({ name }) => name);
  if (without.length === 0) return [];
  const [one] = without;
  const text =
    without.length === 1
      ? `no test names the rule "${one}"`
      : `no test names ${without.length} of the rules: ${without.slice(0, 5).join(", ")}`;
  const hint = "avatar-relay test --from-session S writes a test from a conversation";
  return [{ code: "W_RULE_UNTESTED", text: without.length > 5 ? `${text} and others` : text, hint, path: ["tests"], on: "key" }];
}
