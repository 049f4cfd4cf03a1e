/** Templates. They are compiled once and checked at load; rendered values are never evaluated. */

import { z } from "zod";
import type { View } from "../../core/destination.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Fault } from "../kit/codes.ts";
import { good, issueOf, type SettingReading, spelled } from "../kit/spelled.ts";
import { directParts, type Lookup, lookUp } from "./direct.ts";
import { type Escape, wellFormed } from "./escape.ts";
import { compile } from "./liquid.ts";
import { bounded, readDirect, readText } from "./rendering.ts";
import { faultOfVariable } from "./variables.ts";

export type { Escape } from "./escape.ts";
export { longestText, RenderError } from "./rendering.ts";

/** Whether a template is the same for every event, because it contains no Liquid. */
export function isFixed(source: string): boolean {
  return !/\{\{|\{%/.test(source);
}

/** A text with `{{ … }}` in it. */
export interface Template {
  readonly source: string;
  /** Throws a `RenderError` where it takes too long or becomes too large. */
  render(view: View): string;
}

/** JSON whose texts are templates. */
export interface Tree {
  readonly source: Json;
  /** Throws a `RenderError` as `Template.render` does. */
  render(view: View): Json;
}

/**
 * A template, as a part of a schema: text → Template. `escape` says how each value is escaped: not at all, for
 * HTML, for a part of a URL, or for Slack's mrkdwn.
 */
export function template({ escape: style }: { readonly escape: Escape }): z.ZodType<Template, string> {
  return spelled({
    description: "A text with {{ event.… }}, {{ rule.… }}, {{ finding.… }} or {{ session.… }} in it (Liquid).",
    examples: ["{{ event.agent }}: {{ event.message | truncate: 300 }}"],
    read: (source) => readTemplate(source, style),
    write: ({ source }) => source,
  });
}

function readTemplate(source: string, style: Escape): SettingReading<Template> {
  const reading = readText(source, style);
  return reading.ok ? good({ source, render: reading.value }) : reading;
}

/**
 * JSON whose texts are templates, as a part of a schema: JSON → Tree. A text that is only one `{{ … }}` keeps
 * the value's type, `null` where the value is missing. Keys stay unchanged.
 */
export function tree(): z.ZodType<Tree, Json> {
  return z.codec(z.json().meta({ description: "JSON or YAML; every text in it is a template." }), z.custom<Tree>(), {
    decode(input, context) {
      const source = input as Json; // z.json() has checked it
      const faults: Placed[] = [];
      const render = branch(source, [], faults);
      for (const { fault, path } of faults) context.issues.push(issueOf(fault, input, path));
      return faults.length > 0 ? z.NEVER : { source, render };
    },
    encode: ({ source }) => source as z.core.util.JSONType, // the same JSON by another, mutable name
  });
}

interface Placed {
  readonly fault: Fault;
  readonly path: readonly PropertyKey[];
}

type Render = (view: View) => Json;

function branch(source: Json, path: readonly PropertyKey[], faults: Placed[]): Render {
  if (typeof source === "string") return leaf(source, path, faults);
  if (Array.isArray(source)) return listOf(source.map((item: Json, index) => branch(item, [...path, index], faults)));
  return isJsonObject(source) ? renderObject(source, path, faults) : () => source;
}

function listOf(items: readonly Render[]): Render {
  return (view) => items.map((render) => render(view));
}

function renderObject(source: JsonObject, path: readonly PropertyKey[], faults: Placed[]): Render {
  const entries = Object.entries(source).map(([key, value]) => [key, branch(value, [...path, key], faults)] as const);
  return (view) => Object.fromEntries(entries.map(([key, render]) => [key, render(view)]));
}

function leaf(source: string, path: readonly PropertyKey[], faults: Placed[]): Render {
  const reading = readLeaf(source);
  if (reading.ok) return reading.value;
  faults.push(...reading.faults.map((fault) => ({ fault, path })));
  return () => null;
}

function readLeaf(source: string): SettingReading<Render> {
  const parts = directParts(source);
  const [only, ...more] = parts ?? [];
  if (parts !== undefined && (more.length > 0 || typeof only !== "object")) return readDirect(parts, "none");
  if (typeof only === "object") return readLookup(only);
  const compiled = compile(source, "kept");
  if (!compiled.ok) return compiled;
  return compiled.program.value === undefined ? readText(source, "none") : good(bounded(compiled.program.value));
}

function readLookup(lookup: Lookup): SettingReading<Render> {
  const fault = faultOfVariable([lookup.root, ...lookup.keys]);
  return fault === undefined ? good((view) => kept(lookup, view)) : { ok: false, faults: [fault] };
}

function kept(lookup: Lookup, view: View): Json {
  const value = lookUp(lookup, view) ?? null;
  return typeof value === "string" ? wellFormed(value) : value;
}
