/** Recognises templates that are plain text with plain paths. Most are, and they need no template engine. */

import type { View } from "../../core/destination.ts";
import { type Json, valueAt } from "../../core/json.ts";
import { isRoot, type Root } from "./variables.ts";

/** A plain path, e.g. `event.data.a.b`: a lookup of own keys. */
export interface Lookup {
  readonly root: Root;
  readonly keys: readonly string[];
}

export type TemplatePart = string | Lookup;

const plainOutput = /\{\{\s*([a-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*\}\}/g;

/** Liquid measures texts and lists by these names, so the engine has to render them. */
const measured = /\.(size|first|last)(\.|$)/;

/** Literal texts and lookups, in order; undefined where the template needs the engine. */
export function directParts(source: string): readonly TemplatePart[] | undefined {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const output of source.matchAll(plainOutput)) {
    const lookup = lookupOf(output[1] ?? "");
    if (lookup === undefined) return undefined;
    parts.push(source.slice(end, output.index), lookup);
    end = output.index + output[0].length;
  }
  parts.push(source.slice(end));
  return parts.some(isMarkup) ? undefined : parts.filter((part) => part !== "");
}

function isMarkup(part: TemplatePart): boolean {
  return typeof part === "string" && /\{\{|\{%/.test(part);
}

/** The lookup of a plain path. */
function lookupOf(path: string): Lookup | undefined {
  const [root = "", ...keys] = path.split(".");
  return isRoot(root) && !measured.test(path) ? { root, keys } : undefined;
}

/** The value that a lookup finds. */
export function lookUp({ root, keys }: Lookup, view: View): Json | undefined {
  return valueAt(view[root], keys);
}
