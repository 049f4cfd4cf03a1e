/** Reads a rules.yaml. Afterwards everything in it is correct, or every mistake is reported. Pure. */

import type { Condition } from "../../core/condition.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import type { PluginShelf } from "../../core/plugin.ts";
import { finished, type Stepwise } from "../../core/steps.ts";
import type { PlacedFault } from "../yaml/guard.ts";
import { linesOf } from "../yaml/lines.ts";
import type { Span } from "../yaml/locate.ts";
import type { Path } from "../yaml/path.ts";
import { readYamlInSteps, type Written } from "../yaml/written.ts";
import { type Diagnostic, diagnose, type PlacedProblem, type Problem, spell } from "./diagnostic.ts";
import { effectiveInSteps } from "./effective.ts";
import { environmentProblems } from "./environment.ts";
import { eachText, expandInSteps } from "./expand.ts";
import type { RulesFile } from "./file.ts";
import { type Guide, guideOf } from "./guide.ts";
import { type InlineSecret, inlineSecretsInSteps, likelySecrets } from "./inline-secrets.ts";
import { firstOf, mostMistakes, unlisted } from "./most-mistakes.ts";
import { type RuleTest, readRuleTests } from "./rule-tests.ts";
import type { Secret } from "./secrecy.ts";
import { withPlugins } from "./sections/plugins-section.ts";
import { ruleSchema } from "./sections/rules-section.ts";
import type { Whereabouts } from "./sections/section.ts";
import { readSections, type SectionsRequest } from "./sections/sections.ts";
import { settingsSchema } from "./sections/settings-section.ts";
import { usualPresets, usualSecret } from "./sources/proof.ts";
import { missingButtons } from "./warnings/buttons.ts";
import { rulesOfEveryEvent } from "./warnings/events.ts";
import { warningsOf } from "./warnings/index.ts";
import { shadowedRules } from "./warnings/rules.ts";
import { unreadable } from "./warnings/texts.ts";

/** In addition to the sections' request. `file` is also its name in diagnostics; the text is the whole file. */
export interface LoadRequest extends SectionsRequest {
  readonly text: string;
  /** Loads the entries of `plugins:`; left out where none may be loaded. */
  readonly plugins?: PluginShelf | undefined;
}

export type Loaded =
  | {
      readonly kind: "loaded";
      readonly file: RulesFile;
      /** The conditions that were used, with those of plug-ins. */
      readonly conditions: readonly Condition[];
      /** All values of references and all inline secrets. They must never be shown. */
      readonly secrets: readonly Secret[];
      readonly tests: readonly RuleTest[];
      readonly warnings: readonly Diagnostic[];
      /** Variables that the file needs and that are not set, with or without placeholders. */
      readonly unset: readonly string[];
      /** The whole configuration with its defaults, with `***` for secrets. */
      readonly effective: Json;
      /** The file as it is written, without its tests. References are not resolved, but it may contain secrets. */
      readonly written: unknown;
    }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[]; readonly unset: readonly string[] };

/** Loads a rules.yaml. It reports every mistake in one run, in the order of the file. */
export function load(request: LoadRequest): Loaded {
  return finished(loadInSteps(request));
}

/** The same in steps: a file of ten thousand rules takes a second. */
export function* loadInSteps(request: LoadRequest): Stepwise<Loaded> {
  const read = yield* readYamlInSteps(request.text);
  yield;
  return read.ok ? yield* loadWritten(request, read.written) : refused(request, read.faults.map(unplaced), likelySecrets(request.text));
}

