/** Events, from arrival to evaluation. Everything here runs inside a transaction of the writer. */

import type { Event, EventId } from "../../core/event.ts";
import { type Evaluation, isWorthKeeping } from "../../core/rule.ts";
import type { Acceptance, Arrival } from "../../core/store.ts";
import type { Instant } from "../../core/time.ts";
import { eventStatus, instantOf } from "../rows.ts";
import type { ChangeNotifier } from "./change-notifier.ts";
import { atMost, type Driver } from "./driver.ts";
import type { Totals } from "./totals.ts";

/** An event that waits for its evaluation. */
export interface Pending {
  readonly seq: number;
  readonly event: Event;
}

export interface Inbox {
  /** Stores an arrival once. */
  insert(arrival: Arrival): Inserted;
  /** The oldest events that are not evaluated, at most `max`. */
  pending(max: number): readonly Pending[];
  /** When the oldest of them was received; undefined where none waits. */
  oldestPending(): Instant | undefined;
  /** Marks an event as evaluated and stores its trace. */
  finish(seq: number, evaluation: Pick<Evaluation, "trace" | "conversation" | "reading">): void;
  /** Counts a try before it is made, and returns the count. */
  countTry(seq: number): number;
  quarantine(seq: number, reason: string, detail: string): void;
}

export interface Inserted {
  readonly acceptance: Acceptance & { readonly id: EventId };
  /** Undefined where there is nothing to evaluate. */
  readonly pending: Pending | undefined;
}

export function createInbox(db: Driver, totals: Totals, news: ChangeNotifier): Inbox {
  const insertEvent = db.prepare(`
    INSERT INTO inbox (id, status, source, type, agent, session, received_at, event, raw) VALUES (?, ${eventStatus.kept}, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING RETURNING seq`);
  const insertQuarantined = db.prepare(`
    INSERT INTO inbox (id, status, source, type, agent, session, received_at, reason, detail, raw) VALUES (?, ${eventStatus.quarantined}, ?, '', '', ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING RETURNING seq`);
  const selectPending = db.prepare(`SELECT seq, event FROM inbox WHERE seq > ? AND status = ${eventStatus.kept} ORDER BY seq ${atMost}`);
  const selectOldest = db.prepare(`SELECT received_at FROM inbox WHERE seq > ? AND status = ${eventStatus.kept} ORDER BY seq LIMIT 1`);
  const insertEvaluation = db.prepare("INSERT INTO evaluations (seq, version, trace, conversation, reading) VALUES (?, ?, ?, ?, ?)");
  const addTry = db.prepare("UPDATE inbox SET tries = tries + 1 WHERE seq = ? RETURNING tries");
  const markQuarantined = db.prepare(
    `UPDATE inbox SET status = ${eventStatus.quarantined}, reason = ?, detail = ? WHERE seq = ? RETURNING length(raw) AS bytes`,
  );

  function insertPending(event: Event, raw: Uint8Array): Inserted {
    const session = event.session ?? null;
    const row = insertEvent.get(event.id, event.source, event.type, event.agent, session, event.receivedAt, JSON.stringify(event), raw);
    if (row === undefined) return { acceptance: { status: "duplicate", id: event.id }, pending: undefined };
    totals.add("events", 1);
    news.eventsWait();
    return { acceptance: { status: "accepted", id: event.id }, pending: { seq: Number(row.seq), event } };
  }

  return {
    insert(arrival) {
      if (arrival.kind === "event") return insertPending(arrival.event, arrival.raw);
      const { id, source, session = null, receivedAt, reason, detail, raw } = arrival;
      const fresh = insertQuarantined.get(id, source, session, receivedAt, reason, detail, raw) !== undefined;
      if (fresh) {
        totals.add("events", 1);
        totals.add("quarantined", 1);
        totals.add("quarantined_bytes", raw.length);
      }
      return { acceptance: { status: fresh ? "quarantined" : "duplicate", id }, pending: undefined };
    },
    pending(max) {
      return selectPending
        .all(totals.get("evaluated_to"), max)
        .map((row) => ({ seq: Number(row.seq), event: JSON.parse(String(row.event)) as Event })); // written by insertPending
    },
    oldestPending() {
      const row = selectOldest.get(totals.get("evaluated_to"));
      return row === undefined ? undefined : instantOf(row.received_at);
    },
    finish(seq, { trace, conversation, reading }) {
      const kept = isWorthKeeping(trace) ? JSON.stringify(trace) : null;
      insertEvaluation.run(seq, trace.version, kept, conversation ?? null, reading === undefined ? null : JSON.stringify(reading)); // refused where it is evaluated already, so nothing is evaluated twice
      totals.add("evaluated", 1);
      totals.set("evaluated_to", seq);
    },
    countTry: (seq) => Number(addTry.get(seq)?.tries ?? 0),
    quarantine(seq, reason, detail) {
      const row = markQuarantined.get(reason, detail, seq);
      totals.add("quarantined", 1);
      totals.add("quarantined_bytes", Number(row?.bytes ?? 0));
      totals.set("evaluated_to", seq);
    },
  };
}
