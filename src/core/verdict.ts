/** A second opinion of a message, as an event that rules can name. */

import type { DeliveryId } from "./delivery.ts";
import { type EventId, eventIdBeside, type Other, ownEvent } from "./event.ts";
import type { JsonObject } from "./json.ts";
import type { Instant } from "./time.ts";

/** It comes from outside, so it comes in by the same door as everything else: live and backtest read the same. */
export const verdictType = "relay.verdict";

export interface VerdictFact {
  /** The event that was judged. */
  readonly of: EventId;
  readonly agent: string;
  readonly session: string | undefined;
  /** The message that asked for it: however often it is sent, there is one verdict. */
  readonly delivery: DeliveryId;
  readonly data: JsonObject;
  readonly at: Instant;
}

/** The id begins as the judged event's does and goes on with the delivery's, which is a hash itself. */
export function verdictEvent({ of, agent, session, delivery, data, at }: VerdictFact): Other {
  return ownEvent({ id: eventIdBeside(of, delivery), type: verdictType, agent, session, data: { of, ...data } }, at);
}
