/** Statements for deliveries, from the queue to the end. */

import { type DeadReason, type Message, type Sending, type Settled, together } from "../../core/delivery.ts";
import type { Json } from "../../core/json.ts";
import type { Claim, DueDestination, Hastened } from "../../core/store.ts";
import type { Duration, Instant } from "../../core/time.ts";
import { deliveryState, instantOf, messageOf, modes, type Row } from "../rows.ts";
import type { Database, NamedStatement, Param } from "./connection.ts";
import { guarded, type InThread, lockAll, threadLocks } from "./locks.ts";
import { slot } from "./schema.ts";

/** Messages of a thread are queued behind it, and `promoteHeads` releases the first one. */
const insertAll: NamedStatement = {
  name: "queue-messages",
  text: `
    WITH fresh AS (
      INSERT INTO outbox (id, key, event, rule, dest, thread, mode, urgent, state, due_at, reason, detail, body)
      SELECT id, id, event, rule, dest, thread, mode, urgent, state, due_at, reason, detail, body FROM
        unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::boolean[], $8::smallint[], $9::bigint[],
          $10::text[], $11::text[], $12::text[])
          WITH ORDINALITY AS each (id, event, rule, dest, thread, mode, urgent, state, due_at, reason, detail, body, n) ORDER BY n
      ON CONFLICT (id) DO NOTHING RETURNING id, state),
    counted AS (
      UPDATE totals SET queued = queued + counts.n, dead = dead + counts.renderFailure
      FROM (SELECT count(*) AS n, count(*) FILTER (WHERE state = ${deliveryState.dead}) AS renderFailure FROM fresh) AS counts
      WHERE slot = ${slot} AND counts.n > 0)
    SELECT id FROM fresh`,
};

/**
 * Queues each message once, or merges it into one that waits. Returns the ids of new ones. Runs inside a transaction.
 * Where no message is in a thread, all statements are sent when this returns.
 */
export function queue(db: Database, messages: readonly Message[]): Promise<ReadonlySet<string>> {
  const threads = messages.flatMap(inThread);
  if (threads.length === 0) return insert(db, messages);
  return within(db, threads, async () => {
    const { added, takenIn, rewritten } = await folded(db, messages);
    if (rewritten.length > 0) void db.run(rewrite, [rewritten.map(({ seq }) => seq), rewritten.map(({ body }) => JSON.stringify(body))]);
    return new Set([...(await insert(db, added)), ...takenIn]);
  });
}

async function insert(db: Database, messages: readonly Message[]): Promise<ReadonlySet<string>> {
  const rows = messages.length === 0 ? [] : await db.run(insertAll, columnsOf(messages));
  return new Set(rows.map(({ id }) => String(id)));
}

function columnsOf(messages: readonly Message[]): readonly Param[] {
  return [
    messages.map(({ id }) => id),
    messages.map(({ event }) => event),
    messages.map(({ rule }) => rule),
    messages.map(({ to }) => to),
    messages.map(({ thread }) => thread ?? null),
    messages.map(({ mode = "new" }) => modes.indexOf(mode)),
    messages.map(({ urgent }) => urgent),
    messages.map(firstState),
    messages.map(({ dueAt }) => dueAt),
    messages.map(({ renderFailure }) => renderFailure?.reason ?? null),
    messages.map(({ renderFailure }) => renderFailure?.detail ?? null),
    messages.map(({ body }) => JSON.stringify(body)),
  ];
}

function firstState({ thread, renderFailure }: Message): number {
  if (renderFailure !== undefined) return deliveryState.dead;
  return thread === undefined ? deliveryState.waiting : deliveryState.behind;
}

/** One that was never claimed, because a message that may have arrived must not change under its key. Its lock prevents a claim now. */
const selectStanding: NamedStatement = {
  name: "standing-messages",
  text: `
    SELECT each.dest, each.thread, each.mode, standing.seq, standing.body
    FROM unnest($1::text[], $2::text[], $3::smallint[]) AS each (dest, thread, mode) CROSS JOIN LATERAL (
      SELECT seq, body FROM outbox WHERE outbox.dest = each.dest AND outbox.thread = each.thread AND outbox.thread IS NOT NULL
        AND state IN (0, 1, 4) AND state <> 1 AND outbox.mode = each.mode AND fence = 0
      ORDER BY outbox.dest DESC, outbox.thread DESC, seq DESC LIMIT 1 FOR UPDATE) AS standing`,
};

