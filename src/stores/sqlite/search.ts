/** Reading for people: pages of events and deliveries, and one of them whole. */

import type { DeliveryDetail, DeliveryQuery, DeliveryRow, EventDetail, EventQuery, EventRow, EventStatus, Page } from "../../core/store.ts";
import { attemptOf, deliveryRow, eventDetail, eventRow, eventStatus, type Row, stateFilter } from "../rows.ts";
import type { Driver, Value } from "./driver.ts";

export interface Search {
  events(query: EventQuery): Page<EventRow>;
  event(id: string): EventDetail | undefined;
  deliveries(query: DeliveryQuery): Page<DeliveryRow>;
  delivery(id: string): DeliveryDetail | undefined;
}

/** `evaluatedTo` gives the number of the event that was evaluated last. */
export function createSearch(db: Driver, evaluatedTo: () => number): Search {
  const trace = "(SELECT trace FROM evaluations WHERE evaluations.seq = inbox.seq) AS trace";
  const eventColumns = `seq, id, status, source, type, agent, session, received_at, ${trace}`;
  const attempts = db.prepare("SELECT at, took, kind, reason, detail FROM attempts WHERE delivery = ? ORDER BY rowid");

  function page<Found>(table: string, columns: string, filters: Filters, paging: Paging, read: (row: Row) => Found): Page<Found> {
    const given = [...filters, ["seq < ?", paging.before === undefined ? undefined : Number(paging.before)] as const];
    const used = given.filter((each): each is readonly [string, Value] => each[1] !== undefined);
    const where = used.length === 0 ? "" : `WHERE ${used.map(([sql]) => sql).join(" AND ")}`;
    const values = used.filter(([sql]) => sql.includes("?")).map(([, value]) => value);
    const rows = db.prepare(`SELECT ${columns} FROM ${table} ${where} ORDER BY seq DESC LIMIT ?`).all(...values, paging.limit + 1);
    const shown = rows.slice(0, paging.limit);
    return { rows: shown.map(read), next: rows.length > paging.limit ? String(shown.at(-1)?.seq) : undefined };
  }

  return {
    events(query) {
      const filters: Filters = [["session = ?", query.session], ["type = ?", query.type], statusFilter(query.status, evaluatedTo())];
      return page("inbox", eventColumns, filters, query, (row) => eventRow(row, statusOf(row, evaluatedTo())));
    },
    event(id) {
      const row = db.prepare(`SELECT ${eventColumns}, event, raw, reason, detail FROM inbox WHERE id = ?`).get(id);
      return row === undefined ? undefined : eventDetail(row, statusOf(row, evaluatedTo()));
    },
    deliveries(query) {
      const filters: Filters = [
        [stateFilter(query.state), query.state === undefined ? undefined : ""],
        ["dest = ?", query.to],
        ["rule = ?", query.rule],
        ["event = ?", query.event],
      ];
      return page("outbox", "*", filters, query, deliveryRow);
    },
    delivery(id) {
      const row = db.prepare("SELECT * FROM outbox WHERE id = ?").get(id);
      return row === undefined ? undefined : { ...deliveryRow(row), history: attempts.all(Number(row.seq)).map(attemptOf) };
    },
  };
}

/** A condition and its value; left out where the value is undefined. */
type Filters = readonly (readonly [string, Value | undefined])[];

interface Paging {
  readonly limit: number;
  readonly before?: string;
}

function statusFilter(status: EventStatus | undefined, evaluatedTo: number): Filters[number] {
  if (status === "quarantined") return [`status = ${eventStatus.quarantined}`, ""];
  if (status === "pending") return [`status = ${eventStatus.kept} AND seq > ?`, evaluatedTo];
  return [`status <> ${eventStatus.quarantined} AND seq <= ?`, status === undefined ? undefined : evaluatedTo];
}

/**
 * An event that is kept waits for its evaluation as long as its number is above `totals.evaluated_to`: there is one evaluator, it goes by
 * number, and no row is written a second time.
 */
function statusOf(row: Row, evaluatedTo: number): EventStatus {
  if (row.status === eventStatus.quarantined) return "quarantined";
  return row.status === eventStatus.kept && Number(row.seq) > evaluatedTo ? "pending" : "evaluated";
}
