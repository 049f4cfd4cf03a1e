/** Retention, in small steps, one process at a time. Everything here runs inside a transaction. */

import { idPrefix } from "../../core/event.ts";
import type { EmptiedQuarantine, Retention } from "../../core/store.ts";
import { type Duration, hour, type Instant, plus } from "../../core/time.ts";
import { oldestFigures } from "../figures.ts";
import { dayOf } from "../questions.ts";
import { eventStatus } from "../rows.ts";
import type { Database, NamedStatement } from "./connection.ts";
import { pruneIncidents } from "./incidents.ts";
import { within } from "./outbox.ts";
import { pruneDays } from "./questions/groups.ts";
import { slot } from "./schema.ts";

const isMine: NamedStatement = {
  name: "prune-alone",
  text: "SELECT pg_try_advisory_xact_lock(hashtext('avatar-relay prune ' || current_schema())) AS mine",
};

/**
 * Continues after the last step, up to the first event that is young or not evaluated. An event keeps its session, which
 * finds its deliveries while they are stored.
 */
const emptyEvents: NamedStatement = {
  name: "empty-events",
  text: `
    WITH next AS MATERIALIZED (
      SELECT seq, status, received_at, EXISTS (SELECT 1 FROM evaluations WHERE evaluations.seq = inbox.seq) OR status <> ${eventStatus.kept} AS done
      FROM inbox WHERE seq > (SELECT value FROM marks WHERE name = 'emptied_to') ORDER BY seq LIMIT $2),
    old AS MATERIALIZED (
      SELECT seq, status FROM next
      WHERE seq < coalesce((SELECT min(seq) FROM next WHERE NOT done OR received_at >= $1), 9223372036854775807)),
    emptied AS (
      UPDATE inbox SET status = ${eventStatus.emptied}, event = NULL, raw = NULL, detail = NULL
      FROM old WHERE inbox.seq = old.seq AND old.status = ${eventStatus.kept}),
    dropped AS (DELETE FROM evaluations USING old WHERE evaluations.seq = old.seq),
    moved AS (UPDATE marks SET value = (SELECT max(seq) FROM old) WHERE name = 'emptied_to' AND EXISTS (SELECT 1 FROM old))
    SELECT count(*) AS n FROM old`,
};

/**
 * By its own time as well: a key is kept longer than its event could be repeated. An event without a usable time of its own
 * could be repeated for ever, so its key is kept for ever.
 */
const dropKeys: NamedStatement = {
  name: "drop-keys",
  text: `
    WITH gone AS (
      DELETE FROM inbox WHERE id IN (
        SELECT id FROM inbox WHERE id >= '00000001' AND id < $2 AND status = ${eventStatus.emptied} AND received_at < $1 ORDER BY id LIMIT $3)
      RETURNING 1)
    SELECT count(*) AS n FROM gone`,
};

const dropDelivered: NamedStatement = {
  name: "drop-delivered",
  text: `
    WITH gone AS (
      DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox WHERE state = 2 AND settled_at < $1 ORDER BY settled_at LIMIT $2) RETURNING seq),
    noted AS (DELETE FROM attempts USING gone WHERE attempts.delivery = gone.seq)
    SELECT count(*) AS n FROM gone`,
};

/** A timer that came in after the present event was due earlier, by as long as the relay was busy. */
const timersLateBy: Duration = hour;

/** A waiting event happened when it came in, and a timer when it was due. Memories that had not expired then are still needed. */
const dropMemories: NamedStatement = {
  name: "drop-memories",
  text: `
    WITH looked_back_to AS MATERIALIZED (
      SELECT least(
        $1::bigint,
        (SELECT least(received_at - ${timersLateBy}, (event::json->>'occurredAt')::bigint) FROM inbox WHERE seq = (SELECT min(seq) FROM pending)),
        (SELECT min(due_at) FROM timers)) AS at),
    gone AS (
      DELETE FROM memory WHERE key IN (
        SELECT key FROM memory WHERE expires_at < (SELECT at FROM looked_back_to) ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
      RETURNING 1)
    SELECT count(*) AS n FROM gone`,
};

