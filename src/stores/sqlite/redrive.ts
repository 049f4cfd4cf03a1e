/** Sending the dead again, and taking that back: a bounded number of rows in each transaction. */

import { randomUUID } from "node:crypto";
import type { Redrive, Redriven } from "../../core/store.ts";
import { second } from "../../core/time.ts";
import { deliveryState, type Row } from "../rows.ts";
import type { Driver } from "./driver.ts";
import type { Newsroom } from "./news.ts";
import { createThreads } from "./outbox.ts";
import type { Totals } from "./totals.ts";

/** What one step has done, and where the next one goes on; `next` is undefined at the end. */
export interface RedriveStep extends Redriven {
  readonly next: number | undefined;
}

export interface Redriving {
  /** How far a redrive that begins now goes: who dies meanwhile is not sent again. */
  last(): number;
  /** Looks at dead deliveries whose numbers are above `after`; `queued` are those that earlier steps have queued. */
  redrive(redrive: Redrive, place: { readonly after: number; readonly last: number; readonly queued: number }): RedriveStep;
  /** Takes some back. Returns how many; none are left where that is 0. */
  stop(): number;
}

const atOnce = 250;

export function createRedriving(db: Driver, totals: Totals, news: Newsroom): Redriving {
  const threads = createThreads(db);
  const revive = db.prepare(
    "UPDATE outbox SET state = ?, due_at = ?, attempts = 0, first_due = NULL, key = ?, redriven = 1, settled_at = NULL, progress = iif(?, NULL, progress) WHERE seq = ?",
  );
  const last = db.prepare("SELECT max(seq) AS seq FROM outbox WHERE state = 3");
  const dead = db.prepare(`
    SELECT seq, dest, thread, key, rule, reason, settled_at FROM outbox INDEXED BY outbox_dead
    WHERE state = 3 AND seq > ? AND seq <= ? ORDER BY seq LIMIT ${atOnce}`);
  const stop = db.prepare(`
    UPDATE outbox SET state = 3 WHERE seq IN
      (SELECT seq FROM outbox INDEXED BY outbox_redriven WHERE redriven = 1 AND state IN (0, 4) ORDER BY seq LIMIT ${atOnce})`);

  function reviveOne(row: Row, index: number, { now, rate, newKey }: Redrive): void {
    const dueAt = now + (rate === undefined ? 0 : Math.floor((index * second) / rate));
    const behind = row.thread !== null && threads.isBusy(String(row.dest), String(row.thread));
    const state = behind ? deliveryState.behind : deliveryState.waiting;
    revive.run(state, dueAt, newKey ? randomUUID() : String(row.key), newKey ? 1 : 0, Number(row.seq));
    news.deliveriesWait(String(row.dest));
  }

  return {
    last: () => Number(last.get()?.seq ?? 0),
    redrive(redrive, { after, last, queued }) {
      const looked = dead.all(after, last);
      const next = looked.length < atOnce ? undefined : Number(looked.at(-1)?.seq);
      const rows = looked.filter((row) => isWanted(row, redrive));
      if (redrive.dryRun) return { matched: rows.length, queued: 0, next };
      for (const [index, row] of rows.entries()) reviveOne(row, queued + index, redrive);
      totals.add("dead", -rows.length);
      return { matched: rows.length, queued: rows.length, next };
    },
    stop() {
      const stopped = Number(stop.run().changes);
      totals.add("dead", stopped);
      return stopped;
    },
  };
}

function isWanted(row: Row, { to, rule, reason, since }: Redrive): boolean {
  return (
    (to === undefined || row.dest === to) &&
    (rule === undefined || row.rule === rule) &&
    (reason === undefined || row.reason === reason) &&
    (since === undefined || Number(row.settled_at) >= since)
  );
}
