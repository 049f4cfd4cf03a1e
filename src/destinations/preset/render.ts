/** Turns a finding into a preset's message: every possible request, rendered before it is queued. */

import type { Rendered, View } from "../../core/destination.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import { type Template, template } from "../../rules/templates/template.ts";
import { type NoticeAction, noticeOf } from "../kit/notice.ts";
import type { Drawn } from "./body.ts";
import { knownFor } from "./known.ts";
import { type QueuedStep, queuedBody } from "./queued.ts";
import type { Recipe, RecipeStep } from "./recipe.ts";

/** Renders for one destination. A rule's templates are compiled once in the preset's style. */
export function renderer(recipe: Recipe, recipient: string): (action: NoticeAction, view: View) => readonly Rendered[] {
  const restyled = restyler(recipe.escape);
  return (action, seen) => {
    const known = knownFor(recipe, seen);
    if (known === undefined) return [];
    const noticed = withNotice(recipe, restyled(action), { ...seen, identity: known.identity });
    const steps = known.steps.flatMap((step) => queuedStep(step, noticed));
    const thread = recipe.thread?.render(noticed) || undefined;
    return [{ recipient, body: queuedBody(recipe.id, steps), thread }];
  };
}

/** The same title and text, with values escaped for the preset. */
function restyler(style: Recipe["escape"]): (action: NoticeAction) => NoticeAction {
  const schema = template({ escape: style });
  const known = new Map<string, Template>();
  const restyle = (source: string): Template => {
    const found = known.get(source) ?? schema.parse(source);
    known.set(source, found);
    return found;
  };
  return ({ title, text }) => ({ title: title && restyle(title.source), text: text && restyle(text.source) });
}

/** `finding.title`, `finding.text` and `finding.because`, as the preset's receiver may show them. */
function withNotice(recipe: Recipe, action: NoticeAction, view: View): View {
  const inert = inertBy(recipe.escape);
  const { title, text, because } = noticeOf(action, view, inert);
  const plain = action.title === undefined ? inert(title) : title;
  return { ...view, finding: { ...view.finding, title: plain, text: text || plain, because: inert(because) } };
}

/** Escapes a text like templates do. */
function inertBy(style: Recipe["escape"]): (text: string) => string {
  if (style === "none") return (text) => text;
  const one = template({ escape: style }).parse("{{ event.message }}");
  return (text) => one.render({ event: { message: text }, rule: { name: "", severity: "" }, finding: {}, session: {}, identity: {} });
}

function queuedStep(step: RecipeStep, view: View): readonly QueuedStep[] {
  const { id, method, when, address, body } = step;
  if (when !== undefined && when.render(view).trim() === "") return [];
  const drawn = body?.draw(view);
  if (isNeedless(step, drawn)) return [];
  const path = address.isFixed ? {} : { path: address.path(view, method) };
  const gaps = drawn === undefined || drawn.gaps.length === 0 ? {} : { gaps: drawn.gaps };
  return [{ id, method, ...path, ...(drawn === undefined ? {} : { json: drawn.json, ...gaps }) }];
}

/** An update without content of a record that an earlier step has found. Any other answer shows whether there is a record. */
function isNeedless({ does, if: found }: RecipeStep, drawn: Drawn | undefined): boolean {
  return does === "update" && found.length > 0 && drawn !== undefined && isEmpty(drawn.json);
}

function isEmpty(json: Json): boolean {
  if (Array.isArray(json)) return json.every(isEmpty);
  return isJsonObject(json) && Object.values(json).every(isEmpty);
}
