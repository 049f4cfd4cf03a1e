/** The present rules. A file counts only when all of it is right; until then the rules before it stay. */

import type { People } from "../core/access/people.ts";
import type { Condition } from "../core/condition.ts";
import type { Configured, Destination } from "../core/destination.ts";
import type { ReportSchedule } from "../core/insights/report.ts";
import { type Json, valueAt } from "../core/json.ts";
import { withoutSlashesBehind } from "../core/network/slashes.ts";
import type { PluginShelf } from "../core/plugin.ts";
import type { Planner } from "../core/rule.ts";
import type { Emit } from "../core/signal.ts";
import type { Source, SourceShelf } from "../core/source.ts";
import { finished, mapInSteps, type Stepwise } from "../core/steps.ts";
import type { Retention } from "../core/store.ts";
import type { Clock, Duration, Instant } from "../core/time.ts";
import { compileInSteps } from "../rules/compile.ts";
import { createPlanner } from "../rules/engine/evaluate.ts";
import type { Digest, Program } from "../rules/engine/program.ts";
import { type Diagnostic, oneLine } from "../rules/language/diagnostic.ts";
import type { DestinationDraft } from "../rules/language/file.ts";
import { type Loaded, loadInSteps } from "../rules/language/load.ts";
import { shrunk, unprovable, unreadable, type WholeFile } from "../rules/language/reload.ts";
import { type Secret, secrecyOf } from "../rules/language/secrecy.ts";
import { inTurns } from "./in-turns.ts";
import type { RuleSandbox } from "./rule-sandbox.ts";

export interface RulebookOptions {
  /** The file's name, for messages. */
  readonly file: string;
  /** Its text. Throws Node's error where it cannot be read. */
  readonly read: () => string;
  readonly conditions: readonly Condition[];
  readonly destinations: readonly Destination[];
  readonly sources: SourceShelf;
  readonly plugins?: PluginShelf;
  readonly variable: (name: string) => string | undefined;
  /** Undefined where the file of a secret cannot be read. */
  readonly readFile: (path: string) => string | undefined;
  /** The public port is bound to a loopback address. */
  readonly loopback: boolean;
  /** Prints messages instead of sending them, and uses placeholders for missing secrets. */
  readonly preview: ((configured: Configured, draft: DestinationDraft) => Configured) | undefined;
  readonly digest: Digest;
  readonly now: Clock;
  readonly emit: Emit;
  /** Reads a text in another process first, where there is one. */
  readonly sandbox?: Pick<RuleSandbox, "prove"> | undefined;
}

/** One version of the rules, ready to run. */
export interface Ruleset {
  readonly version: string;
  readonly text: string;
  readonly program: Program;
  readonly planner: Planner;
  readonly sources: readonly Source[];
  readonly people: People;
  /** IANA name. */
  readonly timezone: string;
  /** The type of each destination, by its name. */
  readonly types: ReadonlyMap<string, string>;
  readonly retention: Retention;
  readonly balanceLow: Duration;
  readonly reports: readonly ReportSchedule[];
  /** The destination whose model gives names to groups of questions. */
  readonly questionNames: string | undefined;
  /** The admin port shows no texts to viewers. */
  readonly masksForViewers: boolean;
  readonly loadedAt: Instant;
  /** For people: with all defaults, without secrets. */
  readonly effective: Json;
  readonly warnings: readonly Diagnostic[];
  readonly secrets: readonly Secret[];
}

export type ReloadResult =
  | {
      readonly kind: "reloaded";
      readonly ruleset: Ruleset /** Names of rules that were added, removed or edited. */;
      readonly changed: readonly string[];
    }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

export type Examined = { readonly kind: "right" } | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

export interface ReloadRequest {
  /** The text of the file, where it was read already. */
  readonly text?: string | undefined;
  /** Accepts a file that has lost most of its rules. */
  readonly force?: boolean;
}

