/** One request on its way, and the ways it can end: each is answered once and told to whoever watches. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Crossing } from "../core/crossing.ts";
import type { Emit } from "../core/signal.ts";
import type { Acceptance, Arrival } from "../core/store.ts";
import type { Clock, Duration, Instant } from "../core/time.ts";
import { type Answer, answer, answerAndHangUp, type ErrorCode, errorAnswer } from "./answer.ts";

export interface ReceiveLimits {
  readonly bodyBytes: number;
  /** How deeply JSON may be nested. */
  readonly depth: number;
  /** How long a sender waits for the disk before it is told to come again. */
  readonly commitWithin: Duration;
  /** How long a whole request may take to arrive. */
  readonly bodyWithin: Duration;
}

type Stored = Exclude<Acceptance, { readonly status: "refused" }>;

/** What all requests share. */
export interface Desk {
  readonly now: Clock;
  readonly emit: Emit;
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
  readonly limits: ReceiveLimits;
  readonly crossing?: Crossing;
  /** True while the process stops: every answer ends its connection. */
  readonly isDraining: () => boolean;
}

export interface Visit {
  readonly desk: Desk;
  readonly source: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedAt: Instant;
}

/** Ends a visit with an error answer. */
export function refuse(visit: Visit, code: ErrorCode): void {
  const { desk, request, response } = visit;
  const refusal = errorAnswer(code, desk.randomId());
  if (isEndless(request, desk.limits.bodyBytes)) answerAndHangUp(request, response, refusal);
  else answer(response, parting(desk, refusal));
  conclude(visit, refusal.status, code);
}

/** Ends a visit with what became of its arrival. */
export function respond(visit: Visit, arrival: Arrival, acceptance: Acceptance): void {
  if (acceptance.status === "refused") refuse(visit, acceptance.reason);
  else confirm(visit, arrival, acceptance);
}

function confirm(visit: Visit, arrival: Arrival, { status, id }: Stored): void {
  const reason = status === "quarantined" && arrival.kind === "quarantined" ? `,"reason":"${arrival.reason}"` : "";
  // All three are our own words: nothing to escape.
  const body = `{"status":"${status}","event_id":"${id}"${reason}}`;
  answer(visit.response, parting(visit.desk, { status: 200, headers: {}, body }));
  visit.desk.crossing?.("after-ack");
  conclude(visit, 200, status);
}

/** Tells what the store made of an arrival, whether or not its sender still waits. */
export function tell(emit: Emit, arrival: Arrival, acceptance: Acceptance): void {
  if (acceptance.status === "refused") return;
  if (arrival.kind === "event") {
    const { id, type, source, agent, session } = arrival.event;
    if (acceptance.status === "duplicate") emit({ name: "event.duplicate", id, type, source });
    else emit({ name: "event.accepted", id, type, source, agent, session });
    return;
  }
  const { id, source, reason, detail } = arrival;
  if (acceptance.status === "duplicate") emit({ name: "event.duplicate", id, type: "quarantined", source });
  else emit({ name: "event.quarantined", id, source, reason, detail });
}

function parting(desk: Desk, last: Answer): Answer {
  return desk.isDraining() ? { ...last, headers: { ...last.headers, connection: "close" } } : last;
}

/** Whether more of the body may be coming than is worth reading to keep the connection. */
function isEndless({ complete, headers }: IncomingMessage, limit: number): boolean {
  return !complete && (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > limit);
}

function conclude({ desk, source, startedAt }: Visit, status: number, code: string): void {
  desk.emit({ name: "request.answered", source, status, code, took: desk.now() - startedAt });
}
