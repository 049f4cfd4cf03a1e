/** Rules files with something wrong in them: real ones, cut, spliced and misspelt. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Random } from "../crash/random.ts";
import { isJsonObject, type Json, type JsonObject } from "../src/core/json.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const scraps = [
  "",
  "null",
  "[]",
  "{}",
  "~",
  "[",
  "}",
  "- ",
  "? ",
  ": ",
  "&a ",
  "*a",
  "*event",
  "<<: *a",
  "!!js/function x",
  "!!binary aGk=",
  "!!float 1",
  "%YAML 9",
  "---",
  "...",
  "| ",
  "> ",
  "\t",
  "'",
  '"',
  "#",
  ".nan",
  "-.inf",
  "1e400",
  "0x10",
  "012",
  "1_000",
  "no",
  "99999999999999999999",
  "-1",
  "0",
  "0s",
  "999999d",
  "2026-12-07",
  `\${MISSING}`,
  `\${file:/etc/hostname}`,
  `\${}`,
  "{{ event.message }}",
  "{% for x in (1..1000000) %}x{% endfor %}",
  "{{ 'x' | times: 'y' }}",
  "(a+)+$",
  "(?<=x)y",
  "[[:",
  "__proto__: {}",
  "constructor",
  "toString",
  "hasOwnProperty: 1",
  "\u0000",
  "\u2028",
  "\ufeff",
  "\ud800",
  "\u202e",
  "x".repeat(3_000),
  "[".repeat(80),
  "{ a: ".repeat(70),
  "- ".repeat(100),
] as const;

/** The texts that mutations begin with. */
export function seedTexts(): readonly [string, ...string[]] {
  const broken = `${root}test/rules/broken/`;
  const names = readdirSync(broken).filter((name) => name.endsWith(".yaml"));
  const files = [`${root}test/rules/whole.yaml`, ...names.map((name) => broken + name)];
  return [readFileSync(`${root}rules.example.yaml`, "utf8"), ...files.map((file) => readFileSync(file, "utf8"))];
}

/** Half of them are changed as text, and half as what the text means: most texts that are changed blindly are no YAML any more. */
export function mutatedRules(texts: readonly [string, ...string[]], chance: Random): string {
  return chance.happens(0.5) ? mutatedText(texts, chance) : mutatedMeaning(texts, chance);
}

/** One to four changes, each to a line. */
function mutatedText(texts: readonly [string, ...string[]], chance: Random): string {
  let lines = chance.pick(texts).split("\n");
  for (let left = chance.between(1, 4); left > 0; left -= 1) lines = changed(lines, texts, chance);
  return lines.join("\n");
}

/** A long file with a few of its rules, and one to three of its values or keys changed. JSON is YAML. */
function mutatedMeaning(texts: readonly [string, ...string[]], chance: Random): string {
  const { rules, tests: _, ...rest } = parse(texts[chance.between(0, 1)] ?? texts[0]) as JsonObject; // the two long files are objects
  let file: Json = { ...rest, rules: Array.isArray(rules) ? chance.shuffled(rules as readonly Json[]).slice(0, chance.between(1, 3)) : [] };
  for (let left = chance.between(1, 3); left > 0; left -= 1) file = altered(file, chance);
  return JSON.stringify(file);
}

const values: readonly [Json, ...Json[]] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  "",
  "0s",
  "30m",
  "x",
  [],
  {},
  [[]],
  { type: "x" },
  "{{ event.x | y }}",
];

/** Goes down by chance, and changes what it comes to. */
function altered(value: Json, chance: Random): Json {
  if (Array.isArray(value) && value.length > 0 && chance.happens(0.9)) {
    const items: readonly Json[] = value;
    const at = chance.between(0, items.length - 1);
    return items.with(at, altered(items[at] ?? null, chance));
  }
  const keys = isJsonObject(value) ? Object.keys(value) : [];
  if (!isJsonObject(value) || keys.length === 0 || chance.happens(0.1))
    return chance.happens(0.5) ? chance.pick(scraps) : chance.pick(values);
  const key = keys[chance.between(0, keys.length - 1)] ?? "";
  const { [key]: inside = null, ...others } = value;
  if (chance.happens(0.1)) return others;
  return chance.happens(0.1) ? { ...others, [`${key}s`]: inside } : { ...value, [key]: altered(inside, chance) };
}

function changed(lines: readonly string[], texts: readonly [string, ...string[]], chance: Random): string[] {
  const at = chance.between(0, lines.length - 1);
  const line = lines[at] ?? "";
  const put = (...instead: readonly string[]) => [...lines.slice(0, at), ...instead, ...lines.slice(at + 1)];
  const change = chance.pick(["delete", "double", "move", "indent", "value", "value", "key", "insert", "byte", "cut", "splice"]);
  switch (change) {
    case "delete":
      return put();
    case "double":
      return put(line, line);
    case "move":
      return [...put(), line];
    case "indent":
      return put(`${" ".repeat(chance.between(0, 9))}${line.trimStart()}`);
    case "value":
      return put(line.replace(/(:\s|^\s*- |, |\[).*?(?=$|[,}\]])/, (_, before: string) => `${before}${chance.pick(scraps)}`));
    case "key":
      return put(line.replace(/\w+(?=:)/, () => wordOf(chance.pick(texts), chance)));
    case "insert":
      return put(inserted(line, chance.pick(scraps), chance));
    case "byte":
      return put(inserted(line, String.fromCharCode(chance.between(0, 255)), chance));
    case "cut":
      return chance.happens(0.2) ? [...lines.slice(0, at), line.slice(0, chance.between(0, line.length))] : put(line.slice(0, -1));
    default:
      return put(line, ...someLines(chance.pick(texts), chance));
  }
}

function inserted(line: string, what: string, chance: Random): string {
  const at = chance.between(0, line.length);
  return line.slice(0, at) + what + line.slice(at);
}

function wordOf(text: string, chance: Random): string {
  const words = text.match(/\w+(?=:)/g) ?? ["version"];
  return words[chance.between(0, words.length - 1)] ?? "version";
}

function someLines(text: string, chance: Random): readonly string[] {
  const lines = text.split("\n");
  const at = chance.between(0, lines.length - 1);
  return lines.slice(at, at + chance.between(1, 6));
}
