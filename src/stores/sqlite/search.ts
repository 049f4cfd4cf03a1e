/** Reading for people: pages of events and deliveries, and one of them whole. */

import type { DeliveryDetail, DeliveryQuery, DeliveryRow, EventDetail, EventQuery, EventRow, EventStatus, Page } from "../../core/store.ts";
import { attemptOf, deliveryRow, eventDetail, eventRow, eventStatus, type Row, stateFilter } from "../rows.ts";
import type { Driver } from "./driver.ts";
import { type Filter, pageOf, type Range, youngest } from "./page.ts";
import type { Stepwise } from "./steps.ts";

export interface Search {
  events(query: EventQuery): Stepwise<Page<EventRow>>;
  event(id: string): EventDetail | undefined;
  deliveries(query: DeliveryQuery): Stepwise<Page<DeliveryRow>>;
  delivery(id: string): DeliveryDetail | undefined;
}

/** `evaluatedTo` gives the number of the event that was evaluated last. */
export function createSearch(db: Driver, evaluatedTo: () => number): Search {
  const trace = "(SELECT trace FROM evaluations WHERE evaluations.seq = inbox.seq) AS trace";
  const eventColumns = `seq, id, status, source, type, agent, session, received_at, ${trace}`;
  const attempts = db.prepare("SELECT at, took, kind, reason, detail FROM attempts WHERE delivery = ? ORDER BY rowid");
  const event = db.prepare(`SELECT ${eventColumns}, event, raw, reason, detail FROM inbox WHERE id = ?`);
  const delivery = db.prepare("SELECT * FROM outbox WHERE id = ?");

  return {
    events(query) {
      const { session, type, status, limit } = query;
      return pageOf(db, {
        table: "inbox",
        columns: eventColumns,
        range: eventRange(query),
        filters: given([
          ["session = ?", session],
          ["type = ?", type],
          [statusFilter(status), status && ""],
        ]),
        limit,
        before: Math.min(placeOf(query.before), status === "evaluated" ? evaluatedTo() + 1 : youngest),
        after: status === "pending" ? evaluatedTo() : 0,
        read: (row) => eventRow(row, statusOf(row, evaluatedTo())),
      });
    },
    event(id) {
      const row = event.get(id);
      return row === undefined ? undefined : eventDetail(row, statusOf(row, evaluatedTo()));
    },
    deliveries(query) {
      const { state, to, rule, limit, reason, since, session } = query;
      return pageOf(db, {
        table: "outbox",
        columns: "*",
        range: deliveryRange(query),
        filters: given([
          ["dest = ?", to],
          ["rule = ?", rule],
          ["event = ?", query.event],
          ["reason = ?", reason],
          ["coalesce(first_due, due_at) >= ?", since],
          ["event IN (SELECT id FROM inbox WHERE session = ?)", session],
          [stateFilter(state), state && ""],
        ]),
        limit,
        before: placeOf(query.before),
        read: deliveryRow,
      });
    },
    delivery(id) {
      const row = delivery.get(id);
      return row === undefined ? undefined : { ...deliveryRow(row), history: attempts.all(Number(row.seq)).map(attemptOf) };
    },
  };
}

function placeOf(before: string | undefined): number {
  return before === undefined ? youngest : Number(before);
}

/** Those of which the value is given; a condition without `?` takes none. */
function given(filters: readonly (readonly [string, string | number | undefined])[]): readonly Filter[] {
  return filters.flatMap(([sql, value]) => (value === undefined ? [] : [sql.includes("?") ? [sql, value] : [sql]]));
}

function eventRange({ session, type, status }: EventQuery): Range {
  if (session !== undefined) return { index: "inbox_session", where: [["session = ?", session]] };
  if (status === "quarantined") return { index: "inbox_quarantined", where: [["status = 2"]] };
  if (type !== undefined) return { index: "inbox_type", where: [["type = ?", type]] };
  return { where: [] };
}

function deliveryRange({ event, state }: DeliveryQuery): Range {
  if (event !== undefined) return { index: "outbox_event", where: [["event = ?", event]] };
  if (state === "dead") return { index: "outbox_dead", where: [["state = 3"]] };
  if (state === "waiting" || state === "sending") return { index: "outbox_open", where: [["state IN (0, 1, 4)"]] };
  return { where: [] };
}

/** Which of them wait, their numbers tell. */
function statusFilter(status: EventStatus | undefined): string {
  if (status === "quarantined") return `status = ${eventStatus.quarantined}`;
  return status === "pending" ? `status = ${eventStatus.kept}` : `status <> ${eventStatus.quarantined}`;
}

/**
 * An event that is kept waits for its evaluation as long as its number is above `totals.evaluated_to`: there is one evaluator, it goes by
 * number, and no row is written a second time.
 */
function statusOf(row: Row, evaluatedTo: number): EventStatus {
  if (row.status === eventStatus.quarantined) return "quarantined";
  return row.status === eventStatus.kept && Number(row.seq) > evaluatedTo ? "pending" : "evaluated";
}
