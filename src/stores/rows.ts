/**
 * Converts rows of both databases to the values that were written. The numbers in them are the same in both, so a move copies rows
 * unchanged.
 */

import { rowFindings, saidIn } from "../core/conversation.ts";
import type { Attempt, DeliveryId, Message, Mode } from "../core/delivery.ts";
import type { Event, EventId } from "../core/event.ts";
import type { Json } from "../core/json.ts";
import { type Trace, unsaidIn } from "../core/rule.ts";
import type {
  DeliveryRow,
  DeliveryState,
  EventDetail,
  EventRow,
  EventStatus,
  QuarantineReason,
  RulesVersion,
  StoreSize,
} from "../core/store.ts";
import type { Instant } from "../core/time.ts";

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** `kept` until retention deletes the content. Each database knows in its own way whether an event waits. */
export const eventStatus = { kept: 1, quarantined: 2, emptied: 3 } as const;

/** By their index in this list. */
export const modes = ["new", "append", "update"] as const satisfies readonly Mode[];

/** `behind`: an earlier message of its thread is not settled yet. */
export const deliveryState = { waiting: 0, sending: 1, delivered: 2, dead: 3, behind: 4 } as const;

/** By the number of the state. From outside, waiting and behind look the same. */
const states: readonly DeliveryState[] = ["waiting", "sending", "delivered", "dead", "waiting"];

/** The SQL condition for deliveries in a state. */
export function stateFilter(state: DeliveryState = "waiting"): string {
  return state === "waiting" ? "state IN (0, 4)" : `state = ${states.indexOf(state)}`;
}

export function eventRow(row: Row, status: EventStatus): EventRow {
  const trace = traceOf(row);
  return {
    id: String(row.id) as EventId, // written from an Event
    type: String(row.type),
    source: String(row.source),
    agent: String(row.agent),
    session: columnText(row.session),
    receivedAt: instantOf(row.received_at),
    status,
    said: saidIn(typeof row.event === "string" && row.event !== "" ? (JSON.parse(row.event) as Event) : undefined), // written from an Event
    findings: rowFindings(trace),
    unsaid: unsaidIn(trace),
  };
}

export function rulesVersionOf({ version, at }: Row): RulesVersion {
  return { version: String(version), at: instantOf(at) };
}

export function eventDetail(row: Row, status: EventStatus): EventDetail {
  const event = columnText(row.event);
  const reason = columnText(row.reason);
  return {
    ...eventRow(row, status),
    event: event === undefined || event === "" ? undefined : (JSON.parse(event) as Event), // written from an Event
    raw: bytesOf(row.raw),
    trace: traceOf(row),
    quarantine: reason === undefined ? undefined : { reason: reason as QuarantineReason, detail: String(row.detail ?? "") },
  };
}

/** One kind of bytes for all engines: better-sqlite3 and pg give a Buffer, `node:sqlite` does not. */
function bytesOf(cell: unknown): Uint8Array {
  if (!(cell instanceof Uint8Array)) return new Uint8Array();
  return new Uint8Array(cell.buffer, cell.byteOffset, cell.byteLength);
}

function traceOf(row: Row): Trace | undefined {
  const trace = columnText(row.trace);
  return trace === undefined ? undefined : (JSON.parse(trace) as Trace); // written from a Trace
}

export function deliveryRow(row: Row): DeliveryRow {
  return {
    id: String(row.id) as DeliveryId, // written from a Message
    key: String(row.key),
    event: String(row.event) as EventId,
    rule: String(row.rule),
    to: String(row.dest),
    state: states[Number(row.state)] ?? "waiting",
    attempts: Number(row.attempts),
    attemptsMade: Number(row.made),
    answer: columnText(row.answer) || undefined,
    reason: columnText(row.reason),
    detail: columnText(row.detail),
    dueAt: instantOf(row.due_at),
    body: JSON.parse(String(row.body)) as Json,
    reference: columnText(row.reference),
  };
}

/** More versions of the rules are not kept: a program that writes the file anew each minute would fill the disk. */
export const mostRulesVersions = 500;

/** The count stops there, because an approximate number is enough. */
export const countTimers = "SELECT count(*) FROM (SELECT 1 FROM timers LIMIT 100000) AS counted";

export function sizeOf(row: Row | undefined): StoreSize {
  return { bytes: Number(row?.bytes ?? 0), timers: Number(row?.timers ?? 0) };
}

export function attemptOf(row: Row): Attempt {
  return {
    at: instantOf(row.at),
    took: Number(row.took),
    kind: String(row.kind) as Attempt["kind"], // written from an Attempt
    reason: String(row.reason),
    detail: String(row.detail),
  };
}

/** A message as it was queued. */
export function messageOf(row: Row): Message {
  return {
    id: String(row.id) as DeliveryId, // written from a Message
    event: String(row.event) as EventId,
    rule: String(row.rule),
    to: String(row.dest),
    body: JSON.parse(String(row.body)) as Json,
    thread: columnText(row.thread),
    ...(row.mode === 0 ? {} : { mode: modes[Number(row.mode)] as Mode }), // written from a Mode
    urgent: Boolean(row.urgent), // SQLite has 0 and 1
    dueAt: instantOf(row.due_at),
  };
}

/** An instant in a row. */
export function instantOf(value: unknown): Instant {
  return Number(value) as Instant; // every column of this kind is written from an Instant
}

export function columnText(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
