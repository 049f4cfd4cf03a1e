/** The template engine with limits: no files, no code, own keys only, limited time and memory. */

import { Context, Liquid, LiquidError, type Output, type Template as Parsed, toValueSync } from "liquidjs";
import type { View } from "../../core/destination.ts";
import { isJsonObject, type Json, ownValue } from "../../core/json.ts";
import { cut, cutBytes } from "../../text/cut.ts";
import type { Fault } from "../kit/codes.ts";
import { didYouMean } from "../kit/nearest.ts";
import { date } from "./date.ts";
import { type Escape, escapes, templateText } from "./escape.ts";
import { foreignIn } from "./foreign.ts";
import { sums } from "./math.ts";
import { faultOfVariable } from "./variables.ts";

/** Memory in characters and items, and the characters of a template. Liquid's limits are cooperative. */
const limits = { memoryLimit: 5_000_000, parseLimit: 20_000 };

/** Parts of a template that one rendering may pass, a part in a loop once for each turn. That takes about a fifth of a second. */
const mostParts = 100_000;

/**
 * Left out: `raw` (undoes the escaping), `*_exp` (evaluate an argument, which can be data),
 * `sample` and Jekyll's dates (chance and the clock: rules must give the same result when they run again).
 */
const withheldFilters = /^raw$|_exp$|^sample$|^date_to_/;
const withheldTags = ["include", "render", "layout", "block"];

/** A template as the engine stores it. */
export interface TemplateProgram {
  text(view: View): string;
  /** The value of the expression, for a template that is only one expression and keeps values. */
  readonly value: ((view: View) => Json) | undefined;
}

export type CompiledTemplate =
  | { readonly ok: true; readonly program: TemplateProgram }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** `kept`: values keep their type, for JSON. */
type Style = Escape | "kept";

const engines = new Map<Style, Liquid>();

function engineFor(style: Style): Liquid {
  const known = engines.get(style);
  if (known) return known;
  const made = makeEngine(style);
  engines.set(style, made);
  return made;
}

function makeEngine(style: Style): Liquid {
  const engine = new Liquid({
    ...limits,
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false, // misspelt names were found at load; missing data renders as empty
    templates: {},
    timezoneOffset: 0,
    ...(style === "kept" ? {} : { outputEscape: (value: unknown) => escapes[style](templateText(value)) }),
  });
  for (const name of Object.keys(engine.filters)) if (withheldFilters.test(name)) delete engine.filters[name];
  for (const name of withheldTags) delete engine.tags[name];
  engine.registerFilter("date", date);
  for (const [name, sum] of Object.entries(sums)) engine.registerFilter(name, sum);
  engine.registerFilter("iso", iso);
  engine.registerFilter("truncate", truncate);
  engine.registerFilter("truncate_bytes", (value: unknown, most: unknown) => cutBytes(templateText(value), Number(most)));
  return engine;
}

/** Liquid's own filter counts an emoji as one character and can split it; services count two units or more. */
function truncate(value: unknown, most: unknown = 50, mark: unknown = "..."): string {
  return cut(templateText(value), Number(most), templateText(mark));
}

/** Milliseconds → RFC 3339 in UTC; anything else as it is. */
function iso(value: unknown): unknown {
  return typeof value === "number" && Math.abs(value) <= 8.64e15 ? new Date(value).toISOString() : value;
}

/** Compiles a template and checks every variable it names. */
export function compile(source: string, style: Style): CompiledTemplate {
  const engine = engineFor(style);
  try {
    const parsed = engine.parse(source);
    const faults = faultsOfVariables(engine, parsed);
    return faults.length > 0
      ? { ok: false, faults: foreignFault(source, faults) ?? faults }
      : { ok: true, program: program(engine, parsed) };
  } catch (error) {
    if (!(error instanceof Error && (LiquidError.is(error) || isLimit(error)))) throw error;
    return { ok: false, faults: [faultOfSyntax(engine, error, source)] };
  }
}

function program(engine: Liquid, parsed: Parsed[]): TemplateProgram {
  const [only, ...more] = parsed;
  return {
    text: (view) => templateText(engine.renderSync(parsed, countedContext(engine, view))),
    value: only !== undefined && more.length === 0 && isOutput(only) ? (view) => expressionValue(engine, only, view) : undefined,
  };
}

