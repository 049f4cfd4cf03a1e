/** The webhook paths: bytes in, status out. What is signed is on disk before the answer says so. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Source } from "../core/source.ts";
import type { Acceptance, Arrival } from "../core/store.ts";
import { type Duration, second } from "../core/time.ts";
import { arrivalOf } from "./arrival.ts";
import { readBody } from "./body.ts";
import { type Door, openDoor } from "./door.ts";
import { createPatience, type Patience } from "./patience.ts";
import { verify } from "./signature.ts";
import { type Desk, type ReceiveLimits, refuse, respond, tell, type Visit } from "./visit.ts";

export const defaultLimits: ReceiveLimits = { bodyBytes: 256 * 1_024, depth: 32, commitWithin: 2 * second, bodyWithin: 12 * second };

export interface ReceiverOptions extends Omit<Desk, "isDraining"> {
  /** Asked at each request: a reload hands out another list. */
  readonly sources: () => readonly Source[];
  /** Durable when it resolves. */
  readonly accept: (arrival: Arrival) => Promise<Acceptance>;
  /** How long the store keeps the keys of events. */
  readonly keepFor: () => Duration;
  /** Serves sources that ask for neither a signature nor a header. For loopback only. */
  readonly insecure?: boolean;
}

export interface Receiver {
  /** False where the path is no source's; then nothing was touched. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** From now on every answer ends its connection. */
  drain(): void;
}

/** What it takes to receive, beside what it takes to answer. */
interface Reception {
  readonly options: ReceiverOptions;
  readonly desk: Desk;
  readonly patience: Patience;
  readonly doors: WeakMap<Source, Door>;
}

/** A request at the door it came to. */
interface Entry extends Visit {
  readonly door: Door;
  readonly reception: Reception;
}

export function createReceiver(options: ReceiverOptions): Receiver {
  let draining = false;
  const desk: Desk = { ...options, isDraining: () => draining };
  const reception: Reception = {
    options,
    desk,
    patience: createPatience(options.limits.commitWithin),
    doors: new WeakMap(),
  };
  return {
    handle(request, response) {
      const door = doorAt(reception, pathOf(request.url ?? ""));
      if (door === undefined) return false;
      enter({ desk, door, reception, request, response, source: door.source, startedAt: options.now() });
      return true;
    },
    drain() {
      draining = true;
    },
  };
}

function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}

function doorAt({ options, doors }: Reception, path: string): Door | undefined {
  const source = options.sources().find((each) => each.path === path);
  if (source === undefined) return undefined;
  const known = doors.get(source);
  if (known !== undefined) return known;
  const door = openDoor(source, { bodyBytes: options.limits.bodyBytes, insecure: options.insecure === true });
  doors.set(source, door);
  return door;
}

function enter(entry: Entry): void {
  const refusal = entry.door.refusal(entry.request);
  if (refusal !== undefined) {
    refuse(entry, refusal);
    return;
  }
  readBody(entry.request, entry.desk.limits.bodyBytes, (body) => {
    if (body === "too_large") refuse(entry, "body_too_large");
    else guarded(entry, () => admit(entry, body));
  });
}

/** The one place where a bug of this stage is caught: the sender is told to come again. */
function guarded(visit: Visit, work: () => void): void {
  try {
    work();
  } catch (error) {
    visit.desk.emit({ name: "bug", where: "receive", error: String(error) });
    refuse(visit, "internal");
  }
}

function admit(entry: Entry, body: Buffer): void {
  const { desk, door, reception, request, source } = entry;
  desk.crossing?.("body-read");
  const receivedAt = desk.now();
  const raw = verify(body, request.headers, door.signature, receivedAt);
  if (typeof raw === "string") refuse(entry, raw);
  else store(entry, arrivalOf({ raw, source, receivedAt, depth: desk.limits.depth, keepFor: reception.options.keepFor() }));
}

/** The store may still finish what was given up here: then the sender's next try is a duplicate. */
function store(entry: Entry, arrival: Arrival): void {
  const { patience, options } = entry.reception;
  const wait = patience.begin(() => refuse(entry, "storage_slow"));
  options.accept(arrival).then(
    (acceptance) => {
      const inTime = patience.end(wait);
      tell(options.emit, arrival, acceptance);
      if (inTime) respond(entry, arrival, acceptance);
    },
    (error: unknown) => {
      options.emit({ name: "bug", where: "receive", error: String(error) });
      if (patience.end(wait)) refuse(entry, "storage_down");
    },
  );
}
