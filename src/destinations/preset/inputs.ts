/** `${name}` in a preset: a value from rules.yaml, inserted once, at load. */

import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { schemeBefore } from "../kit/bare-token.ts";
import { isPlaceholder } from "../kit/placeholder.ts";
import type { PresetFile } from "./schema.ts";

/** The values from rules.yaml, by the preset's names. */
export type Given = Readonly<Record<string, Json>>;

/** What is wrong with a value; `key` is its name. */
export interface InputFault {
  readonly key: string;
  readonly code: "E_MISSING_KEY" | "E_UNKNOWN_KEY" | "E_VALUE";
  readonly text: string;
  readonly hint: string;
}

/** Missing values, unknown ones, and values that YAML has changed. */
export function faultsOfInputs(file: PresetFile, given: Given): readonly InputFault[] {
  return [
    ...faultsOfKeys(file, given),
    ...faultsOfChoice(file, given),
    ...faultsOfNumbers(file, given),
    ...faultsOfTokens(file, given),
    ...faultsOfAddresses(file, given),
  ];
}

function faultsOfChoice({ id, needs_one: names = [] }: PresetFile, given: Given): readonly InputFault[] {
  const [first = ""] = names;
  const written = names.filter((name) => given[name] !== undefined);
  if (names.length === 0 || written.length === 1) return [];
  const all = names.join(" or ");
  if (written.length === 0) return [{ key: first, code: "E_MISSING_KEY", text: `missing key "${first}"`, hint: `${id} needs ${all}` }];
  return written.slice(1).map((key) => ({ key, code: "E_VALUE", text: `expected one of ${all}, found several`, hint: "leave one" }));
}

/** `to: +15551234567` is the number 15551234567 in YAML, and long ids lose their last digits. */
function faultsOfNumbers({ inputs }: PresetFile, given: Given): readonly InputFault[] {
  const numbers = Object.entries(inputs).filter(([name, { quoted }]) => quoted === true && typeof given[name] === "number");
  return numbers.map(([key]) => ({
    key,
    code: "E_VALUE",
    text: "expected a text in quotes, found a number",
    hint: `YAML drops a plus and the last digits of long numbers: ${key}: "+15558675310"`,
  }));
}

/** `token: "Bearer abc"`: the preset writes the first word itself. */
function faultsOfTokens({ inputs }: PresetFile, given: Given): readonly InputFault[] {
  const secrets = Object.keys(inputs).filter((name) => inputs[name]?.secret === true);
  return secrets.flatMap((key) => faultOfToken(key, given[key]) ?? []);
}

function faultOfToken(key: string, value: Json | undefined): InputFault | undefined {
  const fault = typeof value === "string" ? schemeBefore(value) : undefined;
  return fault && { key, code: "E_VALUE", ...fault };
}

/** `base: acme.zendesk.com`: the beginning of a preset's URL has to be a URL. */
function faultsOfAddresses({ inputs, steps, auth }: PresetFile, given: Given): readonly InputFault[] {
  const urls = [...steps.map(({ url }) => url), auth?.oauth2?.token_url ?? ""];
  const names = new Set(urls.flatMap((url) => /^\$\{([a-z][a-z0-9_]*)\}/.exec(url)?.[1] ?? []));
  return [...names].flatMap((key): readonly InputFault[] => {
    const value = given[key];
    if (typeof value !== "string" || isPlaceholder(value) || (/^https?:\/\//i.test(value) && URL.canParse(value))) return [];
    return [{ key, code: "E_VALUE", text: "expected a URL with https://", hint: inputs[key]?.about ?? "" }];
  });
}

function faultsOfKeys({ id, inputs }: PresetFile, given: Given): readonly InputFault[] {
  const missing = Object.entries(inputs).filter(
    ([name, { default: usual, optional }]) => usual === undefined && optional !== true && given[name] === undefined,
  );
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(inputs, name));
  const takes = `the preset ${id} takes ${Object.keys(inputs).join(", ")}`;
  return [
    ...missing.map(([key, { about }]) => ({ key, code: "E_MISSING_KEY" as const, text: `missing key "${key}"`, hint: `${about} (${id})` })),
    ...unknown.map((key) => ({ key, code: "E_UNKNOWN_KEY" as const, text: `unknown key "${key}"`, hint: takes })),
  ];
}

/** The given values, and the defaults for the rest; optional ones stay out. */
export function filledIn({ inputs }: PresetFile, given: Given): Given {
  const all = Object.entries(inputs).flatMap(([name, { default: usual }]) => {
    const value = given[name] ?? (typeof usual === "string" ? withInputs(usual, given) : usual);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(all);
}

/** The values that must never be shown. */
export function secretsIn({ inputs }: PresetFile, given: Given): readonly string[] {
  const values = Object.entries(inputs).flatMap(([name, { secret }]) => (secret === true ? [given[name]] : []));
  const texts = values.filter((value) => typeof value === "string").filter((value) => !isPlaceholder(value));
  return texts.flatMap((text) => [text, ...partsOf(text)]);
}

/** For a secret address: the part without its host, which servers repeat. */
function partsOf(text: string): readonly string[] {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return [];
  const { pathname, search } = new URL(text);
  return [pathname + search, pathname, search.slice(1)].filter((part) => part.length > 1);
}

const reference = /\$\{([a-z][a-z0-9_]*)\}/g;
const whole = /^\$\{([a-z][a-z0-9_]*)\}$/;

/** The names that a piece of a preset refers to. */
export function namesIn(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return [...value.matchAll(reference)].map(([, name = ""]) => name);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(namesIn) : [];
}

/** The text with every reference replaced. */
export function withInputs(text: string, given: Given): string {
  return text.replace(reference, (_, name: string) => written(given[name]));
}

function written(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * The same JSON with every reference replaced. A text that is only a reference keeps the value's type; without a value its key is
 * removed. `alone` has other replacements for such texts.
 */
export function treeWithInputs(value: Json, given: Given, alone: Given = given): Json | undefined {
  if (typeof value === "string") {
    const [, name] = whole.exec(value) ?? [];
    return name === undefined ? withInputs(value, given) : alone[name];
  }
  if (Array.isArray(value)) return value.map((item: Json) => treeWithInputs(item, given, alone)).filter(isThere);
  return isJsonObject(value) ? objectWithInputs(value, given, alone) : value;
}

function objectWithInputs(object: JsonObject, given: Given, alone: Given): JsonObject {
  const entries = Object.entries(object).map(([key, value]) => [key, treeWithInputs(value, given, alone)] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, Json] => isThere(entry[1])));
}

/** Secrets by the names of their gaps: a queued body contains none, and they are inserted when it is sent. */
export function concealedIn({ inputs }: PresetFile, given: Given): JsonObject {
  const secrets = Object.entries(inputs).flatMap(([name, { secret }]) => {
    const value = given[name];
    return secret !== true || value === undefined ? [] : [[concealedAs(name), value] as const];
  });
  return Object.fromEntries(secrets);
}

/** The inputs, with a gap instead of each secret. */
export function withoutSecrets({ inputs }: PresetFile, given: Given): Given {
  const all = Object.entries(given).map(([name, value]) => [
    name,
    inputs[name]?.secret === true ? `{{ saved.${concealedAs(name)} }}` : value,
  ]);
  return Object.fromEntries(all) as Given; // a record of the same names
}

function concealedAs(name: string): string {
  return `secret_of_${name}`;
}

function isThere(value: Json | undefined): value is Json {
  return value !== undefined;
}
