/** Reads for people: pages of events and deliveries, and single ones. */

import type { DeliveryDetail, DeliveryQuery, DeliveryRow, EventDetail, EventQuery, EventRow, Page } from "../../core/store.ts";
import { attemptOf, deliveryRow, eventDetail, stateFilter } from "../rows.ts";
import type { Driver } from "./driver.ts";
import { createEventSearch, eventColumns, type Marks, statusOf } from "./event-search.ts";
import { given, pageOf, positionOf, type Range } from "./page.ts";
import type { Stepwise } from "./steps.ts";

export interface Search {
  events(query: EventQuery): Stepwise<Page<EventRow>>;
  event(id: string): EventDetail | undefined;
  deliveries(query: DeliveryQuery): Stepwise<Page<DeliveryRow>>;
  delivery(id: string): DeliveryDetail | undefined;
}

const deliveryColumns = `*, (SELECT count(*) FROM attempts WHERE delivery = outbox.seq) AS made,
  (SELECT detail FROM attempts WHERE delivery = outbox.seq ORDER BY rowid DESC LIMIT 1) AS answer`;

export function createSearch(db: Driver, marks: Marks): Search {
  const { evaluatedTo } = marks;
  const events = createEventSearch(db, marks);
  const attempts = db.prepare("SELECT at, took, kind, reason, detail FROM attempts WHERE delivery = ? ORDER BY rowid");
  const event = db.prepare(`SELECT ${eventColumns}, raw, reason, detail FROM inbox WHERE id = ?`);
  const delivery = db.prepare(`SELECT ${deliveryColumns} FROM outbox WHERE id = ?`);

  return {
    events,
    event(id) {
      const row = event.get(id);
      return row === undefined ? undefined : eventDetail(row, statusOf(row, evaluatedTo()));
    },
    deliveries(query) {
      const { state, to, rule, limit, reason, since, session } = query;
      return pageOf(db, {
        table: "outbox",
        columns: deliveryColumns,
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
        before: positionOf(query.before),
        read: deliveryRow,
      });
    },
    delivery(id) {
      const row = delivery.get(id);
      return row === undefined ? undefined : { ...deliveryRow(row), history: attempts.all(Number(row.seq)).map(attemptOf) };
    },
  };
}

function deliveryRange({ event, state }: DeliveryQuery): Range {
  if (event !== undefined) return { index: "outbox_event", where: [["event = ?", event]] };
  if (state === "dead") return { index: "outbox_dead", where: [["state = 3"]] };
  if (state === "waiting" || state === "sending") return { index: "outbox_open", where: [["state IN (0, 1, 4)"]] };
  return { where: [] };
}
