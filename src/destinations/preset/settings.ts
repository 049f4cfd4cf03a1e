/** `preset:` in rules.yaml, and the keys that presets need beside it. */

import { z } from "zod";
import type { Asks, RecipientIdentity } from "../../core/destination.ts";
import type { Json } from "../../core/json.ts";
import { type Duration, minute } from "../../core/time.ts";
import { duration } from "../../rules/language/schema.ts";
import { type Tree, tree } from "../../rules/templates/template.ts";
import { isPlaceholder } from "../kit/placeholder.ts";
import { faultsOfInputs, type Given, namesIn } from "./inputs.ts";
import { isKnown } from "./known.ts";
import { usualWithFound, type WithFound } from "./preset-actions.ts";
import { compileRecipe, type Recipe } from "./recipe.ts";
import type { PresetFile } from "./schema.ts";
import { readServiceAccount } from "./service-account.ts";
import { isPath, presetNames, takePreset } from "./shelf.ts";

/** A preset that was found and read. */
export interface Chosen {
  /** As rules.yaml names it. */
  readonly name: string;
  readonly file: PresetFile;
  readonly digest: string;
}

/** A name of the shelf, or a path → the preset. */
export function presetName(): z.ZodType<Chosen, string> {
  const written = z.union([z.enum(presetNames()), z.string()]).meta({
    description: "The requests of a vendor, ready to use; `avatar-relay preset list` names them. ./my.yaml is a file of your own.",
  });
  return z.codec(written, z.custom<Chosen>(), {
    decode(name, context) {
      const taken = takePreset(name);
      if (taken.ok) return { name, file: taken.shelved.file, digest: taken.shelved.digest };
      for (const { text, line, column, code, hint, path } of taken.faults) {
        const position = isPath(name) && path.length > 0 ? `${name}:${line}:${column}: ${path.join(".")}: ` : "";
        context.issues.push({
          code: "custom",
          input: name,
          message: position + text,
          params: { code: code ?? "E_VALUE", ...(hint && { hint }) },
        });
      }
      return z.NEVER;
    },
    encode: ({ name }) => name,
  });
}

const value = z.union([z.string(), z.number()]);

/** Inputs of the shipped presets. The operator's own preset may need more, under `vars`. */
const inputNames = [
  "base",
  "token",
  "email",
  "client_id",
  "client_secret",
  "refresh_token",
  "webhook_url",
  "routing_key",
  "chat_id",
  "project",
  "issue_type",
  "version",
  "objects",
  "accounts",
  "key_field",
  "session_property",
  "account",
  "key",
  "from",
  "to",
  "template",
  "language",
  "service_account",
  "spreadsheet",
  "range",
  "database",
  "page",
  "app",
  "table",
  "board",
  "group",
  "topic",
  "user",
  "device",
] as const;

type InputName = (typeof inputNames)[number];

/** Inputs of the shipped presets that are JSON with templates. */
const treeNames = ["fields", "columns", "properties", "variables"] as const;

type TreeName = (typeof treeNames)[number];

/** The beginning of the description of a key that presets ask for. `withPresets` names them. */
export const ofPreset = "For the preset";

const input = value.optional().meta({ description: `${ofPreset}.` });

const treeInput = tree()
  .optional()
  .meta({ description: `${ofPreset}; every text in it is a template.` });

export const presetKeys = {
  preset: presetName().optional(),
  ...(Object.fromEntries(inputNames.map((name) => [name, input])) as Record<InputName, typeof input>), // one for each name
  ...(Object.fromEntries(treeNames.map((name) => [name, treeInput])) as Record<TreeName, typeof treeInput>), // one for each name
  vars: z.record(z.string(), z.json()).optional().meta({ description: "Inputs of a preset of your own that have no key here." }),
  on_missing_identity: z
    .union([z.enum(["hold", "skip", "anonymous"]), z.strictObject({ hold: duration() })])
    .optional()
    .meta({
      description:
        "For a preset about a person, while nobody has said who the visitor is. `hold` (the default): the message waits for ten minutes, or as long as `hold:` says, and is then left out. `skip`: it is left out at once. `anonymous`: it is sent without a name.",
    }),
  on_found_identity: z.enum(["create", "hold", "write"]).optional().meta({
    description:
      "For a preset that changes records, while only the visitor has said who they are. `create` (the default if the preset can): makes a new record and changes none. `hold`: waits until the page says who it is. `write`: writes to the record of the address that the visitor typed.",
  }),
};

export type MissingIdentity = "hold" | "skip" | "anonymous" | { readonly hold: Duration };

/** How long a message waits for the visitor's identity. */
const usualHold: Duration = 10 * minute;

