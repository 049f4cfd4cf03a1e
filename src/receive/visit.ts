/** One request, and its possible ends: each is answered once and reported to the observers. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Failpoint } from "../core/failpoint.ts";
import type { Guard } from "../core/guard.ts";
import type { Emit } from "../core/signal.ts";
import type { ProvenBy } from "../core/source.ts";
import type { Acceptance, Arrival } from "../core/store.ts";
import type { Clock, Duration, Instant } from "../core/time.ts";
import { answer, answerAndHangUp, errorAnswer, type WebhookAnswer, type WebhookErrorCode } from "./answer.ts";
import type { BodyLimits } from "./body/body.ts";
import type { LastRefused } from "./diagnosis/last-refused.ts";

export interface ReceiveLimits extends BodyLimits {
  /** How deeply JSON may be nested. */
  readonly depth: number;
  /** How long a sender waits for the disk before the answer says that the event may not be stored. */
  readonly commitWithin: Duration;
  /** How long a whole request may take to arrive. */
  readonly bodyWithin: Duration;
}

type Kept = Exclude<Acceptance, { readonly status: "refused" }>;

/** The result for an arrival. */
export interface StoredArrival {
  readonly arrival: Arrival;
  readonly acceptance: Acceptance;
}

/** What all requests share. */
export interface VisitContext {
  readonly now: Clock;
  readonly emit: Emit;
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
  readonly limits: ReceiveLimits;
  readonly failpoint?: Failpoint;
  /** Stores refused requests, for a person who asks why. */
  readonly lastRefused?: Pick<LastRefused, "keep"> | undefined;
  /** True while the process stops: every answer ends its connection. */
  readonly isDraining: () => boolean;
}

export interface Visit {
  readonly context: VisitContext;
  readonly source: string;
  /** The path for people. */
  readonly path: string;
  /** The sender's address by trusted proxies. */
  readonly address: () => string;
  /** How its headers prove it. */
  readonly provenBy?: ProvenBy;
  /** Whether the answer lists the events, for senders with several in one body. */
  readonly listsEvents: boolean;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedAt: Instant;
  /** Handles bugs in later work for this request. */
  readonly guard: Guard;
  /** As soon as it is read. */
  readonly body?: Buffer;
}

/** Ends a visit with an error answer. */
export function refuse(visit: Visit, code: WebhookErrorCode): void {
  const { context, request, response } = visit;
  const requestId = context.randomId();
  const refusal = errorAnswer(code, requestId);
  if (refusal.status < 500) keepRefused(visit, code, requestId);
  if (isEndless(request, context.limits.bodyBytes)) answerAndHangUp(request, response, refusal);
  else answer(response, parting(context, refusal));
  conclude(visit, { status: refusal.status, code, requestId });
}

/** Before the answer: a body that was not read may still be coming, and only the body shows some mistakes. */
function keepRefused({ context, request, source, path, address, body, startedAt }: Visit, code: WebhookErrorCode, requestId: string): void {
  const { method = "", headers } = request;
  const bytes = body?.length ?? (Number(headers["content-length"] ?? 0) || 0);
  context.lastRefused?.keep({ requestId, at: startedAt, code, source, address: address(), method, path, headers, body, bytes }, request);
}

/** Ends a visit with the results of its arrivals: an error where the store refused one of them, so that all are sent again. */
export function respond(visit: Visit, stored: readonly StoredArrival[]): void {
  const refused = stored.map(({ acceptance }) => acceptance).find((acceptance) => acceptance.status === "refused");
  if (refused !== undefined) refuse(visit, refused.reason);
  else confirm(visit, stored);
}

/** The best result of its events is the result of the request. */
const statuses = ["accepted", "quarantined", "duplicate"] as const;

interface Result {
  readonly status: Kept["status"];
  readonly event_id: string;
  readonly reason?: string;
}

function confirm(visit: Visit, stored: readonly StoredArrival[]): void {
  const results = stored.map(resultOf);
  const status = statuses.find((each) => results.some((result) => result.status === each)) ?? "duplicate";
  const [first] = results;
  const { event_id = null, reason } = first ?? {};
  const body = JSON.stringify({ status, event_id, reason, events: visit.listsEvents ? results : undefined });
  answer(visit.response, parting(visit.context, { status: 200, headers: {}, body }));
  visit.context.failpoint?.("after-ack");
  conclude(visit, { status: 200, code: status, named: namesOf(stored) });
}

function resultOf({ arrival, acceptance }: StoredArrival): Result {
  const { status, id } = acceptance as Kept; // respond has checked for refused ones
  const reason = status === "quarantined" && arrival.kind === "quarantined" ? { reason: arrival.reason } : {};
  return { status, event_id: id, ...reason };
}

/** The type and the owner of the first event of a request. */
function namesOf([first]: readonly StoredArrival[]): Named {
  if (first?.arrival.kind !== "event") return {};
  const { type, agent } = first.arrival.event;
  return { type, agent };
}

/** Reports the store's result for an arrival, whether or not its sender still waits. */
export function reportAccepted(emit: Emit, arrival: Arrival, acceptance: Acceptance): void {
  if (acceptance.status === "refused") return;
  if (arrival.kind === "event") {
    const { id, type, agent, session } = arrival.event;
    const source = arrival.event.through ?? arrival.event.source;
    if (acceptance.status === "duplicate") emit({ name: "event.duplicate", id, type, source });
    else emit({ name: "event.accepted", id, type, source, agent, session });
    return;
  }
  const { id, source, reason, detail } = arrival;
  if (acceptance.status === "duplicate") emit({ name: "event.duplicate", id, type: "quarantined", source });
  else emit({ name: "event.quarantined", id, source, reason, detail });
}

function parting(context: VisitContext, last: WebhookAnswer): WebhookAnswer {
  return context.isDraining() ? { ...last, headers: { ...last.headers, connection: "close" } } : last;
}

/** Whether the rest of the body is too long to read for keeping the connection. */
function isEndless({ complete, headers }: IncomingMessage, limit: number): boolean {
  return !complete && (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > limit);
}

interface Named {
  readonly type?: string;
  readonly agent?: string;
}

interface Conclusion {
  readonly status: number;
  readonly code: string;
  readonly named?: Named;
  readonly requestId?: string;
}

function conclude({ context, source, path, provenBy, address, startedAt }: Visit, { named = {}, requestId, ...ending }: Conclusion): void {
  const took = context.now() - startedAt;
  const by = provenBy === undefined || requestId !== undefined ? {} : { provenBy };
  const refused = requestId === undefined ? {} : { requestId, address: address() };
  context.emit({ name: "request.answered", source, ...ending, took, path, ...by, ...named, ...refused });
}
