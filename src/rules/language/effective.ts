/** The effective configuration for people: as written, with all defaults and with `***` for secrets. */

import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { mapInSteps, type Stepwise } from "../../core/steps.ts";
import type { Path } from "../yaml/path.ts";
import { spell } from "./diagnostic.ts";
import { eachText, maskedInSteps } from "./expand.ts";

/**
 * `written` is the file with its references, `secrets` are the paths of inline secrets, `spelled` is the file with its defaults.
 * `written` takes precedence, so that `spelled` cannot bring in the value of a reference.
 */
export function* effectiveInSteps(written: unknown, secrets: readonly Path[], spelled: JsonObject): Stepwise<Json> {
  const masked = yield* maskedInSteps(written);
  yield;
  const shown = withoutSecrets(masked, secrets);
  yield;
  return yield* filledInSteps(shown as Json, spelled); // both keep the shape, and the file is JSON
}

function* filledInSteps(shown: Json, spelled: JsonObject): Stepwise<Json> {
  if (!isJsonObject(shown) || !Array.isArray(shown.rules) || !Array.isArray(spelled.rules)) return fill(shown, spelled);
  const defaults: readonly Json[] = spelled.rules;
  const rules = yield* mapInSteps(shown.rules, (rule: Json, index) => fill(rule, defaults[index]));
  return { ...(fill({ ...shown, rules: [] }, spelled) as JsonObject), rules }; // a map stays one
}

function withoutSecrets(value: unknown, secrets: readonly Path[]): unknown {
  if (secrets.length === 0) return value; // writing ten thousand paths takes a while
  const hidden = new Set(secrets.map(spell));
  return eachText(value, [], (text, path) => (hidden.has(spell(path)) ? "***" : text));
}

function fill(written: Json, spelled: Json | undefined): Json {
  if (Array.isArray(written)) return written.map((item: Json, index) => fill(item, Array.isArray(spelled) ? spelled[index] : undefined));
  if (!isJsonObject(written) || !isJsonObject(spelled)) return written;
  const keys = new Set([...Object.keys(written), ...Object.keys(spelled)]);
  return Object.fromEntries(Array.from(keys).flatMap((key) => filled(key, written[key], spelled[key])));
}

function filled(key: string, written: Json | undefined, spelled: Json | undefined): readonly (readonly [string, Json])[] {
  const value = written === undefined ? spelled : fill(written, spelled);
  return value === undefined ? [] : [[key, value]];
}
