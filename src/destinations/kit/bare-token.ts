/** A token without the word that stands before it in `authorization`, e.g. `Bearer`. */

import { z } from "zod";

interface TokenFault {
  readonly text: string;
  readonly hint: string;
}

/** What is wrong with a token that begins with a scheme (RFC 9110, 11.4); undefined where it does not. */
export function schemeBefore(token: string): TokenFault | undefined {
  const [, scheme] = /^(bearer|token|basic|apikey|[\w-]+-oauthtoken)\s+\S/i.exec(token) ?? [];
  return scheme === undefined
    ? undefined
    : { text: `expected a token alone, found "${scheme}" before it`, hint: "leave that word out: it is added when a request is sent" };
}

export function bareToken(): z.ZodType<string, string> {
  return z
    .string()
    .min(1)
    .superRefine((token, context) => {
      const fault = schemeBefore(token);
      if (fault !== undefined) context.addIssue({ code: "custom", message: fault.text, params: { code: "E_VALUE", hint: fault.hint } });
    });
}
