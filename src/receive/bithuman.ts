/** Reads bodies in bitHuman's own formats that are not webhooks: back-fill, captured requests, samples. */

import type { JsonObject } from "../core/json.ts";
import type { ReadBody, ReadProblem, SourcePreset } from "../core/source.ts";
import { sourceShelf, usualPreset } from "./mapping/shelf.ts";

/** The preset of a source that names none. It is part of the package, so it is always there. */
export const bithuman: SourcePreset = taken();

function taken(): SourcePreset {
  const preset = sourceShelf.take(usualPreset);
  if (preset.kind === "taken") return preset.preset;
  throw new Error(`the preset ${usualPreset} cannot be read: install avatar-relay again`);
}

/** Reads a body with one event. */
export function readBithuman(body: JsonObject): ReadBody | ReadProblem {
  const [first] = bithuman.read(body);
  return first ?? { pointer: "", expected: "an event", part: undefined, session: undefined };
}
