/** The clock was set back: what waits by the earlier clock becomes due earlier by the same span. Each step is a transaction. */

import type { Event } from "../../core/event.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Duration, Instant } from "../../core/time.ts";
import { receivedBackBy, setBackBy, setBefore } from "../../core/timer.ts";
import { instantOf } from "../rows.ts";
import type { Database, NamedStatement } from "./connection.ts";

/** Rows that one step reads. */
const rowsAStep = 1_000;

const someEvents: NamedStatement = {
  name: "set-back-some-events",
  text: `
    SELECT each.lane, seq, received_at, event
    FROM (SELECT lane, seq FROM pending WHERE (lane, seq) > ($1, $2) ORDER BY lane, seq LIMIT ${rowsAStep}) AS each JOIN inbox USING (seq)
    ORDER BY each.lane, seq FOR UPDATE OF inbox`,
};

const moveEvents: NamedStatement = {
  name: "set-back-events",
  text: `
    UPDATE inbox SET received_at = moved.received_at, event = moved.event
    FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS moved (seq, received_at, event) WHERE inbox.seq = moved.seq`,
};

const someTimers: NamedStatement = {
  name: "set-back-some-timers",
  text: `SELECT key, due_at, payload FROM timers WHERE key > $1 ORDER BY key LIMIT ${rowsAStep} FOR UPDATE`,
};

const moveTimers: NamedStatement = {
  name: "set-back-timers",
  text: `
    UPDATE timers SET due_at = moved.due_at, payload = moved.payload
    FROM unnest($1::text[], $2::bigint[], $3::text[]) AS moved (key, due_at, payload) WHERE timers.key = moved.key`,
};

/** A delivery that was due by the earlier clock, and was held back, stays due. */
const moveDeliveries: NamedStatement = {
  name: "set-back-deliveries",
  text: `
    WITH moved AS (UPDATE outbox SET due_at = due_at - $1::bigint WHERE state IN (0, 4) AND due_at > $2 RETURNING dest)
    SELECT DISTINCT dest FROM moved`,
};

/** A waiting event. */
export interface PendingPosition {
  readonly lane: number;
  readonly seq: number;
}

export const beforeAllPending: PendingPosition = { lane: -1, seq: 0 };

/** Moves the time of receipt of some waiting events. Returns the position after which the next step continues; undefined at the end. */
export async function setEventsBack(
  db: Database,
  { by, now }: SetBackBounds,
  { lane, seq }: PendingPosition,
): Promise<PendingPosition | undefined> {
  const rows = await db.run(someEvents, [lane, seq]);
  const moved = rows
    .filter(({ received_at }) => Number(received_at) > now) // the others were received since, or long before
    .map(({ seq, event }) => ({ seq: Number(seq), event: receivedBackBy(JSON.parse(String(event)) as Event, by) })); // written by inbox.ts
  if (moved.length > 0)
    await db.run(moveEvents, [
      moved.map(({ seq }) => seq),
      moved.map(({ event }) => event.receivedAt),
      moved.map(({ event }) => JSON.stringify(event)),
    ]);
  const last = rows.at(-1);
  return rows.length < rowsAStep || last === undefined ? undefined : { lane: Number(last.lane), seq: Number(last.seq) };
}

export interface SetBackBounds {
  readonly by: Duration;
  readonly now: Instant;
}

/** As in `setBackBy` of core/timer.ts. Returns the key after which the next step continues; undefined at the end. */
export async function setTimersBack(db: Database, { by, now }: SetBackBounds, after: string): Promise<string | undefined> {
  const rows = await db.run(someTimers, [after]);
  const moved = rows
    .map((row) => ({ key: String(row.key), dueAt: instantOf(row.due_at), payload: JSON.parse(String(row.payload)) as JsonObject })) // written by memory.ts
    .filter(({ dueAt }) => dueAt >= setBefore(now, by))
    .map((timer) => setBackBy(timer, by));
  if (moved.length > 0)
    await db.run(moveTimers, [
      moved.map(({ key }) => key),
      moved.map(({ dueAt }) => dueAt),
      moved.map(({ payload }) => JSON.stringify(payload)),
    ]);
  return rows.length < rowsAStep ? undefined : String(rows.at(-1)?.key);
}

/** Returns the destinations for which something is due earlier now. */
export async function setDeliveriesBack(db: Database, { by, now }: SetBackBounds): Promise<readonly string[]> {
  return (await db.run(moveDeliveries, [by, now])).map(({ dest }) => String(dest));
}
