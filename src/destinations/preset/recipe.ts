/** A preset with its values from rules.yaml: ready to render and to send. */

import type { JsonObject } from "../../core/json.ts";
import { type Template, template } from "../../rules/templates/template.ts";
import { type Address, addressOf, savedInUrl } from "./address.ts";
import { type Body, type BodyFault, bodyOf, savedIn } from "./body.ts";
import { concealedIn, filledIn, type Given, namesIn, secretsIn, treeWithInputs, withInputs, withoutSecrets } from "./inputs.ts";
import { type PresetAction, presetActionOf, usualWithFound, type WithFound } from "./preset-actions.ts";
import type { Auth, PresetAnswer, PresetFile, PresetStep, Save } from "./schema.ts";
import { standIns } from "./stand-ins.ts";

export interface Recipe {
  readonly id: string;
  /** One of these must be known of the visitor; none where it is empty. */
  readonly identity: NonNullable<PresetFile["identity"]>;
  /** What it may do with an address that a visitor has typed. */
  readonly withFound: WithFound;
  readonly escape: NonNullable<PresetFile["escape"]>;
  readonly limit: PresetFile["limit"];
  readonly thread: Template | undefined;
  readonly auth: Auth | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly steps: readonly RecipeStep[];
  readonly waits: NonNullable<PresetFile["waits"]>;
  /** The names of a saved record id. */
  readonly reference: readonly string[];
  readonly secrets: readonly string[];
  /** The values of gaps that are not saved values. */
  readonly concealed: JsonObject;
}

export interface RecipeStep {
  readonly id: string;
  readonly does: PresetAction;
  /** Left out of the message where it renders to nothing. */
  readonly when: Template | undefined;
  /** Only where one of these is saved or marked; always where it is empty. */
  readonly if: readonly string[];
  readonly unless: readonly string[];
  readonly method: string;
  readonly address: Address;
  readonly body: Body | undefined;
  readonly encoding: "json" | "form";
  readonly save: Save;
  readonly answers: readonly PresetAnswer[];
}

export type Compiled = { readonly ok: true; readonly recipe: Recipe } | { readonly ok: false; readonly faults: readonly BodyFault[] };

/** Compiles a preset. Every mistake is reported at once. */
export function compileRecipe(file: PresetFile, given: Given): Compiled {
  const faults: BodyFault[] = [...unknownNames(file), ...unknownSaved(file), ...standIns(file)];
  const inputs = filledIn(file, given);
  const steps = file.steps.map((step, index) => compileStep(step, file, inputs, ["steps", index], faults));
  const thread = compileText(file.thread, inputs, ["thread"], faults);
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    recipe: {
      id: file.id,
      identity: file.identity ?? [],
      withFound: usualWithFound(file),
      escape: file.escape ?? "none",
      limit: file.limit,
      thread,
      auth: treeWithInputs((file.auth ?? {}) as JsonObject, inputs) as Auth, // read from JSON by a schema, and with the same keys
      headers: treeWithInputs(file.headers ?? {}, inputs) as Recipe["headers"], // texts stay texts
      steps: steps.filter((step) => step !== undefined),
      waits: file.waits ?? [],
      reference: listed(file.reference),
      secrets: secretsIn(file, inputs),
      concealed: concealedIn(file, inputs),
    },
  };
}

function compileStep(
  step: PresetStep,
  file: PresetFile,
  inputs: Given,
  path: readonly PropertyKey[],
  faults: BodyFault[],
): RecipeStep | undefined {
  const address = addressOf(withInputs(step.url, inputs), [...path, "url"], faults);
  const encoding = step.form === undefined ? "json" : "form";
  const source = step.form ?? step.json;
  const filledSource = source === undefined ? undefined : treeWithInputs(source, inputs, withoutSecrets(file, inputs));
  const body = filledSource === undefined ? undefined : bodyOf(filledSource, [...path, encoding], faults);
  if (address === undefined) return undefined;
  return {
    id: step.id,
    does: presetActionOf(step, file),
    when: compileText(step.when, inputs, [...path, "when"], faults),
    if: listed(step.if),
    unless: listed(step.unless),
    method: step.method,
    address,
    body,
    encoding,
    save: step.save ?? {},
    answers: [...(step.answers ?? []), ...(file.answers ?? [])],
  };
}

function compileText(source: string | undefined, inputs: Given, path: readonly PropertyKey[], faults: BodyFault[]): Template | undefined {
  if (source === undefined) return undefined;
  const { data, error } = template({ escape: "none" }).safeParse(withInputs(source, inputs));
  for (const { message } of error?.issues ?? []) faults.push({ path, text: message });
  return data;
}

/** References to inputs that the preset does not have. */
function unknownNames({ inputs, steps, auth, headers, thread, probe = [] }: PresetFile): readonly BodyFault[] {
  const places: readonly (readonly [readonly PropertyKey[], readonly string[]])[] = [
    ...steps.flatMap(({ url, json, form }, index) => [
      [["steps", index, "url"], namesIn(url)] as const,
      [["steps", index, "json"], namesIn(json)] as const,
      [["steps", index, "form"], namesIn(form)] as const,
    ]),
    ...probe.map(({ url, json, form }, index) => [["probe", index], [url, json, form].flatMap(namesIn)] as const),
    [["auth"], namesIn(auth as JsonObject | undefined)], // as the schema read it from JSON
    [["headers"], namesIn(headers)],
    [["thread"], namesIn(thread)],
  ];
  const known = Object.keys(inputs);
  return places.flatMap(([path, names]) =>
    names
      .filter((name) => !known.includes(name))
      .map((name) => ({ path, text: `unknown input "${name}"`, code: "E_UNKNOWN_REF", hint: `inputs: has ${known.join(", ") || "none"}` })),
  );
}

/** Saved values that a step needs and no earlier step saves. */
function unknownSaved({ steps, answers = [], reference }: PresetFile): readonly BodyFault[] {
  const known = new Set<string>();
  const faults: BodyFault[] = [];
  for (const [index, step] of steps.entries()) {
    const wanted = [...savedInUrl(step.url), ...savedIn(step.form ?? step.json ?? null), ...listed(step.if), ...listed(step.unless)];
    for (const name of wanted.filter((each) => !known.has(each)))
      faults.push({ path: ["steps", index], text: `no step before this one saves "${name}"`, code: "E_UNKNOWN_REF" });
    for (const name of Object.keys(step.save ?? {})) known.add(name);
    for (const { save, mark } of [...(step.answers ?? []), ...answers])
      for (const name of [...Object.keys(save ?? {}), ...listed(mark)]) known.add(name);
  }
  for (const name of listed(reference).filter((each) => !known.has(each)))
    faults.push({ path: ["reference"], text: `no step saves "${name}"`, code: "E_UNKNOWN_REF" });
  return faults;
}

function listed(names: string | readonly string[] | undefined): readonly string[] {
  return typeof names === "string" ? [names] : (names ?? []);
}