const rewrite: NamedStatement = {
  name: "rewrite-messages",
  text: "UPDATE outbox SET body = each.body FROM unnest($1::bigint[], $2::text[]) AS each (seq, body) WHERE outbox.seq = each.seq",
};

interface Folded {
  readonly added: readonly Message[];
  readonly takenIn: readonly string[];
  readonly rewritten: readonly { readonly seq: number; readonly body: Json }[];
}

/** A waiting message: in the outbox, or earlier among those that are being queued. */
interface Standing {
  readonly seq: number | undefined;
  readonly index: number | undefined;
  readonly body: Json;
}

/** Merges additions to a thread and updates of its first message into a waiting one, where the two can be sent together. */
async function folded(db: Database, messages: readonly Message[]): Promise<Folded> {
  const foldable = messages.filter(isFoldable);
  if (foldable.length === 0) return { added: messages, takenIn: [], rewritten: [] };
  const standing = await standingOf(db, foldable);
  const added: Message[] = [];
  const takenIn: string[] = [];
  for (const message of messages) {
    const lane = placeOf(message);
    const waiting = isFoldable(message) ? standing.get(lane) : undefined;
    const body = waiting && together(message.mode ?? "new", waiting.body, message.body);
    if (waiting === undefined || body === undefined) {
      standing.set(lane, { seq: undefined, index: added.push(message) - 1, body: message.body });
      continue;
    }
    takenIn.push(message.id);
    standing.set(lane, { ...waiting, body });
    const earlier = waiting.index === undefined ? undefined : added[waiting.index];
    if (earlier !== undefined && waiting.index !== undefined) added[waiting.index] = { ...earlier, body };
  }
  const rewritten = [...standing.values()].flatMap(({ seq, body }) => (seq === undefined ? [] : [{ seq, body }]));
  return { added, takenIn, rewritten: takenIn.length === 0 ? [] : rewritten };
}

function isFoldable({ mode = "new", thread, renderFailure }: Message): boolean {
  return mode !== "new" && thread !== undefined && renderFailure === undefined;
}

async function standingOf(db: Database, foldable: readonly Message[]): Promise<Map<string, Standing>> {
  const distinct = [...new Map(foldable.map((message) => [placeOf(message), message])).values()];
  const rows = await db.run(selectStanding, [
    distinct.map(({ to }) => to),
    distinct.map(({ thread }) => thread ?? null),
    distinct.map(({ mode = "new" }) => modes.indexOf(mode)),
  ]);
  return new Map(
    rows.map(({ dest, thread, mode, seq, body }) => [
      placeOf({ to: String(dest), thread: String(thread), mode: modes[Number(mode)] ?? "new" }),
      { seq: Number(seq), index: undefined, body: JSON.parse(String(body)) as Json }, // written by columnsOf
    ]),
  );
}

function placeOf({ to, thread, mode = "new" }: Pick<Message, "to" | "thread" | "mode">): string {
  return JSON.stringify([to, thread ?? null, mode]);
}

export function inThread({ to, thread }: Pick<Message, "to" | "thread">): readonly InThread[] {
  return thread === undefined ? [] : [{ to, thread }];
}

/** Releases the first unsettled message of a thread. */
const promote: NamedStatement = {
  name: "promote-heads",
  text: `
    UPDATE outbox SET state = ${deliveryState.waiting} FROM unnest($1::text[], $2::text[]) AS each (dest, thread)
    WHERE outbox.state = ${deliveryState.behind} AND outbox.seq = (
      SELECT seq FROM outbox AS other WHERE other.dest = each.dest AND other.thread = each.thread AND other.thread IS NOT NULL
      AND other.state IN (0, 1, 4) ORDER BY other.dest, other.thread, other.seq LIMIT 1)`,
};

/**
 * Changes messages in threads. No other process changes them meanwhile, and afterwards each thread has a head. Runs inside a transaction.
 */
export async function within<Result>(db: Database, threads: readonly InThread[], change: () => Promise<Result>): Promise<Result> {
  if (threads.length === 0) return change();
  const distinct = [...new Map(threads.map((each) => [`${each.to}\n${each.thread}`, each])).values()];
  void db.run(lockAll, [guarded.thread, threadLocks(distinct)]);
  const result = await change();
  void db.run(promote, [distinct.map(({ to }) => to), distinct.map(({ thread }) => thread)]);
  return result;
}

