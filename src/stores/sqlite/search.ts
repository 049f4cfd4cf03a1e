/** Reading for people: pages of events and deliveries, and one of them whole. */

import type { Attempt, DeadReason, DeliveryId } from "../../core/delivery.ts";
import type { Event, EventId } from "../../core/event.ts";
import type { Json } from "../../core/json.ts";
import type { Trace } from "../../core/rule.ts";
import type {
  DeliveryDetail,
  DeliveryQuery,
  DeliveryRow,
  DeliveryState,
  EventDetail,
  EventQuery,
  EventRow,
  EventStatus,
  Page,
  QuarantineReason,
} from "../../core/store.ts";
import type { Driver, Row, Value } from "./driver.ts";
import { instantOf } from "./inbox.ts";
import { eventStatus } from "./schema.ts";

export interface Search {
  events(query: EventQuery): Page<EventRow>;
  event(id: string): EventDetail | undefined;
  deliveries(query: DeliveryQuery): Page<DeliveryRow>;
  delivery(id: string): DeliveryDetail | undefined;
}

const states: readonly DeliveryState[] = ["waiting", "sending", "delivered", "dead", "waiting"];

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
      return page("inbox", eventColumns, filters, query, (row) => eventRow(row, evaluatedTo()));
    },
    event(id) {
      const row = db.prepare(`SELECT ${eventColumns}, event, raw, reason, detail FROM inbox WHERE id = ?`).get(id);
      return row === undefined ? undefined : eventDetail(row, evaluatedTo());
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

function statusOf(row: Row, evaluatedTo: number): EventStatus {
  if (row.status === eventStatus.quarantined) return "quarantined";
  return row.status === eventStatus.kept && Number(row.seq) > evaluatedTo ? "pending" : "evaluated";
}

function stateFilter(state: DeliveryState | undefined): string {
  return state === "waiting" ? "state IN (0, 4)" : `state = ${states.indexOf(state ?? "waiting")}`;
}

function eventRow(row: Row, evaluatedTo: number): EventRow {
  return {
    id: String(row.id) as EventId, // written from an Event
    type: String(row.type),
    source: String(row.source),
    agent: String(row.agent),
    session: textOf(row.session),
    receivedAt: instantOf(row.received_at),
    status: statusOf(row, evaluatedTo),
    findings: (traceOf(row)?.rules ?? []).filter((each) => each.held === true).map(({ rule }) => ({ rule })),
  };
}

function eventDetail(row: Row, evaluatedTo: number): EventDetail {
  const event = textOf(row.event);
  const reason = textOf(row.reason);
  return {
    ...eventRow(row, evaluatedTo),
    event: event === undefined || event === "" ? undefined : (JSON.parse(event) as Event), // written from an Event
    raw: (row.raw as Uint8Array | null) ?? new Uint8Array(), // a blob column
    trace: traceOf(row),
    quarantine: reason === undefined ? undefined : { reason: reason as QuarantineReason, detail: String(row.detail ?? "") },
  };
}

function traceOf(row: Row): Trace | undefined {
  const trace = textOf(row.trace);
  return trace === undefined ? undefined : (JSON.parse(trace) as Trace); // written from a Trace
}

function deliveryRow(row: Row): DeliveryRow {
  return {
    id: String(row.id) as DeliveryId, // written from a Message
    key: String(row.key),
    event: String(row.event) as EventId,
    rule: String(row.rule),
    to: String(row.dest),
    state: states[Number(row.state)] ?? "waiting",
    attempts: Number(row.attempts),
    reason: textOf(row.reason) as DeadReason | undefined,
    detail: textOf(row.detail),
    dueAt: instantOf(row.due_at),
    body: JSON.parse(String(row.body)) as Json,
    reference: textOf(row.reference),
  };
}

function attemptOf(row: Row): Attempt {
  return {
    at: instantOf(row.at),
    took: Number(row.took),
    kind: String(row.kind) as Attempt["kind"], // written from an Attempt
    reason: String(row.reason),
    detail: String(row.detail),
  };
}

function textOf(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
