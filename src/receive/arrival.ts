/** Verified bytes become an event, or are put aside with the reason: pure, and nothing that was signed is lost. */

import { believableSkew, type Event } from "../core/event.ts";
import type { Arrival, QuarantineReason } from "../core/store.ts";
import type { Duration, Instant } from "../core/time.ts";
import { isProblem, type Problem, type Read } from "./dialects/dialect.ts";
import { readBody } from "./dialects/index.ts";
import { eventId, isDated } from "./event-id.ts";
import { parseObject } from "./json-text.ts";
import type { Verified } from "./signature.ts";

export interface Receipt {
  readonly raw: Verified;
  readonly source: string;
  readonly receivedAt: Instant;
  /** How deeply JSON may be nested. */
  readonly depth: number;
  /** How long keys of events are kept: an older event could be a replay whose key is gone. */
  readonly keepFor: Duration;
}

export function arrivalOf(receipt: Receipt): Arrival {
  const body = parseObject(receipt.raw, receipt.depth);
  if (typeof body === "string") return quarantined(receipt, body, "");
  const read = readBody(body);
  if (isProblem(read)) return quarantined(receipt, "schema_invalid", detailOf(read));
  if (isDated(read.at) && read.at < receipt.receivedAt - receipt.keepFor) return tooOld(receipt, read);
  return { kind: "event", event: eventOf(receipt, read), raw: receipt.raw };
}

function detailOf({ pointer, expected }: Problem): string {
  return pointer === "" ? `expected ${expected}` : `${pointer}: expected ${expected}`;
}

/** Its own fields stand before those of the account: V8 copies into a new object much faster than it adds to a copy. */
function eventOf(receipt: Receipt, { account, at, vendorId }: Read): Event {
  const { raw, source, receivedAt } = receipt;
  const id = eventId({ source, at, vendorId, raw });
  const believed = at !== undefined && Math.abs(at - receivedAt) <= believableSkew;
  if (believed) return { id, source, receivedAt, occurredAt: at, ...account };
  return { id, source, receivedAt, occurredAt: receivedAt, suspectTime: true, ...account };
}

function quarantined(receipt: Receipt, reason: QuarantineReason, detail: string, known?: Pick<Read, "at" | "vendorId">): Arrival {
  const { raw, source, receivedAt } = receipt;
  const id = eventId({ source, at: known?.at, vendorId: known?.vendorId, raw });
  return { kind: "quarantined", id, source, receivedAt, reason, detail, raw };
}

/** Under the id that it had when it was young, so that a replay whose key is still there is a duplicate. */
function tooOld(receipt: Receipt, read: Read): Arrival {
  return quarantined(receipt, "too_old", "older than keys are kept (settings.retention)", read);
}
