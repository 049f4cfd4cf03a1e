/** What tells who a visitor is and how to reach them, for texts that others than the operator's own people read. Pure. */

import type { View } from "../../core/destination.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { isPersonalKey } from "./redact/personal-key.ts";
import { type RedactView, redactorOf, viewRedactorOf } from "./redact/redact.ts";

/** Addresses and numbers in a text become `[email]` and `[phone]`. */
export const withoutAddresses: RedactView = redactorOf(["email", "phone"]);

/** What is known of a visitor and tells nobody who it is. */
const harmless: readonly string[] = ["order", "source", "verified"];

/** Fields of `identity` by whose values the visitor can be known. */
const personalKeys: readonly string[] = ["email", "phone", "name", "first_name", "last_name", "external_id"];

/** What tells which conversation it was: kept, or nobody could find it again. */
const ids: readonly string[] = ["id", "type", "source", "agent", "session"];

const redactedView = viewRedactorOf(["email", "phone"]);

/** The view as if nobody had said who the visitor is: addresses, numbers and names are taken out of what was said, too. */
export function withoutContacts(view: View): View {
  const { event, finding, session, ...rest } = redactedView?.(view) ?? view;
  const identity = Object.fromEntries(Object.entries(view.identity).filter(([key]) => harmless.includes(key)));
  const hide = hiding(contactsOf(view));
  return { ...rest, identity, event: except(event, hide), finding: changed(finding, hide), session: except(session, hide) };
}

/** The texts by which the visitor of an event can be known. */
export function contactsOf({ identity, event }: Pick<View, "identity" | "event">): readonly string[] {
  const known = personalKeys.flatMap((key) => (typeof identity[key] === "string" ? [identity[key]] : []));
  return [...new Set([...known, ...namesUnder(event.data ?? null, "")])].slice(0, mostContacts);
}

const mostContacts = 20;

/** Whether one of the texts that were made of a view tells who its visitor is. It costs a fraction of making them again. */
export function showsContacts(view: View, texts: readonly string[]): boolean {
  return contactsOf(view).length > 0 || texts.some((text) => withoutAddresses(text) !== text);
}

/** Senders name visitors under such keys, or as the `name` of a participant. */
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

/** Shorter names are words of some language. */
const shortest = 3;
/** As the page may tell them (receive/identity-facts.ts). */
const longest = 500;

/** Takes these texts out of others, where they stand as words of their own. */
export function hiding(contacts: readonly string[]): RedactView {
  const known = contacts.map((text) => text.trim()).filter(({ length }) => length >= shortest && length <= longest);
  if (known.length === 0) return (text) => text;
  const longestFirst = known.toSorted((one, other) => other.length - one.length);
  const words = longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const any = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  return (text) => text.replace(any, "[name]");
}

function changed<Some extends Json>(value: Some, hide: RedactView): Some {
  return mapped(value, hide) as Some; // texts become texts, and everything else stays what it is
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