function* loadWritten(given: LoadRequest, written: Written): Stepwise<Loaded> {
  const { problems: pluginProblems, ...shelves } = withPlugins(written.value, given);
  const request: LoadRequest = { ...given, ...shelves };
  const where = { ...whereabouts(request.text, written), guide: guideFor(request) };
  const raw = withoutTests(written.value);
  const inline = yield* inlineSecretsInSteps(raw);
  yield;
  const expanded = yield* expandInSteps(withOwnFiles(raw, request.file), request);
  const secrets = [...expanded.secrets, ...inline.map(asSecret)];
  yield;
  const sections = yield* readSections(expanded.value, raw, request, where);
  const tests = readRuleTests({ value: valueAt(written.value, "tests"), where, ...namesIn(written.value) });
  yield;
  const asWritten = { raw: written.value, value: expanded.value, sources: request.sources, text: request.text, locate: where.locate };
  const warnings = sections.problems.length < mostMistakes ? yield* warningsOf(asWritten) : [];
  const mistakes = sections.problems.filter(isMistake);
  const isRight = ![...written.faults, ...mistakes].some(isMistake);
  const about = isRight ? [...rulesOfEveryEvent(written.value), ...(yield* shadowedRules(sections.file?.rules ?? []))] : [];
  yield;
  const found = [
    ...pluginProblems,
    ...missingButtons(expanded.value, request),
    ...sections.problems,
    ...tests.problems,
    ...warnings.filter(isGuarded(given, request)).filter(isNews(mistakes)),
    ...about,
  ];
  const problems = [
    ...found.filter(isNews([...written.faults, ...expanded.problems])),
    ...expanded.problems,
    ...inline.flatMap(inlineWarning).filter(isNews([...expanded.problems, ...warnings.filter(isLiteral)])),
  ];
  yield;
  const { listed, more } = firstOf([...written.faults, ...unreadable(request.text), ...problems]);
  const first = listed.map((each) => ("offset" in each ? unplaced(each) : placedProblem(each, where, secrets)));
  const placed = more === 0 ? first : [...first, behind(first, unlisted(more, first.some(isMistake)))];
  const hidden = inline.map(({ path }) => where.locate(path).span);
  const unset = [...new Set([...expanded.unset, ...(sections.file === undefined ? [] : neededBy(sections.file, request))])];
  if (placed.some(isMistake) || sections.file === undefined) return { ...refused(request, placed, hidden), unset };
  const environment = environmentProblems(request, expanded.secrets).map((problem) => placedProblem(problem, where, secrets));
  return {
    kind: "loaded",
    file: sections.file,
    conditions: request.conditions,
    secrets,
    tests: tests.tests,
    unset,
    warnings: diagnose(request.file, request.text, [...placed, ...environment], hidden),
    effective: yield* effectiveInSteps(
      raw,
      inline.map(({ path }) => path),
      sections.spelled,
    ),
    written: raw,
  };
}

/** A plug-in decides itself where it sends. */
function isGuarded({ destinations }: LoadRequest, request: LoadRequest): (problem: Problem) => boolean {
  const plugged = request.destinations.slice(destinations.length).map(({ type }) => type);
  return ({ code, path }) => code !== "W_PRIVATE_URL" || !plugged.includes(String(path[2]));
}

/** Missing variables that a destination needs to send, or a source to know its sender. */
function neededBy({ destinations, sources }: RulesFile, { variable }: LoadRequest): readonly string[] {
  const bySource = sources.some(({ proof, preset }) => {
    const isUsual = proof.kind === "secret" && proof.secrets.every((secret) => secret === `preview-${usualSecret}`);
    return isUsual && usualPresets.includes(preset.name);
  });
  const needed = [...(bySource ? [usualSecret] : []), ...destinations.flatMap(({ kind, settings }) => kind.requires(settings))];
  return needed.filter((name) => !variable(name));
}

function guideFor({ conditions, destinations }: LoadRequest): Guide {
  const settingKeys = Object.keys(settingsSchema.unwrap().shape);
  return guideOf({ conditions, destinations, ruleKeys: Object.keys(ruleSchema(conditions).shape), settingKeys });
}

