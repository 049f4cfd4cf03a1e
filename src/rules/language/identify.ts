/** `identify:` in a rule: finds a visitor's identity in the visitor's own words. */

import { RE2JS } from "re2js";
import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import { align } from "../../text/aligned.ts";
import { cardsIn } from "../templates/redact/card.ts";
import { firstEmail, typedEmails } from "../templates/redact/email.ts";
import { ibansIn } from "../templates/redact/iban.ts";
import { firstPhone } from "../templates/redact/phone.ts";
import { blanked } from "../templates/redact/spans.ts";
import { regex } from "./schema.ts";

export const identifySchema = z
  .strictObject({
    email: z.literal(true).optional().meta({ description: "The first e-mail address in the message." }),
    phone: z.literal(true).optional().meta({ description: "The first telephone number in the message." }),
    order: regex()
      .optional()
      .meta({ description: "The text that this pattern finds is the visitor's order, or its first group if it has one." }),
  })
  .refine((wanted) => Object.values(wanted).some((each) => each !== undefined), { error: "expected email:, phone: or order:" })
  .meta({ description: "If the rule holds for a visitor's message, the relay remembers what the message says about the visitor." });

export type IdentifyDraft = z.output<typeof identifySchema>;

/** Reads the message as it was written; `redact` does not apply here. */
export function identifier({ email, phone, order }: IdentifyDraft): (message: string) => JsonObject {
  const pattern = order === undefined ? undefined : RE2JS.compile(order);
  return (message) => ({
    ...(email && named("email", emailIn(message))),
    ...(phone && named("phone", phoneIn(message))),
    ...(pattern && named("order", firstOf(pattern, message))),
  });
}

const emailIn = rememberingLast(firstEmail);
const phoneIn = rememberingLast((message) => firstPhone(withoutOthers(message)));

/** Caches the last message, because several rules search it for the same. */
function rememberingLast(find: (message: string) => string | undefined): (message: string) => string | undefined {
  let last: { readonly message: string; readonly found: string | undefined } | undefined;
  return (message) => {
    if (last?.message !== message) last = { message, found: find(message) };
    return last.found;
  };
}

/** Parts of a bank account, a card or an address could look like a telephone number. */
function withoutOthers(message: string): string {
  let text = align(message).text;
  for (const find of [typedEmails, ibansIn, cardsIn]) text = blanked(text, [...find(text)]);
  return text;
}

function firstOf(pattern: RE2JS, message: string): string | undefined {
  const matcher = pattern.matcher(message);
  if (!matcher.find()) return undefined;
  return (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group()) ?? undefined;
}

function named(key: string, value: string | undefined): JsonObject {
  return value === undefined || value === "" ? {} : { [key]: value };
}
