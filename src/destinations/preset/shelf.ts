/** Finds presets: files beside this one, and the operator's own files. */

import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { plainTextOf } from "../../plain-file.ts";
import { didYouMean } from "../../rules/kit/nearest.ts";
import { readPresetText } from "../../rules/yaml/preset-text.ts";
import type { BodyFault } from "./body.ts";
import { type PresetFile, presetSchema } from "./schema.ts";

const folder = new URL("../presets/", import.meta.url);

/** The ids of the presets that come with the relay. */
export function presetNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length))
    .sort();
}

/** Whether it names a file of the operator. */
export function isPath(preset: string): boolean {
  return preset.includes("/") || /\.ya?ml$/.test(preset);
}

/** A preset as its file has it. */
export interface Shelved {
  readonly text: string;
  readonly file: PresetFile;
  /** Changes with every edit of the file. */
  readonly digest: string;
}

export type Taken =
  | { readonly ok: true; readonly shelved: Shelved }
  | { readonly ok: false; readonly faults: readonly PlacedPresetFault[] };

/** A fault with its line and column in the preset's file, both from 1. */
export interface PlacedPresetFault extends BodyFault {
  readonly line: number;
  readonly column: number;
}

/** Reads a preset by its id, or by the path of its file. */
export function takePreset(preset: string): Taken {
  const file = isPath(preset) ? preset : presetNames().includes(preset) ? new URL(`${preset}.yaml`, folder) : undefined;
  const text = file === undefined ? undefined : plainTextOf(file);
  if (text === undefined) return { ok: false, faults: [unknown(preset)] };
  return readPreset(text);
}

function unknown(preset: string): PlacedPresetFault {
  const where = { path: [], line: 1, column: 1 };
  if (isPath(preset))
    return { ...where, text: `the preset file ${preset} cannot be read`, hint: "is the path right, seen from the rules file?" };
  return {
    ...where,
    code: "E_UNKNOWN_REF",
    text: `unknown preset "${preset}"`,
    hint: didYouMeanOf(preset) ?? `there are ${presetNames().join(", ")}; ./my.yaml names a file`,
  };
}

/** `hubspot` alone is no preset, because the vendor has several. */
function didYouMeanOf(vendor: string): string | undefined {
  const names = presetNames().filter((name) => name.startsWith(`${vendor.toLowerCase()}.`));
  return names.length === 0 ? didYouMean(vendor, presetNames()) : `did you mean "${names.join('" or "')}"?`;
}

/** Reads the text of a preset's file. */
export function readPreset(text: string): Taken {
  const read = readPresetText(text, presetSchema);
  if (!read.ok) return read;
  return { ok: true, shelved: { text, file: read.file, digest: createHash("sha256").update(text).digest("hex").slice(0, 12) } };
}
