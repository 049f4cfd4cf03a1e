/** The webhook paths: bytes in, status out. Signed bytes are on disk before the answer says so. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { guardWith } from "../core/guard.ts";
import type { Source } from "../core/source.ts";
import type { Acceptance, Arrival } from "../core/store.ts";
import { type Duration, second } from "../core/time.ts";
import { type Arrived, arrivalsOf } from "./arrival.ts";
import { readBody } from "./body/body.ts";
import { answerBug } from "./bug.ts";
import { type CommitTimeout, createCommitTimeout } from "./commit-timeout.ts";
import { preflightAnswer } from "./preflight.ts";
import { requestPath } from "./request-path.ts";
import { openEndpoint, type SourceEndpoint } from "./source-endpoint.ts";
import { type ReceiveLimits, refuse, reportAccepted, respond, type StoredArrival, type Visit, type VisitContext } from "./visit.ts";

export const defaultLimits: ReceiveLimits = { bodyBytes: 256 * 1_024, depth: 32, commitWithin: 2 * second, bodyWithin: 12 * second };

export interface ReceiverOptions extends Omit<VisitContext, "isDraining"> {
  /** Called for each request, because a reload changes the list. */
  readonly sources: () => readonly Source[];
  /** Durable when it resolves. Arrivals of one turn share one transaction. */
  readonly accept: (arrival: Arrival) => Promise<Acceptance>;
  /** Removes messages that their conversation already has, and keeps a changed text under another type. */
  readonly unseen: (arrived: readonly Arrived[]) => Promise<readonly Arrival[]>;
  /** How long the store keeps the keys of events. */
  readonly keepFor: () => Duration;
  /** Serves sources that need neither a signature nor a header. For loopback only. */
  readonly insecure?: boolean;
}

export interface Receiver {
  /** False where the path belongs to no source. The request is then untouched. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** The sender behind the source's trusted proxies; undefined where the path belongs to no source. */
  addressOf(request: IncomingMessage): string | undefined;
  /** From now on every answer ends its connection. */
  drain(): void;
}

/** What receiving needs, beside what answering needs. */
interface Reception {
  readonly options: ReceiverOptions;
  readonly context: VisitContext;
  readonly commitTimeout: CommitTimeout;
  readonly doors: WeakMap<Source, SourceEndpoint>;
}

/** A request, with the endpoint of its source. */
interface Entry extends Visit {
  readonly endpoint: SourceEndpoint;
  readonly reception: Reception;
}

export function createReceiver(options: ReceiverOptions): Receiver {
  let draining = false;
  const context: VisitContext = { ...options, isDraining: () => draining };
  const reception: Reception = {
    options,
    context,
    commitTimeout: createCommitTimeout(options.limits.commitWithin),
    doors: new WeakMap(),
  };
  return {
    handle(request, response) {
      const endpoint = endpointAt(reception, requestPath(request.url ?? ""));
      if (endpoint === undefined) return false;
      const { name: source, shownPath: path, preset } = endpoint.source;
      const address = () => endpoint.senderOf(request)?.toString() ?? request.socket.remoteAddress ?? "";
      const base = { context, request, response, source, path, address, listsEvents: preset.many, startedAt: options.now() };
      const guard = guardWith(answerBug({ ...context, response, refuse: () => refuse(entry, "internal") }));
      const entry: Entry = { ...base, guard, endpoint, reception };
      guard(enter)(entry);
      return true;
    },
    addressOf: (request) =>
      endpointAt(reception, requestPath(request.url ?? ""))
        ?.senderOf(request)
        ?.toString(),
    drain() {
      draining = true;
    },
  };
}

function endpointAt(reception: Reception, path: string): SourceEndpoint | undefined {
  for (const source of reception.options.sources()) {
    const endpoint = endpointOf(reception, source);
    if (endpoint.isAt(path)) return endpoint;
  }
  return undefined;
}

function endpointOf({ options, doors }: Reception, source: Source): SourceEndpoint {
  const known = doors.get(source);
  if (known !== undefined) return known;
  const endpoint = openEndpoint(source, { bodyBytes: options.limits.bodyBytes, insecure: options.insecure === true });
  doors.set(source, endpoint);
  return endpoint;
}

function enter(entry: Entry): void {
  const { context, endpoint, request, response } = entry;
  if (request.method === "OPTIONS" && endpoint.source.preset.preflight) {
    preflightAnswer(response);
    return;
  }
  const sight = endpoint.sight(request);
  if (typeof sight === "string") refuse(entry, sight);
  else if (sight.kind === "refused") refuse(entry, sight.code);
  else {
    readBody(entry, context.limits, (body) => {
      if (typeof body === "string") refuse(entry, body);
      else admit({ ...entry, body, provenBy: sight.kind === "proven" ? sight.by : "signature" }, body);
    });
  }
}

function admit(entry: Entry, body: Buffer): void {
  const { context, endpoint, reception, request } = entry;
  context.failpoint?.("body-read");
  const receivedAt = context.now();
  const raw = endpoint.proof.verify(body, request.headers, receivedAt);
  if (typeof raw === "string") refuse(entry, raw);
  else {
    const { depth } = context.limits;
    const keepFor = reception.options.keepFor();
    const traceparent = tracedBy(request);
    const arrived = arrivalsOf({ raw, source: endpoint.source, receivedAt, requestId: context.randomId, traceparent, depth, keepFor });
    store(entry, arrived);
  }
}

function tracedBy({ headers }: IncomingMessage): string | undefined {
  return typeof headers.traceparent === "string" ? headers.traceparent : undefined;
}

/** The store may still finish what was given up here. The sender's next try is then a duplicate. */
function store(entry: Entry, arrived: readonly Arrived[]): void {
  const { guard, reception } = entry;
  const { commitTimeout, options } = reception;
  const [first] = arrived;
  const storing =
    arrived.length === 1 && first !== undefined && first.doubt === undefined ? storeOne(entry, first.arrival) : storeAll(entry, arrived);
  const wait = commitTimeout.begin(guard, () => refuse(entry, "storage_slow"));
  storing.then(
    guard((stored) => {
      if (commitTimeout.end(wait)) respond(entry, stored);
    }),
    guard((error: unknown) => {
      options.emit({ name: "bug", where: "receive", error: String(error) });
      if (commitTimeout.end(wait)) refuse(entry, "storage_down");
    }),
  );
}

function storeOne({ reception: { options } }: Entry, arrival: Arrival): Promise<readonly StoredArrival[]> {
  return options.accept(arrival).then((acceptance) => {
    reportAccepted(options.emit, arrival, acceptance);
    return [{ arrival, acceptance }];
  });
}

/** All of them in one turn of the event loop, so that they share a transaction. */
async function storeAll({ reception: { options } }: Entry, arrived: readonly Arrived[]): Promise<readonly StoredArrival[]> {
  const arrivals = arrived.some(({ doubt }) => doubt !== undefined) ? await options.unseen(arrived) : arrived.map(({ arrival }) => arrival);
  const acceptances = await Promise.all(arrivals.map((arrival) => options.accept(arrival)));
  return arrivals.flatMap((arrival, index) => {
    const acceptance = acceptances[index];
    if (acceptance === undefined) return []; // there is one for each
    reportAccepted(options.emit, arrival, acceptance);
    return [{ arrival, acceptance }];
  });
}
