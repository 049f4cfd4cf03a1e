/** A rules file, loaded as `start` would load it. */

import { isLoopback } from "../../app/settings.ts";
import { destinations } from "../../destinations/index.ts";
import { NotPlain, readPlainFile } from "../../plain-file.ts";
import { openPlugins } from "../../plugin/open.ts";
import { sourceShelf } from "../../receive/mapping/shelf.ts";
import { conditions } from "../../rules/conditions/index.ts";
import { oneLine } from "../../rules/language/diagnostic.ts";
import { type Loaded, load } from "../../rules/language/load.ts";
import { unreadable } from "../../rules/language/reload.ts";
import type { CliIo } from "../command.ts";

export type LoadedFile = Loaded | { readonly kind: "unreadable"; readonly problem: string };

export interface LoadOptions {
  /** Stand in for variables that are not set, as in the preview. */
  readonly placeholders: boolean;
  /** Judge it as if it were to be started: with placeholders it is otherwise taken for what is only looked at. */
  readonly listens?: boolean;
}

export function loadFile(file: string, io: CliIo, options: LoadOptions): LoadedFile {
  let text: string;
  try {
    text = readPlainFile(file);
  } catch (error) {
    return { kind: "unreadable", problem: problemOf(file, error) };
  }
  return loadText(file, text, io, options);
}

function problemOf(file: string, error: unknown): string {
  if (error instanceof NotPlain && error.size !== undefined) return oneLine(unreadable(file, error));
  const { code, message } = error as NodeJS.ErrnoException; // Node's, or says in words what stands there
  return `${file}:1:1: error E_RULES_FILE (file): cannot be read (${code ?? message}): is the path right?`;
}

/** The same of a text that is no file, e.g. of rules that ran once. */
export function loadText(file: string, text: string, { env }: CliIo, { placeholders, listens = !placeholders }: LoadOptions): Loaded {
  return load({
    file,
    text,
    conditions,
    destinations,
    sources: sourceShelf,
    plugins: openPlugins(),
    variable: (name) => env[name],
    readFile: (path) => readText(path)?.trimEnd(),
    loopback: !listens || isLoopback(env.HOST || "0.0.0.0"), // what is only looked at listens nowhere
    placeholders,
  });
}

/** The text of a file; undefined where it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readPlainFile(path);
  } catch {
    return undefined; // whoever asked says which file it misses
  }
}