const countBacklog: NamedStatement = {
  name: "count-backlog",
  text: "SELECT count(*) AS n FROM (SELECT 1 FROM outbox WHERE dest = $1 AND state = 0 AND due_at <= $2 AND mode = 0 LIMIT $3) AS due",
};

export async function backlog(db: Database, to: string, now: Instant, max: number): Promise<number> {
  const [row] = await db.run(countBacklog, [to, now, max]);
  return Number(row?.n);
}

/** A loose index scan: one step for each destination (wiki.postgresql.org/wiki/Loose_indexscan). */
const selectWaiting: NamedStatement = {
  name: "waiting-destinations",
  text: `
    WITH RECURSIVE waiting AS (
      (SELECT dest, due_at FROM outbox WHERE state = 0 ORDER BY dest, due_at LIMIT 1)
      UNION ALL SELECT next.dest, next.due_at FROM waiting CROSS JOIN LATERAL
        (SELECT dest, due_at FROM outbox WHERE state = 0 AND dest > waiting.dest ORDER BY dest, due_at LIMIT 1) AS next),
    sending AS (
      (SELECT dest, lease_until FROM outbox WHERE state = 1 ORDER BY dest, lease_until LIMIT 1)
      UNION ALL SELECT next.dest, next.lease_until FROM sending CROSS JOIN LATERAL
        (SELECT dest, lease_until FROM outbox WHERE state = 1 AND dest > sending.dest ORDER BY dest, lease_until LIMIT 1) AS next)
    SELECT dest, min(at) AS due_at FROM (SELECT dest, due_at AS at FROM waiting UNION ALL SELECT dest, lease_until FROM sending) AS each
    GROUP BY dest ORDER BY dest`,
};

/** Ended leases count as well, because their holder may be dead. */
export async function waiting(db: Database): Promise<readonly DueDestination[]> {
  return (await db.run(selectWaiting)).map((row) => ({ to: String(row.dest), dueAt: instantOf(row.due_at) }));
}

/** Milliseconds since 1970 by the database's clock. */
export const databaseNow = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/** Due times use the given time. Leases use the database's own clock, moved by `$5` where a caller lives in another time. */
const claimDue: NamedStatement = {
  name: "claim-due",
  text: `
    WITH clock AS MATERIALIZED (SELECT ${databaseNow} + $5::bigint AS now),
    expired AS (
      SELECT seq, due_at FROM outbox WHERE dest = $1 AND state = 1 AND lease_until < (SELECT now FROM clock)
        AND ($7::smallint IS NULL OR mode = $7)
      ORDER BY lease_until LIMIT $3 FOR UPDATE SKIP LOCKED),
    due AS (
      SELECT seq, due_at FROM outbox WHERE dest = $1 AND state = 0 AND due_at <= $2 AND ($7::smallint IS NULL OR mode = $7)
      ORDER BY due_at, seq LIMIT $3 FOR UPDATE SKIP LOCKED),
    chosen AS (SELECT seq FROM (SELECT * FROM expired UNION ALL SELECT * FROM due) AS each ORDER BY due_at, seq LIMIT $3)
    UPDATE outbox SET state = 1, lease_until = (SELECT now FROM clock) + $4, fence = fence + 1, owner = $6,
      unsure = unsure OR state = 1
    FROM chosen WHERE outbox.seq = chosen.seq
    RETURNING outbox.*, CASE WHEN thread IS NOT NULL THEN (${firstReferenceOf("outbox.dest", "outbox.thread")}) END AS first_reference`,
};

const firstReference: NamedStatement = { name: "thread-reference", text: firstReferenceOf("$1", "$2") };

/** The reference of a thread: of the newest update that has one, else of its first message. */
function firstReferenceOf(dest: string, thread: string): string {
  return `
    SELECT first.reference FROM outbox AS first WHERE first.dest = ${dest} AND first.thread = ${thread} AND first.thread IS NOT NULL
    AND first.reference IS NOT NULL ORDER BY CASE WHEN first.mode = 2 THEN -first.seq ELSE first.seq END LIMIT 1`;
}