function refused({ file, text }: LoadRequest, problems: readonly PlacedProblem[], hidden: readonly Span[]): Loaded & { kind: "refused" } {
  return { kind: "refused", diagnostics: diagnose(file, text, problems, hidden), unset: [] };
}

function isLiteral({ code }: Problem): boolean {
  return code === "W_LITERAL";
}

function isMistake({ code }: Pick<Problem, "code">): boolean {
  return code.startsWith("E_");
}

function whereabouts(text: string, { locate }: Written): Whereabouts {
  const lines = linesOf(text);
  return { locate, lineOf: (path) => lines.at(locate(path).span.offset).line };
}

/** The path of a preset's file is relative to the file that names it. */
function withOwnFiles(value: unknown, file: string): unknown {
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  const own = (part: unknown) =>
    eachText(part, [], (text, path) => (path.at(-1) === "preset" && /^\.{1,2}\//.test(text) ? `${folder}${text}` : text));
  if (!isJsonObject(value)) return value;
  const parts = (["destinations", "sources"] as const).filter((key) => key in value).map((key) => [key, own(value[key])]);
  return { ...value, ...Object.fromEntries(parts) };
}

/** `tests:` contain words of visitors, so nothing in them is a reference. */
function withoutTests(value: unknown): unknown {
  return isJsonObject(value) && Array.isArray(value.tests) ? { ...value, tests: [] } : value;
}

/** Names as written. A test may mean a rule that has a mistake. */
function namesIn(value: unknown): { readonly rules: readonly string[]; readonly destinations: readonly string[] } {
  const [rules, destinations] = [valueAt(value, "rules"), valueAt(value, "destinations")];
  return {
    rules: Array.isArray(rules) ? rules.map((rule: unknown) => String(valueAt(rule, "name"))) : [],
    destinations: isJsonObject(destinations) ? Object.keys(destinations) : [],
  };
}

function valueAt(value: unknown, key: string): unknown {
  return isJsonObject(value) ? value[key] : undefined;
}

/** A value with one of these mistakes has no further ones. */
function isNews(faulty: readonly { readonly path?: Path }[]): (problem: Problem) => boolean {
  const paths = new Set(faulty.flatMap(({ path = [] }) => (path.length === 0 ? [] : spell(path))));
  return ({ path }) => !paths.has(spell(path));
}

function inlineWarning({ path }: InlineSecret): readonly Problem[] {
  if (path.length === 0) return [];
  const hint = "put it into the environment or a file, and write $" + "{NAME} or $" + "{file:/run/secrets/name} here";
  return [{ code: "W_SECRET_INLINE", text: "a secret stands in the file", hint, path, on: "value" }];
}

/** A note after the last reported mistake. */
function behind(placed: readonly PlacedProblem[], unlistedProblem: ReturnType<typeof unlisted>): PlacedProblem {
  const offset = placed.reduce((last, { span }) => Math.max(last, span.offset), 0);
  return { ...unlistedProblem, path: [], span: { offset, end: offset + 1 } };
}

/** Named by its path, because it has no other name. */
function asSecret({ path, text }: InlineSecret): Secret {
  return { name: `rules.yaml:${spell(path)}`, value: text };
}

function unplaced({ offset, ...fault }: PlacedFault): PlacedProblem {
  return { path: [], ...fault, span: { offset, end: offset + 1 } };
}

function placedProblem({ on, text, hint, ...problem }: Problem, { locate }: Whereabouts, secrets: readonly Secret[]): PlacedProblem {
  const { key, span } = locate(problem.path);
  return { ...problem, text: scrub(text, secrets), hint: hint && scrub(hint, secrets), span: on === "key" ? (key ?? span) : span };
}

/** A name in a message may come from a reference. */
function scrub(text: string, secrets: readonly Secret[]): string {
  let scrubbed = text;
  for (const { value } of secrets) if (value.length > 3) scrubbed = scrubbed.replaceAll(value, "***");
  return scrubbed;
}
