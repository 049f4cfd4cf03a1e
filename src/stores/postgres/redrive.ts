/** Redrives dead letters, reverts that, and deletes one: a limited number of rows in each transaction. */

import type { Json } from "../../core/json.ts";
import type { Redrive, Redriven, SendTo } from "../../core/store.ts";
import { second } from "../../core/time.ts";
import type { Row } from "../rows.ts";
import type { Database, NamedStatement } from "./connection.ts";
import type { InThread } from "./locks.ts";
import { within } from "./outbox.ts";
import { slot } from "./schema.ts";

const atOnce = 250;

const selectLast: NamedStatement = { name: "last-dead", text: "SELECT coalesce(max(seq), 0) AS seq FROM outbox WHERE state = 3" };

/** The end of a redrive that begins now. Later dead letters are not sent again. */
export async function lastDead(db: Database): Promise<number> {
  const [row] = await db.run(selectLast);
  return Number(row?.seq);
}

/** The next dead letters, and whether each matches, with `NULL` for "any". Bodies are read only where they are needed. */
const look: NamedStatement = {
  name: "look-at-dead",
  text: `
    SELECT seq, dest, thread, CASE WHEN wanted AND $8 THEN body END AS body, wanted FROM (
      SELECT *, ($3::text IS NULL OR id = $3) AND ($4::text IS NULL OR dest = $4) AND ($5::text IS NULL OR rule = $5)
        AND ($6::text IS NULL OR reason = $6) AND ($7::bigint IS NULL OR settled_at >= $7) AS wanted
      FROM outbox WHERE state = 3 AND seq > $1 AND seq <= $2 ORDER BY seq LIMIT ${atOnce}) AS looked`,
};

/** Where one is named by its id, only that one is read. */
const positionOfDead: NamedStatement = { name: "place-of-dead", text: "SELECT seq FROM outbox WHERE id = $1 AND state = 3" };

const revive: NamedStatement = {
  name: "revive-dead",
  text: `
    WITH revived AS (
      UPDATE outbox SET state = CASE WHEN thread IS NULL THEN 0 ELSE 4 END, dest = each.dest, body = coalesce(each.body, outbox.body),
        due_at = each.due_at, attempts = 0, first_due = NULL, key = CASE WHEN $5 THEN gen_random_uuid()::text ELSE key END,
        progress = CASE WHEN $5 OR each.dest <> outbox.dest THEN NULL ELSE progress END, redriven = true, settled_at = NULL
      FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[]) AS each (seq, dest, body, due_at)
      WHERE outbox.seq = each.seq AND outbox.state = 3 RETURNING 1),
    counted AS (UPDATE totals SET dead = dead - (SELECT count(*) FROM revived) WHERE slot = ${slot})
    SELECT count(*) AS n FROM revived`,
};

export interface PostgresRedriveStep extends Required<Redriven> {
  readonly destinations: readonly string[];
  /** Where the next step continues; undefined at the end. */
  readonly next: number | undefined;
}

interface DeadPosition {
  readonly after: number;
  readonly last: number;
  /** Those that earlier steps have queued. */
  readonly queued: number;
}

/** One step, inside a transaction. */
export async function redriveStep(db: Database, redrive: Redrive, at: DeadPosition): Promise<PostgresRedriveStep> {
  const { sendTo, dryRun } = redrive;
  const looked = await lookedAt(db, redrive, at);
  const next = looked.length < atOnce || redrive.id !== undefined ? undefined : Number(looked.at(-1)?.seq);
  const wanted = looked.filter((row) => row.wanted === true);
  const fit = wanted.flatMap((row) => revivedOf(row, sendTo));
  const found = { matched: wanted.length, unfit: wanted.length - fit.length, next };
  if (dryRun || fit.length === 0) return { ...found, queued: 0, destinations: [] };
  const queued = await reviveAll(db, fit, redrive, at.queued);
  return { ...found, queued, destinations: [...new Set(fit.map(({ dest }) => dest))] };
}

