/** Finds source presets: the files in sources/, and the operator's own files. */

import { readdirSync } from "node:fs";
import type { PresetFault, SourcePreset, SourceShelf, TakenPreset } from "../../core/source.ts";
import { readPlainFile } from "../../plain-file.ts";
import { readPresetText, type TextFault } from "../../rules/yaml/preset-text.ts";
import { compilePreset } from "./compile.ts";
import { presetFileSchema, type SourcePresetFile } from "./schema.ts";

const folder = new URL("../sources/", import.meta.url);

/** A shipped file is read once, because it does not change while the relay runs. */
const shipped = new Map<string, SourcePreset>();

const names: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.slice(0, -".yaml".length))
  .sort();

/** The presets of the package, and the operator's own. */
export const sourceShelf: SourceShelf = { names, take };

/** The preset of senders without one. */
export const usualPreset = "bithuman";

/** Whether it names a file of the operator. */
function isPath(preset: string): boolean {
  return preset.includes("/") || /\.ya?ml$/.test(preset);
}

function take(preset: string): TakenPreset {
  const known = shipped.get(preset);
  if (known !== undefined) return { kind: "taken", preset: known };
  const text = presetText(preset);
  if (text === undefined) return unknown(preset);
  const taken = readPresetFile(text);
  if (taken.kind === "wrong") return taken;
  const compiled = compilePreset(withFormatsOf(taken.file));
  if (!isPath(preset)) shipped.set(preset, compiled);
  return { kind: "taken", preset: compiled };
}

/** Adds the formats of the preset under `also:` after its own. */
function withFormatsOf(file: SourcePresetFile): SourcePresetFile {
  const other = file.also === undefined ? undefined : presetText(file.also);
  const read = other === undefined ? undefined : readPresetFile(other);
  return read?.kind === "read" ? { ...file, formats: [...file.formats, ...read.file.formats] } : file;
}

/** The text of a preset's file; undefined where there is none. */
export function presetText(preset: string): string | undefined {
  const file = isPath(preset) ? preset : names.includes(preset) ? new URL(`${preset}.yaml`, folder) : undefined;
  try {
    return file === undefined ? undefined : readPlainFile(file);
  } catch {
    return undefined; // reported as a file that cannot be read
  }
}

function unknown(preset: string): TakenPreset {
  if (isPath(preset))
    return { kind: "unknown", text: `the preset file ${preset} cannot be read`, hint: "is the path right, seen from the rules file?" };
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const meant = names.find((name) => plain(name) === plain(preset));
  if (meant !== undefined) return { kind: "unknown", text: `unknown preset "${preset}"`, hint: `did you mean "${meant}"?` };
  return { kind: "unknown", text: `unknown preset "${preset}"`, hint: `there are ${names.join(", ")}; ./my.yaml names a file` };
}

export type ReadPreset =
  | { readonly kind: "read"; readonly file: SourcePresetFile }
  | { readonly kind: "wrong"; readonly faults: readonly PresetFault[] };

/** Reads the text of a preset's file. Every mistake is reported, with its place. */
export function readPresetFile(text: string): ReadPreset {
  const read = readPresetText(text, presetFileSchema);
  if (read.ok) return { kind: "read", file: read.file };
  return { kind: "wrong", faults: read.faults.map(faultOf) };
}

function faultOf({ path, text, hint, line, column }: TextFault): PresetFault {
  const where = path.map(String).join(".");
  const words = hint === undefined ? text : `${text}, ${hint}`;
  return { text: where === "" ? words : `${where}: ${words}`, line, column };
}
