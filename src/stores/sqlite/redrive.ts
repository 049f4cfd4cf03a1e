/** Redrives dead letters, and reverts that: a limited number of rows in each transaction. */

import { randomUUID } from "node:crypto";
import type { Json } from "../../core/json.ts";
import type { Redrive, Redriven, SendTo } from "../../core/store.ts";
import { second } from "../../core/time.ts";
import { deliveryState, type Row } from "../rows.ts";
import type { ChangeNotifier } from "./change-notifier.ts";
import type { Driver } from "./driver.ts";
import { createThreads } from "./outbox.ts";
import type { Totals } from "./totals.ts";

/** What one step has done, and where the next one continues; `next` is undefined at the end. */
export interface RedriveStep extends Required<Redriven> {
  readonly next: number | undefined;
}

export interface Redriving {
  /** False where no dead letter has this id. */
  discard(id: string): boolean;
  /** The end of a redrive that begins now. Later dead letters are not sent again. */
  last(): number;
  /** Reads dead deliveries with numbers above `after`; `queued` counts those that earlier steps have queued. */
  redrive(redrive: Redrive, position: { readonly after: number; readonly last: number; readonly queued: number }): RedriveStep;
  /** Reverts some. Returns how many; none are left where that is 0. */
  stop(): number;
}

const atOnce = 250;

export function createRedriving(db: Driver, totals: Totals, news: ChangeNotifier): Redriving {
  const threads = createThreads(db);
  const revive = db.prepare(
    "UPDATE outbox SET state = ?, dest = ?, body = ?, due_at = ?, attempts = 0, first_due = NULL, key = ?, redriven = 1, settled_at = NULL, progress = iif(?, NULL, progress) WHERE seq = ?",
  );
  const last = db.prepare("SELECT max(seq) AS seq FROM outbox WHERE state = 3");
  const one = db.prepare("SELECT seq, dest, thread, key, rule, reason, settled_at, body FROM outbox WHERE id = ? AND state = 3");
  const remove = db.prepare("DELETE FROM outbox WHERE seq = ?");
  const removeAttempts = db.prepare("DELETE FROM attempts WHERE delivery = ?");
  const dead = db.prepare(`
    SELECT seq, dest, thread, key, rule, reason, settled_at, body FROM outbox INDEXED BY outbox_dead
    WHERE state = 3 AND seq > ? AND seq <= ? ORDER BY seq LIMIT ${atOnce}`);
  const stop = db.prepare(`
    UPDATE outbox SET state = 3 WHERE seq IN
      (SELECT seq FROM outbox INDEXED BY outbox_redriven WHERE redriven = 1 AND state IN (0, 4) ORDER BY seq LIMIT ${atOnce})`);

  /** False where the other destination cannot send it. */
  function reviveOne(row: Row, index: number, { now, rate, newKey, sendTo, dryRun }: Redrive): boolean {
    const body = sendTo === undefined ? String(row.body) : adopted(row, sendTo);
    if (body === undefined || dryRun) return body !== undefined;
    const dest = sendTo?.to ?? String(row.dest);
    const dueAt = now + (rate === undefined ? 0 : Math.floor((index * second) / rate));
    const behind = row.thread !== null && threads.isBusy(dest, String(row.thread));
    const state = behind ? deliveryState.behind : deliveryState.waiting;
    const anew = newKey || dest !== row.dest;
    revive.run(state, dest, body, dueAt, newKey ? randomUUID() : String(row.key), anew ? 1 : 0, Number(row.seq));
    news.deliveriesWait(dest);
    return true;
  }

  return {
    last: () => Number(last.get()?.seq ?? 0),
    redrive(redrive, { after, last, queued }) {
      const looked = redrive.id === undefined ? dead.all(after, last) : one.all(redrive.id);
      const next = looked.length < atOnce ? undefined : Number(looked.at(-1)?.seq);
      const rows = looked.filter((row) => isWanted(row, redrive));
      let fit = 0;
      for (const row of rows) if (reviveOne(row, queued + fit, redrive)) fit += 1;
      const done = redrive.dryRun ? 0 : fit;
      totals.add("dead", -done);
      return { matched: rows.length, queued: done, unfit: rows.length - fit, next };
    },
    discard(id) {
      const row = one.get(id);
      if (row === undefined) return false;
      removeAttempts.run(Number(row.seq));
      remove.run(Number(row.seq));
      totals.add("dead", -1);
      totals.add("queued", -1);
      return true;
    },
    stop() {
      const stopped = Number(stop.run().changes);
      totals.add("dead", stopped);
      return stopped;
    },
  };
}

function adopted(row: Row, { adopt }: SendTo): string | undefined {
  const body = adopt(JSON.parse(String(row.body)) as Json); // written by outbox.ts
  return body === undefined ? undefined : JSON.stringify(body);
}

function isWanted(row: Row, { to, rule, reason, since }: Redrive): boolean {
  return (
    (to === undefined || row.dest === to) &&
    (rule === undefined || row.rule === rule) &&
    (reason === undefined || row.reason === reason) &&
    (since === undefined || Number(row.settled_at) >= since)
  );
}
