/** Turns zod's issues into problems with a code, a place and advice. */

import { isMap, isScalar, isSeq } from "yaml";
import type { z } from "zod";
import { ownValue } from "../../core/json.ts";
import { type Code, errorCodes, warningCodes } from "../kit/codes.ts";
import { didYouMean } from "../kit/nearest.ts";
import type { TextPosition } from "../yaml/locate.ts";
import type { Path } from "../yaml/path.ts";
import { nameOfKey } from "../yaml/unfold.ts";
import { type Problem, spell } from "./diagnostic.ts";
import type { Guide } from "./guide.ts";
import { adviceFor, keyFor, valueFor } from "./habits.ts";
import { choice, expectation, outOfRange, some, withoutInput } from "./issue-words.ts";
import { kindAt } from "./kind.ts";
import { mostMistakes } from "./most-mistakes.ts";

type Issue = z.core.$ZodIssue;

export type Parsed<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Helps to find what was written: kinds of values, and words that may be slips. */
export interface IssueContext {
  /** The path of the value in the file. */
  readonly path: Path;
  readonly locate: (path: Path) => TextPosition;
  /** Advice beside the mistake; see guide.ts. */
  readonly guide?: Guide | undefined;
}

/** Reads a value with a schema. Every mistake in it becomes a problem. */
export function parse<Value>(schema: z.ZodType<Value>, value: unknown, context: IssueContext): Parsed<Value> {
  const { data, error } = schema.safeParse(value, { error: knownKeys });
  return error
    ? { ok: false, problems: withoutSlips(error.issues.slice(0, mostMistakes).flatMap((issue) => problemsOf(issue, context))) }
    : { ok: true, value: data };
}

/** Drops problems that only follow from a misspelt key: the right key is missing, or too few keys were given. */
function withoutSlips(problems: readonly Problem[]): readonly Problem[] {
  const slips = problems.filter(({ code }) => code === "E_UNKNOWN_KEY");
  return slips.length === problems.length ? problems : problems.filter((problem) => !slips.some((slip) => follows(problem, slip)));
}

function follows({ code, path }: Problem, slip: Problem): boolean {
  const map = spell(slip.path.slice(0, -1));
  if (spell(path) === map) return code === "E_VALUE" || (code === "E_MISSING_KEY" && slip.hint?.startsWith("did you mean") === true);
  const key = String(path.at(-1));
  return code === "E_MISSING_KEY" && spell(path.slice(0, -1)) === map && slip.hint === didYouMean(key, [key]);
}

/** zod's finished issue for an unknown key does not list the known keys. At this point it does, so the message carries them. */
function knownKeys(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== "unrecognized_keys") return undefined;
  const { shape } = (issue.inst as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def ?? {}; // only strict objects raise it
  return Object.keys(shape ?? {}).join(" ");
}

function problemsOf(issue: Issue, context: IssueContext): readonly Problem[] {
  const path = [...context.path, ...issue.path];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.slice(0, mostMistakes).flatMap((key) => unknownKey(key, issue.message.split(" "), { ...context, path }));
    case "invalid_type":
      return [wrongType(expectation(issue), path, context)];
    case "invalid_union":
      return ofUnion(issue, path, context);
    case "invalid_value":
      return [wrongValue(issue, path, context)];
    case "invalid_key":
    case "invalid_element":
      return issue.issues
        .flatMap((inner) => problemsOf({ ...inner, path: [] }, { ...context, path }))
        .map((problem) => ({ ...problem, on: "key" }));
    case "too_small":
    case "too_big":
      return [shareAbove(issue, path, context) ?? { code: "E_VALUE", text: outOfRange(issue), path, on: "value" }];
    case "custom":
      return [custom(issue, path)];
    default:
      return [{ code: "E_VALUE", text: withoutInput(issue), path, on: "value" }];
  }
}

function unknownKey(key: string, known: readonly string[], { path, locate, guide }: IssueContext): readonly Problem[] {
  const { listed } = locate([...path, key]);
  if (listed !== undefined && listed.first !== key) return []; // the list that it belongs to has been reported
  const meant = keyFor(key, known);
  const hint =
    (listed && (pointIn(listed.list) ?? `put the list in brackets: ${listed.list}`)) ??
    (meant === undefined ? undefined : `did you mean "${meant}"?`) ??
    adviceFor(key, known) ??
    indentedUnder(key, locate(path)) ??
    guide?.elsewhere(key, path) ??
    didYouMean(key, known) ??
    `known are ${some(known)}`;
  return [{ code: "E_UNKNOWN_KEY", text: `unknown key "${key}"`, hint, path: [...path, key], on: "key" }];
}

/** `when:` without a value, and its keys on the lines below with the same indentation. */
function indentedUnder(key: string, { node }: TextPosition): string | undefined {
  if (!isMap(node) || node.flow === true) return undefined;
  const own = node.items.findIndex((item) => nameOfKey(item.key) === key);
  const above = node.items.slice(0, own).findLast(({ value }) => value === null || (isScalar(value) && value.value === null));
  return above && `if it belongs under ${nameOfKey(above.key)}:, indent it by two spaces more`;
}

/** `frustration: 0,7` in braces: the comma begins a new entry. */
function pointIn(list: string): string | undefined {
  const [, key = "", whole = "", part = ""] = /^(\w+): \[(\d{1,9}), (\d{1,9})\]$/.exec(list) ?? [];
  return key === "" ? undefined : `a decimal has a point: ${key}: ${whole}.${part}`;
}