export interface Rulebook {
  /** Reads the file. Where it is right, it becomes the present ruleset. */
  reload(request?: ReloadRequest): ReloadResult;
  /** The same, but the file is first read in the sandbox. */
  reloadSafely(request?: ReloadRequest): Promise<ReloadResult>;
  /** Whether `reloadSafely` would accept the text. Nothing takes effect. */
  examine(text: string, force: boolean): Promise<Examined>;
  /** Throws where no file was right yet, which is a bug of the caller. */
  current(): Ruleset;
  /** The text of the last reload, right or not; undefined where the file could not be read. */
  lastText(): string | undefined;
}

export function createRulebook(options: RulebookOptions): Rulebook {
  let ruleset: Ruleset | undefined;
  let last: string | undefined;
  let reloads: Promise<unknown> = Promise.resolve();

  function refuse(diagnostics: readonly Diagnostic[]): ReloadResult {
    options.emit({ name: "rules.refused", problems: diagnostics.length, first: diagnostics.slice(0, 1).map(oneLine).join("") });
    return { kind: "refused", diagnostics };
  }

  function look({ text }: ReloadRequest): ReadFile {
    const read = text === undefined ? readFile(options) : { text };
    last = read.text;
    return read;
  }

  function* reloaded(read: ReadFile, { force = false }: ReloadRequest): Stepwise<ReloadResult> {
    if (read.text === undefined) return refuse([unreadable(options.file, read.error)]);
    const loaded = yield* loadText(options, read.text);
    if (loaded.kind === "refused") return refuse(loaded.diagnostics);
    const loss = force ? undefined : lossOf(ruleset, loaded, { file: options.file, text: read.text });
    if (loss !== undefined) return refuse([loss]);
    const next = yield* rulesetOf(options, read.text, loaded, ruleset);
    yield;
    const changed = yield* changedRules(ruleset, next);
    ruleset = next;
    return { kind: "reloaded", ruleset, changed };
  }

  /** A text that ran here before is known to be safe and is not tried again. */
  async function proven(read: ReadFile, request: ReloadRequest): Promise<ReloadResult> {
    if (read.text !== undefined && options.sandbox !== undefined && read.text !== ruleset?.text) {
      const proof = await options.sandbox.prove(read.text);
      if (proof !== "read") return refuse([unprovable(proof, { file: options.file, text: read.text })]);
    }
    return inTurns(reloaded(read, request));
  }

  /** One after the other, in the order in which the file was read. */
  function reloadSafely(request: ReloadRequest = {}): Promise<ReloadResult> {
    const read = look(request);
    const next = reloads.then(() => proven(read, request));
    reloads = next.catch(() => {}); // the caller gets the error
    return next;
  }

  return {
    examine: (text, force) => examine(text, { options, ruleset, force }),
    reload: (request = {}) => finished(reloaded(look(request), request)),
    reloadSafely,
    current() {
      if (ruleset === undefined) throw new Error("no rules have been loaded");
      return ruleset;
    },
    lastText: () => last,
  };
}

interface Examining {
  readonly options: RulebookOptions;
  readonly ruleset: Ruleset | undefined;
  readonly force: boolean;
}

async function examine(text: string, { options, ruleset, force }: Examining): Promise<Examined> {
  const whole = { file: options.file, text };
  const proof = (await options.sandbox?.prove(text)) ?? "read";
  if (proof !== "read") return { kind: "refused", diagnostics: [unprovable(proof, whole)] };
  const loaded = await inTurns(loadText(options, text));
  if (loaded.kind === "refused") return loaded;
  const loss = force ? undefined : lossOf(ruleset, loaded, whole);
  return loss === undefined ? { kind: "right" } : { kind: "refused", diagnostics: [loss] };
}

type ReadFile = { readonly text: string } | { readonly text: undefined; readonly error: unknown };

function readFile({ read }: RulebookOptions): ReadFile {
  try {
    return { text: read() };
  } catch (error) {
    return { text: undefined, error };
  }
}

