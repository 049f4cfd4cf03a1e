/**
 * The clock was set back: what waits by the earlier clock becomes due earlier by the same span. Everything here runs inside a transaction
 * of the writer.
 */

import type { Event } from "../../core/event.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Duration, Instant } from "../../core/time.ts";
import { receivedBackBy, setBackBy, setBefore } from "../../core/timer.ts";
import { deliveryState, eventStatus, instantOf } from "../rows.ts";
import type { ChangeNotifier } from "./change-notifier.ts";
import type { Driver } from "./driver.ts";
import { rowsAStep } from "./steps.ts";
import type { Totals } from "./totals.ts";

export interface SetBack {
  /** Moves the time of receipt of some waiting events, and returns the number after which the next step continues; undefined at the end. */
  events(by: Duration, now: Instant, after: number): number | undefined;
  /** Moves some of the timers, and returns the key after which the next step continues; undefined at the end. */
  timers(by: Duration, now: Instant, after: string): string | undefined;
  /** The same for deliveries. */
  deliveries(by: Duration, now: Instant, after: number): number | undefined;
}

export function createSetBack(db: Driver, news: ChangeNotifier, totals: Totals): SetBack {
  const someEvents = db.prepare(
    `SELECT seq, received_at, event FROM inbox WHERE seq > ? AND status = ${eventStatus.kept} ORDER BY seq LIMIT ${rowsAStep}`,
  );
  const moveEvent = db.prepare("UPDATE inbox SET received_at = ?, event = ? WHERE seq = ?");
  const someTimers = db.prepare(`SELECT key, due_at, payload FROM timers WHERE key > ? ORDER BY key LIMIT ${rowsAStep}`);
  const moveTimer = db.prepare("UPDATE timers SET due_at = ?, payload = ? WHERE key = ?");
  const someDeliveries = db.prepare(
    `SELECT seq, dest, state, due_at FROM outbox INDEXED BY outbox_open WHERE state IN (0, 1, 4) AND seq > ? ORDER BY seq LIMIT ${rowsAStep}`,
  );
  const moveDelivery = db.prepare("UPDATE outbox SET due_at = ? WHERE seq = ?");

  return {
    events(by, now, after) {
      const rows = someEvents.all(Math.max(after, totals.get("evaluated_to")));
      for (const { seq, received_at, event } of rows) {
        if (Number(received_at) <= now) continue; // received since, or long before
        const moved = receivedBackBy(JSON.parse(String(event)) as Event, by); // written by inbox.ts
        moveEvent.run(moved.receivedAt, JSON.stringify(moved), Number(seq));
      }
      return rows.length < rowsAStep ? undefined : Number(rows.at(-1)?.seq);
    },
    timers(by, now, after) {
      const rows = someTimers.all(after);
      for (const { key, due_at, payload } of rows) {
        if (Number(due_at) < setBefore(now, by)) continue;
        const timer = { dueAt: instantOf(due_at), payload: JSON.parse(String(payload)) as JsonObject }; // written by timers.ts
        const moved = setBackBy(timer, by);
        moveTimer.run(moved.dueAt, JSON.stringify(moved.payload), String(key));
      }
      return rows.length < rowsAStep ? undefined : String(rows.at(-1)?.key);
    },
    deliveries(by, now, after) {
      const rows = someDeliveries.all(after);
      for (const { seq, dest, state, due_at } of rows) {
        if (Number(due_at) <= now) continue; // a delivery that was due by the earlier clock, and was held back, stays due
        moveDelivery.run(Number(due_at) - by, Number(seq));
        if (state === deliveryState.waiting) news.deliveriesWait(String(dest));
      }
      return rows.length < rowsAStep ? undefined : Number(rows.at(-1)?.seq);
    },
  };
}