export async function threadReference(db: Database, to: string, thread: string): Promise<string | undefined> {
  const [row] = await db.run(firstReference, [to, thread]);
  return row === undefined ? undefined : String(row.reference);
}

export interface Claimant {
  readonly owner: number;
  /** How far the caller's time is from the database's. */
  readonly offset: Duration;
}

export async function claimDeliveries(
  db: Database,
  { to, max, lease, now, mode }: Claim,
  { owner, offset }: Claimant,
): Promise<readonly Sending[]> {
  const rows = await db.run(claimDue, [to, now, max, lease, offset, owner, mode === undefined ? null : modes.indexOf(mode)]);
  return [...rows].sort((a, b) => Number(a.due_at) - Number(b.due_at) || Number(a.seq) - Number(b.seq)).map(sendingOf);
}

function sendingOf(row: Row): Sending {
  return {
    message: messageOf(row),
    key: String(row.key),
    attempts: Number(row.attempts),
    fence: Number(row.fence),
    reference: row.first_reference === null ? undefined : String(row.first_reference),
    ...(row.unsure === true ? { unsure: true } : {}),
    ...(row.first_due === null ? {} : { since: instantOf(row.first_due) }),
    ...(row.progress === null ? {} : { progress: JSON.parse(String(row.progress)) as Json }), // written by settle
  };
}

/** Writes outcomes where the fence is still the one of the claim. */
const settleAll: NamedStatement = {
  name: "settle-all",
  text: `
    WITH ended AS MATERIALIZED (
      SELECT * FROM unnest($1::text[], $2::int[], $3::smallint[], $4::bigint[], $5::bigint[], $6::int[], $7::text[], $8::text[], $9::text[],
        $10::text[], $11::bigint[], $12::bigint[], $13::text[], $14::text[], $15::text[], $16::boolean[])
        AS each (id, fence, state, due_at, settled_at, attempts, reason, detail, reference, progress, at, took, kind, why, words, unsure)),
    settled AS (
      UPDATE outbox SET state = ended.state, first_due = coalesce(outbox.first_due, outbox.due_at), due_at = coalesce(ended.due_at, outbox.due_at), settled_at = ended.settled_at,
        attempts = ended.attempts, reason = ended.reason, detail = ended.detail, reference = ended.reference, redriven = false,
        progress = coalesce(ended.progress, outbox.progress), unsure = ended.unsure, owner = NULL
      FROM ended WHERE outbox.id = ended.id AND outbox.fence = ended.fence AND outbox.state = 1
      RETURNING outbox.id, outbox.seq, outbox.state),
    noted AS (
      INSERT INTO attempts (delivery, at, took, kind, reason, detail)
      SELECT settled.seq, ended.at, ended.took, ended.kind, ended.why, ended.words FROM ended JOIN settled ON settled.id = ended.id),
    counted AS (
      UPDATE totals SET delivered = delivered + counts.arrived, dead = dead + counts.ended
      FROM (SELECT count(*) FILTER (WHERE state = 2) AS arrived, count(*) FILTER (WHERE state = 3) AS ended FROM settled) AS counts
      WHERE slot = ${slot} AND counts.arrived + counts.ended > 0)
    SELECT id FROM settled`,
};

/** Returns the ids whose fence was valid. */
export async function settleDeliveries(db: Database, settled: readonly Settled[]): Promise<ReadonlySet<string>> {
  const rows = settled.map(settledRow);
  const found = await db.run(
    settleAll,
    Array.from({ length: 16 }, (_, column) => rows.map((row) => row[column] ?? null)),
  );
  return new Set(found.map(({ id }) => String(id)));
}

function settledRow({ id, fence, attempts, attempt, next }: Settled): readonly (string | number | boolean | null)[] {
  const { at, took, kind, reason, detail } = attempt;
  const note = [at, took, kind, reason, detail, next.state === "waiting" && next.unsure === true];
  switch (next.state) {
    case "waiting": {
      const progress = next.progress === undefined ? null : JSON.stringify(next.progress);
      return [id, fence, deliveryState.waiting, next.dueAt, null, attempts, reason, detail, null, progress, ...note];
    }
    case "delivered":
      return [id, fence, deliveryState.delivered, null, next.at, attempts, null, null, next.reference ?? null, null, ...note];
    case "dead":
      return [id, fence, deliveryState.dead, null, next.at, attempts, next.reason, next.detail, null, null, ...note];
    default:
      return next satisfies never;
  }
}

