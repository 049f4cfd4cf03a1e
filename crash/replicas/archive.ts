/** What is left in PostgreSQL after a run, read by ourselves after the last stop. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { query } from "../../test/support/postgres.ts";
import { type Archive, plantedSource, storedDelivery, storedEvent, type Totals } from "../archive.ts";
import type { Wait } from "./served.ts";

/**
 * In the order of evaluation: of a session one transaction follows the other, and each has the time of its commit. An event is evaluated
 * where its evaluation stands beside it, whatever the relay's own marks say.
 */
const selectEvents = `
  SELECT inbox.seq, id, status, received_at, session, reason, raw, evaluations.seq IS NULL AS waits,
    round(extract(epoch FROM pg_xact_commit_timestamp(evaluations.xmin)) * 1000) AS evaluated_at
  FROM inbox LEFT JOIN evaluations ON evaluations.seq = inbox.seq
  ORDER BY pg_xact_commit_timestamp(evaluations.xmin) NULLS LAST, inbox.seq`;

/** What no transaction may leave behind. */
const selectUnsound = `
  SELECT (SELECT count(*) FROM pending WHERE seq IN (SELECT seq FROM evaluations)) AS twice,
    (SELECT count(*) FROM evaluations WHERE seq NOT IN (SELECT seq FROM inbox)) AS orphans,
    (SELECT count(*) FROM outbox WHERE state = 4) AS headless`;

/** Only the long ones: from acceptance, by the relay's clock put right by the database's, to the commit of the evaluation. */
const selectWaits = `
  SELECT id, received_at AS "from", extract(epoch FROM pg_xact_commit_timestamp(evaluations.xmin)) * 1000 AS "to"
  FROM inbox JOIN evaluations USING (seq)
  WHERE received_at > 1000000000000 AND extract(epoch FROM pg_xact_commit_timestamp(evaluations.xmin)) * 1000 - received_at > 100`;

/** Rows that the harness planted itself are left out. What is to be looked at later is written down: the database will be gone. */
export async function readPostgresArchive(port: number, folder: string): Promise<Archive & { readonly waits: readonly Wait[] }> {
  const events = await query(port, selectEvents);
  writeFileSync(join(folder, "events.jsonl"), events.map(({ raw, ...event }) => JSON.stringify(event)).join("\n"));
  const deliveries = await query(
    port,
    `SELECT id, key, event, rule, dest, state, reason FROM outbox WHERE rule <> '${plantedSource}' ORDER BY seq`,
  );
  const names = ["events", "evaluated", "quarantined", "queued", "delivered", "dead"] as const;
  const [totals = {}] = await query(port, `SELECT ${names.map((name) => `sum(${name}) AS ${name}`).join(", ")} FROM totals`);
  const [unsound = {}] = await query(port, selectUnsound);
  const waits = await query(port, selectWaits);
  const faults = Object.entries(unsound).filter(([, count]) => Number(count) > 0);
  return {
    events: events.map(storedEvent),
    deliveries: deliveries.map(storedDelivery),
    totals: Object.fromEntries(names.map((name) => [name, Number(totals[name])])) as unknown as Totals, // every name is a column
    integrity: faults.length === 0 ? "ok" : JSON.stringify(Object.fromEntries(faults)),
    waits: waits.map(({ id, from, to }) => ({ event: String(id), from: Number(from), to: Number(to) })),
  };
}

/** Deliveries that were delivered long ago, so that there is something to prune. They are in nobody's counts. */
export async function plantOldRows(port: number): Promise<void> {
  await query(
    port,
    `INSERT INTO outbox (id, key, event, rule, dest, urgent, state, due_at, settled_at, body)
     SELECT '${plantedSource}-' || n, '${plantedSource}-' || n, '', '${plantedSource}', 'sink', false, 2, n, n, '{}' FROM generate_series(1, 4000) AS n`,
  );
}
