/** Changes one bound in the text of a rules.yaml, and no other character. */

import { isJsonObject, type Json, type JsonObject } from "../../../core/json.ts";
import type { Path } from "../../yaml/path.ts";
import { readYaml } from "../../yaml/written.ts";
import type { Knob } from "./knob.ts";

/** Undefined where the edit would change more than this one bound, e.g. through an alias. */
export function withBound(text: string, rule: string, knob: Knob, bound: number): string | undefined {
  const before = readYaml(text);
  if (!before.ok) return undefined;
  const index = ruleIndex(before.written.value, rule);
  const settings: Path = ["rules", index, "when", ...knob.path];
  const short = valueAt(before.written.value, settings);
  const edited = isJsonObject(short)
    ? withKey(text, before.written, settings, knob, bound)
    : spelledOut(text, before.written, settings, knob, bound);
  if (edited === undefined) return undefined;
  const after = readYaml(edited);
  if (!after.ok) return undefined;
  const wanted = isJsonObject(short)
    ? withValue(before.written.value, [...settings, knob.key], bound)
    : withValue(before.written.value, settings, whole(knob, short, bound));
  return sameFile(after.written.value, wanted) ? edited : undefined;
}

type Written = Extract<ReturnType<typeof readYaml>, { ok: true }>["written"];

function withKey(text: string, written: Written, settings: Path, knob: Knob, bound: number): string | undefined {
  const standing = written.locate([...settings, knob.key]);
  return standing.node === undefined
    ? inserted(text, written.locate(settings).node?.range?.[0], `${knob.key}: ${bound}`)
    : `${text.slice(0, standing.span.offset)}${bound}${text.slice(standing.span.end)}`;
}

/** `wants_human: true` becomes `wants_human: { above: 0.7 }`; `concern: urgent` keeps its concern. */
function spelledOut(text: string, written: Written, settings: Path, knob: Knob, bound: number): string | undefined {
  const [from, to] = written.locate(settings).node?.range ?? [];
  if (from === undefined || to === undefined) return undefined;
  const is = knob.detector === "concern" ? `is: ${text.slice(from, to).trim()}, ` : "";
  return `${text.slice(0, from)}{ ${is}${knob.key}: ${bound} }${text.slice(to)}`;
}

function whole({ detector, key }: Knob, short: unknown, bound: number): JsonObject {
  return { ...(detector === "concern" && { is: short as Json }), [key]: bound }; // YAML gave it
}

function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const step of path) found = typeof found === "object" && found !== null ? Reflect.get(found, step) : undefined;
  return found;
}

function ruleIndex(file: unknown, name: string): number {
  const rules = isJsonObject(file) && Array.isArray(file.rules) ? file.rules : [];
  return rules.findIndex((rule) => isJsonObject(rule) && rule.name === name);
}

/** Inserted as the first key of the map that begins at `at`, in braces or as a block. */
function inserted(text: string, at: number | undefined, entry: string): string | undefined {
  if (at === undefined) return undefined;
  const rest = text.slice(at);
  if (rest.startsWith("{")) {
    const others = rest.slice(1).trimStart();
    return others.startsWith("}") ? `${text.slice(0, at)}{ ${entry} ${others}` : `${text.slice(0, at)}{ ${entry}, ${others}`;
  }
  const indent = at - (text.lastIndexOf("\n", at - 1) + 1);
  return `${text.slice(0, at)}${entry}\n${" ".repeat(indent)}${rest}`;
}

function withValue(value: unknown, [step, ...path]: Path, leaf: Json): unknown {
  if (step === undefined) return leaf;
  if (Array.isArray(value)) return value.map((each, index) => (index === Number(step) ? withValue(each, path, leaf) : each));
  const object = isJsonObject(value) ? value : {};
  return { ...object, [step]: withValue(object[String(step)], path, leaf) };
}

/** The same values, whatever the order of keys. */
function sameFile(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isJsonObject(value)) return value;
  return Object.keys(value)
    .sort()
    .map((key) => [key, ordered(value[key])]);
}
