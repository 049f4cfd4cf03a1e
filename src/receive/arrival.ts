/** Turns verified bytes into events, or quarantines them with the reason. Pure, and no signed bytes are lost. */

import { believableSkew, type Event } from "../core/event.ts";
import type { Json } from "../core/json.ts";
import { type Doubt, isReadProblem, type ReadBody, type ReadProblem, type Source, type SourceAccount } from "../core/source.ts";
import type { Arrival, QuarantineReason } from "../core/store.ts";
import type { Duration, Instant } from "../core/time.ts";
import { parseJson } from "./body/json-text.ts";
import { eventId, isDated } from "./event/event-id.ts";
import type { Verified } from "./signature.ts";

export interface Receipt {
  readonly raw: Verified;
  readonly source: Pick<Source, "name" | "preset" | "sessions">;
  readonly receivedAt: Instant;
  /** The id of the request. It distinguishes events whose sender gives neither an id nor a time. */
  readonly requestId: () => string;
  /** The request's `traceparent` header, unchanged. */
  readonly traceparent?: string | undefined;
  /** How deeply JSON may be nested. */
  readonly depth: number;
  /** How long keys of events are stored. An older event could be a replay whose key is gone. */
  readonly keepFor: Duration;
}

/** An arrival, and what the store checks before it accepts it. */
export interface Arrived {
  readonly arrival: Arrival;
  readonly doubt: Exclude<Doubt, { readonly kind: "changed" }> | { readonly kind: "changed"; readonly instead: () => Arrival } | undefined;
}

/** At least one: a body without an event is quarantined as a whole. */
export function arrivalsOf(receipt: Receipt): readonly Arrived[] {
  const { raw, depth } = receipt;
  const body = parseJson(raw, depth, receipt.source.preset.batch);
  if (body.kind === "not_json") return [{ arrival: quarantined(receipt, { reason: body.reason, detail: "" }), doubt: undefined }];
  const readings = receipt.source.preset.read(body.value);
  return readings.map((reading, index) => {
    const { source, receivedAt, requestId, traceparent, keepFor } = receipt;
    const piece = { raw: bytesOf(receipt, reading.part, index), source, receivedAt, requestId, traceparent, depth, keepFor, index };
    if (isReadProblem(reading)) return { arrival: misread(piece, reading), doubt: undefined };
    return { arrival: arrivalOf(piece, reading), doubt: doubtOf(piece, reading) };
  });
}

/** A receipt with the bytes of one of its events. */
interface Piece extends Omit<Receipt, "raw"> {
  readonly raw: Uint8Array;
  readonly index: number;
}

/** The first event keeps the whole body, unless the body is a list. The others keep their own part. */
function bytesOf({ raw, source }: Receipt, part: Json | undefined, index: number): Uint8Array {
  if (part === undefined || (index === 0 && !source.preset.batch)) return raw;
  return Buffer.from(JSON.stringify(part));
}

function arrivalOf(piece: Piece, read: ReadBody): Arrival {
  if (isDated(read.at) && read.at < piece.receivedAt - piece.keepFor) {
    const detail = "older than keys are kept (settings.retention)";
    return quarantined(piece, { reason: "too_old", detail, session: read.account.session }, idOf(piece, read));
  }
  return { kind: "event", event: eventOf(piece, read), raw: piece.raw };
}

function doubtOf(piece: Piece, read: ReadBody): Arrived["doubt"] {
  const { account, doubt, key = "" } = read;
  if (doubt?.kind !== "changed") return doubt;
  const { agent, session, data } = account;
  const text = account.kind === "chat" ? account.message : "";
  const after = account.afterCall === true ? { afterCall: true as const } : {};
  const changed: SourceAccount = { kind: "other", type: doubt.type, agent, session, data, ...after };
  return { kind: "changed", instead: () => arrivalOf(piece, { ...read, account: changed, key: `${key}\n${text}` }) };
}

function misread(piece: Piece, { pointer, expected, session }: ReadProblem): Arrival {
  const detail = pointer === "" ? `expected ${expected}` : `${pointer}: expected ${expected}`;
  return quarantined(piece, { reason: "schema_invalid", detail, session });
}

/** The test of bitHuman's dashboard belongs to no conversation, although its sample names one. */
function withoutTestSession(account: ReadBody["account"], { preset }: Receipt["source"]): ReadBody["account"] {
  return account.type === "test" && preset.name === "bithuman" ? { ...account, session: undefined } : account;
}

/** Its own fields come before those of the account, because V8 copies into a new object much faster than it adds to a copy. */
function eventOf(piece: Piece, read: ReadBody): Event {
  const { receivedAt } = piece;
  const { at, onArrival } = read;
  const account = withoutTestSession(read.account, piece.source);
  const { name, sessions } = piece.source;
  const id = idOf(piece, read);
  const shared = { ...(sessions === undefined ? {} : { through: name }), ...tracedBy(piece.traceparent) };
  const source = sessions ?? name;
  const believed = at !== undefined && Math.abs(at - receivedAt) <= believableSkew;
  if (believed) return { id, source, receivedAt, occurredAt: at, ...shared, ...account };
  if (onArrival) return { id, source, receivedAt, occurredAt: receivedAt, ...shared, ...account };
  return { id, source, receivedAt, occurredAt: receivedAt, suspectTime: true, ...shared, ...account };
}

/** Anybody can send that header, so an invalid one is dropped. */
function tracedBy(written: string | undefined): Pick<Event, "traceparent"> {
  return written !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(written) ? { traceparent: written } : {};
}

/** An event with neither a key nor a time of its own is identified by its request. */
function idOf({ raw, source, index, receivedAt, requestId }: Piece, { at, key, keyAt, onArrival }: ReadBody): Event["id"] {
  if (key !== undefined) return eventId({ source: source.name, at: keyAt ?? "none", vendorId: key, raw });
  if (onArrival) return eventId({ source: source.name, at: receivedAt, vendorId: `${requestId()}\n${index}`, raw });
  const part = index === 0 || source.preset.batch ? raw : Buffer.concat([raw, Buffer.from(`\n${index}`)]);
  return eventId({ source: source.name, at, vendorId: undefined, raw: part });
}

interface Reason {
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly session?: string | undefined;
}

function quarantined({ raw, source, receivedAt }: Omit<Piece, "index">, { reason, detail, session }: Reason, known?: Event["id"]): Arrival {
  const id = known ?? eventId({ source: source.name, at: undefined, vendorId: undefined, raw });
  return { kind: "quarantined", id, source: source.sessions ?? source.name, session, receivedAt, reason, detail, raw };
}
