/** Retention and forgetting, in small steps. Everything here runs inside a transaction of the writer. */

import { idPrefix } from "../../core/event.ts";
import type { Forgotten, Retention } from "../../core/store.ts";
import { type Duration, hour, type Instant, plus } from "../../core/time.ts";
import { deliveryState, eventStatus, type Row } from "../rows.ts";
import type { Driver, Statement } from "./driver.ts";
import type { Incidents } from "./incidents.ts";
import { createThreads } from "./outbox.ts";
import type { Totals } from "./totals.ts";

export interface Upkeep {
  prune(retention: Retention, now: Instant, max: number): number;
  forget(session: string, memoryPrefix: string): Forgotten;
  /** What `forget` would remove. */
  known(session: string, memoryPrefix: string): Forgotten;
}

export function createUpkeep(db: Driver, totals: Totals, incidents: Incidents): Upkeep {
  const empty = createEmptying(db);
  const dropAttempts = db.prepare("DELETE FROM attempts WHERE delivery = ?");
  const removal = { empty, dropAttempts, incidents };
  return { ...pruning(db, totals, removal), ...forgetting(db, totals, removal), known: counting(db, totals) };
}

/** What both ways of removing share. */
interface Removal {
  /** Takes the contents of an event away; the row stays, because its id is what tells a replay. */
  readonly empty: (seq: number) => void;
  readonly dropAttempts: Statement;
  readonly incidents: Incidents;
}

/** A timer that came in behind the event at hand was due earlier than that, by as much as we were busy. */
const timersLateBy: Duration = hour;

function createEmptying(db: Driver): Removal["empty"] {
  const emptyRow = db.prepare("UPDATE inbox SET status = 3, event = NULL, raw = NULL, session = NULL WHERE seq = ?");
  const dropEvaluation = db.prepare("DELETE FROM evaluations WHERE seq = ?");
  return (seq) => {
    emptyRow.run(seq);
    dropEvaluation.run(seq);
  };
}

function pruning(db: Driver, totals: Totals, { empty, dropAttempts, incidents }: Removal): Pick<Upkeep, "prune"> {
  const evaluatedFrom = db.prepare("SELECT seq, status, received_at FROM inbox WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?");
  // By its own time too: a key outlives every moment at which its event could still be sent again. An event without a
  // usable time of its own could be sent again for ever, so its key is kept for ever.
  const dropKeys = db.prepare(`
    DELETE FROM inbox WHERE seq IN
      (SELECT seq FROM inbox WHERE status = 3 AND received_at < ? AND id >= '00000001' AND id < ? ORDER BY seq LIMIT ?)`);
  const dropDelivered = db.prepare(
    "DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox WHERE state = 2 AND settled_at < ? ORDER BY settled_at LIMIT ?) RETURNING seq",
  );
  const dropMemories = db.prepare("DELETE FROM memory WHERE key IN (SELECT key FROM memory WHERE expires_at < ? LIMIT ?)");

  const firstWaiting = db.prepare(
    `SELECT min(received_at - ${timersLateBy}, json_extract(event, '$.occurredAt')) AS at FROM inbox WHERE seq > ? AND status = ${eventStatus.kept} ORDER BY seq LIMIT 1`,
  );
  const firstTimer = db.prepare("SELECT min(due_at) AS at FROM timers");

  /** What waits to be decided happened when it came in, a timer when it was due: it is judged by what had not expired then. */
  function lookedBackTo(now: Instant): number {
    const waiting = [firstWaiting.get(totals.get("evaluated_to")), firstTimer.get()].map((row) => row?.at ?? now);
    return Math.min(now, ...waiting.map(Number));
  }

  /** Walks forward from where the last step ended, up to the first event that is young or not evaluated. */
  function emptyEvents(before: number, max: number): number {
    let emptied = 0;
    for (const row of evaluatedFrom.all(totals.get("emptied_to"), totals.get("evaluated_to"), max)) {
      if (Number(row.received_at) >= before) break;
      if (row.status === eventStatus.kept) empty(Number(row.seq));
      totals.set("emptied_to", Number(row.seq));
      emptied += 1;
    }
    return emptied;
  }

  function deleteDelivered(before: number, max: number): number {
    const rows = dropDelivered.all(before, max);
    for (const row of rows) dropAttempts.run(Number(row.seq));
    return rows.length;
  }

  return {
    prune(retention, now, max) {
      const emptied = emptyEvents(now - retention.events, max);
      const before = now - retention.dedupe;
      const keys = Number(dropKeys.run(before, idPrefix(before), max).changes);
      const delivered = deleteDelivered(now - retention.deliveries, max);
      const resolved = incidents.prune(plus(now, -retention.deliveries), max);
      return emptied + keys + delivered + resolved + Number(dropMemories.run(lookedBackTo(now), max).changes);
    },
  };
}

