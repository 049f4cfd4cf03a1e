/** The file as a whole, section by section. */

import { z } from "zod";
import type { Condition } from "../../../core/condition.ts";
import type { Destination } from "../../../core/destination.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../core/json.ts";
import type { SourceShelf } from "../../../core/source.ts";
import { mapInSteps, type Stepwise } from "../../../core/steps.ts";
import type { Problem } from "../diagnostic.ts";
import type { Outside } from "../expand.ts";
import type { RulesFile } from "../file.ts";
import { parse } from "../issues.ts";
import { unknownNames } from "../names-in-settings.ts";
import { strangers } from "../strangers.ts";
import type { CalendarRequest } from "./calendar-section.ts";
import { readDestinations } from "./destinations-section.ts";
import { readPeople } from "./people-section.ts";
import { namingProblems, reportProblems } from "./report-problems.ts";
import { readRules } from "./rules-section.ts";
import type { Whereabouts } from "./section.ts";
import { readSettings } from "./settings-section.ts";
import { readSources } from "./sources-section.ts";

const version = z.unknown().superRefine((written, context) => {
  if (written === 1) return;
  const params = { code: "E_VERSION", hint: written === "1" ? "remove the quotes" : "begin the file with version: 1" };
  context.addIssue({ code: "custom", message: "expected 1, the only version of this language", params });
});

/** Files beside this one, or packages that are installed beside it. */
export const pluginNames = z.array(z.string().min(1).max(200)).max(50);

const top = z.strictObject({
  version,
  plugins: pluginNames.optional(),
  settings: z.unknown().optional(),
  slack: z.unknown().optional(),
  sources: z.unknown().optional(),
  destinations: z.unknown().optional(),
  rules: z.unknown().optional(),
  tests: z.array(z.unknown()).optional(),
});

export interface SectionsRequest extends Outside, CalendarRequest {
  /** All conditions. */
  readonly conditions: readonly Condition[];
  readonly destinations: readonly Destination[];
  readonly sources: SourceShelf;
  /** The public port is bound to a loopback address, so a source needs no signatures. */
  readonly loopback?: boolean;
}

/** All of a file. */
export interface Sections {
  /** Undefined where the settings could not be read; complete where there are no problems. */
  readonly file: RulesFile | undefined;
  readonly problems: readonly Problem[];
  /** As users write it, with defaults. */
  readonly spelled: JsonObject;
}

/** `raw` is the value with its references. */
export function* readSections(value: unknown, raw: unknown, request: SectionsRequest, where: Whereabouts): Stepwise<Sections> {
  if (!isJsonObject(value)) return { file: undefined, problems: [noMap(value)], spelled: {} };
  const head = parse(top, withoutSpare(value), { path: [], ...where });
  const settings = readSettings(value.settings, where, request);
  const slack = readPeople(value.slack, where);
  const sources = readSources({
    value: value.sources,
    raw: isJsonObject(raw) ? raw.sources : undefined,
    where,
    outside: request,
    shelf: request.sources,
    loopback: request.loopback === true,
  });
  const destinations = readDestinations({ value: value.destinations, where, outside: request, shelf: request.destinations });
  const rules = yield* readRules({
    value: value.rules,
    where,
    conditions: request.conditions,
    kinds: destinations.kinds,
    names: destinations.names,
  });
  yield;
  const parts = { settings, slack, sources, destinations, rules };
  const spelled = yield* plainPartsOf(parts);
  const unknown = strangers({ sources: sources.value, destinations: destinations.value, rules: rules.value, outside: request });
  yield;
  return {
    file: settings.value && {
      settings: settings.value,
      people: slack.value,
      sources: sources.value,
      destinations: destinations.value,
      rules: rules.value,
    },
    problems: [
      ...(head.ok ? [] : head.problems),
      ...Object.values(parts).flatMap(({ problems }) => problems),
      ...unknownNames(value),
      ...reportProblems({ reports: settings.value?.reports ?? [], destinations, where }),
      ...namingProblems({ questionNames: settings.value?.questionNames, destinations, where }),
      ...unknown,
    ],
    spelled,
  };
}

/** As the texts of JSON hold them: without keys that are undefined. */
function* plainPartsOf(parts: Readonly<Record<string, { readonly spelled: unknown }>>): Stepwise<JsonObject> {
  const plain: [string, Json][] = [["version", 1]];
  for (const [name, { spelled }] of Object.entries(parts)) {
    if (spelled === undefined) continue;
    plain.push([name, Array.isArray(spelled) ? yield* mapInSteps(spelled, plainOf) : plainOf(spelled)]);
  }
  return Object.fromEntries(plain);
}

function plainOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null)) as Json; // a text of JSON
}

/** Keys at the top that begin with `x-` are free for the writer, e.g. for anchors. */
function withoutSpare(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith("x-")));
}

function noMap(value: unknown): Problem {
  const problem = { code: "E_TYPE", path: [], on: "value" } as const;
  if (value === null) return { ...problem, text: "the file is empty", hint: "avatar-relay init writes one to begin with" };
  const hint = "begin with version: 1, then destinations: and rules:; avatar-relay init writes such a file";
  return { ...problem, text: `expected a map, found ${Array.isArray(value) ? "a list" : "a text"}`, hint };
}