const releaseAll: NamedStatement = {
  name: "release-all",
  text: `
    UPDATE outbox SET state = 0, owner = NULL FROM unnest($1::text[], $2::int[]) AS each (id, fence)
    WHERE outbox.id = each.id AND outbox.fence = each.fence AND outbox.state = 1`,
};

export function release(db: Database, sending: readonly Sending[]): Promise<unknown> {
  return db.run(releaseAll, [sending.map(({ message }) => message.id), sending.map(({ fence }) => fence)]);
}

/** Releases what an owner has claimed without knowing it, because the answer to its claim was lost. */
const letGo: NamedStatement = {
  name: "let-go",
  text: "UPDATE outbox SET state = 0, owner = NULL WHERE state = 1 AND owner = $1 AND NOT id = ANY($2::text[])",
};

export function letGoOfAllBut(db: Database, owner: number, held: readonly string[]): Promise<unknown> {
  return db.run(letGo, [owner, held]);
}

const markDestinationDead: NamedStatement = {
  name: "bury-destination",
  text: `
    WITH buried AS (
      UPDATE outbox SET state = 3, settled_at = $1, reason = $2, detail = $3, owner = NULL WHERE dest = $4 AND state IN (0, 1, 4) RETURNING 1),
    counted AS (UPDATE totals SET dead = dead + (SELECT count(*) FROM buried) WHERE slot = ${slot})
    SELECT count(*) AS n FROM buried`,
};

export interface PostgresDeadMark {
  readonly to: string;
  readonly reason: DeadReason;
  readonly detail: string;
  readonly now: Instant;
}

export async function markDead(db: Database, { to, reason, detail, now }: PostgresDeadMark): Promise<number> {
  const [row] = await db.run(markDestinationDead, [now, reason, detail, to]);
  return Number(row?.n);
}

const hastenAll: NamedStatement = {
  name: "hasten",
  text: `
    UPDATE outbox SET due_at = $1, attempts = each.attempts FROM unnest($2::text[], $3::int[], $4::int[]) AS each (id, fence, attempts)
    WHERE outbox.id = each.id AND outbox.fence = each.fence AND outbox.state = 0 AND outbox.due_at > $1`,
};

export function hasten(db: Database, hastened: readonly Hastened[], now: Instant): Promise<unknown> {
  return db.run(hastenAll, [
    now,
    hastened.map(({ id }) => id),
    hastened.map(({ fence }) => fence),
    hastened.map(({ attempts }) => attempts),
  ]);
}

/** The most that are ended in one step. */
const deadAtOnce = 250;

const threadsOfOld: NamedStatement = {
  name: "threads-of-old",
  text: `
    SELECT DISTINCT dest, thread FROM (
      SELECT dest, thread FROM outbox WHERE dest = $1 AND state = 0 AND due_at <= $2 ORDER BY due_at, seq LIMIT ${deadAtOnce}) AS old
    WHERE thread IS NOT NULL`,
};

const markThoseOldDead: NamedStatement = {
  name: "bury-old",
  text: `
    WITH old AS MATERIALIZED (
      SELECT seq FROM outbox WHERE dest = $1 AND state = 0 AND due_at <= $2 AND (thread IS NULL OR thread = ANY($6::text[]))
      ORDER BY due_at, seq LIMIT ${deadAtOnce} FOR UPDATE SKIP LOCKED),
    buried AS (
      UPDATE outbox SET state = 3, settled_at = $3, reason = $4, detail = $5, owner = NULL FROM old WHERE outbox.seq = old.seq RETURNING 1),
    counted AS (UPDATE totals SET dead = dead + (SELECT count(*) FROM buried) WHERE slot = ${slot})
    SELECT count(*) AS n FROM buried`,
};

/** One step, inside a transaction. The next one finds those behind these. */
export async function markOldDead(db: Database, { to, reason, detail, now }: PostgresDeadMark, before: Instant): Promise<number> {
  const found = await db.run(threadsOfOld, [to, before]);
  const threads = found.map(({ dest, thread }) => ({ to: String(dest), thread: String(thread) }));
  const named = threads.map(({ thread }) => thread);
  const [row] = await within(db, threads, () => db.run(markThoseOldDead, [to, before, now, reason, detail, named]));
  return Number(row?.n);
}
