/** Loads a text that somebody has sent: no reference in it is resolved, and it reads no file but those that the rules of the moment name. */

import { destinations } from "../../destinations/index.ts";
import { type NamedReader, NotPlain, readingWith } from "../../plain-file.ts";
import { sourceShelf } from "../../receive/mapping/shelf.ts";
import { conditions } from "../../rules/conditions/index.ts";
import type { Program } from "../../rules/engine/program.ts";
import type { Diagnostic } from "../../rules/language/diagnostic.ts";
import { type Loaded, load } from "../../rules/language/load.ts";
import { programOf } from "../explain/rules.ts";

export type LoadedTrial = Loaded & { readonly kind: "loaded" };

export interface TrialTexts {
  readonly file: string;
  readonly text: string;
  /** The rules that run. */
  readonly base: string;
  readonly page?: string | undefined;
}

export type ReadTrial =
  | { readonly kind: "ready"; readonly loaded: LoadedTrial; readonly program: Program }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

export interface TrialLoader {
  /** Loads and compiles the text. */
  text(): ReadTrial;
  /** The same of the rules that run. */
  base(): ReadTrial;
}

export function createTrialLoader({ file, text, base, page }: TrialTexts): TrialLoader {
  const named = new Set<string>();
  const noting: NamedReader = (path, read) => {
    named.add(path);
    return read(path);
  };
  const known: NamedReader = (path, read) => {
    if (!named.has(path)) throw new NotPlain("a file that the rules of the moment do not name");
    return read(path);
  };
  const running = readingWith(noting, () => readTrial(file, base, page));
  return { text: () => readingWith(known, () => readTrial(file, text, page)), base: () => running };
}

/** Placeholders stand in for every reference: whoever sends a text is to learn nothing of what they stand for. */
function readTrial(file: string, text: string, page: string | undefined): ReadTrial {
  const loaded = load({
    file,
    text,
    conditions,
    destinations,
    sources: sourceShelf,
    variable: () => undefined,
    readFile: () => undefined,
    loopback: true,
    placeholders: true,
  });
  return loaded.kind === "refused" ? loaded : { kind: "ready", loaded, program: programOf(loaded, "trial", page) };
}
