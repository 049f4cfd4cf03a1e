/** The id of an event, which is its dedupe key. It is derived from what was sent. */

import { hash } from "node:crypto";
import { type EventId, idPrefix } from "../../core/event.ts";
import type { Instant } from "../../core/time.ts";

/**
 * No relay ran before the first release, so none knew an event from an earlier time while it was young. Such events (the
 * vendor's documented samples are some) share the bucket of events without a time, whose keys are kept for ever.
 */
const firstRelease = Date.UTC(2026, 10, 1);

const withoutTime = "00000000";

/** The bucket of events with a key and any time. Their keys are deleted after the dedupe span. */
const byKeyAlone = "00000001";

export interface EventIdentity {
  readonly source: string;
  /** The event's own time, plausible or not: a retry has the same time, and so the same id. `none`: the key alone identifies it. */
  readonly at: Instant | "none" | undefined;
  /** The sender's own id, where it has one, e.g. `evt_…`. */
  readonly vendorId: string | undefined;
  readonly raw: Uint8Array;
}

/** Eight hex digits of the second (until 2106), so that new rows go to one end of the index, and 24 of a hash of source and content. */
export function eventId({ source, at, vendorId, raw }: EventIdentity): EventId {
  const sent = vendorId === undefined ? Buffer.concat([Buffer.from(`${source}\nraw\n`), raw]) : `${source}\nid\n${vendorId}`;
  return `${bucketOf(at)}${hash("sha256", sent).slice(0, 24)}` as EventId; // made here alone
}

/** Whether a time shows how old an event is. */
export function isDated(at: Instant | undefined): at is Instant {
  return at !== undefined && at >= firstRelease;
}

function bucketOf(at: Instant | "none" | undefined): string {
  if (at === "none") return byKeyAlone;
  return isDated(at) ? idPrefix(at) : withoutTime;
}