async function lookedAt(
  db: Database,
  { id, to, rule, reason, since, sendTo }: Redrive,
  { after, last }: DeadPosition,
): Promise<readonly Row[]> {
  const [only] = id === undefined ? [] : await db.run(positionOfDead, [id]);
  if (id !== undefined && only === undefined) return [];
  const [from, until] = only === undefined ? [after, last] : [Number(only.seq) - 1, Number(only.seq)];
  return db.run(look, [from, until, id ?? null, to ?? null, rule ?? null, reason ?? null, since ?? null, sendTo !== undefined]);
}

interface Revived {
  readonly seq: number;
  readonly dest: string;
  readonly thread: string | undefined;
  /** `null` where it stays. */
  readonly body: string | null;
}

function revivedOf(row: Row, sendTo: SendTo | undefined): readonly Revived[] {
  const thread = row.thread === null ? undefined : String(row.thread);
  if (sendTo === undefined) return [{ seq: Number(row.seq), dest: String(row.dest), thread, body: null }];
  const body = sendTo.adopt(JSON.parse(String(row.body)) as Json); // written by outbox.ts
  return body === undefined ? [] : [{ seq: Number(row.seq), dest: sendTo.to, thread, body: JSON.stringify(body) }];
}

async function reviveAll(db: Database, fit: readonly Revived[], { now, rate, newKey }: Redrive, before: number): Promise<number> {
  const threads = fit.flatMap(({ dest, thread }): readonly InThread[] => (thread === undefined ? [] : [{ to: dest, thread }]));
  const spacing = rate === undefined ? 0 : second / rate;
  const columns = [
    fit.map(({ seq }) => seq),
    fit.map(({ dest }) => dest),
    fit.map(({ body }) => body),
    fit.map((_, index) => now + Math.floor((before + index) * spacing)),
    newKey,
  ];
  const [row] = await within(db, threads, () => db.run(revive, columns));
  return Number(row?.n);
}

const discardOne: NamedStatement = {
  name: "discard-dead",
  text: `
    WITH gone AS (DELETE FROM outbox WHERE id = $1 AND state = 3 RETURNING seq),
    tried AS (DELETE FROM attempts USING gone WHERE delivery = gone.seq),
    counted AS (
      UPDATE totals SET dead = dead - 1, queued = queued - 1 WHERE slot = ${slot} AND EXISTS (SELECT 1 FROM gone))
    SELECT seq FROM gone`,
};

export async function discard(db: Database, id: string): Promise<boolean> {
  return (await db.run(discardOne, [id])).length > 0;
}

const someRedriven: NamedStatement = {
  name: "some-redriven",
  text: `SELECT seq, dest, thread FROM outbox WHERE redriven AND state IN (0, 4) ORDER BY seq LIMIT ${atOnce}`,
};

const stop: NamedStatement = {
  name: "stop-redrive",
  text: `
    WITH stopped AS (UPDATE outbox SET state = 3 WHERE seq = ANY($1::bigint[]) AND redriven AND state IN (0, 4) RETURNING 1),
    counted AS (UPDATE totals SET dead = dead + (SELECT count(*) FROM stopped) WHERE slot = ${slot})
    SELECT count(*) AS n FROM stopped`,
};

/** One step, inside a transaction; none are left where `found` is 0. */
export async function stopRedriveStep(db: Database): Promise<{ readonly found: number; readonly stopped: number }> {
  const rows = await db.run(someRedriven);
  if (rows.length === 0) return { found: 0, stopped: 0 };
  const threads = rows.flatMap(({ dest, thread }) => (thread === null ? [] : [{ to: String(dest), thread: String(thread) }]));
  const [row] = await within(db, threads, () => db.run(stop, [rows.map(({ seq }) => Number(seq))]));
  return { found: rows.length, stopped: Number(row?.n) };
}
