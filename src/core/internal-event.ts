/** What the relay says of itself, as an event that rules can name. */

import { eventIdOf, type Other, ownEvent } from "./event.ts";
import type { JsonObject } from "./json.ts";
import { hour, type Instant } from "./time.ts";

/** Somebody changed something through the admin port. */
export const adminCallType = "relay.admin";

/** The types of these events. None of them follows from an event of these types: trouble with telling of trouble is told to nobody. */
export const internalTypes = [
  "relay.delivery.dead",
  "relay.breaker.open",
  "relay.destination.paused",
  "relay.destination.resumed",
  "relay.source.silent",
  "relay.source.rejecting",
  "relay.source.gap",
  "relay.backfill.failed",
  "relay.bithuman.balance_low",
  "relay.bithuman.refused",
  "relay.reload.failed",
  "relay.store.full",
  "relay.rule.paused",
  adminCallType,
] as const;

export type InternalType = (typeof internalTypes)[number];

export interface InternalFact {
  readonly type: InternalType;
  /** What it is about, e.g. a destination's name: of each there is one event an hour. */
  readonly subject: string;
  readonly data: JsonObject;
  readonly at: Instant;
}

/** The id follows from type, subject and hour, so that the second of an hour is a duplicate. `digest` is sha256 in hex. */
export function internalEvent({ type, subject, data, at }: InternalFact, digest: (text: string) => string): Other {
  const begun = Math.floor(at / hour) * hour;
  const hash = digest(`${type}\n${subject}\n${begun}`);
  return ownEvent({ id: eventIdOf(begun, hash), type, data: { subject, ...data } }, at);
}
