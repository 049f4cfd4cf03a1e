/** POST /v1/sessions/:id/identity: the page that embeds the avatar, or the shop behind it, states who a visitor is. */

import { hash, timingSafeEqual } from "node:crypto";
import type { Express, Request, Response } from "express";
import { type EventId, eventIdOf, type Identity } from "../core/event.ts";
import { type Guard, guardWith } from "../core/guard.ts";
import type { Emit } from "../core/signal.ts";
import type { Source } from "../core/source.ts";
import type { Acceptance, Arrival } from "../core/store.ts";
import { type Clock, day, type Instant } from "../core/time.ts";
import { answer, answerAndHangUp, errorAnswer, type WebhookErrorCode } from "./answer.ts";
import { readBody, type Unread } from "./body/body.ts";
import { answerBug } from "./bug.ts";
import { type CommitTimeout, createCommitTimeout } from "./commit-timeout.ts";
import { factsIn } from "./identity-facts.ts";
import { nameOf } from "./mapping/readers.ts";
import type { ReceiveLimits } from "./visit.ts";
import { reportAccepted } from "./visit.ts";

export interface IdentityOptions {
  /** Any of them is accepted; several while one is being replaced. */
  readonly keys: readonly string[];
  /** Called for each request. Without a source in the request, the session belongs to the first one. */
  readonly sources: () => readonly Source[];
  /** Durable when it resolves. */
  readonly accept: (arrival: Arrival) => Promise<Acceptance>;
  readonly limits: ReceiveLimits;
  readonly now: Clock;
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
  readonly emit: Emit;
}

/** The most bytes that an identity needs. */
const longestBody = 16 * 1_024;

/** One request to this endpoint. */
interface Visit {
  readonly options: IdentityOptions;
  readonly commitTimeout: CommitTimeout;
  readonly request: Request;
  readonly response: Response;
  readonly startedAt: Instant;
  readonly guard: Guard;
}

export function mountIdentity(app: Express, options: IdentityOptions): void {
  const digests = options.keys.map(digestOf);
  const commitTimeout = createCommitTimeout(options.limits.commitWithin);
  app.all("/v1/sessions/:id/identity", (request, response) => {
    const guard = guardWith(answerBug({ ...options, response }));
    const visit: Visit = { options, commitTimeout, request, response, startedAt: options.now(), guard };
    const refusal = refusalOf(request, digests);
    if (refusal !== undefined) refuse(visit, refusal);
    else readBody(visit, { ...options.limits, bodyBytes: longestBody }, (body) => admit(visit, body));
  });
}

/** The refusal that the headers alone decide. */
function refusalOf({ method, headers }: Request, digests: readonly Buffer[]): WebhookErrorCode | undefined {
  if (method !== "POST") return "method_not_allowed";
  const [, key = ""] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "") ?? [];
  const given = digestOf(key);
  const fits = digests.filter((digest) => timingSafeEqual(digest, given)); // all of them are compared, whichever fits
  if (fits.length === 0) return "identity_key_invalid";
  return headers["content-encoding"] === undefined ? undefined : "encoding_unsupported";
}

/** Of the same length whatever the key. */
function digestOf(key: string): Buffer {
  return hash("sha256", key, "buffer");
}

function admit(visit: Visit, body: Buffer | Unread): void {
  const arrival = typeof body === "string" ? body : arrivalOf(visit, body);
  if (typeof arrival === "string") refuse(visit, arrival);
  else store(visit, arrival);
}

function arrivalOf({ options, request, startedAt: at }: Visit, body: Buffer): Arrival | WebhookErrorCode {
  const data = factsIn(body, options.limits.depth);
  const session = nameOf(request.params.id);
  if (data === undefined || session === undefined) return "identity_invalid";
  const source = sourceOf(options.sources(), request.query.source);
  if (source === undefined) return "not_found";
  const key = request.get("idempotency-key");
  const id = idOf(JSON.stringify([source, session, key ?? at, data]), key === undefined ? at : at - (at % day));
  const base = { id, source, session, agent: "", occurredAt: at, receivedAt: at };
  const event: Identity = { kind: "identity", type: "session.identity", ...base, data };
  return { kind: "event", event, raw: Buffer.from(JSON.stringify(data)) };
}

function sourceOf(sources: readonly Source[], named: unknown): string | undefined {
  return (named === undefined ? sources[0] : sources.find(({ name }) => name === named))?.name;
}

/** The same facts under one key on one day are a duplicate; without a key they are new. */
function idOf(text: string, at: number): EventId {
  return eventIdOf(at, hash("sha256", `identity\n${text}`));
}

function store(visit: Visit, arrival: Arrival): void {
  const { options, commitTimeout, guard } = visit;
  const storing = options.accept(arrival);
  const wait = commitTimeout.begin(guard, () => refuse(visit, "storage_slow"));
  storing.then(
    guard((acceptance) => {
      const isWaiting = commitTimeout.end(wait);
      reportAccepted(options.emit, arrival, acceptance);
      if (isWaiting) confirm(visit, acceptance);
    }),
    guard((error: unknown) => {
      options.emit({ name: "bug", where: "receive", error: String(error) });
      if (commitTimeout.end(wait)) refuse(visit, "storage_down");
    }),
  );
}

function confirm(visit: Visit, acceptance: Acceptance): void {
  if (acceptance.status === "refused") {
    refuse(visit, acceptance.reason);
    return;
  }
  const { status, id } = acceptance;
  answer(visit.response, { status: 200, headers: {}, body: JSON.stringify({ status, event_id: id }) });
  conclude(visit, 200, status);
}

function refuse(visit: Visit, code: WebhookErrorCode): void {
  const refusal = errorAnswer(code, visit.options.randomId());
  if (visit.request.complete) answer(visit.response, refusal);
  else answerAndHangUp(visit.request, visit.response, refusal);
  conclude(visit, refusal.status, code);
}

function conclude({ options, startedAt }: Visit, status: number, code: string): void {
  options.emit({ name: "request.answered", source: "identity", status, code, took: options.now() - startedAt });
}
