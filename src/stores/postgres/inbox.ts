/** Statements that store events, take them from their lanes and mark their results. */

import type { Event, EventId } from "../../core/event.ts";
import type { Acceptance, Arrival } from "../../core/store.ts";
import { eventStatus } from "../rows.ts";
import type { Accepted, AtHand } from "./at-hand.ts";
import type { Database, NamedStatement, Param } from "./connection.ts";
import { laneOf } from "./locks.ts";
import { laneCount, slot } from "./schema.ts";

/**
 * Numbers follow the order of arrival. Rows are inserted in the order of their ids, so that two processes with the same events wait for
 * each other in the
 * same order.
 */
const insertAll: NamedStatement = {
  name: "insert-all",
  text: `
    WITH numbered AS MATERIALIZED (
      SELECT nextval('inbox_seq') AS seq, arrived.* FROM (
        SELECT * FROM unnest($1::text[], $2::smallint[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[],
          $9::text[], $10::text[], $11::text[], $12::bytea[])
          WITH ORDINALITY AS each (id, lane, status, source, type, agent, session, received_at, event, reason, detail, raw, n) ORDER BY n) AS arrived),
    fresh AS (
      INSERT INTO inbox (seq, id, status, source, type, agent, session, received_at, event, reason, detail, raw)
      SELECT seq, id, status, source, type, agent, session, received_at, event, reason, detail, raw FROM numbered ORDER BY id
      ON CONFLICT (id) DO NOTHING RETURNING seq, id, status, octet_length(raw) AS bytes),
    waiting AS (
      INSERT INTO pending (lane, seq, keeper) SELECT lane, seq, $13 FROM fresh JOIN numbered USING (seq) WHERE fresh.status = ${eventStatus.kept}),
    counted AS (
      UPDATE totals SET events = events + counts.n, quarantined = quarantined + counts.unusable, quarantined_bytes = quarantined_bytes + counts.bytes
      FROM (
        SELECT count(*) AS n, count(*) FILTER (WHERE status = ${eventStatus.quarantined}) AS unusable,
          coalesce(sum(bytes) FILTER (WHERE status = ${eventStatus.quarantined}), 0) AS bytes FROM fresh) AS counts
      WHERE slot = ${slot} AND counts.n > 0)
    SELECT id, seq FROM fresh`,
};

/** No process has it in memory. */
const noKeeper = 0;

export interface StoredRow {
  /** In the order of the arrivals. */
  readonly acceptances: readonly (Acceptance & { readonly id: EventId })[];
  /** The events that are new. */
  readonly events: readonly Accepted[];
}

/** Stores arrivals, each once. `keeper` is the process that still has them in memory. */
export async function insertArrivals(db: Database, arrivals: readonly Arrival[], keeper: number): Promise<StoredRow> {
  const fresh = new Map<string, Arrival>();
  for (const arrival of arrivals) if (!fresh.has(idOf(arrival))) fresh.set(idOf(arrival), arrival);
  const rows = await db.run(insertAll, [...columnsOf([...fresh.values()]), keeper]);
  const stored = new Map(rows.map(({ id, seq }) => [id, Number(seq)]));
  const acceptances: StoredRow["acceptances"][number][] = [];
  const events: Accepted[] = [];
  for (const arrival of arrivals) {
    const id = idOf(arrival);
    const seq = fresh.get(id) === arrival ? stored.get(id) : undefined;
    acceptances.push({ status: seq === undefined ? "duplicate" : arrival.kind === "event" ? "accepted" : "quarantined", id });
    if (seq !== undefined && arrival.kind === "event") events.push({ seq, event: arrival.event });
  }
  return { acceptances, events };
}

/** Sends the statement that stores events of the relay itself. */
export function insertOwn(db: Database, events: readonly Event[]): Promise<unknown> {
  const distinct = [...new Map(events.map((event) => [event.id, event])).values()];
  const columns = columnsOf(distinct.map((event) => ({ kind: "event", event, raw: new TextEncoder().encode(JSON.stringify(event)) })));
  return db.run(insertAll, [...columns, noKeeper]);
}

function idOf(arrival: Arrival): EventId {
  return arrival.kind === "event" ? arrival.event.id : arrival.id;
}

/** The cells of an inbox row, beside its raw bytes. */
interface Cells {
  readonly lane: number;
  readonly status: number;
  readonly type: string;
  readonly agent: string;
  readonly session: string | null;
  readonly event: string | null;
  readonly reason: string | null;
  readonly detail: string | null;
}

function columnsOf(arrivals: readonly Arrival[]): readonly Param[] {
  const cells = arrivals.map(cellsOf);
  return [
    arrivals.map(idOf),
    cells.map(({ lane }) => lane),
    cells.map(({ status }) => status),
    arrivals.map((each) => (each.kind === "event" ? each.event.source : each.source)),
    cells.map(({ type }) => type),
    cells.map(({ agent }) => agent),
    cells.map(({ session }) => session),
    arrivals.map((each) => (each.kind === "event" ? each.event.receivedAt : each.receivedAt)),
    cells.map(({ event }) => event),
    cells.map(({ reason }) => reason),
    cells.map(({ detail }) => detail),
    arrivals.map(({ raw }) => raw),
  ];
}

function cellsOf(arrival: Arrival): Cells {
  if (arrival.kind === "quarantined") {
    const { session = null, reason, detail } = arrival;
    return { lane: 0, status: eventStatus.quarantined, type: "", agent: "", session, event: null, reason, detail };
  }
  const { event } = arrival;
  const { type, agent, session = null } = event;
  return { lane: laneOf(event), status: eventStatus.kept, type, agent, session, event: JSON.stringify(event), reason: null, detail: null };
}