/** Liquid limits a rendering by the clock: the same template would fail on a busy machine only. Here what it does is counted instead. */
function countedContext(engine: Liquid, view: View): Context {
  const context = new Context(view, engine.options, { sync: true }, { liquid: engine });
  let parts = 0;
  context.renderLimit.check = () => {
    parts += 1;
    if (parts > mostParts) throw new Error("template render limit exceeded");
  };
  return context;
}

function isOutput(part: Parsed): part is Output {
  return "value" in part && isJsonObject(part.token) && part.token.input.startsWith("{{", part.token.begin);
}

function expressionValue(engine: Liquid, output: Output, view: View): Json {
  const value = toValueSync(output.value.value(new Context(view, engine.options, { sync: true }), false));
  return JSON.parse(JSON.stringify(value) ?? "null") as Json; // JSON.parse gives JSON
}

function faultsOfVariables(engine: Liquid, parsed: Parsed[]): readonly Fault[] {
  const faults = new Map<string, Fault>();
  for (const variable of Object.values(engine.analyzeSync(parsed, { partials: false }).globals).flat()) {
    const fault = faultOfVariable(variable.segments.map(fixedPart));
    if (fault) faults.set(fault.text, fault);
  }
  return [...faults.values()];
}

/** A part like `[session.id]` is known only at rendering. The variable in it is checked separately. */
function fixedPart(part: unknown): string | null {
  return typeof part === "string" || typeof part === "number" ? String(part) : null;
}

/** `{{ event.room ?? "none" }}`: Liquid takes a sign for a variable. */
function foreignFault(source: string, faults: readonly Fault[]): readonly Fault[] | undefined {
  const found = faults.some(({ text }) => /"([^\w"]|in")/.test(text)) ? foreignIn(source) : undefined;
  return found && [{ code: "E_TEMPLATE", ...found }];
}

function faultOfSyntax(engine: Liquid, error: Error, source: string): Fault {
  const [, filter] = /^undefined filter: (\w+)/.exec(error.message) ?? [];
  if (filter !== undefined)
    return { code: "E_TEMPLATE", text: `unknown filter "${filter}"`, hint: adviceOn(filter, Object.keys(engine.filters)) };
  const [, tag] = /^tag "(\w+)" not found/.exec(error.message) ?? [];
  if (tag !== undefined && !paired.test(tag))
    return { code: "E_TEMPLATE", text: `unknown tag "${tag}"`, hint: adviceOnTag(tag, Object.keys(engine.tags)) };
  const foreign = foreignIn(source) ?? { text: "it is no Liquid", hint: "outputs are {{ … }}, tags are {% … %}" };
  return { code: "E_TEMPLATE", text: `the template cannot be read at ${placeOf(error)}: ${foreign.text}`, hint: foreign.hint };
}

/** Filters of Jinja and others, with the name here. */
const otherFilters: Readonly<Record<string, string>> = {
  lower: "downcase",
  upper: "upcase",
  title: "capitalize",
  length: "size",
  count: "size",
  trim: "strip",
  strftime: "date",
  tojson: "json",
  to_json: "json",
  urlencode: "url_encode",
};

/** Tags that belong to another one, and are unknown to Liquid without it. */
const paired = /^(else|elsif|when|end(if|unless|for|case|capture|tablerow|comment|raw))$/;

/** Tags of Jinja, Twig and others, with the name here. */
const otherTags: Readonly<Record<string, string>> = { elif: "elsif", elseif: "elsif", end: "endif", set: "assign" };

function adviceOnTag(tag: string, known: readonly string[]): string | undefined {
  const meant = ownValue(otherTags, tag);
  return meant === undefined ? didYouMean(tag, known) : `did you mean "${meant}"?`;
}

function adviceOn(filter: string, known: readonly string[]): string | undefined {
  if (filter === "raw") return "every value is made safe for where it lands";
  const meant = ownValue(otherFilters, filter);
  return meant !== undefined && known.includes(meant) ? `did you mean "${meant}"?` : didYouMean(filter, known);
}

/** Liquid's message can contain parts of the template, perhaps of a secret, so only the position is shown. */
export function placeOf(error: unknown): string {
  const [, line, column] = (error instanceof Error && /line:(\d+), col:(\d+)/.exec(error.message)) || [];
  return line === undefined ? "its beginning" : `line ${line}, column ${column}`;
}

/** Whether the engine stopped because of its limits. */
export function isLimit(error: unknown): boolean {
  return error instanceof Error && /limit exceeded/.test(error.message);
}