/** What forgetting has removed from the outbox, and the threads in which something of others may stand behind it. */
interface Gone extends Pick<Forgotten, "deliveries" | "undelivered"> {
  readonly left: readonly { readonly dest: string; readonly thread: string }[];
}

function forgetting(db: Driver, totals: Totals, { empty, dropAttempts, incidents }: Removal): Pick<Upkeep, "forget"> {
  const eventsOf = db.prepare("SELECT seq, id FROM inbox WHERE session = ?");
  const dropDeliveries = db.prepare("DELETE FROM outbox WHERE event = ? RETURNING seq, state, dest, thread");
  const dropThread = db.prepare("DELETE FROM outbox WHERE thread = ? RETURNING seq, state, dest, thread");
  const dropMemories = db.prepare("DELETE FROM memory WHERE key >= ? AND key < ?");
  const threads = createThreads(db);
  const dropTimers = db.prepare("DELETE FROM timers WHERE session = ?");

  function forgetDeliveries(rows: readonly Row[]): Gone {
    for (const row of rows) {
      dropAttempts.run(Number(row.seq));
      if (row.state === deliveryState.dead) totals.add("dead", -1);
      if (row.state !== deliveryState.delivered) totals.add("queued", -1);
    }
    const undelivered = rows.filter(({ state }) => state !== deliveryState.dead && state !== deliveryState.delivered);
    const left = undelivered.flatMap(({ dest, thread }) => (thread === null ? [] : [{ dest: String(dest), thread: String(thread) }]));
    return { deliveries: rows.length, undelivered: undelivered.length, left };
  }

  return {
    forget(session, memoryPrefix) {
      const events = eventsOf.all(session);
      const unsent = events.map((event) => forgetDeliveries(dropDeliveries.all(String(event.id))));
      const pending = events.filter(({ seq }) => Number(seq) > totals.get("evaluated_to")).length;
      totals.add("evaluated", pending); // they never will be
      for (const event of events) empty(Number(event.seq));
      const remembered = Number(dropMemories.run(memoryPrefix, `${memoryPrefix}\u{10ffff}`).changes);
      dropTimers.run(session);
      const incidentsGone = incidents.forget(session);
      const clicked = incidentsGone.ids.map((id) => forgetDeliveries(dropThread.all(id))); // clicks have queued some of them
      const gone = [...unsent, ...clicked];
      for (const { dest, thread } of gone.flatMap(({ left }) => left)) threads.promote(dest, thread);
      return {
        events: events.length,
        pending,
        deliveries: gone.reduce((sum, each) => sum + each.deliveries, 0),
        undelivered: gone.reduce((sum, each) => sum + each.undelivered, 0),
        incidents: incidentsGone.ids.length,
        memories: remembered + incidentsGone.memories,
      };
    },
  };
}

/** Where forgetting looks, without removing; an incident's memory is named as by `incidentKey`. */
function counting(db: Driver, totals: Totals): Upkeep["known"] {
  const { delivered, dead } = deliveryState;
  const count = db.prepare(`
    WITH known AS (SELECT seq, id FROM inbox WHERE session = ?),
    threads AS (SELECT id FROM incidents WHERE session = ?),
    queued AS (SELECT state FROM outbox WHERE event IN (SELECT id FROM known) OR thread IN (SELECT id FROM threads))
    SELECT (SELECT count(*) FROM known) AS events, (SELECT count(*) FROM known WHERE seq > ?) AS pending,
      (SELECT count(*) FROM queued) AS deliveries, (SELECT count(*) FROM queued WHERE state NOT IN (${delivered}, ${dead})) AS undelivered,
      (SELECT count(*) FROM threads) AS incidents, (SELECT count(*) FROM memory WHERE key >= ? AND key < ?) +
      (SELECT count(*) FROM memory WHERE key IN (SELECT 'incident ' || substr(id, 1, 24) FROM threads)) AS memories`);
  return (session, memoryPrefix) => {
    const row = count.get(session, session, totals.get("evaluated_to"), memoryPrefix, `${memoryPrefix}\u{10ffff}`);
    const of = (name: keyof Forgotten) => Number(row?.[name]);
    return {
      events: of("events"),
      pending: of("pending"),
      deliveries: of("deliveries"),
      undelivered: of("undelivered"),
      incidents: of("incidents"),
      memories: of("memories"),
    };
  };
}
