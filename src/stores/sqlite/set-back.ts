/** The clock was set back: what waits by the clock of before is due earlier by as much. Everything here runs inside a transaction of the writer. */

import type { JsonObject } from "../../core/json.ts";
import type { Duration, Instant } from "../../core/time.ts";
import { setBackBy, setBefore } from "../../core/timer.ts";
import { deliveryState, instantOf } from "../rows.ts";
import type { Driver } from "./driver.ts";
import type { Newsroom } from "./news.ts";
import { rowsAStep } from "./steps.ts";

export interface SetBack {
  /** Moves some of the timers and returns the key after which the next step goes on; undefined at the end. */
  timers(by: Duration, now: Instant, after: string): string | undefined;
  /** The same of deliveries. */
  deliveries(by: Duration, now: Instant, after: number): number | undefined;
}

export function createSetBack(db: Driver, news: Newsroom): SetBack {
  const someTimers = db.prepare(`SELECT key, due_at, payload FROM timers WHERE key > ? ORDER BY key LIMIT ${rowsAStep}`);
  const moveTimer = db.prepare("UPDATE timers SET due_at = ?, payload = ? WHERE key = ?");
  const someDeliveries = db.prepare(
    `SELECT seq, dest, state, due_at FROM outbox INDEXED BY outbox_open WHERE state IN (0, 1, 4) AND seq > ? ORDER BY seq LIMIT ${rowsAStep}`,
  );
  const moveDelivery = db.prepare("UPDATE outbox SET due_at = ? WHERE seq = ?");

  return {
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
        if (Number(due_at) <= now) continue; // what was due by the clock of before, and held back, stays due
        moveDelivery.run(Number(due_at) - by, Number(seq));
        if (state === deliveryState.waiting) news.deliveriesWait(String(dest));
      }
      return rows.length < rowsAStep ? undefined : Number(rows.at(-1)?.seq);
    },
  };
}
