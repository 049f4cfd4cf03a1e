/** The bodies of a preset's requests. Templates are rendered before the message is queued; saved values are inserted when it is sent. */

import type { View } from "../../core/destination.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { isFixed, type Tree, tree } from "../../rules/templates/template.ts";
import { type Mark, markOf, written } from "./mark.ts";

/** The place of a saved value. It is kept beside the body, so no words of a visitor can be taken for one. */
export type Gap = { readonly at: readonly (string | number)[]; readonly from: string };

export interface Drawn {
  readonly json: Json;
  readonly gaps: readonly Gap[];
}

/** A body as its preset writes it, checked. */
export interface Body {
  draw(view: View): Drawn;
}

/** What is wrong with a template, and where it stands. */
export interface BodyFault {
  readonly path: readonly PropertyKey[];
  readonly text: string;
  readonly code?: string;
  readonly hint?: string | undefined;
}

/** State while a body is drawn: the number of templates, and the number of those that are not empty. */
interface Drawing {
  readonly view: View;
  readonly gaps: Gap[];
  templates: number;
  filledTemplates: number;
}

/** Undefined for a part that is left out. */
type Draw = (drawing: Drawing, at: Gap["at"]) => Json | undefined;

const saved = /^\{\{\s*saved\.([a-z][a-z0-9_]*)\s*\}\}$/;

/** Compiles a body. A text that is only `{{ saved.name }}` stands for a saved value. */
export function bodyOf(source: Json, path: readonly PropertyKey[], faults: BodyFault[]): Body {
  const draw = branch(source, path, faults);
  return {
    draw(view) {
      const drawing: Drawing = { view, gaps: [], templates: 0, filledTemplates: 0 };
      return { json: draw(drawing, []) ?? null, gaps: drawing.gaps };
    },
  };
}

function branch(source: Json, path: readonly PropertyKey[], faults: BodyFault[]): Draw {
  if (typeof source === "string") return leaf(source, path, faults);
  if (Array.isArray(source)) return list(source.map((item: Json, index) => branch(item, [...path, index], faults)));
  if (!isJsonObject(source)) return () => source;
  const mark = markOf(source);
  return mark === undefined ? object(source, path, faults) : marked(mark, path, faults);
}

/** The content of a mark, in the mark's form. A row keeps its empty places. */
function marked(mark: Mark, path: readonly PropertyKey[], faults: BodyFault[]): Draw {
  if (mark.kind === "json" && savedIn(mark.of).length > 0) faults.push({ path, text: "a saved value cannot stand under $json" });
  if (mark.kind === "row") return row(mark.of.map((item, index) => branch(item, [...path, "$row", index], faults)));
  const draw = branch(mark.of, [...path, `$${mark.kind}`], faults);
  return (drawing, at) => {
    const value = draw(drawing, at);
    return value === undefined ? undefined : written(mark, value);
  };
}

function row(items: readonly Draw[]): Draw {
  return (drawing, at) => items.map((item, index) => cell(item(drawing, [...at, index])));
}

/** Receivers of rows accept only texts and numbers. */
function cell(value: Json = ""): Json {
  return typeof value === "object" ? JSON.stringify(value) : value;
}

function list(items: readonly Draw[]): Draw {
  return (drawing, at) => {
    const { templates, filledTemplates } = drawing;
    const drawn: Json[] = [];
    for (const item of items) {
      const value = item(drawing, [...at, drawn.length]);
      if (value !== undefined) drawn.push(value);
    }
    if (saysNothing(drawing, templates, filledTemplates)) return undefined;
    return drawn;
  };
}

function object(source: JsonObject, path: readonly PropertyKey[], faults: BodyFault[]): Draw {
  const entries = Object.entries(source).map(([key, value]) => [key, branch(value, [...path, key], faults)] as const);
  return (drawing, at) => {
    const { templates, filledTemplates } = drawing;
    const drawn = entries.map(([key, draw]) => [key, draw(drawing, [...at, key])] as const);
    if (at.length > 0 && saysNothing(drawing, templates, filledTemplates)) return undefined;
    return Object.fromEntries(drawn.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined));
  };
}

/** A map or a list whose templates are all empty is left out with its fixed parts, unless it is the whole body. */
function saysNothing(drawing: Drawing, templates: number, filledTemplates: number): boolean {
  return drawing.templates > templates && drawing.filledTemplates === filledTemplates;
}

function leaf(source: string, path: readonly PropertyKey[], faults: BodyFault[]): Draw {
  const [, from] = saved.exec(source) ?? [];
  if (from !== undefined) return gap(from);
  if (isFixed(source)) return () => source;
  const { data, error } = tree().safeParse(source);
  for (const issue of error?.issues ?? []) {
    const { code, hint } = (issue as { params?: { code?: string; hint?: string } }).params ?? {}; // how schemas carry a fault
    faults.push({ path, text: issue.message, ...(code === undefined ? {} : { code }), hint });
  }
  return data === undefined ? () => undefined : rendered(data);
}

function gap(from: string): Draw {
  return (drawing, at) => {
    drawing.gaps.push({ at, from });
    drawing.templates += 1;
    drawing.filledTemplates += 1;
    return null;
  };
}

function rendered(template: Tree): Draw {
  return (drawing) => {
    const value = template.render(drawing.view);
    drawing.templates += 1;
    if (value === null || value === "") return undefined;
    drawing.filledTemplates += 1;
    return value;
  };
}

/** The names of saved values in a body. */
export function savedIn(source: Json): readonly string[] {
  if (typeof source === "string") return [saved.exec(source)?.[1] ?? []].flat();
  return typeof source === "object" && source !== null ? Object.values(source).flatMap(savedIn) : [];
}

/** The body with its gaps filled. A key without a saved value is left out. */
export function filled({ json, gaps }: Drawn, saved: JsonObject): Json {
  let whole = json;
  for (const { at, from } of gaps) whole = put(whole, at, saved[from]) ?? null;
  return whole;
}

function put(into: Json, [step, ...rest]: Gap["at"], value: Json | undefined): Json | undefined {
  if (step === undefined) return value;
  if (Array.isArray(into)) return into.map((item: Json, index) => (index === step ? (put(item, rest, value) ?? null) : item));
  if (!isJsonObject(into)) return into;
  const { [step]: before = null, ...others } = into;
  const after = put(before, rest, value);
  return after === undefined ? others : { ...others, [step]: after };
}
