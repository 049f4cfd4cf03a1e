/** Headers that a file adds to requests. */

import { z } from "zod";
import type { View } from "../../core/destination.ts";
import { isFixed, RenderError, type Template, template } from "../../rules/templates/template.ts";

const name = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const value = /^[\t\x20-\x7e\u0080-\u00ff]*$/;

/** Headers that the relay or the connection sets. */
const reserved = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "idempotency-key",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
]);

/**
 * Names in lower case with their values, which may contain templates. A line end in a value would begin another header, so it is a mistake.
 */
export function headers(): z.ZodType<Headers, Readonly<Record<string, string>>> {
  return z.record(z.string(), template({ escape: "none" })).superRefine((all, context) => {
    for (const [key, { source }] of Object.entries(all)) {
      const fault = faultOf(key, source);
      if (fault !== undefined)
        context.addIssue({ code: "custom", path: [key], message: fault.text, params: { code: "E_VALUE", hint: fault.hint } });
    }
  });
}

export type Headers = Readonly<Record<string, Template>>;

/** Headers that are the same in every request. They are not queued, because most are secret. */
export function fixedHeaders(all: Headers): Readonly<Record<string, string>> {
  const fixed = Object.entries(all).filter(([, { source }]) => isFixed(source));
  return Object.fromEntries(fixed.map(([key, { source }]) => [key, source]));
}

/** Names of headers whose values depend on the event. */
export function variedHeaders(all: Headers): readonly string[] {
  return Object.keys(all).filter((key) => !isFixed(all[key]?.source ?? ""));
}

/** The most characters of one. Servers refuse more than 8 or 16 KB of all headers. */
const longestValue = 4_096;

/** Throws a `RenderError` where a value would end the header or is not allowed in one. */
export function renderedHeaders(all: Headers, view: View): Readonly<Record<string, string>> {
  return Object.fromEntries(variedHeaders(all).map((key) => [key, checked(key, all[key]?.render(view) ?? "")]));
}

function checked(key: string, rendered: string): string {
  if (!value.test(rendered))
    throw new RenderError(`the header ${key} would hold a line end, or a character that no header can: write {{ … | url_encode }}`);
  if (rendered.length > longestValue) throw new RenderError(`the header ${key} would be longer than ${longestValue} characters`);
  return rendered.trim();
}

function faultOf(key: string, each: string): { readonly text: string; readonly hint: string } | undefined {
  if (reserved.has(key.toLowerCase())) return { text: "this header cannot be set", hint: "the relay sets it itself" };
  if (key !== key.toLowerCase())
    return { text: "expected a header name in lower case", hint: `write it as ${key.toLowerCase().replace(/[\s_]+/g, "-")}` };
  if (!name.test(key)) return { text: "expected a header name", hint: "letters, digits and hyphens" };
  return value.test(each)
    ? undefined
    : { text: "a header's value holds a character that it cannot", hint: "it has one line of plain letters" };
}
