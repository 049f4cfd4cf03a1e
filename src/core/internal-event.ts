/** Events of the relay itself that rules can name. */

import { eventIdOf, type Other, ownEvent } from "./event.ts";
import type { JsonObject } from "./json.ts";
import { hour, type Instant } from "./time.ts";

/** Somebody changed something through the admin port. */
export const adminCallType = "relay.admin";

/** A count of an agent has left its usual range, or has come back to it. */
export const trendType = "relay.trend";

/** The types of these events. None of them follows from another of them, so trouble with a report causes no further report. */
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
  trendType,
  adminCallType,
] as const;

export type InternalType = (typeof internalTypes)[number];

export interface InternalFact {
  readonly type: InternalType;
  /** The subject, e.g. a destination's name. Each subject has at most one event an hour. */
  readonly subject: string;
  readonly data: JsonObject;
  readonly at: Instant;
  /** The agent that it is about, where there is one. */
  readonly agent?: string;
}

/** The id follows from type, subject and hour, so the second event of an hour is a duplicate. `digest` is sha256 in hex. */
export function internalEvent({ type, subject, data, at, agent = "" }: InternalFact, digest: (text: string) => string): Other {
  const begun = Math.floor(at / hour) * hour;
  const hash = digest(`${type}\n${subject}\n${begun}`);
  return ownEvent({ id: eventIdOf(begun, hash), type, agent, data: { subject, ...data } }, at);
}
