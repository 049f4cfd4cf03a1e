/** What the link in a letter says: which letters one recipient no longer wants. It travels as a signed ticket (net/ticket.ts). */

import { type Event, eventIdOf, type Other, ownEvent } from "./event.ts";
import { type Instant, second } from "./time.ts";

/** Letters of a rule, or what a destination collects. */
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

/** An address as it is remembered and put into links: nobody can read it there. */
export function recipientMark(address: string, digest: Digest): string {
  return digest(address.toLowerCase()).slice(0, 16);
}

/** What the ticket says. */
export function subscriptionText({ list, recipient }: Subscription): string {
  return `letters ${list.kind} ${recipient} ${list.name}`;
}

/** Undefined where a ticket speaks of something else. */
export function readSubscription(text: string): Subscription | undefined {
  const [, kind, recipient = "", name = ""] = /^letters (rule|digest) ([0-9a-f]{16}) (.+)$/s.exec(text) ?? [];
  return kind === "rule" || kind === "digest" ? { list: { kind, name }, recipient } : undefined;
}

/** The type of the event that a link makes. */
const type = "relay.subscription";

/** A wish as an event; one that is repeated within a second is a duplicate. */
export function subscriptionEvent({ list, recipient }: Subscription, wanted: boolean, at: Instant, digest: Digest): Other {
  const data = { list: list.kind, name: list.name, recipient, wanted };
  const hash = digest(`${type}\n${JSON.stringify(data)}\n${Math.floor(at / second)}`);
  return ownEvent({ id: eventIdOf(at, hash), type, data }, at);
}

export type Wish = Subscription & { readonly wanted: boolean };

/** The wish that an event tells of; undefined for every other event. */
export function wishOf(event: Event): Wish | undefined {
  if (event.type !== type || event.source !== "relay") return undefined;
  const { list, name, recipient, wanted } = event.data;
  if ((list !== "rule" && list !== "digest") || typeof name !== "string" || typeof recipient !== "string") return undefined;
  return { list: { kind: list, name }, recipient, wanted: wanted === true };
}
