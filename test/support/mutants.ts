/** A rules.yaml with one thing wrong in one rule, in every way in which people get them wrong. */

import { parse } from "yaml";
import { isJsonObject, type Json, type JsonObject } from "../../src/core/json.ts";
import { formatDuration, parseDuration } from "../../src/core/time.ts";
import { oneLine } from "../../src/rules/language/diagnostic.ts";
import { rehearse } from "../../src/rules/trials/rehearse.ts";
import { loadedFrom, programFrom } from "./recorded.ts";

export interface Mutant {
  /** E.g. `asks-for-a-human: when.role is agent`. */
  readonly name: string;
  /** JSON, which is YAML. */
  readonly text: string;
}

/** All mutants of a file that load, in the order of its rules. */
export function mutantsOf(text: string): readonly Mutant[] {
  const file = parse(text) as JsonObject; // an object, or the file would not load
  const rules = file.rules as readonly JsonObject[];
  const names = Object.keys(file.destinations as JsonObject);
  const mutants = rules.flatMap((rule, place) =>
    changesOf(rule, names).map(({ told, value }) => ({
      name: `${String(rule.name)}: ${told}`,
      text: JSON.stringify({ ...file, rules: rules.with(place, value as JsonObject) }),
    })),
  );
  return mutants.filter((mutant) => loadedFrom(mutant.text).kind === "loaded");
}

/** Whether the file's own tests pass: then they do not see what is wrong with it. */
export function survives({ text }: Mutant): boolean {
  const loaded = loadedFrom(text);
  if (loaded.kind === "refused") throw new Error(loaded.diagnostics.map(oneLine).join("\n"));
  const program = programFrom(text);
  return loaded.tests.every((test) => rehearse(test, program, loaded.file.settings.timezone).failures.length === 0);
}

/** A value that is a little wrong, and what is wrong with it. */
interface Change {
  readonly told: string;
  readonly value: Json;
}

function changesOf(rule: JsonObject, destinations: readonly string[]): readonly Change[] {
  const { when, then, throttle, ...rest } = rule;
  return [
    { told: "mode is off", value: { ...rule, mode: "off" } },
    ...(throttle === undefined ? [] : [{ told: "throttle is gone", value: { ...rest, ...(when && { when }), then: then ?? [] } }]),
    ...(throttle === undefined ? [] : inside(rule, "throttle", windowsIn(throttle, "throttle"))),
    ...(when === undefined ? [] : inside(rule, "when", conditionsIn(when, "when"))),
    ...inside(rule, "then", swapped(then as readonly Json[], destinations)),
  ];
}

function inside(object: JsonObject, key: string, changes: readonly Change[]): readonly Change[] {
  return changes.map(({ told, value }) => ({ told, value: { ...object, [key]: value } }));
}

function conditionsIn(value: Json, path: string): readonly Change[] {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.flatMap((each, place) =>
      conditionsIn(each, `${path}[${place}]`).map((change) => ({ told: change.told, value: items.with(place, change.value) })),
    );
  }
  if (!isJsonObject(value)) return [];
  const here = Object.entries(value).flatMap(([key, each]) => keyChanges(value, key, each, `${path}.${key}`));
  return [...here, ...Object.entries(value).flatMap(([key, each]) => inside(value, key, conditionsIn(each, `${path}.${key}`)))];
}

/** What can be wrong with one key of a condition. */
function keyChanges(object: JsonObject, key: string, value: Json, path: string): readonly Change[] {
  const { [key]: _, ...others } = object;
  const to = (told: string, changed: Json): Change => ({ told: `${path} ${told}`, value: { ...object, [key]: changed } });
  if (key === "role") return [to("is the other", value === "user" ? "agent" : "user")];
  if (key === "any") return [{ told: `${path} is all`, value: { ...others, all: value } }];
  if (key === "all") return [{ told: `${path} is any`, value: { ...others, any: value } }];
  if (key === "not") return [{ told: `${path} is dropped`, value: { ...others, ...(value as JsonObject) } }];
  if (key === "keywords" && Array.isArray(value)) return value.map((word: Json) => to(`lacks ${String(word)}`, without(value, word)));
  if (key === "in" && Array.isArray(value)) return [to(`lacks ${String(value[0])}`, without(value, value[0] as Json))];
  if (typeof value === "number") return movedNumbers(value).map((moved) => to(`is ${moved}`, moved));
  return key === "within" ? windowsIn(value, path).map((change) => ({ ...change, value: { ...object, within: change.value } })) : [];
}

function without(values: readonly Json[], value: Json): Json {
  return values.filter((each) => each !== value);
}

/** Shares are moved by a fifth of all, counts by one. */
function movedNumbers(value: number): readonly number[] {
  const step = Number.isInteger(value) ? 1 : 0.2;
  return [value - step, value + step]
    .map((moved) => Math.round(moved * 100) / 100)
    .filter((moved) => step === 1 || (moved > 0 && moved < 1));
}

/** Half as long, and twice as long. */
function windowsIn(value: Json, path: string): readonly Change[] {
  if (isJsonObject(value)) return inside(value, "every", windowsIn(value.every ?? null, `${path}.every`));
  const span = typeof value === "string" ? parseDuration(value) : undefined;
  if (span === undefined) return [];
  return [span / 2, span * 2].map((moved) => ({ told: `${path} is ${formatDuration(moved)}`, value: formatDuration(moved) }));
}

/** Each destination is taken for the next one of the file. */
function swapped(then: readonly Json[], destinations: readonly string[]): readonly Change[] {
  return then.map((each, place) => {
    const to = isJsonObject(each) ? String(each.to) : String(each);
    const other = destinations[(destinations.indexOf(to) + 1) % destinations.length] ?? to;
    const moved = isJsonObject(each) ? { ...each, to: other } : other;
    return { told: `then[${place}] goes to ${other}`, value: then.with(place, moved) };
  });
}