const dropFigures: NamedStatement = {
  name: "drop-figures",
  text: `
    WITH gone AS (DELETE FROM figures WHERE id IN (SELECT id FROM figures WHERE id < $1 ORDER BY id LIMIT $2) RETURNING 1)
    SELECT count(*) AS n FROM gone`,
};

const dropShares: NamedStatement = {
  name: "drop-figure-shares",
  text: `
    WITH gone AS (DELETE FROM figure_shares WHERE id IN (SELECT id FROM figure_shares ORDER BY id LIMIT $1) RETURNING 1)
    SELECT count(*) AS n FROM gone`,
};

/** Threads that have lost their head in an unforeseen way. */
const headless: NamedStatement = {
  name: "headless-threads",
  text: `
    SELECT DISTINCT dest, thread FROM outbox AS behind WHERE thread IS NOT NULL AND state = 4 AND NOT EXISTS (
      SELECT 1 FROM outbox AS head WHERE head.dest = behind.dest AND head.thread = behind.thread AND head.thread IS NOT NULL AND head.state IN (0, 1))
    LIMIT $1`,
};

/** The oldest first: the old ones, and then as many as exceed the limit. Sums are kept for each connection, so all of them count. */
const emptyAside: NamedStatement = {
  name: "empty-quarantine",
  text: `
    WITH next AS MATERIALIZED (
      SELECT seq, received_at < $1 AS old, coalesce(octet_length(raw), 0) AS bytes FROM inbox WHERE status = ${eventStatus.quarantined} ORDER BY seq LIMIT $3),
    summed AS MATERIALIZED (
      SELECT seq, old, bytes, (SELECT sum(quarantined_bytes) FROM totals) - (sum(bytes) OVER (ORDER BY seq) - bytes) > $2 AS over FROM next),
    due AS MATERIALIZED (
      SELECT seq, old, bytes FROM summed
      WHERE seq < coalesce((SELECT min(seq) FROM summed WHERE NOT old AND NOT over), 9223372036854775807)),
    emptied AS (
      UPDATE inbox SET status = ${eventStatus.emptied}, event = NULL, raw = NULL, detail = NULL FROM due WHERE inbox.seq = due.seq),
    counted AS (
      UPDATE totals SET quarantined = quarantined - (SELECT count(*) FROM due), evaluated = evaluated + (SELECT count(*) FROM due),
        quarantined_bytes = quarantined_bytes - (SELECT coalesce(sum(bytes), 0) FROM due)
      WHERE slot = ${slot})
    SELECT count(*) FILTER (WHERE old) AS old, count(*) FILTER (WHERE NOT old) AS over FROM due`,
};

/** None while another process does it. */
export async function emptyQuarantine(db: Database, retention: Retention, now: Instant, max: number): Promise<EmptiedQuarantine> {
  const [lock] = await db.run(isMine);
  if (lock?.mine !== true) return { old: 0, over: 0 };
  const [row] = await db.run(emptyAside, [now - retention.quarantined, retention.quarantinedBytes, max]);
  return { old: Number(row?.old), over: Number(row?.over) };
}

/** Zero while another process does it. */
export async function prune(db: Database, { events, deliveries, dedupe, figures }: Retention, now: Instant, max: number): Promise<number> {
  const [lock] = await db.run(isMine);
  if (lock?.mine !== true) return 0;
  const keysBefore = now - dedupe;
  const rows = await Promise.all([
    db.run(emptyEvents, [now - events, max]),
    db.run(dropKeys, [keysBefore, idPrefix(keysBefore), max]),
    db.run(dropDelivered, [now - deliveries, max]),
    db.run(dropMemories, [now, max]),
    db.run(dropFigures, [oldestFigures(figures, now), max]),
    ...(figures > 0 ? [] : [db.run(dropShares, [max])]),
    db.run(pruneDays, [dayOf(plus(now, -figures)), max]),
  ]);
  const resolved = await pruneIncidents(db, plus(now, -deliveries), max);
  const threads = (await db.run(headless, [max])).map((row) => ({ to: String(row.dest), thread: String(row.thread) }));
  await within(db, threads, () => Promise.resolve());
  return rows.reduce((sum, [row]) => sum + Number(row?.n), resolved);
}
