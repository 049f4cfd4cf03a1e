/** Loads a rules file like `start`. */

import { isLoopback } from "../../app/settings.ts";
import type { Instant } from "../../core/time.ts";
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
  /** Replaces missing variables, as in the preview. */
  readonly placeholders: boolean;
  /** Checks it as for a start. With placeholders it is otherwise only displayed. */
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
  const { code, message } = error as NodeJS.ErrnoException; // Node's, or a sentence about what is there
  return `${file}:1:1: error E_RULES_FILE (file): cannot be read (${code ?? message}): is the path right?`;
}

/** The same for a text without a file, e.g. of earlier rules. */
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
    loopback: !listens || isLoopback(env.HOST || "0.0.0.0"), // a file that is only displayed listens nowhere
    placeholders,
    now: Date.now() as Instant, // milliseconds since 1970
  });
}

/** The text of a file; undefined where it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readPlainFile(path);
  } catch {
    return undefined; // the caller reports the missing file
  }
}
