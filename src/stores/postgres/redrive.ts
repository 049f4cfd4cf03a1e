/** Sending the dead again, and taking that back. */

import type { Redrive, Redriven } from "../../core/store.ts";
import { second } from "../../core/time.ts";
import type { Database, Statement } from "./connection.ts";
import type { InThread } from "./locks.ts";
import { within } from "./outbox.ts";
import { slot } from "./schema.ts";

/** What is asked for, with `NULL` for "any". */
const wanted = `
  state = 3 AND ($1::text IS NULL OR dest = $1) AND ($2::text IS NULL OR rule = $2) AND ($3::text IS NULL OR reason = $3)
  AND ($4::bigint IS NULL OR settled_at >= $4)`;

const count: Statement = { name: "count-dead", text: `SELECT count(*) AS n FROM outbox WHERE ${wanted}` };

const threadsOfDead: Statement = {
  name: "threads-of-dead",
  text: `SELECT DISTINCT dest, thread FROM outbox WHERE thread IS NOT NULL AND ${wanted}`,
};

const revive: Statement = {
  name: "revive-dead",
  text: `
    WITH dead AS MATERIALIZED (
      SELECT seq, row_number() OVER (ORDER BY seq) - 1 AS n FROM (SELECT seq FROM outbox WHERE ${wanted} ORDER BY seq FOR UPDATE) AS each),
    revived AS (
      UPDATE outbox SET state = CASE WHEN thread IS NULL THEN 0 ELSE 4 END, due_at = $5 + floor(dead.n * $6::float8)::bigint, attempts = 0, first_due = NULL,
        key = CASE WHEN $7 THEN gen_random_uuid()::text ELSE key END, progress = CASE WHEN $7 THEN NULL ELSE progress END,
        redriven = true, settled_at = NULL
      FROM dead WHERE outbox.seq = dead.seq RETURNING dest),
    counted AS (UPDATE totals SET dead = dead - (SELECT count(*) FROM revived) WHERE slot = ${slot})
    SELECT dest, count(*) AS n FROM revived GROUP BY dest`,
};

export interface Revived extends Redriven {
  readonly destinations: readonly string[];
}

/** Inside a transaction. */
export async function redriveDead(db: Database, { to, rule, reason, since, dryRun, rate, newKey, now }: Redrive): Promise<Revived> {
  const filter = [to ?? null, rule ?? null, reason ?? null, since ?? null];
  if (dryRun) {
    const [row] = await db.run(count, filter);
    return { matched: Number(row?.n), queued: 0, destinations: [] };
  }
  const threads = (await db.run(threadsOfDead, filter)).map(inThread);
  const spacing = rate === undefined ? 0 : second / rate;
  const rows = await within(db, threads, () => db.run(revive, [...filter, now, spacing, newKey]));
  const matched = rows.reduce((sum, { n }) => sum + Number(n), 0);
  return { matched, queued: matched, destinations: rows.map(({ dest }) => String(dest)) };
}

const threadsOfRedriven: Statement = {
  name: "threads-of-redriven",
  text: "SELECT DISTINCT dest, thread FROM outbox WHERE redriven AND thread IS NOT NULL AND state IN (0, 4)",
};

const stop: Statement = {
  name: "stop-redrive",
  text: `
    WITH stopped AS (UPDATE outbox SET state = 3 WHERE redriven AND state IN (0, 4) RETURNING 1),
    counted AS (UPDATE totals SET dead = dead + (SELECT count(*) FROM stopped) WHERE slot = ${slot})
    SELECT count(*) AS n FROM stopped`,
};

/** Inside a transaction. */
export async function stopRedrive(db: Database): Promise<number> {
  const threads = (await db.run(threadsOfRedriven)).map(inThread);
  const [row] = await within(db, threads, () => db.run(stop));
  return Number(row?.n);
}

function inThread(row: { readonly [column: string]: unknown }): InThread {
  return { to: String(row.dest), thread: String(row.thread) };
}
