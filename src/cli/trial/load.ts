/**
 * Loads a text that somebody has sent. No reference in it is resolved, and it has only the files and plug-ins that the present rules name.
 */

import type { PluginShelf } from "../../core/plugin.ts";
import { destinations } from "../../destinations/index.ts";
import { type NamedReader, NotPlain, readingWith } from "../../plain-file.ts";
import { openPlugins } from "../../plugin/open.ts";
import { sourceShelf } from "../../receive/mapping/shelf.ts";
import { conditions } from "../../rules/conditions/index.ts";
import type { Program } from "../../rules/engine/program.ts";
import type { Diagnostic } from "../../rules/language/diagnostic.ts";
import { type Loaded, load } from "../../rules/language/load.ts";
import { programOf } from "../explain/rules.ts";
import { readText } from "../kit/load-file.ts";

export type LoadedTrial = Loaded & { readonly kind: "loaded" };

export interface TrialTexts {
  readonly file: string;
  readonly text: string;
  /** The running rules. */
  readonly base: string;
  readonly page?: string | undefined;
}

export type ReadTrial =
  | { readonly kind: "ready"; readonly loaded: LoadedTrial; readonly program: Program }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

export interface TrialLoader {
  /** Loads and compiles the text. */
  text(): ReadTrial;
  /** The same for the running rules. */
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
  const { noting: openAndNote, known: openKnown } = pluginShelves();
  const running = readingWith(noting, () => readTrial(base, openAndNote, { file, page }));
  return { text: () => readingWith(known, () => readTrial(text, openKnown, { file, page })), base: () => running };
}

/** The plug-ins of the present rules are loaded; those of a text only where they are among these. */
function pluginShelves(): { readonly noting: PluginShelf; readonly known: PluginShelf } {
  const all = openPlugins();
  const named = new Set<string>();
  return {
    noting: {
      ...all,
      open(name, file) {
        named.add(name);
        return all.open(name, file);
      },
    },
    known: {
      ...all,
      open: (name, file) =>
        named.has(name)
          ? all.open(name, file)
          : { kind: "refused", text: `the plug-in ${name} does not run`, hint: "write it into the file where the relay runs" },
    },
  };
}

/** Placeholders replace every reference, so that the sender of a text cannot learn their values. */
function readTrial(text: string, plugins: PluginShelf, { file, page }: Pick<TrialTexts, "file" | "page">): ReadTrial {
  const loaded = load({
    file,
    text,
    conditions,
    destinations,
    sources: sourceShelf,
    plugins,
    variable: () => undefined,
    readFile: (path) => (/\.ics$/i.test(path) ? readText(path) : undefined),
    loopback: true,
    placeholders: true,
  });
  return loaded.kind === "refused" ? loaded : { kind: "ready", loaded, program: programOf(loaded, "trial", page) };
}
