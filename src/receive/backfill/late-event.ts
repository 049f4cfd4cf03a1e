/** A missed webhook, as the event that it would have been. */

import type { Event } from "../../core/event.ts";
import type { JsonObject } from "../../core/json.ts";
import { isReadProblem } from "../../core/source.ts";
import type { Arrival } from "../../core/store.ts";
import { type Instant, second } from "../../core/time.ts";
import { readBithuman } from "../bithuman.ts";
import { eventId } from "../event/event-id.ts";
import type { TranscriptConversation, TranscriptLine } from "./transcripts.ts";

export type LateArrival = Arrival & { readonly kind: "event" };

/** The session of the event. */
export interface LateSession {
  readonly source: string;
  readonly session: string;
  readonly receivedAt: Instant;
}

export function lateJoin({ agent, room, started }: TranscriptConversation, session: LateSession): LateArrival | undefined {
  const data = { ...(room === undefined ? {} : { room_name: room }), session_id: session.session };
  return lateArrival("room.join", agent, data, started, session);
}

export function lateChat(
  { agent }: TranscriptConversation,
  { role, message, at }: TranscriptLine,
  session: LateSession,
): LateArrival | undefined {
  return lateArrival("chat.push", agent, { role, message, session_id: session.session, timestamp: at / second }, at, session);
}

/** In bitHuman's own form. The same bytes give the same id, so a second find is a duplicate. */
function lateArrival(
  type: string,
  agent: string,
  data: JsonObject,
  at: Instant,
  { source, receivedAt }: LateSession,
): LateArrival | undefined {
  const body = { agent_id: agent, event_type: type, data, timestamp: at / second };
  const raw = Buffer.from(JSON.stringify(body));
  const read = readBithuman(body);
  if (isReadProblem(read)) return undefined;
  const id = eventId({ source, at, vendorId: undefined, raw });
  const event: Event = { id, source, receivedAt, occurredAt: at, ...read.account, late: true, origin: "backfill" };
  return { kind: "event", event, raw };
}
