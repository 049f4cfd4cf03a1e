/** Deletes all data of a session. Everything here runs inside a transaction. */

import { sessionPrefix } from "../../core/event.ts";
import { incidentKey } from "../../core/incident.ts";
import { forgetInText, markOf, reportMarks } from "../../core/insights/report.ts";
import type { Json } from "../../core/json.ts";
import type { Forgotten } from "../../core/store.ts";
import { holdsOne, incidentsOf, isOpenedBy, type Leading, leadingOf, recentKeys, releases, withoutWaiting } from "../of-many.ts";
import { eventStatus, type Row } from "../rows.ts";
import type { Database, NamedStatement } from "./connection.ts";
import { findIncident, forgetIncidents } from "./incidents.ts";
import { laneOf } from "./locks.ts";
import { forgetQuestions } from "./questions/groups.ts";
import { slot } from "./schema.ts";

const eventsOf: NamedStatement = {
  name: "events-of-session",
  text: `
    SELECT id, source, agent, (SELECT trace FROM evaluations WHERE evaluations.seq = inbox.seq) AS trace FROM inbox
    WHERE session = $1 FOR UPDATE`,
};

/** A thread has the name of its incident; where the rule has several actions, the action follows. */
const inThreads = (ids: string) => `
  SELECT outbox.seq, event, mode FROM unnest(${ids}::text[]) AS each (id) JOIN outbox ON thread IS NOT NULL
    AND (thread = each.id OR (thread > each.id || ' ' AND thread < each.id || '!'))`;

/** Rows whose ids recognise a replay stay. An event that was not evaluated yet never will be. */
const forgetSession: NamedStatement = {
  name: "forget-session",
  text: `
    WITH known AS MATERIALIZED (SELECT seq, id, status, octet_length(raw) AS bytes FROM inbox WHERE session = $1),
    aside AS MATERIALIZED (SELECT count(*) AS n, coalesce(sum(bytes), 0) AS bytes FROM known WHERE status = ${eventStatus.quarantined}),
    emptied AS (
      UPDATE inbox SET status = ${eventStatus.emptied}, event = NULL, raw = NULL, session = NULL, detail = NULL
      FROM known WHERE inbox.seq = known.seq),
    unevaluated AS (
      DELETE FROM pending USING known WHERE pending.lane = $4 AND pending.seq = known.seq RETURNING 1),
    dropped AS (DELETE FROM evaluations USING known WHERE evaluations.seq = known.seq),
    unsent AS (
      DELETE FROM outbox WHERE seq IN (
        SELECT seq FROM outbox WHERE event IN (SELECT id FROM known)
        UNION SELECT seq FROM (${inThreads("$5")}) AS own
        UNION SELECT seq FROM (${inThreads("$7")}) AS shared WHERE mode <> 0)
      RETURNING seq, state),
    noted AS (DELETE FROM attempts USING unsent WHERE attempts.delivery = unsent.seq),
    remembered AS (DELETE FROM memory WHERE (key >= $2 AND key < $3) OR key = ANY($6::text[]) RETURNING 1),
    timed AS (DELETE FROM timers WHERE session = $1),
    counted AS (
      UPDATE totals SET evaluated = evaluated + (SELECT count(*) FROM unevaluated) + (SELECT n FROM aside),
        quarantined = quarantined - (SELECT n FROM aside), quarantined_bytes = quarantined_bytes - (SELECT bytes FROM aside),
        dead = dead - (SELECT count(*) FROM unsent WHERE state = 3), queued = queued - (SELECT count(*) FROM unsent WHERE state <> 2)
      WHERE slot = ${slot})
    SELECT (SELECT count(*) FROM known) AS events, (SELECT count(*) FROM unevaluated) AS pending, (SELECT n FROM aside) AS quarantined,
      (SELECT count(*) FROM unsent) AS deliveries, (SELECT count(*) FROM unsent WHERE state NOT IN (2, 3)) AS undelivered,
      (SELECT count(*) FROM remembered) AS memories`,
};

