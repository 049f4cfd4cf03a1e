/**
 * Resolves `${NAME}` and `${file:/run/secrets/x}` in texts, once, when the file is loaded. Messages are never resolved: an event is data.
 */

import { isJsonObject } from "../../core/json.ts";
import { mapInSteps, type Stepwise } from "../../core/steps.ts";
import type { Path } from "../yaml/path.ts";
import type { Problem } from "./diagnostic.ts";
import type { Secret } from "./secrecy.ts";

export interface Outside {
  /** A variable of the environment. */
  readonly variable: (name: string) => string | undefined;
  /** The text of a secret file; undefined where it cannot be read. */
  readonly readFile: (path: string) => string | undefined;
  /** Uses `preview-NAME` for a missing variable instead of refusing the file. */
  readonly placeholders: boolean;
}

export interface Expanded {
  readonly value: unknown;
  /** By `NAME` or `file:/run/secrets/x`. */
  readonly secrets: readonly Secret[];
  readonly problems: readonly Problem[];
  /** Missing or empty variables, and `file:` with the path of missing files. */
  readonly unset: readonly string[];
}

/** A reference, `$${` for a literal `${`, or a malformed reference. */
const reference = /\$\$\{|\$\{([^{}]*)\}|\$\{(\{[^{}]*\}\})?/g;

/** The value with every reference resolved. */
export function* expandInSteps(value: unknown, outside: Outside): Stepwise<Expanded> {
  const secrets = new Map<string, string>();
  const problems: Problem[] = [];
  const unset = new Set<string>();
  const expanded = yield* eachTextInSteps(value, (text, path) =>
    text.replace(reference, (whole, name?: string, doubled?: string) => {
      if (whole === "$${") return "${";
      const found = resolve(name ?? doubled, outside);
      if (found.unset !== undefined) unset.add(found.unset);
      if (found.ok) secrets.set(found.name, found.value);
      else problems.push({ ...found.fault, path, on: "value" });
      return found.ok ? found.value : `preview-${name ?? ""}`; // not empty, or the schema would report that as well
    }),
  );
  return { value: expanded, secrets: Array.from(secrets, ([name, value]) => ({ name, value })), problems, unset: [...unset] };
}

/** The same value for people, with `***` for every reference. */
export function masked(value: unknown): unknown {
  return eachText(value, [], mask);
}

export function maskedInSteps(value: unknown): Stepwise<unknown> {
  return eachTextInSteps(value, mask);
}

function mask(text: string): string {
  return text.replace(reference, (whole) => (whole === "$${" ? "${" : "***"));
}

type Resolved =
  | { readonly ok: true; readonly name: string; readonly value: string; readonly unset?: string }
  | {
      readonly ok: false;
      readonly unset?: string;
      readonly fault: { readonly code: "E_ENV_MISSING" | "E_ENV_SYNTAX"; readonly text: string; readonly hint?: string };
    };

function resolve(name: string | undefined, outside: Outside): Resolved {
  if (name?.startsWith("file:")) return ofFile(name.slice("file:".length), outside);
  if (name !== undefined && /^[A-Za-z_]\w*$/.test(name)) return ofVariable(name, outside);
  const text = "expected the name of a variable, or file: and a path, between the braces";
  if (name === undefined)
    return { ok: false, fault: { code: "E_ENV_SYNTAX", text, hint: "close the brace, or write $$ before it where no reference is meant" } };
  if (/^[A-Za-z_]\w*:?[-=?+]/.test(name))
    return { ok: false, fault: { code: "E_ENV_SYNTAX", text, hint: "there are no defaults: set the variable, and write its name alone" } };
  const [, variable] = /^\{?\s*(?:(?:secrets|vars|env)\.)?([A-Z][A-Z0-9_]*)\s*\}*$/.exec(name ?? "") ?? [];
  if (variable !== undefined) return { ok: false, fault: { code: "E_ENV_SYNTAX", text, hint: `write \${${variable}}` } };
  if (name !== undefined && /^\{|^\s*(event|rule|finding|session|identity)\b/.test(name)) {
    return { ok: false, fault: { code: "E_ENV_SYNTAX", text, hint: "what an event holds is written {{ event.message }}, without a $" } };
  }
  return { ok: false, fault: { code: "E_ENV_SYNTAX", text, hint: "write $$ before the brace where no reference is meant" } };
}

function ofVariable(name: string, { variable, placeholders }: Outside): Resolved {
  const value = variable(name);
  if (value) return { ok: true, name, value };
  if (placeholders) return { ok: true, name, value: `preview-${name}`, unset: name };
  return {
    ok: false,
    unset: name,
    fault: { code: "E_ENV_MISSING", text: `the environment has no ${name}`, hint: "set it, it must not be empty" },
  };
}

function ofFile(path: string, { readFile, placeholders }: Outside): Resolved {
  const value = readFile(path)?.replace(/\r?\n$/, "");
  const name = `file:${path}`;
  if (value) return { ok: true, name, value };
  if (placeholders) return { ok: true, name, value: `preview-${path.split("/").at(-1)}`, unset: name };
  return { ok: false, unset: name, fault: { code: "E_ENV_MISSING", text: `the file ${path} cannot be read or is empty` } };
}

/** The same value with every text replaced. Keys stay. */
export function eachText(value: unknown, path: Path, replace: (text: string, path: Path) => unknown): unknown {
  if (typeof value === "string") return replace(value, path);
  if (Array.isArray(value)) return value.map((item, index) => eachText(item, [...path, index], replace));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, eachText(item, [...path, key], replace)]));
}

/** The same for a whole file, some items of a list at a time. */
export function* eachTextInSteps(value: unknown, replace: (text: string, path: Path) => unknown): Stepwise<unknown> {
  if (!isJsonObject(value)) return eachText(value, [], replace);
  const replaced: [string, unknown][] = [];
  for (const [key, part] of Object.entries(value)) {
    const one = (item: unknown, index: number) => eachText(item, [key, index], replace);
    replaced.push([key, Array.isArray(part) ? yield* mapInSteps(part, one) : eachText(part, [key], replace)]);
  }
  return Object.fromEntries(replaced);
}
