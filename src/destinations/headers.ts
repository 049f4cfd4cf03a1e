/** Headers that a file adds to requests. */

import { z } from "zod";

const name = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const value = /^[\t\x20-\x7e\u0080-\u00ff]*$/;

/** What the relay or the connection itself decides. */
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

/** Names in lower case and their values. A line end in a value would be a header of its own, so it is a mistake. */
export function headers(): z.ZodType<Readonly<Record<string, string>>> {
  return z.record(z.string(), z.string()).superRefine((all, context) => {
    for (const [key, each] of Object.entries(all)) {
      const fault = faultOf(key, each);
      if (fault !== undefined)
        context.addIssue({ code: "custom", path: [key], message: fault.text, params: { code: "E_VALUE", hint: fault.hint } });
    }
  });
}

function faultOf(key: string, each: string): { readonly text: string; readonly hint: string } | undefined {
  if (reserved.has(key.toLowerCase())) return { text: "this header cannot be set", hint: "the relay sets it itself" };
  if (key !== key.toLowerCase()) return { text: "expected a header name in lower case", hint: `write it as ${key.toLowerCase()}` };
  if (!name.test(key)) return { text: "expected a header name", hint: "letters, digits and hyphens" };
  return value.test(each)
    ? undefined
    : { text: "a header's value holds a character that it cannot", hint: "it has one line of plain letters" };
}
