/** `avatar-relay schema`: the language as a JSON Schema, for editors. */

import { exitCodes } from "../app/ending.ts";
import { destinations } from "../destinations/index.ts";
import { presetJsonSchema } from "../destinations/preset/schema.ts";
import { conditions } from "../rules/conditions/index.ts";
import { jsonSchemaOf } from "../rules/language/json-schema.ts";
import { type CliIo, tell } from "./command.ts";
import { readArguments } from "./kit/arguments.ts";

export function schema(args: readonly string[], io: CliIo): number {
  const read = readArguments("schema", args);
  if (read.kind === "refused") return tell(read, io);
  io.out(read.values.preset === true ? presetSchemaText() : schemaText());
  return exitCodes.ok;
}

/** The text of rules.schema.json. */
export function schemaText(): string {
  return `${JSON.stringify(jsonSchemaOf({ conditions, destinations }), undefined, 2)}\n`;
}

/** The text of preset.schema.json. */
export function presetSchemaText(): string {
  return `${JSON.stringify({ ...presetJsonSchema(), title: "A preset of avatar-relay" }, undefined, 2)}\n`;
}
