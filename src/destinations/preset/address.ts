/** The URL of a step: its host is fixed, values are percent-encoded, and a saved value can be a part of its path. */

import type { View } from "../../core/destination.ts";
import type { JsonObject } from "../../core/json.ts";
import { isFixed, type Template, template } from "../../rules/templates/template.ts";
import { endpoint, keepPlace, keepQuery, leadsElsewhere, originOf, pathOf } from "../kit/endpoint.ts";
import type { BodyFault } from "./body.ts";

/** A part of a path: a text, or a saved value. */
export type AddressPart = string | { readonly saved: string };

export interface Address {
  readonly origin: string;
  /** Whether it is independent of the event. It is then not queued, because all of it can be a secret. */
  readonly isFixed: boolean;
  /** Throws a `RenderError` where a value would lead to another path. */
  path(view: View, method: string): readonly AddressPart[];
}

const saved = /\{\{\s*saved\.([a-z][a-z0-9_]*)\s*\}\}/g;

/** Compiles a URL whose references to inputs are replaced already. */
export function addressOf(source: string, path: readonly PropertyKey[], faults: BodyFault[]): Address | undefined {
  const names = [...source.matchAll(saved)].map(([, name = ""]) => name);
  const [first = "", ...rest] = source.split(saved).filter((_, index) => index % 2 === 0);
  const head = read(endpoint(), first, path, faults);
  const tails = rest.map((text) => read(template({ escape: "url" }), text, path, faults));
  if (head === undefined || tails.includes(undefined)) return undefined;
  return {
    origin: originOf(head),
    isFixed: names.length === 0 && isFixed(first),
    path(view, method) {
      const ends = tails.map((tail) => tail?.render(view) ?? "");
      // Saved values are checked when they are known; here each is a part that is not empty.
      const whole = [head.render(view), ...ends].join("x");
      keepPlace(source, whole);
      keepQuery(source, whole, method);
      return [pathOf(head, view), ...ends.flatMap((end, index) => [{ saved: names[index] ?? "" }, end])];
    },
  };
}

function read(
  schema: ReturnType<typeof endpoint>,
  source: string,
  path: readonly PropertyKey[],
  faults: BodyFault[],
): Template | undefined {
  const { data, error } = schema.safeParse(source);
  for (const { message } of error?.issues ?? []) faults.push({ path, text: message });
  return data;
}

/** The names of saved values in a URL. */
export function savedInUrl(source: string): readonly string[] {
  return [...source.matchAll(saved)].map(([, name = ""]) => name);
}

/** The path with saved values; undefined where one is missing, or would lead to another path. */
export function pathWith(parts: readonly AddressPart[], saved: JsonObject): string | undefined {
  let path = "";
  for (const part of parts) {
    const value = typeof part === "string" ? part : saved[part.saved];
    if (value === undefined || value === null) return undefined;
    if (typeof part !== "string" && leadsElsewhere(String(value))) return undefined;
    path += typeof part === "string" ? part : encodeURIComponent(String(value));
  }
  return path;
}
