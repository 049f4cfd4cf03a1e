/** The JSON Schema of rules.yaml, with the presets that ask for a key in the key's description. */

import { isJsonObject, type Json } from "../../core/json.ts";
import { ofPreset } from "./settings.ts";
import { presetNames, takePreset } from "./shelf.ts";

type AskedBy = ReadonlyMap<string, string>;

/** Only for documentation: it reads every preset. */
export function withPresets<Schema>(schema: Schema): Schema {
  return described(schema as Json, "", askedBy()) as Schema; // a JSON Schema is JSON, and only descriptions change
}

function described(schema: Json, key: string, presets: AskedBy): Json {
  if (Array.isArray(schema)) return schema.map((each: Json) => described(each, key, presets));
  if (!isJsonObject(schema)) return schema;
  const parts = Object.entries(schema).map(([name, part]) => [name, described(part, name, presets)] as const);
  const { description } = schema;
  if (typeof description !== "string" || !description.startsWith(ofPreset)) return Object.fromEntries(parts);
  const names = presets.get(key);
  const named = names === undefined ? description : description.replace(ofPreset, `For ${names}`);
  return Object.fromEntries([...parts, ["description", named]]);
}

function askedBy(): AskedBy {
  const presets = new Map<string, string>();
  for (const id of presetNames()) {
    const taken = takePreset(id);
    const inputs = taken.ok ? Object.keys(taken.shelved.file.inputs) : [];
    for (const key of inputs) presets.set(key, [...(presets.get(key)?.split(", ") ?? []), `\`${id}\``].join(", "));
  }
  return presets;
}
