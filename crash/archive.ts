/** What is left after a run: the database, read by ourselves after the last stop. */

import { join } from "node:path";
import { columnText, eventStatus, type Row } from "../src/stores/rows.ts";
import { loadDriver } from "../src/stores/sqlite/driver.ts";
import type { Stored } from "./oracle.ts";

export interface StoredEvent extends Stored {
  readonly seq: number;
  readonly status: "pending" | "evaluated" | "quarantined" | "emptied";
  readonly session: string | undefined;
  readonly reason: string | undefined;
}

export interface StoredDelivery {
  readonly id: string;
  readonly key: string;
  readonly event: string;
  readonly rule: string;
  readonly to: string;
  readonly state: "waiting" | "sending" | "delivered" | "dead" | "behind";
  readonly reason: string | undefined;
}

/** The relay's own counts, as `/api/stats` shows them. */
export interface Totals {
  readonly events: number;
  readonly evaluated: number;
  readonly quarantined: number;
  readonly queued: number;
  readonly delivered: number;
  readonly dead: number;
}

export interface Archive {
  /** In the order in which they were evaluated. */
  readonly events: readonly StoredEvent[];
  readonly deliveries: readonly StoredDelivery[];
  readonly totals: Totals;
  /** "ok", or what SQLite found. */
  readonly integrity: string;
}

/** An event is evaluated where its evaluation stands beside it, whatever the relay's own marks say. */
const selectEvents = `
  SELECT inbox.seq, id, status, received_at, session, reason, raw, evaluations.seq IS NULL AS waits
  FROM inbox LEFT JOIN evaluations ON evaluations.seq = inbox.seq WHERE source <> ? ORDER BY inbox.seq`;

const states = ["waiting", "sending", "delivered", "dead", "behind"] as const;

/** Reads a data folder that nobody uses. Rows that the harness planted itself are left out. */
export async function readArchive(folder: string): Promise<Archive> {
  const open = await loadDriver();
  const db = open(join(folder, "relay.db"), { readOnly: true });
  const events = db.prepare(selectEvents).all(plantedSource);
  const deliveries = db
    .prepare("SELECT id, key, event, rule, dest, state, reason FROM outbox WHERE rule <> ? ORDER BY seq")
    .all(plantedSource);
  const totals = db.prepare("SELECT * FROM totals").get();
  const integrity = db.prepare("PRAGMA integrity_check").get();
  db.close();
  return {
    events: events.map(storedEvent),
    deliveries: deliveries.map(storedDelivery),
    totals: totals as unknown as Totals, // whole numbers, by the schema
    integrity: String(Object.values(integrity ?? {})[0]),
  };
}

/** A row that also tells whether the event `waits` for its evaluation. */
export function storedEvent(row: Row): StoredEvent {
  return {
    seq: Number(row.seq),
    id: String(row.id),
    status: statusOf(row),
    receivedAt: Number(row.received_at),
    session: columnText(row.session),
    reason: columnText(row.reason),
    raw: row.raw instanceof Uint8Array ? row.raw : new Uint8Array(),
  };
}

function statusOf({ status, waits }: Row): StoredEvent["status"] {
  if (Number(status) === eventStatus.quarantined) return "quarantined";
  if (Number(status) === eventStatus.emptied) return "emptied";
  return waits ? "pending" : "evaluated"; // SQLite has 0 and 1
}

export function storedDelivery(row: Row): StoredDelivery {
  return {
    id: String(row.id),
    key: String(row.key),
    event: String(row.event),
    rule: String(row.rule),
    to: String(row.dest),
    state: states[Number(row.state)] ?? "waiting",
    reason: columnText(row.reason),
  };
}

/** Marks rows that stand in the database only so that there is something to prune. */
export const plantedSource = "planted";