/**
 * Takes free lanes of a part and their oldest events, and deletes these at once. Where a lane was released between the look and
 * the lock, its events are gone and are skipped. A rollback restores them. Events in this process's memory are not read.
 */
const takeNext: NamedStatement = {
  name: "take-next",
  text: `
    WITH free AS MATERIALIZED (
      SELECT lane FROM lanes WHERE EXISTS (SELECT 1 FROM pending WHERE pending.lane = lanes.lane)
        AND lane % $4::int = $5::int
      ORDER BY (lane + $2::int) % ${laneCount} LIMIT $3 FOR UPDATE SKIP LOCKED),
    oldest AS (
      SELECT each.lane, each.seq FROM free CROSS JOIN LATERAL
        (SELECT lane, seq FROM pending WHERE pending.lane = free.lane ORDER BY pending.lane, pending.seq LIMIT $1) AS each
      ORDER BY each.seq LIMIT $1),
    taken AS (
      DELETE FROM pending USING oldest WHERE pending.lane = oldest.lane AND pending.seq = oldest.seq RETURNING pending.lane, pending.seq, pending.keeper)
    SELECT lane, seq, CASE WHEN keeper <> $6 THEN (SELECT event FROM inbox WHERE inbox.seq = taken.seq) END AS event,
      (SELECT tries FROM trials WHERE trials.seq = taken.seq) AS tries
    FROM taken ORDER BY seq`,
};

const readBack: NamedStatement = {
  name: "read-back",
  text: "SELECT seq, event FROM inbox WHERE seq = ANY($1::bigint[]) AND event IS NOT NULL",
};

/** A taken event, until the transaction ends. */
export interface TakenEvents {
  readonly lane: number;
  readonly seq: number;
  /** How many processes ended during its evaluation. */
  readonly tries: number;
  readonly event: Event;
}

export interface LaneShare {
  readonly max: number;
  /** The first lane, so that no lane is always last. */
  readonly from: number;
  /** The most lanes, so that other processes find work as well. */
  readonly lanes: number;
  /** Lanes are divided among this many processes; this is the part of the one with this index. */
  readonly parts: number;
  readonly part: number;
}

/** The taken events that this process has in memory. */
export interface Kept {
  readonly keeper: number;
  readonly atHand: AtHand;
}

/** Takes events until the transaction ends. */
export async function take(
  db: Database,
  { max, from, lanes, parts, part }: LaneShare,
  { keeper, atHand }: Kept,
): Promise<readonly TakenEvents[]> {
  const rows = await db.run(takeNext, [max, laneCount - (from % laneCount), lanes, parts, part, keeper]);
  const events = new Map(rows.map(({ seq, event }) => [Number(seq), event === null ? atHand.take(Number(seq)) : eventOf(event)]));
  const missing = [...events].filter(([, event]) => event === undefined).map(([seq]) => seq);
  const read = missing.length === 0 ? [] : await db.run(readBack, [missing]);
  for (const { seq, event } of read) events.set(Number(seq), eventOf(event));
  return rows.flatMap(({ lane, seq, tries }) => {
    const event = events.get(Number(seq));
    return event === undefined ? [] : [{ lane: Number(lane), seq: Number(seq), tries: Number(tries), event }];
  });
}

function eventOf(text: unknown): Event {
  return JSON.parse(String(text)) as Event; // written by cellsOf
}

/** Refused where the event is evaluated already, so nothing is evaluated twice. */
const insertEvaluations: NamedStatement = {
  name: "insert-evaluations",
  text: `
    WITH done AS (
      INSERT INTO evaluations (seq, version, trace, conversation, reading)
      SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[]))
    UPDATE totals SET evaluated = evaluated + cardinality($1::bigint[]) WHERE slot = ${slot}`,
};

export interface Finished {
  readonly seq: number;
  readonly version: string;
  readonly trace: string | null;
  readonly conversation: string | null;
  readonly reading: string | null;
}

export function finish(db: Database, finished: readonly Finished[]): Promise<unknown> {
  return db.run(insertEvaluations, [
    finished.map(({ seq }) => seq),
    finished.map(({ version }) => version),
    finished.map(({ trace }) => trace),
    finished.map(({ conversation }) => conversation),
    finished.map(({ reading }) => reading),
  ]);
}

const putAsideOne: NamedStatement = {
  name: "put-aside",
  text: `
    WITH marked AS (UPDATE inbox SET status = ${eventStatus.quarantined}, reason = $2, detail = $3 WHERE seq = $1 RETURNING octet_length(raw) AS bytes)
    UPDATE totals SET quarantined = quarantined + 1, quarantined_bytes = quarantined_bytes + coalesce((SELECT bytes FROM marked), 0)
    WHERE slot = ${slot} AND EXISTS (SELECT 1 FROM marked)`,
};

/** Ends a taken event without an evaluation. */
export function putAside(db: Database, seq: number, reason: string, detail: string): Promise<unknown> {
  return db.run(putAsideOne, [seq, reason, detail]);
}

const putBackAll: NamedStatement = {
  name: "put-back",
  text: "INSERT INTO pending (lane, seq) SELECT * FROM unnest($1::smallint[], $2::bigint[])",
};

/** Returns taken events to their places. */
export function putBack(db: Database, events: readonly TakenEvents[]): Promise<unknown> {
  return db.run(putBackAll, [events.map(({ lane }) => lane), events.map(({ seq }) => seq)]);
}
