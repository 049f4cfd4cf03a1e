/** Rules that can never hold: `on:` excludes what their conditions look at, or their conditions exclude each other. */

import type { Condition, Node, Term, Tools, When } from "../../core/condition.ts";
import type { Role } from "../../core/event.ts";
import { isJsonObject } from "../../core/json.ts";
import { whatever } from "../kit/event-types.ts";
import type { Path } from "../yaml/path.ts";
import type { Problem } from "./diagnostic.ts";

interface Asked {
  readonly on: readonly string[];
  readonly when: When;
  /** The path of `when:`. */
  readonly path: Path;
}

/** A warning for each condition that has to hold and cannot. */
export function neverHolds({ on, when, path }: Asked, conditions: readonly Condition[]): readonly Problem[] {
  const shelf = new Map(conditions.map((condition) => [condition.type, condition]));
  const needed = required(when, path);
  return [...ofOtherTypes(on, needed, shelf), ...ofOtherRoles(needed, shelf), ...ofOtherValues(needed), ...needed.flatMap(withoutNumber)];
}

type Shelf = ReadonlyMap<string, Condition>;

function never(text: string, hint: string, path: Path): Problem {
  return { code: "W_RULE_NEVER", text: `the rule can never hold: ${text}`, hint, path, on: "key" };
}

function ofOtherTypes(on: readonly string[], needed: readonly Required[], shelf: Shelf): readonly Problem[] {
  if (on.includes(whatever)) return [];
  return needed.flatMap(({ type, path }): readonly Problem[] => {
    const only = shelf.get(type)?.only;
    if (only === undefined || on.includes(only)) return [];
    return [never(`"${type}" is about ${only}, and on: has ${on.join(", ")}`, `name ${only} in on:, or leave "${type}" out`, path)];
  });
}

/** `role: agent` beside a condition about the visitor's words. */
function ofOtherRoles(needed: readonly Required[], shelf: Shelf): readonly Problem[] {
  const [first] = needed.filter(({ type }) => type === "role");
  const roles = first && rolesOf(first, shelf);
  if (first === undefined || roles === undefined) return [];
  return needed.flatMap((each): readonly Problem[] => {
    const others = each.type === "role" ? undefined : rolesOf(each, shelf);
    if (others === undefined || others.some((role) => roles.includes(role))) return [];
    const text = `"${each.type}" is about what role ${others.join(" or ")} says, and the rule is about ${roles.join(" or ")}`;
    return [never(text, `write role: ${others[0]}, or leave "${each.type}" out`, each.path)];
  });
}

/** `all: [{ role: user }, { role: agent }]`: an event has one of each of these. */
function ofOtherValues(needed: readonly Required[]): readonly Problem[] {
  const asked = needed.flatMap((each) => valuesOf(each) ?? []);
  return asked.flatMap(({ of, values, path, write }, index): readonly Problem[] => {
    const other = asked.slice(0, index).find((each) => each.of === of && !each.values.some((value) => values.includes(value)));
    if (other === undefined) return [];
    const all = [...new Set([...other.values, ...values])].join(", ");
    return [
      never(`${of} cannot be both ${other.values.join(" or ")} and ${values.join(" or ")}`, `for either of them write ${write(all)}`, path),
    ];
  });
}

interface AskedValues {
  readonly of: string;
  readonly values: readonly string[];
  readonly path: Path;
  readonly write: (list: string) => string;
}

function valuesOf({ type, settings, path }: Required): AskedValues | undefined {
  if ((type === "role" || type === "language") && Array.isArray(settings))
    return { of: `"${type}"`, values: settings.map(String), path, write: (list) => `${type}: [${list}]` };
  if (type !== "field" || !isJsonObject(settings) || !Array.isArray(settings.path)) return undefined;
  const name = settings.path.join(".");
  const values = settings.in ?? (settings.equals === undefined ? undefined : [settings.equals]);
  if (!Array.isArray(values)) return undefined;
  return { of: name, values: values.map(String), path, write: (list) => `field: { path: ${name}, in: [${list}] }` };
}

/** The roles that a condition needs; undefined where it needs none. */
function rolesOf({ type, settings }: Required, shelf: Shelf): readonly Role[] | undefined {
  const node = shelf.get(type)?.compile(settings, nothing);
  return node !== undefined && "gate" in node ? node.gate?.role : undefined;
}

const empty: Node = { kind: "all", children: [] };

/** Nodes that are compiled with these are inspected and never run. */
const nothing: Tools = {
  when: () => empty,
  keyword: () => 0 as Term,
  pattern: () => 0 as Term,
  zone: { offsetAt: () => 0 },
  calendars: new Map(),
};

/** `{ above: 5, below: 3 }` */
function withoutNumber({ type, settings, path }: Required): readonly Problem[] {
  if (!isJsonObject(settings)) return [];
  const { above, at_least: atLeast, below, at_most: atMost } = settings;
  const lower = Math.max(numberOr(above, -Infinity), numberOr(atLeast, -Infinity));
  const upper = Math.min(numberOr(below, Infinity), numberOr(atMost, Infinity));
  const touches = lower === upper && (lower === above || upper === below);
  if (lower < upper || (lower === upper && !touches)) return [];
  return [never(`no number lies within the bounds of "${type}"`, "let the upper one be larger, or use any: for one or the other", path)];
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

interface Required {
  readonly type: string;
  readonly settings: unknown;
  readonly path: Path;
}

/** The conditions that always have to hold: those of `when:` and of every `all:` in it. */
function required(when: When, path: Path): readonly Required[] {
  return Object.entries(when).flatMap(([type, settings]): readonly Required[] => {
    if (settings === undefined) return [];
    if (type !== "all" || !Array.isArray(settings)) return [{ type, settings, path: [...path, type] }];
    return settings.flatMap((part: When, index) => required(part, [...path, type, index])); // the schema of `all` made it a list of these
  });
}
