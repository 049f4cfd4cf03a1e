/** `avatar-relay schema`: the language as a JSON Schema, for editors. */

import { parse } from "yaml";
import { exitCodes } from "../app/ending.ts";
import { destinations } from "../destinations/index.ts";
import { withPresets } from "../destinations/preset/described.ts";
import { presetJsonSchema } from "../destinations/preset/schema.ts";
import { openPlugins } from "../plugin/open.ts";
import { sourceShelf } from "../receive/mapping/shelf.ts";
import { conditions } from "../rules/conditions/index.ts";
import { jsonSchemaOf, type PluginSchemas } from "../rules/language/json-schema.ts";
import { withPlugins } from "../rules/language/sections/plugins-section.ts";
import { type CliIo, refused, reportRefusal } from "./command.ts";
import { readArguments } from "./kit/arguments.ts";
import { readText } from "./kit/load-file.ts";

export function schema(args: readonly string[], io: CliIo): number {
  const read = readArguments("schema", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const [file] = read.positionals;
  if (read.values.preset !== true && file !== undefined) return printSchemaOf(file, io);
  io.out(read.values.preset === true ? presetSchemaText() : schemaText());
  return exitCodes.ok;
}

/** Includes the plug-ins of a file. */
function printSchemaOf(file: string, io: CliIo): number {
  const text = readText(file);
  if (text === undefined) return reportRefusal(refused(exitCodes.mistakes, `${file} cannot be read: is the path right?`), io);
  const shelves = withPlugins(parsed(text), { file, conditions, destinations, sources: sourceShelf, plugins: openPlugins() });
  for (const { text: what, hint } of shelves.problems) io.error(`${what}: ${hint}\n`);
  io.out(schemaText(shelves));
  return shelves.problems.length > 0 ? exitCodes.mistakes : exitCodes.ok;
}

/** A file with mistakes usually still names its plug-ins. */
function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined; // `check` says what is wrong with it
  }
}

/** The text of rules.schema.json. */
export function schemaText(shelves: PluginSchemas = { conditions, destinations }): string {
  return `${JSON.stringify(withPresets(jsonSchemaOf(shelves)), undefined, 2)}\n`;
}

/** The text of preset.schema.json. */
export function presetSchemaText(): string {
  return `${JSON.stringify({ ...presetJsonSchema(), title: "A preset of avatar-relay" }, undefined, 2)}\n`;
}
