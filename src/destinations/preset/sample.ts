/** The requests of a preset for people: for an invented visitor, with `***` for secrets, and never sent. */

import type { View } from "../../core/destination.ts";
import type { JsonObject } from "../../core/json.ts";
import type { NoticeAction } from "../kit/notice.ts";
import type { AddressPart } from "./address.ts";
import { filled } from "./body.ts";
import { fixedOf } from "./credentials.ts";
import { encoded } from "./encode.ts";
import type { Given } from "./inputs.ts";
import { drawnOf, type QueuedStep, queuedSteps } from "./queued.ts";
import { compileRecipe, type Recipe, type RecipeStep } from "./recipe.ts";
import { renderer } from "./render.ts";
import type { PresetFile } from "./schema.ts";

/** The stand-in for a missing input. */
function standIn(name: string, input: PresetFile["inputs"][string]): string {
  if (name === "webhook_url") return "https://example.com/***";
  if (name === "base") return "https://your-own.example.com";
  return input.secret === true ? "***" : `<${name}>`;
}

/** The shown values: secrets never, whatever was given. */
function shownInputs(file: PresetFile, given: Given): Given {
  const [choice, ...others] = file.needs_one ?? [];
  const chosen = others.some((name) => given[name] !== undefined) ? undefined : choice;
  const all = Object.entries(file.inputs).flatMap(([name, input]) => {
    const value = input.secret === true ? undefined : given[name];
    const isLeftOut = given[name] === undefined && (input.default !== undefined || (input.optional === true && name !== chosen));
    return isLeftOut ? [] : [[name, value ?? standIn(name, input)] as const];
  });
  return Object.fromEntries(all);
}

export type Sampled =
  | { readonly ok: true; readonly requests: readonly string[] }
  | { readonly ok: false; readonly faults: readonly { readonly path: readonly PropertyKey[]; readonly text: string }[] };

/** Each request of the preset for one view, as a text of several lines. */
export function sampleRequests(file: PresetFile, given: Given, view: View, action: NoticeAction): Sampled {
  const compiled = compileRecipe(file, shownInputs(file, given));
  if (!compiled.ok) return compiled;
  const { recipe } = compiled;
  const [rendered] = renderer(recipe, "sample")(action, view);
  const saved = { ...namesSaved(recipe), ...recipe.concealed };
  const steps = rendered === undefined ? [] : queuedSteps(rendered.body);
  return { ok: true, requests: steps.flatMap((queued) => shown(recipe, queued, saved)) };
}

/** Stand-ins for saved values, by name. */
function namesSaved({ steps }: Recipe): JsonObject {
  const saves = steps.flatMap(({ save, answers }) => [save, ...answers.map((each) => each.save ?? {})]);
  return Object.fromEntries(saves.flatMap((save) => Object.keys(save).map((name) => [name, `<${name}>`])));
}

function shown(recipe: Recipe, queued: QueuedStep, saved: JsonObject): readonly string[] {
  const step = recipe.steps.find(({ id }) => id === queued.id);
  if (step === undefined) return [];
  const { headers, query } = fixedOf(recipe.auth);
  const renewed = recipe.auth?.oauth2 ?? recipe.auth?.service_account;
  const oauth = renewed === undefined ? {} : { authorization: `${recipe.auth?.oauth2?.scheme ?? "Bearer"} ***` };
  const body = queued.json === undefined ? undefined : encoded(filled(drawnOf(queued), saved), step.encoding);
  const type = body === undefined ? {} : { "content-type": body.type };
  const basic = recipe.auth?.basic;
  const readable = basic === undefined ? {} : { authorization: `Basic base64(${basic.user}:${basic.password})` };
  const all = { ...type, ...recipe.headers, ...headers, ...readable, ...oauth };
  const url = `${step.address.origin}${pathOf(queued.path ?? step.address.path(nobody, step.method), saved)}${query === "" ? "" : `?${query}`}`;
  const lines = body === undefined ? [] : ["", body.shown];
  return [
    [`# ${title(step)}`, `${step.method} ${url}`, ...Object.entries(all).map(([name, value]) => `${name}: ${value}`), ...lines].join("\n"),
  ];
}

const nobody: View = { event: {}, rule: { name: "", severity: "" }, finding: {}, session: {}, identity: {} };

function pathOf(parts: readonly AddressPart[], saved: JsonObject): string {
  return parts.map((part) => (typeof part === "string" ? part : String(saved[part.saved]))).join("");
}

function title({ id, if: only, unless }: RecipeStep): string {
  const condition = [
    only.length === 0 ? [] : `only with ${only.join(" or ")}`,
    unless.length === 0 ? [] : `only without ${unless.join(", ")}`,
  ].flat();
  return condition.length === 0 ? id : `${id} (${condition.join(", ")})`;
}
