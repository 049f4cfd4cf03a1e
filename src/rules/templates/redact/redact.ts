/** Hides what should not leave the relay, in everything that templates see. Stored data stays unchanged. */

import { RE2JS } from "re2js";
import type { View } from "../../../core/destination.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../core/json.ts";
import { align, originOf, type TextSpan } from "../../../text/aligned.ts";
import { cardsIn } from "./card.ts";
import { encodedEmails, typedEmails } from "./email.ts";
import { ibansIn } from "./iban.ts";
import { isPersonalKey } from "./personal-key.ts";
import { phonesIn } from "./phone.ts";
import { blanked, inOrder, replaced } from "./spans.ts";
import { withSpokenDigits } from "./spoken-digits.ts";
import { spokenEmails } from "./spoken-email.ts";

export const redactions = ["email", "phone", "card", "iban"] as const;

/** A pattern of the operator, in RE2's syntax. Its matches become `[name]`. */
export interface OwnRedaction {
  readonly name: string;
  readonly pattern: string;
}

export type Redaction = (typeof redactions)[number] | OwnRedaction;

export type RedactView = (text: string) => string;

type Known = (typeof redactions)[number];

/** Searches a copy of a text with one spelling for everything. `spelled` are digits that were written as words. */
type Find = (text: string, spelled: readonly TextSpan[]) => readonly TextSpan[];

const finders: Readonly<Record<Known, Find>> = {
  email: (text) => inOrder([...typedEmails(text), ...encodedEmails(text), ...spokenEmails(text)]),
  iban: ibansIn,
  card: cardsIn,
  phone: phonesIn,
};

/** Phones come last, because parts of the others look like a phone number. */
const order = ["email", "iban", "card", "phone"] as const;

/** The operator's patterns see the original text, before the others. Each match is replaced by its name in brackets. */
export function redactorOf(wanted: readonly Redaction[]): RedactView {
  const own = wanted.filter((each) => typeof each === "object").map(ownRedact);
  const kinds = order.filter((name) => wanted.includes(name));
  return (text) => {
    let redacted = text;
    for (const step of own) redacted = step(redacted);
    return kinds.length === 0 ? redacted : withoutKinds(redacted, kinds);
  };
}

function withoutKinds(text: string, kinds: readonly Known[]): string {
  const { copy, spelled } = withSpokenDigits(align(text));
  let looked = copy.text;
  const found: (TextSpan & { readonly kind: Known })[] = [];
  for (const kind of kinds) {
    const spans = finders[kind](looked, spelled);
    if (spans.length === 0) continue;
    looked = blanked(looked, spans);
    for (const span of spans) found.push({ ...originOf(copy, span), kind });
  }
  return found.length === 0 ? text : named(text, found);
}

function named(text: string, found: readonly (TextSpan & { readonly kind: Known })[]): string {
  let kept = "";
  let from = 0;
  for (const { start, end, kind } of [...found].sort((one, other) => one.start - other.start)) {
    kept += `${text.slice(from, Math.max(from, start))}[${kind}]`;
    from = Math.max(from, end);
  }
  return kept + text.slice(from);
}

/** Digits of all scripts match as ASCII digits. Positions do not change. */
function ownRedact({ name, pattern }: OwnRedaction): RedactView {
  const compiled = RE2JS.compile(pattern);
  return (text) => {
    const matcher = compiled.matcher(asciiDigits(text));
    const spans: TextSpan[] = [];
    while (matcher.find()) if (matcher.end() > matcher.start()) spans.push({ start: matcher.start(), end: matcher.end() });
    return spans.length === 0 ? text : replaced(text, spans, name);
  };
}

/** Fullwidth and both Arabic sets: the low four bits of each digit are its value. */
function asciiDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/** A pattern that matches the empty text would insert its name between all letters. */
export function findsEmptiness(pattern: string): boolean {
  return RE2JS.compile(pattern).matcher("").find();
}

/** The ids of the conversation. They stay, so that it can be found again. */
const names: readonly string[] = ["id", "type", "source", "agent", "session"];

/** Redacts everything that a rule's templates can name. Undefined where nothing is redacted, which then costs nothing. */
export function viewRedactorOf(wanted: readonly Redaction[]): ((view: View) => View) | undefined {
  if (wanted.length === 0) return undefined;
  const hiding: Hiding = { redact: remembering(redactorOf(wanted)), kinds: order.filter((name) => wanted.includes(name)) };
  const hide = (value: Json, key = ""): Json => everywhere(value, key, hiding);
  const redactedEvent = once((event: JsonObject) => except(event, hide));
  return ({ event, rule, finding, session, identity, ...rest }) => ({
    ...rest,
    event: redactedEvent(event),
    rule,
    finding: mapped(finding, hide, hiding.redact),
    session: except(session, hide),
    identity,
  });
}

/** Redacting a shorter text is faster than looking it up. */
const worthRemembering = 64;
/** UTF-16 units in the cache: the texts of one event and the turns before it. */
const mostRemembered = 262_144;

/** A text that occurs in an event, in its data, in findings and in a thread is redacted once. */
function remembering(redact: RedactView): RedactView {
  const known = new Map<string, string>();
  let size = 0;
  return (text) => {
    if (text.length < worthRemembering) return redact(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    if (size + text.length > mostRemembered) {
      known.clear();
      size = 0;
    }
    const redacted = redact(text);
    known.set(text, redacted);
    size += text.length;
    return redacted;
  };
}

/** Each object is redacted once while it is in use: all rules that hold for an event share its view. */
function once(work: (object: JsonObject) => JsonObject): (object: JsonObject) => JsonObject {
  const done = new WeakMap<JsonObject, JsonObject>();
  return (object) => {
    const result = done.get(object) ?? work(object);
    done.set(object, result);
    return result;
  };
}

interface Hiding {
  readonly redact: RedactView;
  readonly kinds: readonly Known[];
}

function everywhere(value: Json, key: string, hiding: Hiding): Json {
  if (typeof value === "string" || typeof value === "number") return hidden(value, key, hiding);
  if (isJsonObject(value)) return mapped(value, (each, name) => everywhere(each, name, hiding), hiding.redact);
  return Array.isArray(value) ? value.map((each: Json) => everywhere(each, key, hiding)) : value;
}

/** The key decides about a value under a key such as `phone`. Other numbers are no telephone numbers, because most are times and counts. */
function hidden(value: string | number, key: string, { redact, kinds }: Hiding): Json {
  const kindOfKey = kinds.find((kind) => isPersonalKey(kind, key, value));
  if (kindOfKey !== undefined) return `[${kindOfKey}]`;
  if (typeof value === "string") return redact(value);
  const text = String(value);
  return kinds.includes("card") && cardsIn(text).length > 0 ? "[card]" : value;
}

function mapped(object: JsonObject, hide: (value: Json, key: string) => Json, redact: RedactView): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [redact(key), hide(value, key)]));
}

function except(object: JsonObject, hide: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, names.includes(key) ? value : hide(value, key)]));
}