/** Undefined where it is about no person, or may be about nobody. */
export function recipientIdentityOf(recipe: Recipe, missing: MissingIdentity = "hold"): RecipientIdentity | undefined {
  if (recipe.identity.length === 0) return undefined;
  const holdFor = typeof missing === "object" ? missing.hold : missing === "hold" ? usualHold : 0;
  return { isKnown: (identity) => isKnown(recipe, identity), holdFor };
}

/** Undefined where it is about no person, or where the file says that unknown visitors are filed or left out. */
export function asksOf(settings: PresetSettings): Asks | undefined {
  const { preset, on_missing_identity: missing = "hold", on_found_identity: found } = settings;
  const fields = preset?.file.identity;
  if (preset === undefined || fields === undefined || missing === "anonymous" || missing === "skip") return undefined;
  const { file, name } = preset;
  const onPurpose = `on_missing_identity: ${file.anonymous === true ? "anonymous" : "skip"}`;
  return { by: name, fields, takesFound: (found ?? usualWithFound(file)) !== "hold", onPurpose };
}

/** As the schema reads them. */
export type PresetSettings = {
  readonly preset?: Chosen | undefined;
  readonly vars?: Readonly<Record<string, unknown>> | undefined;
  readonly on_missing_identity?: MissingIdentity | undefined;
  readonly on_found_identity?: WithFound | undefined;
} & {
  readonly [Name in InputName]?: string | number | undefined;
} & { readonly [Name in TreeName]?: Tree | undefined };

/** What rules.yaml gives for the preset. */
export function givenIn(settings: PresetSettings): Given {
  const named = inputNames.map((name) => [name, settings[name]] as const);
  const trees = treeNames.map((name) => [name, settings[name]?.source] as const);
  const vars = Object.entries(settings.vars ?? {}) as readonly (readonly [string, Json])[]; // as the schema has read them
  const all: readonly (readonly [string, Json | undefined])[] = [...named, ...trees, ...vars];
  return Object.fromEntries(all.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined));
}

type Complain = (path: readonly PropertyKey[], text: string, params: { readonly code: string; readonly hint?: string | undefined }) => void;

/** What is wrong with the keys beside `preset:`. */
export function checkPreset(settings: PresetSettings, complain: Complain): void {
  const given = givenIn(settings);
  const { preset } = settings;
  if (preset === undefined) {
    const strange = (["on_missing_identity", "on_found_identity"] as const).filter((key) => settings[key] !== undefined);
    for (const name of [...Object.keys(given), ...strange])
      complain([name], `unknown key "${name}"`, { code: "E_UNKNOWN_KEY", hint: "it belongs to a preset: name one" });
    return;
  }
  if (settings.on_missing_identity === "anonymous" && preset.file.anonymous !== true) {
    const hint = "hold, skip, or a preset of your own with anonymous: true";
    complain(["on_missing_identity"], `${preset.name} cannot be about a visitor of whom nothing is known`, { code: "E_VALUE", hint });
  }
  if (settings.on_found_identity === "create" && usualWithFound(preset.file) === "hold") {
    const hint = "hold, write, or a preset of your own with a step that does: create";
    complain(["on_found_identity"], `${preset.name} has no step that only creates`, { code: "E_VALUE", hint });
  }
  const faults = faultsOfInputs(preset.file, given);
  for (const { key, code, text, hint } of faults)
    complain(settings.vars && key in settings.vars ? ["vars", key] : [key], text, { code, hint });
  if (faults.length > 0) return;
  const compiled = compileRecipe(preset.file, given);
  if (compiled.ok) checkAccount(preset.file, compiled.recipe, complain);
  for (const { path, text, code, hint } of compiled.ok ? [] : compiled.faults)
    complain(["preset"], `${preset.name}: ${path.join(".")}: ${text}`, { code: code ?? "E_VALUE", hint });
}

/** Without this check, a wrong key file would be noticed at the first message only. */
function checkAccount({ auth }: PresetFile, recipe: Recipe, complain: Complain): void {
  const text = recipe.auth?.service_account?.key;
  if (text === undefined || isPlaceholder(text) || readServiceAccount(text) !== undefined) return;
  const [name = "preset"] = namesIn(auth?.service_account?.key);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as rules.yaml names a file
  const hint = 'name the whole file, like "${file:/run/secrets/google.json}", or put its text into a variable';
  complain([name], "expected a service account's key file: JSON with client_email and private_key", { code: "E_VALUE", hint });
}

/** The recipe for settings without mistakes (`checkPreset`). */
export function recipeOf(preset: Chosen, settings: PresetSettings): Recipe {
  const compiled = compileRecipe(preset.file, givenIn(settings));
  if (compiled.ok) {
    const usual = compiled.recipe.withFound;
    const withFound = usual === "write" ? usual : (settings.on_found_identity ?? usual);
    return { ...compiled.recipe, withFound, ...(settings.on_missing_identity === "anonymous" && { identity: [] }) };
  }
  throw new Error(`the preset ${preset.name} was accepted and cannot be compiled`);
}
