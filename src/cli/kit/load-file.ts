/** A rules file, loaded as `start` would load it. */

import { readFileSync } from "node:fs";
import { destinations } from "../../destinations/index.ts";
import { conditions } from "../../rules/conditions/index.ts";
import { type Loaded, load } from "../../rules/language/load.ts";
import { isLoopback } from "../../settings.ts";
import type { CliIo } from "../command.ts";

export type LoadedFile = Loaded | { readonly kind: "unreadable"; readonly problem: string };

export interface LoadOptions {
  /** Stand in for variables that are not set, as in the preview. */
  readonly placeholders: boolean;
}

export function loadFile(file: string, io: CliIo, options: LoadOptions): LoadedFile {
  const text = readText(file);
  if (text === undefined)
    return { kind: "unreadable", problem: `${file}:1:1: error E_RULES_FILE (file): cannot be read: is the path right?` };
  return loadText(file, text, io, options);
}

/** The same of a text that is no file, e.g. of rules that ran once. */
export function loadText(file: string, text: string, { env }: CliIo, { placeholders }: LoadOptions): Loaded {
  return load({
    file,
    text,
    conditions,
    destinations,
    variable: (name) => env[name],
    readFile: (path) => readText(path)?.trimEnd(),
    loopback: placeholders || isLoopback(env.HOST || "0.0.0.0"), // what is only looked at listens nowhere
    placeholders,
  });
}

/** The text of a file; undefined where it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // whoever asked says which file it misses
  }
}