/** `dryRun` does the same and rolls back, so the counts are exact. */
export async function forget(db: Database, session: string, dryRun: boolean): Promise<Forgotten> {
  if (!dryRun) return forgetNow(db, session);
  void db.say("SAVEPOINT counting");
  const counts = await forgetNow(db, session);
  void db.say("ROLLBACK TO SAVEPOINT counting");
  return counts;
}

async function forgetNow(db: Database, session: string): Promise<Forgotten> {
  const events = (await db.run(eventsOf, [session])).map(leadingOf);
  const shared = await forgetShared(db, session, events);
  const own = await forgetIncidents(db, session); // clicks have queued some messages of their threads
  const prefix = sessionPrefix(session);
  const memories = [...[...own, ...shared.opened].map(incidentKey), ...shared.memories];
  const lane = laneOf({ session, agent: "" });
  const values = [session, prefix, `${prefix}\u{10ffff}`, lane, own, memories, [...shared.opened, ...shared.touched]];
  const quoted = await forgetInReports(db, session);
  await forgetQuestions(db, session);
  const [row] = await db.run(forgetSession, values);
  const forgotten = forgottenOf(row, own.length + shared.opened.length);
  return { ...forgotten, deliveries: forgotten.deliveries + quoted };
}

function forgottenOf(row: Row | undefined, incidents: number): Forgotten {
  return {
    events: Number(row?.events),
    pending: Number(row?.pending),
    quarantined: Number(row?.quarantined),
    deliveries: Number(row?.deliveries),
    undelivered: Number(row?.undelivered),
    incidents,
    memories: Number(row?.memories),
  };
}

interface Shared {
  /** Incidents of several visitors that the session opened. They are deleted as a whole, except for what opened them for others. */
  readonly opened: readonly string[];
  /** The other incidents that it was added to. */
  readonly touched: readonly string[];
  readonly memories: readonly string[];
}

const parentsIn: NamedStatement = { name: "parents-in-thread", text: `SELECT event FROM (${inThreads("$1")}) AS found WHERE mode = 0` };
const dropShared: NamedStatement = { name: "forget-shared-incidents", text: "DELETE FROM incidents WHERE id = ANY($1::text[])" };
const dropSteps: NamedStatement = {
  name: "forget-steps",
  text: `
    DELETE FROM timers USING unnest($1::text[]) AS each (id)
    WHERE key >= 'step ' || each.id || ' ' AND key < 'step ' || each.id || '!'`,
};

async function forgetShared(db: Database, session: string, events: readonly Leading[]): Promise<Shared> {
  const opened: string[] = [];
  const touched: string[] = [];
  for (const id of incidentsOf(events)) {
    if ((await findIncident(db, id))?.session !== null) continue;
    const parents = await db.run(parentsIn, [[id]]);
    const isIn = parents.some(({ event }) => events.some((each) => each.id === event));
    (isIn || isOpenedBy(id, events) ? opened : touched).push(id);
  }
  await db.run(dropShared, [opened]);
  await db.run(dropSteps, [opened]);
  for (const id of touched) await emptyWaiting(db, id);
  return { opened, touched, memories: [...(await heldOf(db, session, events)), ...(await recentOf(db, session, events))] };
}

const bodyOf: NamedStatement = { name: "shared-incident", text: "SELECT body FROM incidents WHERE id = $1 FOR UPDATE" };
const writeBody: NamedStatement = { name: "write-shared-incident", text: "UPDATE incidents SET body = $2 WHERE id = $1" };
const memoryOf: NamedStatement = { name: "shared-memory", text: "SELECT value FROM memory WHERE key = $1 FOR UPDATE" };
const writeMemory: NamedStatement = {
  name: "write-shared-memory",
  text: "UPDATE memory SET value = $2, version = version + 1 WHERE key = $1",
};

