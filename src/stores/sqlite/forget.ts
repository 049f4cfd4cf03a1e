/** Deletes all data of a session. Runs inside a transaction of the writer. */

import { sessionPrefix } from "../../core/event.ts";
import { forgetInText, markOf, reportMarks } from "../../core/insights/report.ts";
import type { Forgotten } from "../../core/store.ts";
import { holdsOne, incidentsOf, isOpenedBy, type Leading, leadingOf, recentKeys, releases, withoutWaiting } from "../of-many.ts";
import { deliveryState, eventStatus, type Row } from "../rows.ts";
import type { Driver } from "./driver.ts";
import type { Emptying } from "./emptying.ts";
import type { Incidents } from "./incidents.ts";
import { createThreads } from "./outbox.ts";
import type { Projection } from "./projection.ts";
import type { Questions } from "./questions/groups.ts";
import type { Timers } from "./timers.ts";
import type { Totals } from "./totals.ts";

/** What was deleted from the outbox, and the threads that may contain later messages about others. */
interface Gone extends Pick<Forgotten, "deliveries" | "undelivered"> {
  readonly left: readonly { readonly dest: string; readonly thread: string }[];
}

export type Forget = (session: string) => Forgotten;

export interface ForgetParts {
  readonly db: Driver;
  readonly totals: Totals;
  readonly incidents: Incidents;
  readonly timers: Pick<Timers, "forget">;
  readonly projection: Pick<Projection, "forget">;
  readonly questions: Pick<Questions, "forget">;
  readonly empty: Emptying;
}

export function createForget({ db, totals, incidents, timers, projection, questions, empty }: ForgetParts): Forget {
  const eventsOf = db.prepare(
    "SELECT seq, id, status, source, agent, (SELECT trace FROM evaluations WHERE evaluations.seq = inbox.seq) AS trace FROM inbox WHERE session = ?",
  );
  const dropMemories = db.prepare("DELETE FROM memory WHERE key >= ? AND key < ?");
  const outbox = createOutboxForgetting(db, totals);
  const shared = createSharedForgetting(db, incidents);
  const forgetInReports = createForgetInReports(db);

  function emptyAll(rows: readonly Row[]): Pick<Forgotten, "events" | "pending" | "quarantined"> {
    const quarantined = rows.filter(({ status }) => status === eventStatus.quarantined).length;
    const pending = rows.filter(({ seq, status }) => status === eventStatus.kept && Number(seq) > totals.get("evaluated_to")).length;
    totals.add("evaluated", pending); // they never will be
    for (const { seq } of rows) empty(Number(seq));
    return { events: rows.length, pending, quarantined };
  }

  return (session) => {
    const rows = eventsOf.all(session);
    const events = rows.map(leadingOf);
    const held = shared.held(session, events);
    const { opened, touched, memories } = shared.incidents(events, (id) => outbox.isIn(id, events));
    const prefix = sessionPrefix(session);
    const remembered = Number(dropMemories.run(prefix, `${prefix}\u{10ffff}`).changes);
    timers.forget(session);
    const own = incidents.forget(session);
    const gone = [
      ...events.map(({ id }) => outbox.ofEvent(id)),
      ...own.ids.map((id) => outbox.ofThread(id, "all")), // clicks have queued some of them
      ...opened.map((id) => outbox.ofThread(id, "later")),
      ...touched.map((id) => outbox.ofThread(id, "later")),
    ];
    outbox.promote(gone);
    const quoted = forgetInReports(session);
    questions.forget(
      session,
      rows.map(({ seq }) => Number(seq)),
    );
    const emptied = emptyAll(rows);
    projection.forget(session);
    return {
      ...emptied,
      deliveries: gone.reduce((sum, each) => sum + each.deliveries, quoted),
      undelivered: gone.reduce((sum, each) => sum + each.undelivered, 0),
      incidents: own.ids.length + opened.length,
      memories: remembered + own.memories + memories + held,
    };
  };
}

/** A thread has the name of its incident; where the rule has several actions, the action follows. */
const inThread = "(thread = ? OR (thread > ? || ' ' AND thread < ? || '!'))";