function lossOf(before: Ruleset | undefined, { file }: Loaded & { kind: "loaded" }, whole: WholeFile): Diagnostic | undefined {
  return shrunk({ before: before?.program.rules.length ?? 0, after: file.rules.length }, whole);
}

function loadText(
  { file, conditions, destinations, sources, plugins, variable, readFile, loopback, preview, now }: RulebookOptions,
  text: string,
): Stepwise<Loaded> {
  return loadInSteps({
    file,
    text,
    conditions,
    destinations,
    sources,
    plugins,
    variable,
    readFile,
    loopback,
    placeholders: preview !== undefined,
    now: now(),
  });
}

/** A text that is no address makes no links. */
function pageAddress(written: string | undefined): string | undefined {
  return written !== undefined && /^https?:\/\/[^\s/]/.test(written) ? withoutSlashesBehind(written) : undefined;
}

function* rulesetOf(
  options: RulebookOptions,
  text: string,
  loaded: Loaded & { kind: "loaded" },
  before: Ruleset | undefined,
): Stepwise<Ruleset> {
  const version = options.digest(text).slice(0, 12);
  const kept = unchanged(loaded, before);
  const program = yield* compileInSteps({
    file: loaded.file,
    version,
    conditions: loaded.conditions,
    digest: options.digest,
    secrecy: secrecyOf(loaded.secrets),
    page: pageAddress(options.variable("PUBLIC_ADMIN_URL")),
    wrap: (configured, draft) => sameAs(kept.get(draft.name), configured) ?? options.preview?.(configured, draft) ?? configured,
  });
  const { sources, people, settings } = loaded.file;
  const types = new Map(loaded.file.destinations.map(({ name, kind }) => [name, kind.type]));
  const { effective, warnings, secrets } = loaded;
  const loadedAt = options.now();
  return {
    version,
    text,
    program,
    planner: createPlanner({ ...program, readsAll: true }),
    sources,
    people,
    timezone: settings.timezone,
    types,
    retention: settings.retention,
    balanceLow: settings.balanceLow,
    reports: settings.reports,
    questionNames: settings.questionNames,
    masksForViewers: settings.masksForViewers,
    loadedAt,
    effective,
    warnings,
    secrets,
  };
}

/** A destination with the same settings and secrets keeps its connections, its breaker and its limits. */
function unchanged({ effective, secrets }: Loaded & { kind: "loaded" }, before: Ruleset | undefined): ReadonlyMap<string, Configured> {
  if (before === undefined || JSON.stringify(secrets) !== JSON.stringify(before.secrets)) return new Map();
  const same = ([name]: readonly [string, Configured]) =>
    entry(effective, "destinations", name) === entry(before.effective, "destinations", name);
  return new Map([...before.program.destinations].filter(same));
}

/** The destination before, where no file of its settings was edited meanwhile. */
function sameAs(before: Configured | undefined, now: Configured): Configured | undefined {
  return before?.fingerprint === now.fingerprint ? before : undefined;
}

/** The effective configuration of a name, as a text to compare. */
function entry(effective: Json, part: "destinations", name: string): string {
  return JSON.stringify(valueAt(effective, [part, name]) ?? null);
}

function* changedRules(before: Ruleset | undefined, after: Ruleset): Stepwise<readonly string[]> {
  const old = yield* rulesByName(before);
  const fresh = yield* rulesByName(after);
  return [...new Set([...old.keys(), ...fresh.keys()])].filter((name) => old.get(name) !== fresh.get(name));
}

/** Each rule as a text to compare. */
function* rulesByName(ruleset: Ruleset | undefined): Stepwise<ReadonlyMap<string, string>> {
  const rules = ruleset === undefined ? [] : valueAt(ruleset.effective, ["rules"]);
  return new Map(
    Array.isArray(rules) ? yield* mapInSteps(rules, (rule: Json) => [String(valueAt(rule, ["name"])), JSON.stringify(rule)]) : [],
  );
}
