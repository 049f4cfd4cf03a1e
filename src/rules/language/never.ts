/** Rules that can never hold: `on:` excludes what their conditions look at, or their conditions exclude each other. */

import type { Condition, ConditionGate, Node, Term, Tools, When } from "../../core/condition.ts";
import type { Role } from "../../core/event.ts";
import { adminCallType, internalTypes } from "../../core/internal-event.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
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
  const typed = typedOf([...needed, ...needed.flatMap(countedIn)], shelf);
  const outside = ofOtherTypes(on, typed);
  return [
    ...(outside.length > 0 ? outside : besideOtherTypes(typed, needed)),
    ...ofOtherRoles(needed, shelf),
    ...ofOtherValues(needed),
    ...needed.flatMap(withoutNumber),
  ];
}

type Shelf = ReadonlyMap<string, Condition>;

function never(text: string, hint: string, path: Path): Problem {
  return { code: "W_RULE_NEVER", text: `the rule can never hold: ${text}`, hint, path, on: "key" };
}

/** A condition, and the types of the events that can meet it. */
interface Typed extends Required {
  readonly types: readonly string[];
}

function typedOf(needed: readonly Required[], shelf: Shelf): readonly Typed[] {
  return needed.flatMap((each) => {
    const condition = shelf.get(each.type);
    const types = condition?.only === undefined ? gateOf(each, shelf)?.types : [condition.only];
    return types === undefined || types.includes(whatever) ? [] : [{ ...each, types }];
  });
}

/** `rate: { of: { keywords: x } }`: the share is 0 where no event can meet `of:`. */
function countedIn({ type, settings, path }: Required): readonly Required[] {
  if (type !== "rate" || !isJsonObject(settings) || !isJsonObject(settings.of)) return [];
  return required(settings.of, [...path, "of"]);
}

function ofOtherTypes(on: readonly string[], typed: readonly Typed[]): readonly Problem[] {
  if (on.includes(whatever)) return [];
  return typed.flatMap(({ type, types, path }): readonly Problem[] => {
    if (types.some((each) => isAmong(each, on))) return [];
    const text = `"${type}" is about ${types.join(" or ")}, and on: has ${on.join(", ")}`;
    return [never(text, `name ${types[0]} in on:, or leave "${type}" out`, path)];
  });
}

/** An `agent.failed` is also an `agent.error`. */
function isAmong(type: string, others: readonly string[]): boolean {
  const failures = ["agent.failed", "agent.error"];
  return others.includes(type) || (failures.includes(type) && failures.some((each) => others.includes(each)));
}

/** `trend:` beside `role:`: no event has both types. Events about the relay belong to no session. */
function besideOtherTypes(typed: readonly Typed[], needed: readonly Required[]): readonly Problem[] {
  return needed.flatMap((each): readonly Problem[] => {
    const own = typed.find(({ path }) => path === each.path)?.types;
    const other = typed
      .slice(0, own && typed.findIndex(({ path }) => path === each.path))
      .find(({ types }) =>
        own === undefined ? each.type === "session" && types.every(isInternal) : !own.some((type) => isAmong(type, types)),
      );
    if (other === undefined) return [];
    const about = own?.join(" or ") ?? "a session";
    const text = `"${other.type}" is about ${other.types.join(" or ")}, and "${each.type}" is about ${about}`;
    return [never(text, "leave one of them out, or make two rules", each.path)];
  });
}

function isInternal(type: string): boolean {
  return type !== adminCallType && internalTypes.some((each) => each === type);
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
function rolesOf(required: Required, shelf: Shelf): readonly Role[] | undefined {
  return gateOf(required, shelf)?.role;
}

function gateOf({ type, settings }: Required, shelf: Shelf): ConditionGate | undefined {
  const node = shelf.get(type)?.compile(settings, nothing);
  return node !== undefined && "gate" in node ? node.gate : undefined;
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

/** `{ above: 5, below: 3 }`, or outside of what there is: counts are 0 or more, and scores at most 1. */
function withoutNumber({ type, settings, path }: Required): readonly Problem[] {
  if (!isJsonObject(settings)) return [];
  if (type !== "session") return isWithoutNumber(settings) ? [noNumber(type, path)] : [];
  return Object.entries(settings).flatMap(([name, bounds]): readonly Problem[] => {
    if (!isJsonObject(bounds)) return [];
    const here = [...path, name];
    if (!scores.includes(name)) return isWithoutNumber(bounds, 0) ? [noNumber(name, here)] : [];
    const isTooLarge = Object.values(bounds).some((bound) => typeof bound === "number" && bound > 1);
    const hint = "write it like 0.5, where 50 was meant";
    if (isTooLarge) return [{ code: "W_NO_EFFECT", text: `"${name}" is a score between 0 and 1`, hint, path: here, on: "key" }];
    return isWithoutNumber(bounds, 0, 1) ? [noNumber(name, here)] : [];
  });
}

const scores = ["engagement", "quality", "frustration"];

function noNumber(name: string, path: Path): Problem {
  return never(`no number lies within the bounds of "${name}"`, "let the upper one be larger, or use any: for one or the other", path);
}

function isWithoutNumber({ above, at_least: atLeast, below, at_most: atMost }: JsonObject, least = -Infinity, most = Infinity): boolean {
  const lower = Math.max(numberOr(above, -Infinity), numberOr(atLeast, least));
  const upper = Math.min(numberOr(below, Infinity), numberOr(atMost, most));
  const touches = lower === upper && (lower === above || upper === below);
  return lower > upper || touches;
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
