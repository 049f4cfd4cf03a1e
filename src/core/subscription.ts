/** The content of an unsubscribe link: the mails that one recipient no longer wants. It travels as a signed ticket (net/ticket.ts). */

import { type Event, eventIdOf, type Other, ownEvent } from "./event.ts";
import { type Instant, second } from "./time.ts";

/** The mails of a rule, or the digest of a destination. */
export interface MailList {
  readonly kind: "rule" | "digest";
  /** The rule's name, or the destination's. */
  readonly name: string;
}

export interface Subscription {
  readonly list: MailList;
  /** See `recipientMark`. */
  readonly recipient: string;
}

/** sha256 in hex. */
type Digest = (text: string) => string;

/** The form in which an address is stored and put into links. It does not reveal the address. */
export function recipientMark(address: string, digest: Digest): string {
  return digest(address.toLowerCase()).slice(0, 16);
}

/** The text inside the ticket. */
export function subscriptionText({ list, recipient }: Subscription): string {
  return `letters ${list.kind} ${recipient} ${list.name}`;
}

/** Undefined where a ticket is for something else. */
export function readSubscription(text: string): Subscription | undefined {
  const [, kind, recipient = "", name = ""] = /^letters (rule|digest) ([0-9a-f]{16}) (.+)$/s.exec(text) ?? [];
  return kind === "rule" || kind === "digest" ? { list: { kind, name }, recipient } : undefined;
}

/** The type of the event that a link makes. */
const type = "relay.subscription";

/** A wish as an event. A repetition within a second is a duplicate. */
export function subscriptionEvent({ list, recipient }: Subscription, wanted: boolean, at: Instant, digest: Digest): Other {
  const data = { list: list.kind, name: list.name, recipient, wanted };
  const hash = digest(`${type}\n${JSON.stringify(data)}\n${Math.floor(at / second)}`);
  return ownEvent({ id: eventIdOf(at, hash), type, data }, at);
}

export type Wish = Subscription & { readonly wanted: boolean };

/** The wish in an event; undefined for every other event. */
export function wishOf(event: Event): Wish | undefined {
  if (event.type !== type || event.source !== "relay") return undefined;
  const { list, name, recipient, wanted } = event.data;
  if ((list !== "rule" && list !== "digest") || typeof name !== "string" || typeof recipient !== "string") return undefined;
  return { list: { kind: list, name }, recipient, wanted: wanted === true };
}
