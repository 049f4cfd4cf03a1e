/** `sources:` */

import { objectOf, stringOf } from "../../../core/json.ts";
import { withoutSlashesBefore, withoutSlashesBehind } from "../../../core/network/slashes.ts";
import type { Proof, Source, SourceShelf, TakenPreset } from "../../../core/source.ts";
import type { Path } from "../../yaml/path.ts";
import type { Problem } from "../diagnostic.ts";
import { masked, type Outside } from "../expand.ts";
import { hoursOf } from "../hours.ts";
import { parse } from "../issues.ts";
import { proofOf, repeatsFor } from "../sources/proof.ts";
import { unprotected, warnings } from "../sources/protection.ts";
import { sourceSchema, sourcesSchema, type WrittenSource } from "../sources/schema.ts";
import { type Section, spellAgain, type Whereabouts } from "./section.ts";

export interface SourcesRequest {
  readonly value: unknown;
  /** The same with its references. */
  readonly raw: unknown;
  readonly where: Whereabouts;
  readonly outside: Outside;
  readonly shelf: SourceShelf;
  /** Whether unsigned requests may be accepted: only where nobody else can reach the port. */
  readonly loopback: boolean;
}

export function readSources(request: SourcesRequest): Section<readonly Source[]> {
  const { value, where } = request;
  const parsed = parse(sourcesSchema, value ?? { bithuman: {} }, { path: ["sources"], ...where });
  if (!parsed.ok) return { value: [], problems: parsed.problems, spelled: undefined };
  const drafts = Object.entries(parsed.value).map(([name, written]) => draftOf(name, written, request));
  const made = drafts.flatMap(({ source: each }) => (each === undefined ? [] : [each]));
  const problems = drafts.flatMap((draft) => problemsOf(draft, request));
  return {
    value: made,
    problems: [...problems, ...clashes(made, where), ...strayedSessions(made)],
    spelled: Object.fromEntries(made.map((each) => [each.name, spell(each, parsed.value[each.name])])),
  };
}

/** A source, as far as it could be made. */
interface Draft {
  readonly name: string;
  readonly written: WrittenSource;
  /** The path as written, with its references. */
  readonly rawPath: string;
  readonly taken: TakenPreset;
  readonly source: Source | undefined;
}

function draftOf(name: string, written: WrittenSource, { raw, outside, shelf }: SourcesRequest): Draft {
  const taken = shelf.take(written.preset);
  const rawPath = pathIn(raw, name) ?? written.path;
  if (taken.kind !== "taken") return { name, written, rawPath, taken, source: undefined };
  const { preset } = taken;
  const headers = Object.entries(written.headers ?? {}).map(([header, content]) => [header.toLowerCase(), content] as const);
  const proof = proofOf(written, preset, outside);
  const made: Source = {
    name,
    path: asAsked(written.path),
    shownPath: String(masked(rawPath)),
    preset,
    proof,
    headers: Object.fromEntries(headers),
    sessions: written.sessions === name ? undefined : written.sessions,
    allowIps: written.allow_ips ?? [],
    trustedHops: written.trusted_hops,
    trustedProxies: written.trusted_proxies ?? [],
    ...silenceOf(written),
    repeatsFor: repeatsFor(preset, proof),
  };
  return { name, written, rawPath, taken, source: made };
}

function silenceOf({ silent_after: silent }: WrittenSource): Pick<Source, "silentAfter" | "silentWithin"> {
  return typeof silent === "object" ? { silentAfter: silent.for, silentWithin: hoursOf(silent) } : { silentAfter: silent };
}

/** In the receiver's form: with one slash at the beginning and none at the end. */
function asAsked(path: string): string {
  return `/${withoutSlashesBefore(withoutSlashesBehind(path))}`;
}

function pathIn(raw: unknown, name: string): string | undefined {
  return stringOf(objectOf(objectOf(raw)[name]).path);
}

function problemsOf(draft: Draft, { loopback, outside }: SourcesRequest): readonly Problem[] {
  const { source: made, taken, name } = draft;
  if (made === undefined) return presetProblems(name, taken);
  return [...named(made), ...unprotected({ ...draft, made }, loopback), ...warnings(made, outside)];
}

function presetProblems(name: string, taken: TakenPreset): readonly Problem[] {
  const path: Path = ["sources", name, "preset"];
  if (taken.kind === "unknown") return [{ code: "E_UNKNOWN_REF", text: taken.text, hint: taken.hint, path, on: "value" }];
  if (taken.kind !== "wrong") return [];
  return taken.faults.map((fault) => {
    const text = `the preset's file has a mistake on line ${fault.line}, column ${fault.column}: ${fault.text}`;
    return { code: "E_PRESET", text, path, on: "value" } as const;
  });
}

/** A sender with this name could speak for the relay. */
function named({ name }: Source): readonly Problem[] {
  const hint = "what the relay says of itself comes from there";
  return name === "relay" ? [{ code: "E_VALUE", text: 'no source can be called "relay"', hint, path: ["sources", name], on: "key" }] : [];
}

/** A source has sessions of its own, or shares those of another source that has its own. */
function strayedSessions(made: readonly Source[]): readonly Problem[] {
  return made.flatMap(({ name, sessions }) => {
    if (sessions === undefined) return [];
    const owner = made.find((each) => each.name === sessions);
    if (owner !== undefined && owner.sessions === undefined) return [];
    const known = made.filter((each) => each.name !== name && each.sessions === undefined).map((each) => each.name);
    const text = owner === undefined ? `unknown source "${sessions}"` : `the sessions of "${sessions}" are those of "${owner.sessions}"`;
    const hint = known.length === 0 ? "leave it out: the source has sessions of its own then" : `there are ${known.join(", ")}`;
    return [{ code: "E_UNKNOWN_REF", text, hint, path: ["sources", name, "sessions"], on: "value" } as const];
  });
}

/** Two sources at one path could not be distinguished. */
function clashes(made: readonly Source[], { lineOf: line }: Whereabouts): readonly Problem[] {
  return made.flatMap((each, index) => {
    const first = made.slice(0, index).find(({ path }) => path === each.path);
    if (first === undefined) return [];
    const text = `the path ${each.path} belongs to the source "${first.name}" on line ${line(["sources", first.name])} already`;
    return [{ code: "E_VALUE", text, path: ["sources", each.name, "path"], on: "value" } as const];
  });
}

function spell({ proof, shownPath }: Source, written: WrittenSource | undefined): unknown {
  const again = (written && spellAgain(sourceSchema, written)) ?? {};
  return { ...again, ...(written?.secret === undefined ? {} : { secret: "***" }), path: shownPath, ...spelledProof(proof, written) };
}

function spelledProof(proof: Proof, written: WrittenSource | undefined): { readonly verify?: unknown } {
  if (proof.kind === "headers") return {};
  if (proof.kind !== "secret") return { verify: { scheme: proof.kind } };
  const shown = proof.shownIn.length === 0 ? {} : { headers: proof.shownIn };
  return { verify: { scheme: written?.verify?.scheme ?? "auto", secrets: proof.secrets.map(() => "***"), ...shown } };
}
