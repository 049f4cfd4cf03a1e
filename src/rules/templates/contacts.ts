/** Removes what identifies a visitor, for texts that people outside the operator's team read. Pure. */

import type { View } from "../../core/destination.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { isPersonalKey } from "./redact/personal-key.ts";
import { type OwnRedaction, type RedactView, redactions, redactorOf, viewRedactorOf } from "./redact/redact.ts";

/** Replaces addresses and numbers in a text by `[email]` and `[phone]`. */
export const withoutAddresses: RedactView = redactorOf(["email", "phone"]);

const longNumber = /\p{Nd}{4,}/gu;

/** For quotes that are kept apart from their conversation: everything that a file can hide, its own patterns, and longer numbers. */
export function quoteRedactor(own: readonly OwnRedaction[]): RedactView {
  const redact = redactorOf([...own, ...redactions]);
  return (text) => redact(text).replace(longNumber, "[number]");
}

/** Values about a visitor that identify nobody. */
const harmless: readonly string[] = ["order", "source", "verified"];

/** Fields of `identity` whose values identify the visitor. */
const personalKeys: readonly string[] = ["email", "phone", "name", "first_name", "last_name", "external_id"];

/** The ids of the conversation. They stay, so that it can be found again. */
const ids: readonly string[] = ["id", "type", "source", "agent", "session"];

const redactedView = viewRedactorOf(["email", "phone"]);

/** The view without the visitor's identity: addresses, numbers and names are removed from the conversation's texts as well. */
export function withoutContacts(view: View): View {
  const { event, finding, session, ...rest } = redactedView?.(view) ?? view;
  const identity = Object.fromEntries(Object.entries(view.identity).filter(([key]) => harmless.includes(key)));
  const hide = hiding(contactsOf(view));
  return { ...rest, identity, event: except(event, hide), finding: changed(finding, hide), session: except(session, hide) };
}

/** The texts that identify the visitor of an event. */
export function contactsOf({ identity, event }: Pick<View, "identity" | "event">): readonly string[] {
  const known = personalKeys.flatMap((key) => (typeof identity[key] === "string" ? [identity[key]] : []));
  return [...new Set([...known, ...namesUnder(event.data ?? null, "")])].slice(0, mostContacts);
}

const mostContacts = 20;

/** Whether one of the rendered texts identifies the visitor. This costs a fraction of rendering them again. */
export function showsContacts(view: View, texts: readonly string[]): boolean {
  return contactsOf(view).length > 0 || texts.some((text) => withoutAddresses(text) !== text);
}

/** Senders put visitors' names under such keys, or use the `name` of a participant. */
const nameKey = /^(?:full|first|last|given|family|display|user|visitor|customer|contact|participant|caller|guest)[_-]?name$/i;
const personKey = /^(?:user|visitor|customer|contact|participant|caller|guest|person)$/i;

function namesUnder(value: Json, within: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => namesUnder(item, within));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (typeof item === "number") return isPersonalKey("phone", key, item) ? [String(item)] : [];
    if (typeof item !== "string") return namesUnder(item, key);
    if (isPersonalKey("phone", key, item)) return [item];
    return nameKey.test(key) || (personKey.test(within) && (key === "name" || key === "identity")) ? [item] : [];
  });
}

/** Shorter names are also words of some language. */
const shortest = 3;
/** The longest value that a page may state (receive/identity-facts.ts). */
const longest = 500;

/** Removes these texts from others, where they are whole words. */
export function hiding(contacts: readonly string[]): RedactView {
  const known = contacts.map((text) => text.trim()).filter(({ length }) => length >= shortest && length <= longest);
  if (known.length === 0) return (text) => text;
  const longestFirst = known.toSorted((one, other) => other.length - one.length);
  const words = longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const any = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  return (text) => text.replace(any, "[name]");
}

function changed<Some extends Json>(value: Some, hide: RedactView): Some {
  return mapped(value, hide) as Some; // texts become texts, and everything else stays the same
}

function mapped(value: Json, hide: RedactView): Json {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((item: Json) => mapped(item, hide));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item, hide)]));
}

function except(object: JsonObject, hide: RedactView): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, ids.includes(key) ? value : mapped(value, hide)]));
}
