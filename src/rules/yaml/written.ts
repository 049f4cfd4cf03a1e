/** A YAML text as plain values, with the place of each value. */

import type { Document } from "yaml";
import { finished, type Stepwise } from "../../core/steps.ts";
import { composed, refers } from "./compose.ts";
import { guardInSteps, type PlacedFault } from "./guard.ts";
import { linesOf } from "./lines.ts";
import { locatorOf, type TextPosition } from "./locate.ts";
import type { Path } from "./path.ts";
import { syntaxFaults, withCause } from "./syntax.ts";
import { unfoldInSteps } from "./unfold.ts";

export interface Written {
  /** `null`, texts, numbers, booleans, lists and plain objects with own keys only. */
  readonly value: unknown;
  /** Mistakes that are valid YAML and do not belong in such a file. */
  readonly faults: readonly PlacedFault[];
  locate(path: Path): TextPosition;
}

export type ReadFile = { readonly ok: true; readonly written: Written } | { readonly ok: false; readonly faults: readonly PlacedFault[] };

/** Reads a YAML text from an untrusted writer. */
export function readYaml(text: string): ReadFile {
  return finished(readYamlInSteps(text));
}

export function* readYamlInSteps(text: string): Stepwise<ReadFile> {
  const unfit = yield* guardInSteps(text);
  if (unfit) return { ok: false, faults: [withCause(unfit, text)] };
  const document = yield* composed(text);
  yield;
  const complaints = [...document.errors, ...document.warnings];
  return complaints.length > 0 ? { ok: false, faults: syntaxFaults(complaints, text) } : yield* unfolded(document, text);
}

function* unfolded(document: Document.Parsed, text: string): Stepwise<ReadFile> {
  const lines = linesOf(text);
  const { value, faults } = yield* unfoldInSteps(document.contents, !refers(text), (offset) => lines.at(offset).line);
  const endless = faults.filter(({ code }) => code === "E_YAML_ALIASES" || code === "E_YAML_DEPTH");
  if (endless.length > 0) return { ok: false, faults: endless };
  return { ok: true, written: { value, faults, locate: locatorOf(document) } };
}
