/** A second opinion about a message, as an event that rules can name. */

import type { DeliveryId } from "./delivery.ts";
import { type EventId, eventIdBeside, type Other, ownEvent } from "./event.ts";
import type { JsonObject } from "./json.ts";
import type { Instant } from "./time.ts";

/** The opinion comes from outside, so it arrives as an event like all others: a live run and a backtest see the same. */
export const verdictType = "relay.verdict";

export interface VerdictFact {
  /** The event that the opinion is about. */
  readonly of: EventId;
  readonly agent: string;
  readonly session: string | undefined;
  /** The message that asked for the opinion. However often it is sent, there is one opinion. */
  readonly delivery: DeliveryId;
  readonly data: JsonObject;
  readonly at: Instant;
}

/** The id begins like that of the event it is about, and continues with the delivery's id, which is a hash. */
export function verdictEvent({ of, agent, session, delivery, data, at }: VerdictFact): Other {
  return ownEvent({ id: eventIdBeside(of, delivery), type: verdictType, agent, session, data: { of, ...data } }, at);
}