async function emptyWaiting(db: Database, id: string): Promise<void> {
  const changed = (text: unknown) => JSON.stringify(withoutWaiting(JSON.parse(String(text)) as Json)); // written by writeIncidents and writeMemories
  const [incident] = await db.run(bodyOf, [id]);
  if (incident !== undefined) await db.run(writeBody, [id, changed(incident.body)]);
  const [memory] = await db.run(memoryOf, [incidentKey(id)]);
  if (memory !== undefined) await db.run(writeMemory, [incidentKey(id), changed(memory.value)]);
}

const heldOfMany: NamedStatement = {
  name: "held-of-many",
  text: `
    SELECT timers.key, timers.session, memory.key AS held, memory.value FROM timers LEFT JOIN memory ON memory.key = substr(timers.key, 9)
    WHERE timers.key >= '${releases.from}' AND timers.key < '${releases.to}'
      AND NOT (timers.key >= '${releases.ofSessions.from}' AND timers.key < '${releases.ofSessions.to}') FOR UPDATE OF timers`,
};
const unname: NamedStatement = { name: "unname-timers", text: "UPDATE timers SET session = NULL WHERE key = ANY($1::text[])" };
const dropTimers: NamedStatement = { name: "drop-releases", text: "DELETE FROM timers WHERE key = ANY($1::text[])" };

/**
 * A message that waits for the hours of a rule, for several visitors at once. Another visitor's message may wait by the timer of this
 * session.
 */
async function heldOf(db: Database, session: string, events: readonly Leading[]): Promise<readonly string[]> {
  const rows = await db.run(heldOfMany, []);
  const ours = rows.filter(({ value }) => typeof value === "string" && holdsOne(value, events));
  const others = rows.filter((row) => !ours.includes(row) && row.session === session);
  await db.run(dropTimers, [ours.map(({ key }) => String(key))]);
  await db.run(unname, [others.map(({ key }) => String(key))]);
  return ours.map(({ held }) => String(held));
}

const recent: NamedStatement = { name: "recent-of-agents", text: "SELECT key, value FROM memory WHERE key = ANY($1::text[])" };

async function recentOf(db: Database, session: string, events: readonly Leading[]): Promise<readonly string[]> {
  const rows = await db.run(recent, [recentKeys(events)]);
  return rows.filter(({ value }) => String(value).includes(JSON.stringify(session))).map(({ key }) => String(key));
}

const reportMarkRows: NamedStatement = {
  name: "report-marks",
  text: `SELECT value FROM memory WHERE key >= 'kept ${reportMarks.from}' AND key < 'kept ${reportMarks.to}'`,
};
const reportEvents: NamedStatement = {
  name: "report-events",
  text: "SELECT seq, event FROM inbox WHERE id = ANY($1::text[]) AND event IS NOT NULL FOR UPDATE",
};
const writeReportEvent: NamedStatement = { name: "write-report-event", text: "UPDATE inbox SET event = $2, raw = $3 WHERE seq = $1" };
const reportBodies: NamedStatement = {
  name: "report-bodies",
  text: "SELECT seq, body FROM outbox WHERE event = ANY($1::text[]) FOR UPDATE",
};
const writeReportBody: NamedStatement = { name: "write-report-body", text: "UPDATE outbox SET body = $2 WHERE seq = $1" };

/** Removes the words of a session from reports that quote it. Returns in how many deliveries that was. */
async function forgetInReports(db: Database, session: string): Promise<number> {
  const ids = (await db.run(reportMarkRows)).flatMap(({ value }) => markOf(JSON.parse(String(value)) as string).events); // written by `keep`
  for (const { seq, event } of await db.run(reportEvents, [ids])) {
    const left = forgetInText(String(event), session);
    if (left !== undefined) await db.run(writeReportEvent, [Number(seq), left, new TextEncoder().encode(left)]);
  }
  let count = 0;
  for (const { seq, body } of await db.run(reportBodies, [ids])) {
    const left = forgetInText(String(body), session);
    if (left === undefined) continue;
    await db.run(writeReportBody, [Number(seq), left]);
    count += 1;
  }
  return count;
}