/** Keys that take one value, and how to write several. */
const noLists: Readonly<Record<string, string>> = {
  equals: "write several values as in: [de, fr]",
  to: "write an entry for each, e.g. then: [support, oncall]",
  destinations: "the name of each is its key: destinations: { support: { console: {} } }",
  headers: "write each with its value: headers: { x-source: avatar-relay }",
};

function wrongType(expected: string, path: Path, { locate, guide }: IssueContext): Problem {
  const position = locate(path);
  if (position.node === undefined && path.length > 0) return missingKey(path, guide);
  const { name, hint } = kindAt(position, expected);
  const instead = isSeq(position.node) ? ownValue(noLists, String(path.at(-1))) : undefined;
  if (instead !== undefined) return { code: "E_TYPE", text: `expected ${expected}, found ${name}`, hint: instead, path, on: "value" };
  const example = /\b(a map|a list)\b/.test(expected) ? guide?.example(path) : undefined;
  const wanted = example === undefined ? expected : `${shapeIn(expected, example)} such as \`${example}\``;
  const opposite = isFalse(position) && example?.endsWith(": true") ? `for the opposite write not: { ${example} }` : hint;
  return { code: "E_TYPE", text: `expected ${wanted}, found ${name}`, hint: opposite, path, on: "value" };
}

function isFalse({ node }: TextPosition): boolean {
  return isScalar(node) && node.value === false;
}

/** With an example, one form is enough. */
function shapeIn(expected: string, example: string): string {
  if (!/[{[]/.test(example)) return "a value";
  return expected.includes("a map") && !expected.startsWith("a list") ? "a map" : expected;
}

function missingKey(path: Path, guide: Guide | undefined): Problem {
  const key = String(path.at(-1));
  const example = guide?.example(path.slice(0, -1));
  const hint = example?.includes(`${key}: `) ? `write it like \`${example}\`` : undefined;
  return { code: "E_MISSING_KEY", text: `the key "${key}" is missing`, hint, path, on: "value" };
}

/** Of several forms, the advice is for the one that the writer came closest to. */
function ofUnion(issue: Issue & { code: "invalid_union" }, path: Path, context: IssueContext): readonly Problem[] {
  const isSingle = isScalar(context.locate(path).node);
  const branches = issue.errors.filter((errors) => !errors.some((inner) => isOtherKind(inner, isSingle)));
  const best = branches.toSorted((left, right) => reach(right) - reach(left) || left.length - right.length)[0];
  if (best) return best.flatMap((inner) => problemsOf(inner, { ...context, path }));
  const kinds = [...new Set(issue.errors.flat().flatMap((inner) => expectations(inner, isSingle)))];
  return [wrongType(alternatives(kinds), path, context)];
}

/** The value is not a mistake in this form: the writer meant another one. */
function isOtherKind(issue: Issue, isSingle: boolean): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === "invalid_union") return issue.errors.every((errors) => errors.some((inner) => isOtherKind(inner, isSingle)));
  return issue.code === "invalid_type" || (issue.code === "invalid_value" && !isSingle);
}

function expectations(issue: Issue, isSingle: boolean): readonly string[] {
  if (!isOtherKind(issue, isSingle)) return [];
  if (issue.code === "invalid_type") return [expectation(issue)];
  if (issue.code === "invalid_value") return [choice(issue)];
  return issue.code === "invalid_union" ? issue.errors.flat().flatMap((inner) => expectations(inner, isSingle)) : [];
}

/** `a list, text or a map` */
function alternatives(kinds: readonly string[]): string {
  return kinds.length < 2 ? kinds.join("") : `${kinds.slice(0, -1).join(", ")} or ${kinds.at(-1)}`;
}

function reach(issues: readonly Issue[]): number {
  return Math.max(...issues.map((issue) => issue.path.length));
}

function wrongValue(issue: Issue & { code: "invalid_value" }, path: Path, context: IssueContext): Problem {
  const { node } = context.locate(path);
  const expected = choice(issue);
  if (!isScalar(node) || typeof node.value !== "string") return wrongType(expected, path, context);
  const allowed = issue.values.map(String);
  const meant = valueFor(node.value, allowed);
  if (allowed.includes(node.value)) return { code: "E_VALUE", text: `expected ${expected}`, hint: "remove the quotes", path, on: "value" };
  const [beginning = ""] = node.value.toLowerCase().split(/[-_]/); // de-DE
  const near = allowed.includes(beginning) ? `did you mean "${beginning}"?` : didYouMean(node.value, allowed);
  const elsewhere = path.at(-1) === "outside" ? "a destination is written as outside: { to: NAME }" : undefined;
  const hint = meant === undefined ? (near ?? elsewhere) : `did you mean "${meant}"?`;
  return { code: "E_VALUE", text: `expected ${expected}`, hint, path, on: "value" };
}

/** Seventy percent is written 0.7. */
function shareAbove(issue: Issue & { code: "too_small" | "too_big" }, path: Path, { locate }: IssueContext): Problem | undefined {
  if (issue.code !== "too_big" || issue.maximum !== 1) return undefined;
  const { node } = locate(path);
  const value = isScalar(node) && typeof node.value === "number" ? node.value : 1;
  const hint = `write it like ${value >= 2 && value < 100 ? value / 100 : 0.7}`;
  return { code: "E_VALUE", text: "expected a share from 0 to 1", hint, path, on: "value" };
}

function custom(issue: Issue & { code: "custom" }, path: Path): Problem {
  const { code, hint, on } = issue.params ?? {};
  return {
    code: isCode(code) ? code : "E_VALUE",
    text: issue.message,
    hint: typeof hint === "string" ? hint : undefined,
    path,
    on: on === "key" ? "key" : "value",
  };
}

function isCode(code: unknown): code is Code {
  return [...errorCodes, ...warningCodes].some((known) => known === code);
}
