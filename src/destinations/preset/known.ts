/** The visitor's identity for a preset. A page's statement counts; a visitor's own words count only as far as the preset may use them. */

import type { View } from "../../core/destination.ts";
import { type JsonObject, valueAt } from "../../core/json.ts";
import { reachesExisting } from "./preset-actions.ts";
import type { Recipe, RecipeStep } from "./recipe.ts";

type Asked = Pick<Recipe, "identity" | "withFound">;

/** What a delivery may use of the visitor, and which steps it may take; undefined where too little is known. */
export interface KnownRecord {
  readonly identity: JsonObject;
  readonly steps: readonly RecipeStep[];
}

export function knownFor(recipe: Recipe, { identity }: View): KnownRecord | undefined {
  const stated = believed(recipe, identity);
  if (isEnough(recipe, stated)) return { identity: stated, steps: recipe.steps };
  if (!mayCreate(recipe, identity)) return undefined;
  return { identity, steps: recipe.steps.filter(({ does }) => !reachesExisting(does)) };
}

/** Whether a message about this visitor can be made. */
export function isKnown(recipe: Asked, identity: JsonObject): boolean {
  return isEnough(recipe, believed(recipe, identity)) || mayCreate(recipe, identity);
}

/** A visitor can type anybody's address. So a record may be created, but the record of that person is not changed. */
function mayCreate(recipe: Asked, identity: JsonObject): boolean {
  return recipe.withFound === "create" && isEnough(recipe, identity);
}

function isEnough({ identity: names }: Asked, identity: JsonObject): boolean {
  return names.length === 0 || names.some((name) => Boolean(valueAt(identity, [name])));
}

/** Without what only the visitor said, unless the preset may write by it. */
function believed({ withFound }: Asked, identity: JsonObject): JsonObject {
  const { found } = identity;
  if (withFound === "write" || !Array.isArray(found) || found.length === 0) return identity;
  return Object.fromEntries(Object.entries(identity).filter(([name]) => !found.includes(name)));
}
