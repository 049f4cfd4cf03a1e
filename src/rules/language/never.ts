/** Rules that can be read and can never hold: what their conditions are about, their `on:` leaves out. */

import type { Condition, When } from "../../core/condition.ts";
import { whatever } from "../engine/event-types.ts";
import type { Problem } from "./diagnostic.ts";
import type { Path } from "./locate.ts";

interface Asked {
  readonly on: readonly string[];
  readonly when: When;
  /** Where `when:` stands. */
  readonly path: Path;
}

/** A warning for each condition that has to hold and cannot. */
export function neverHolds({ on, when, path }: Asked, conditions: readonly Condition[]): readonly Problem[] {
  if (on.includes(whatever)) return [];
  const shelf = new Map(conditions.map((condition) => [condition.type, condition]));
  return required(when, path).flatMap(({ type, path: place }): readonly Problem[] => {
    const only = shelf.get(type)?.only;
    if (only === undefined || on.includes(only)) return [];
    const text = `the rule can never hold: "${type}" is about ${only}, and on: has ${on.join(", ")}`;
    return [{ code: "W_RULE_NEVER", text, hint: `name ${only} in on:, or leave "${type}" out`, path: place, on: "key" }];
  });
}

interface Required {
  readonly type: string;
  readonly path: Path;
}

/** The conditions without which nothing holds: those of `when:` and of every `all:` in it. */
function required(when: When, path: Path): readonly Required[] {
  return Object.entries(when).flatMap(([type, settings]): readonly Required[] => {
    if (settings === undefined) return [];
    if (type !== "all" || !Array.isArray(settings)) return [{ type, path: [...path, type] }];
    return settings.flatMap((part: When, index) => required(part, [...path, type, index])); // the schema of `all` made it a list of these
  });
}
