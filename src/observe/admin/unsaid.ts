/** Messages that wait for the visitor's identity, and those that were left out, as rows beside the deliveries. */

import type { EventId } from "../../core/event.ts";
import { type Trace, unsaidIn } from "../../core/rule.ts";
import type { DeliveryQuery, EventRow, Store } from "../../core/store.ts";
import type { Instant } from "../../core/time.ts";

export interface UnsaidRow {
  readonly event: EventId;
  readonly rule: string;
  readonly to: string;
  readonly state: "waiting" | "left_out";
  /** When the wait ends or ended; the time of the event where the message was left out at once. */
  readonly at: Instant;
}

/** The most pages of the newest events that are read. */
const mostPages = 3;
const pageSize = 200;

/** The most rows of one answer. */
const mostRows = 100;

type Asked = Pick<Store, "event" | "searchEvents" | "searchDeliveries">;

export type UnsaidQuery = Omit<DeliveryQuery, "state"> & { readonly state?: DeliveryQuery["state"] | "left_out" };

/** The rows for a search of deliveries; none after its first page, and none for messages that were sent meanwhile. */
export async function unsaidRows(store: Asked, query: UnsaidQuery, now: Instant): Promise<readonly UnsaidRow[]> {
  const isAsked = query.state === undefined || query.state === "waiting" || query.state === "left_out";
  if (!isAsked || query.before !== undefined || query.reason !== undefined) return [];
  const all = (await eventsOf(store, query)).flatMap((row) => rowsOf(row, now));
  const { since = Number.NEGATIVE_INFINITY } = query;
  const isWanted = ({ state, to, rule, at }: UnsaidRow) =>
    (query.state ?? state) === state && (query.to ?? to) === to && (query.rule ?? rule) === rule && at >= since;
  const wanted = all.filter(isWanted);
  const rows: UnsaidRow[] = [];
  for (const row of wanted.slice(0, Math.min(mostRows, query.limit))) if (!(await isSent(store, row))) rows.push(row);
  return rows;
}

/** Only received events. The relay's own events belong to one of these. */
async function eventsOf(store: Asked, { event, session }: UnsaidQuery): Promise<readonly EventRow[]> {
  const one = event === undefined ? undefined : await store.event(event);
  if (event !== undefined) return one === undefined ? [] : [one];
  const found: EventRow[] = [];
  let before: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const from = { ...(session !== undefined && { session }), ...(before !== undefined && { before }) };
    const { rows, next } = await store.searchEvents({ status: "evaluated", limit: pageSize, ...from });
    found.push(...rows.filter(({ unsaid }) => unsaid.length > 0));
    if (next === undefined) break;
    before = next;
  }
  return found;
}

/** The rows of one event, whether or not they were sent meanwhile. */
export function unsaidOf({ trace, ...row }: Omit<Unsent, "unsaid"> & { readonly trace: Trace | undefined }, now: Instant) {
  return rowsOf({ ...row, unsaid: unsaidIn(trace) }, now);
}

type Unsent = Pick<EventRow, "id" | "type" | "receivedAt" | "unsaid">;

function rowsOf({ id, type, receivedAt, unsaid }: Unsent, now: Instant): readonly UnsaidRow[] {
  if (type.startsWith("relay.")) return [];
  return unsaid.map(({ rule, to, until }) => {
    const isWaiting = until !== undefined && until > now;
    return { event: id, rule, to, state: isWaiting ? "waiting" : "left_out", at: until ?? receivedAt };
  });
}

/** The identity became known, and the message was sent under its event. */
async function isSent(store: Asked, { event, rule, to }: UnsaidRow): Promise<boolean> {
  return (await store.searchDeliveries({ event, rule, to, limit: 1 })).rows.length > 0;
}