function createOutboxForgetting(db: Driver, totals: Totals) {
  const returning = "RETURNING seq, state, dest, thread";
  const dropDeliveries = db.prepare(`DELETE FROM outbox WHERE event = ? ${returning}`);
  const dropThread = db.prepare(`DELETE FROM outbox WHERE thread IS NOT NULL AND ${inThread} ${returning}`);
  const dropLater = db.prepare(`DELETE FROM outbox WHERE thread IS NOT NULL AND ${inThread} AND mode <> 0 ${returning}`);
  const parentsIn = db.prepare(`SELECT event FROM outbox WHERE thread IS NOT NULL AND ${inThread} AND mode = 0`);
  const dropAttempts = db.prepare("DELETE FROM attempts WHERE delivery = ?");
  const threads = createThreads(db);

  function forgotten(rows: readonly Row[]): Gone {
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
    ofEvent: (id: string) => forgotten(dropDeliveries.all(id)),
    /** `later`: without the message that began each of its findings. */
    ofThread: (id: string, which: "all" | "later") => forgotten((which === "all" ? dropThread : dropLater).all(id, id, id)),
    isIn: (id: string, events: readonly Leading[]) =>
      parentsIn.all(id, id, id).some(({ event }) => events.some((each) => each.id === event)),
    promote(gone: readonly Gone[]) {
      for (const { dest, thread } of gone.flatMap(({ left }) => left)) threads.promote(dest, thread);
    },
  };
}

/** What the session shares with others. */
function createSharedForgetting(db: Driver, incidents: Incidents) {
  const heldOfMany = db.prepare(`
    SELECT timers.key, timers.session, memory.key AS held, memory.value FROM timers LEFT JOIN memory ON memory.key = substr(timers.key, 9)
    WHERE timers.key >= '${releases.from}' AND timers.key < '${releases.to}'
      AND NOT (timers.key >= '${releases.ofSessions.from}' AND timers.key < '${releases.ofSessions.to}')`);
  const unnamed = db.prepare("UPDATE timers SET session = NULL WHERE key = ?");
  const dropTimer = db.prepare("DELETE FROM timers WHERE key = ?");
  const dropSteps = db.prepare("DELETE FROM timers WHERE key >= 'step ' || ? || ' ' AND key < 'step ' || ? || '!'");
  const dropMemory = db.prepare("DELETE FROM memory WHERE key = ?");
  const memory = db.prepare("SELECT value FROM memory WHERE key = ?");

  /** Messages that wait for the hours of a rule for several visitors, and the lists of newest sessions. Returns the number of memories. */
  function held(session: string, events: readonly Leading[]): number {
    let count = 0;
    for (const { key, held, value, ...row } of heldOfMany.all()) {
      if (typeof value === "string" && holdsOne(value, events)) {
        count += Number(dropMemory.run(String(held)).changes);
        dropTimer.run(String(key));
      } else if (row.session === session) unnamed.run(String(key)); // another visitor's message now waits for it
    }
    for (const key of recentKeys(events)) {
      const text = memory.get(key)?.value;
      if (typeof text === "string" && text.includes(JSON.stringify(session))) count += Number(dropMemory.run(key).changes);
    }
    return count;
  }

  return {
    held,
    /** Deletes incidents of several visitors that the session opened. From the others it removes what their thread does not show yet. */
    incidents(events: readonly Leading[], isIn: (id: string) => boolean) {
      const many = incidentsOf(events).filter((id) => incidents.find(id)?.session === null);
      const opened = many.filter((id) => isOpenedBy(id, events) || isIn(id));
      const touched = many.filter((id) => !opened.includes(id));
      let memories = 0;
      for (const id of opened) {
        memories += incidents.remove(id);
        dropSteps.run(id, id);
      }
      for (const id of touched) incidents.rewrite(id, withoutWaiting);
      return { opened, touched, memories };
    },
  };
}

/** Removes the words of a session from reports that quote it. Returns in how many deliveries that was. */
function createForgetInReports(db: Driver): (session: string) => number {
  const marks = db.prepare(`SELECT value FROM memory WHERE key >= 'kept ${reportMarks.from}' AND key < 'kept ${reportMarks.to}'`);
  const eventOf = db.prepare("SELECT seq, event FROM inbox WHERE id = ? AND event IS NOT NULL");
  const writeEvent = db.prepare("UPDATE inbox SET event = ?, raw = ? WHERE seq = ?");
  const bodiesOf = db.prepare("SELECT seq, body FROM outbox WHERE event = ?");
  const writeBody = db.prepare("UPDATE outbox SET body = ? WHERE seq = ?");

  function inEvent(id: string, session: string): void {
    const row = eventOf.get(id);
    const left = row && forgetInText(String(row.event), session);
    if (row !== undefined && left !== undefined) writeEvent.run(left, new TextEncoder().encode(left), Number(row.seq));
  }

  function inBodies(id: string, session: string): number {
    let count = 0;
    for (const { seq, body } of bodiesOf.all(id)) {
      const left = forgetInText(String(body), session);
      if (left === undefined) continue;
      writeBody.run(left, Number(seq));
      count += 1;
    }
    return count;
  }

  return (session) => {
    const ids = marks.all().flatMap(({ value }) => markOf(JSON.parse(String(value)) as string).events); // written by `keep`
    return ids.reduce((sum, id) => {
      inEvent(id, session);
      return sum + inBodies(id, session);
    }, 0);
  };
}
