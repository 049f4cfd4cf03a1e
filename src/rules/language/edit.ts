/** A text of rules that somebody edits from another machine: what is hidden from them, and what they may not add. Pure. */

import { isJsonObject, objectOf } from "../../core/json.ts";
import { finished } from "../../core/steps.ts";
import type { Span } from "../yaml/locate.ts";
import type { Path } from "../yaml/path.ts";
import { readYaml, type Written } from "../yaml/written.ts";
import { type Diagnostic, diagnose, type PlacedProblem } from "./diagnostic.ts";
import { eachText } from "./expand.ts";
import { inlineSecretsInSteps, likelySecrets } from "./inline-secrets.ts";

/** The text with `***` in place of the secrets in it. */
export function withoutInlineSecrets(text: string): string {
  return hiddenSpans(text)
    .toSorted((left, right) => right.offset - left.offset)
    .reduce((shown, { offset, end }) => `${shown.slice(0, offset)}***${shown.slice(end)}`, text);
}

function hiddenSpans(text: string): readonly Span[] {
  const read = readYaml(text);
  if (!read.ok) return likelySecrets(text);
  return finished(inlineSecretsInSteps(read.written.value)).map(({ path }) => read.written.locate(path).span);
}

/** What the text newly takes from the machine: files and plug-ins that the text before does not name. */
export function newReferences(file: string, before: string, after: string): readonly Diagnostic[] {
  const [old, read] = [readYaml(before), readYaml(after)];
  if (!read.ok) return []; // loading it reports what is wrong
  const known = new Set(old.ok ? referencesIn(old.written.value).map(({ name }) => name) : []);
  const added = referencesIn(read.written.value).filter(({ name }) => !known.has(name));
  return diagnose(
    file,
    after,
    added.map((each) => refused(each, read.written)),
    hiddenSpans(after),
  );
}

interface Reference {
  /** `file:/run/secrets/x`, `calendar ./holidays.ics`, or `plugin ./x.mjs` */
  readonly name: string;
  readonly path: Path;
}

function referencesIn(value: unknown): readonly Reference[] {
  if (!isJsonObject(value)) return [];
  const { tests: _, plugins, ...rest } = value as Readonly<Record<string, unknown>>; // tests contain words of visitors
  const found: Reference[] = [];
  const note = (text: string, path: Path) => {
    for (const [, name = ""] of text.matchAll(/\$\{(file:[^{}]*)\}/g)) found.push({ name, path });
    return text;
  };
  eachText(rest, [], note);
  eachText({ settings: { calendar: objectOf(rest.settings).calendar } }, [], (text, path) => {
    if (/\.ics\s*$/i.test(text)) found.push({ name: `calendar ${text.trim()}`, path });
    return text;
  });
  eachText({ plugins }, [], (text, path) => {
    found.push({ name: `plugin ${text}`, path });
    return note(text, path);
  });
  return found;
}

function refused({ name, path }: Reference, { locate }: Written): PlacedProblem {
  const what = name.startsWith("plugin ") ? "a plug-in" : "a file of the machine";
  return {
    code: "E_EDIT_REFERENCE",
    text: `${what} that the rules did not name before cannot be added from here`,
    hint: "write it into the file where the relay runs",
    path,
    span: locate(path).span,
  };
}
