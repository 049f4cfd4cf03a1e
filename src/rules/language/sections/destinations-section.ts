/** `destinations:` */

import { z } from "zod";
import type { Destination } from "../../../core/destination.ts";
import { isJsonObject, type JsonObject } from "../../../core/json.ts";
import { didYouMean } from "../../kit/nearest.ts";
import type { Problem } from "../diagnostic.ts";
import type { Outside } from "../expand.ts";
import type { DestinationDraft } from "../file.ts";
import { kindFor } from "../habits.ts";
import { parse } from "../issues.ts";
import { allUntilEnough } from "../most-mistakes.ts";
import { type Section, spellAgain, type Whereabouts } from "./section.ts";

export interface DestinationsRequest {
  readonly value: unknown;
  readonly where: Whereabouts;
  readonly outside: Outside;
  /** Every kind. */
  readonly shelf: readonly Destination[];
}

/** The names that rules may use with their kind, even where the settings are wrong. */
export type Kinds = ReadonlyMap<string, Destination>;

export interface Destinations extends Section<readonly DestinationDraft[]> {
  readonly kinds: Kinds;
  /** All names, also those whose kind could not be read. */
  readonly names: readonly string[];
}

/** The users' name of a destination. */
export const destinationName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, { error: "expected a short name of letters, digits, dots and dashes, such as team-tokyo" });

const named = z.record(destinationName, z.unknown());

export function readDestinations(request: DestinationsRequest): Destinations {
  const parsed = parse(named, request.value ?? {}, { path: ["destinations"], ...request.where });
  const written = Object.entries(isJsonObject(request.value) ? request.value : {});
  const pathOf = ([name]: readonly [string, unknown]) => ["destinations", name];
  const { read: entries, problems } = allUntilEnough({ entries: written, noun: "destinations", pathOf }, ([name, value]) =>
    readOne(name, value, request),
  );
  return {
    value: entries.flatMap(({ value }) => value ?? []),
    problems: [...(parsed.ok ? [] : parsed.problems), ...problems],
    spelled: Object.fromEntries(entries.map(({ name, spelled }) => [name, spelled])),
    names: listedNames(request.value),
    kinds: new Map(entries.flatMap(({ name, kind }) => (kind ? [[name, kind] as const] : []))),
  };
}

/** Also of a list of maps with `name:`, which has been reported. */
function listedNames(value: unknown): readonly string[] {
  if (Array.isArray(value))
    return value.flatMap((each: unknown) => (isJsonObject(each) && typeof each.name === "string" ? [each.name] : []));
  return Object.keys(isJsonObject(value) ? value : {});
}

interface One extends Section<DestinationDraft | undefined> {
  readonly name: string;
  readonly kind: Destination | undefined;
}

function readOne(name: string, value: unknown, request: DestinationsRequest): One {
  const path = ["destinations", name];
  const types = request.shelf.map(({ type }) => type);
  const unread = { name, kind: undefined, value: undefined, spelled: undefined };
  if (!isJsonObject(value)) {
    const parsed = parse(z.record(z.string(), z.unknown()), value, { path, ...request.where });
    return { ...unread, problems: parsed.ok ? [] : parsed.problems };
  }
  const [type, ...more] = Object.keys(value);
  if (type === undefined || more.length > 0) return { ...unread, problems: [oneKind(value, path, request)] };
  const kind = request.shelf.find((each) => each.type === type);
  return kind ? ofKind(name, kind, value[type], request) : { ...unread, problems: [unknownKind(type, path, types)] };
}

/** The map of a destination has one key, its kind; everything else is below that key. */
function oneKind(value: JsonObject, path: readonly string[], { shelf, where }: DestinationsRequest): Problem {
  const types = shelf.map(({ type }) => type);
  const named = types.find((type) => type in value || ["type", "kind", "platform", "service"].some((key) => value[key] === type));
  const example = where.guide?.example(path);
  const kinds = types.filter((type) => type in value);
  const hint =
    kinds.length > 1
      ? `${kinds.join(" and ")} are two kinds: make a destination of each, and name both in then:`
      : named !== undefined
        ? `put everything under the kind: ${path.at(-1)}: { ${named}: { … } }`
        : "preset" in value && types.includes("http")
          ? `a preset stands under http: ${path.at(-1)}: { http: { preset: … } }`
          : `one of ${types.join(", ")}${example === undefined ? "" : `, such as \`${example}\``}`;
  return { code: "E_VALUE", text: "expected exactly one kind of destination", hint, path, on: "key" };
}

function unknownKind(type: string, path: readonly string[], types: readonly string[]): Problem {
  const hint = kindFor(type, types) ?? didYouMean(type, types) ?? `known are ${types.join(", ")}`;
  return { code: "E_UNKNOWN_KEY", text: `unknown kind of destination "${type}"`, hint, path: [...path, type], on: "key" };
}

function ofKind(name: string, kind: Destination, value: unknown, { where, outside }: DestinationsRequest): One {
  const path = ["destinations", name, kind.type];
  const parsed = parse(kind.schema, value, { path, ...where });
  if (!parsed.ok) return { name, kind, value: undefined, problems: parsed.problems, spelled: undefined };
  return {
    name,
    kind,
    value: { name, kind, settings: parsed.value },
    problems: outside.placeholders ? [] : variableProblems({ name, kind, settings: parsed.value, outside, path }),
    spelled: { [kind.type]: spellAgain(kind.schema, parsed.value) },
  };
}

interface Needing {
  readonly name: string;
  readonly kind: Destination;
  readonly settings: unknown;
  readonly outside: Outside;
  readonly path: readonly string[];
}

function variableProblems({ name, kind, settings, outside, path }: Needing): readonly Problem[] {
  const missing = kind.requires(settings).filter((variable) => !outside.variable(variable));
  const hint = `"${name}" cannot send without it`;
  return [
    ...missing.map((each) => ({ code: "E_ENV_MISSING", text: `the environment has no ${each}`, hint, path, on: "key" }) as const),
    ...(kind.faultsOf?.(settings, outside.variable) ?? []).map((fault) => ({ ...fault, code: "E_ENV_VALUE", path, on: "key" }) as const),
  ];
}
