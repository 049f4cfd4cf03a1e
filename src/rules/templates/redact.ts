/** Hides what should not leave the house, in everything that templates see. What is stored stays as it came. */

import { RE2JS } from "re2js";
import type { View } from "../../core/destination.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { withoutCards } from "./redact/card.ts";
import { asciiDigits } from "./redact/digits.ts";
import { withoutEmails } from "./redact/email.ts";
import { withoutIbans } from "./redact/iban.ts";
import { withoutPhones } from "./redact/phone.ts";

export const redactions = ["email", "phone", "card", "iban"] as const;

/** A pattern of the operator's own, in RE2's syntax; what it finds becomes `[name]`. */
export interface OwnRedaction {
  readonly name: string;
  readonly pattern: string;
}

export type Redaction = (typeof redactions)[number] | OwnRedaction;

export type Redact = (text: string) => string;

/** Each leaves its name in brackets where it found something. */
const known: Readonly<Record<(typeof redactions)[number], Redact>> = {
  email: withoutEmails,
  iban: withoutIbans,
  card: withoutCards,
  phone: withoutPhones,
};

/** Own patterns see the text as it came; phones come last, since parts of the others could be taken for one. */
const order = ["email", "iban", "card", "phone"] as const;

export function redactorOf(wanted: readonly Redaction[]): Redact {
  const own = wanted.filter((each) => typeof each === "object").map(ownRedact);
  const steps = [...own, ...order.filter((name) => wanted.includes(name)).map((name) => known[name])];
  return (text) => {
    let redacted = asciiDigits(text);
    for (const step of steps) redacted = step(redacted);
    return redacted;
  };
}

function ownRedact({ name, pattern }: OwnRedaction): Redact {
  const compiled = RE2JS.compile(pattern);
  return (text) => compiled.matcher(text).replaceAll(`[${name}]`);
}

/** A pattern that finds nothing at all would put its name between all letters. */
export function findsEmptiness(pattern: string): boolean {
  return RE2JS.compile(pattern).matcher("").find();
}

/** What tells which conversation it was: kept, or nobody could find it again. */
const names: readonly string[] = ["id", "type", "source", "agent", "session"];

/** Redacts all that a rule's templates can name. Undefined where nothing is to be redacted: it costs nothing then. */
export function viewRedactorOf(wanted: readonly Redaction[]): ((view: View) => View) | undefined {
  if (wanted.length === 0) return undefined;
  const redact = redactorOf(wanted);
  const hasCards = wanted.includes("card");
  const numbered = (value: number) => {
    const text = String(value);
    return hasCards && withoutCards(text) !== text ? withoutCards(text) : value;
  };
  const hide = (value: Json): Json => everywhere(value, { redact, numbered });
  return ({ event, rule, finding, session, identity }) => ({
    event: except(event, hide),
    rule,
    finding: mapped(finding, hide, redact),
    session: except(session, hide),
    identity,
  });
}

interface Hiding {
  readonly redact: Redact;
  readonly numbered: (value: number) => Json;
}

function everywhere(value: Json, hiding: Hiding): Json {
  if (typeof value === "string") return hiding.redact(value);
  if (typeof value === "number") return hiding.numbered(value);
  if (isJsonObject(value)) return mapped(value, (each) => everywhere(each, hiding), hiding.redact);
  return Array.isArray(value) ? value.map((each: Json) => everywhere(each, hiding)) : value;
}

function mapped(object: JsonObject, hide: (value: Json) => Json, redact: Redact): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [redact(key), hide(value)]));
}

function except(object: JsonObject, hide: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, names.includes(key) ? value : hide(value)]));
}
