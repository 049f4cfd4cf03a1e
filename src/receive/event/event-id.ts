/** The id of an event, which is its dedupe key: derived from what was sent, never invented. */

import { hash } from "node:crypto";
import { type EventId, idPrefix } from "../../core/event.ts";
import type { Instant } from "../../core/time.ts";

/**
 * No relay ran before the first release, so none has known an event of an earlier time while it was young. Such events (the
 * vendor's documented samples are some) share the bucket of those without a time: its keys are kept for ever.
 */
const firstRelease = Date.UTC(2026, 10, 1);

const withoutTime = "00000000";

/** What is known by its key alone, whatever its time: such keys go when they are older than keys are kept. */
const byKeyAlone = "00000001";

export interface EventIdentity {
  readonly source: string;
  /** The event's own time, believed or not: a retry has the same, and so the same id. `none`: its key tells it whatever its time. */
  readonly at: Instant | "none" | undefined;
  /** Where the dialect has an id of its own, e.g. `evt_…`. */
  readonly vendorId: string | undefined;
  readonly raw: Uint8Array;
}

/** Eight hex digits of the second (till 2106), so that index writes stay at one end, and 24 of what was sent by whom. */
export function eventId({ source, at, vendorId, raw }: EventIdentity): EventId {
  const sent = vendorId === undefined ? Buffer.concat([Buffer.from(`${source}\nraw\n`), raw]) : `${source}\nid\n${vendorId}`;
  return `${bucketOf(at)}${hash("sha256", sent).slice(0, 24)}` as EventId; // made here alone
}

/** Whether a time tells how old an event is. */
export function isDated(at: Instant | undefined): at is Instant {
  return at !== undefined && at >= firstRelease;
}

function bucketOf(at: Instant | "none" | undefined): string {
  if (at === "none") return byKeyAlone;
  return isDated(at) ? idPrefix(at) : withoutTime;
}
