/** Sending the dead again, and taking that back. */

import { randomUUID } from "node:crypto";
import type { Redrive, Redriven } from "../../core/store.ts";
import { second } from "../../core/time.ts";
import type { Row } from "../rows.ts";
import type { Driver, Value } from "./driver.ts";
import type { Newsroom } from "./news.ts";
import { createThreads } from "./outbox.ts";
import type { Totals } from "./totals.ts";

export interface Redriving {
  redrive(redrive: Redrive): Redriven;
  stop(): number;
}

export function createRedriving(db: Driver, totals: Totals, news: Newsroom): Redriving {
  const threads = createThreads(db);
  const revive = db.prepare(
    "UPDATE outbox SET state = ?, due_at = ?, attempts = 0, key = ?, redriven = 1, settled_at = NULL, progress = iif(?, NULL, progress) WHERE seq = ?",
  );
  const stop = db.prepare("UPDATE outbox SET state = 3 WHERE redriven = 1 AND state IN (0, 4)");

  function reviveOne(row: Row, index: number, { now, rate, newKey }: Redrive): void {
    const dueAt = now + (rate === undefined ? 0 : Math.floor((index * second) / rate));
    const behind = row.thread !== null && threads.isBusy(String(row.dest), String(row.thread));
    revive.run(behind ? 4 : 0, dueAt, newKey ? randomUUID() : String(row.key), newKey ? 1 : 0, Number(row.seq));
    news.deliveriesWait(String(row.dest));
  }

  return {
    redrive(redrive) {
      const { where, values } = filterOf(redrive);
      const rows = db.prepare(`SELECT seq, dest, thread, key FROM outbox WHERE ${where} ORDER BY seq`).all(...values);
      if (redrive.dryRun) return { matched: rows.length, queued: 0 };
      for (const [index, row] of rows.entries()) reviveOne(row, index, redrive);
      totals.add("dead", -rows.length);
      return { matched: rows.length, queued: rows.length };
    },
    stop() {
      const stopped = Number(stop.run().changes);
      totals.add("dead", stopped);
      return stopped;
    },
  };
}

function filterOf({ to, rule, reason, since }: Redrive): { readonly where: string; readonly values: readonly Value[] } {
  const wanted: readonly (readonly [string, Value | undefined])[] = [
    ["dest = ?", to],
    ["rule = ?", rule],
    ["reason = ?", reason],
    ["settled_at >= ?", since],
  ];
  const given = wanted.filter((each): each is readonly [string, Value] => each[1] !== undefined);
  return { where: ["state = 3", ...given.map(([sql]) => sql)].join(" AND "), values: given.map(([, value]) => value) };
}
