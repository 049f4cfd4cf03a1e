/** One request on its way, and the ways it can end: each is answered once and told to whoever watches. */

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
  /** How long a sender waits for the disk before it is told that the event may not be stored. */
  readonly commitWithin: Duration;
  /** How long a whole request may take to arrive. */
  readonly bodyWithin: Duration;
}

type Kept = Exclude<Acceptance, { readonly status: "refused" }>;

/** What became of an arrival. */
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
  /** Keeps what was refused, for a person who asks why. */
  readonly lastRefused?: Pick<LastRefused, "keep"> | undefined;
  /** True while the process stops: every answer ends its connection. */
  readonly isDraining: () => boolean;
}

export interface Visit {
  readonly context: VisitContext;
  readonly source: string;
  /** The path as people may see it. */
  readonly path: string;
  /** Who sent it, as far as proxies that are trusted say so. */
  readonly address: () => string;
  /** How it is proven, as far as its headers say. */
  readonly provenBy?: ProvenBy;
  /** Whether the answer lists the events: of a sender whose bodies may hold several. */
  readonly listsEvents: boolean;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedAt: Instant;
  /** For everything that is done later for this request. */
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

/** Before the answer: a body that nobody has read may still be coming, and some mistakes are only seen in it. */
function keepRefused({ context, request, source, path, address, body, startedAt }: Visit, code: WebhookErrorCode, requestId: string): void {
  const { method = "", headers } = request;
  const bytes = body?.length ?? (Number(headers["content-length"] ?? 0) || 0);
  context.lastRefused?.keep({ requestId, at: startedAt, code, source, address: address(), method, path, headers, body, bytes }, request);
}

/** Ends a visit with what became of its arrivals: an error where the store took one of them not, so that all are sent again. */
export function respond(visit: Visit, stored: readonly StoredArrival[]): void {
  const refused = stored.map(({ acceptance }) => acceptance).find((acceptance) => acceptance.status === "refused");
  if (refused !== undefined) refuse(visit, refused.reason);
  else confirm(visit, stored);
}

/** The best that became of an event says what became of the request. */
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
  const { status, id } = acceptance as Kept; // respond has looked for those that were refused
  const reason = status === "quarantined" && arrival.kind === "quarantined" ? { reason: arrival.reason } : {};
  return { status, event_id: id, ...reason };
}

/** What the first event of a request is called, and whose it is. */
function namesOf([first]: readonly StoredArrival[]): Named {
  if (first?.arrival.kind !== "event") return {};
  const { type, agent } = first.arrival.event;
  return { type, agent };
}

/** Tells what the store made of an arrival, whether or not its sender still waits. */
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

/** Whether more of the body may be coming than is worth reading to keep the connection. */
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
