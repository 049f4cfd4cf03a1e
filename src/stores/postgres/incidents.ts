/** Incidents for searching. Decisions use their memories; these rows are written beside them. */

import type { Incident, IncidentState } from "../../core/incident.ts";
import type { Instant } from "../../core/time.ts";
import type { Database, NamedStatement } from "./connection.ts";

const upsert: NamedStatement = {
  name: "write-incidents",
  text: `
    INSERT INTO incidents (id, rule, grouping, session, state, version, owner, opened_at, updated_at, body)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::bigint[], $9::bigint[], $10::text[])
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, version = excluded.version, owner = excluded.owner,
      updated_at = excluded.updated_at, body = excluded.body`,
};

/** Sends the statement that writes incidents. Of several states of one the last one counts. */
export function writeIncidents(db: Database, incidents: readonly Incident[]): void {
  const last = [...new Map(incidents.map((each) => [each.id, each])).values()];
  if (last.length === 0) return;
  void db.run(upsert, [
    last.map(({ id }) => id),
    last.map(({ rule }) => rule),
    last.map(({ group }) => group),
    last.map(({ session }) => session),
    last.map(({ state }) => state),
    last.map(({ version }) => version),
    last.map(({ owner }) => owner?.id ?? null),
    last.map(({ openedAt }) => openedAt),
    last.map(({ updatedAt }) => updatedAt),
    last.map((each) => JSON.stringify(each)),
  ]);
}

const one: NamedStatement = { name: "find-incident", text: "SELECT body FROM incidents WHERE id = $1" };

export async function findIncident(db: Database, id: string): Promise<Incident | undefined> {
  const [row] = await db.run(one, [id]);
  return row && incidentOf(row);
}

const counts: NamedStatement = {
  name: "count-incidents",
  text: `
    SELECT count(*) FILTER (WHERE state = 'open') AS open, count(*) FILTER (WHERE state = 'claimed') AS claimed,
      count(*) FILTER (WHERE state = 'snoozed') AS snoozed,
      (SELECT count(*) FROM incidents WHERE state = 'resolved') AS resolved
    FROM incidents WHERE state <> 'resolved'`,
};

export async function countIncidents(db: Database): Promise<Readonly<Record<IncidentState, number>>> {
  const [row] = await db.run(counts);
  return { open: Number(row?.open), claimed: Number(row?.claimed), snoozed: Number(row?.snoozed), resolved: Number(row?.resolved) };
}

export function incidentOf({ body }: { readonly body?: unknown }): Incident {
  return JSON.parse(String(body)) as Incident; // written by writeIncidents
}

const old: NamedStatement = {
  name: "drop-incidents",
  text: `
    WITH gone AS (
      DELETE FROM incidents WHERE seq IN (SELECT seq FROM incidents WHERE state = 'resolved' AND updated_at < $1 ORDER BY updated_at LIMIT $2)
      RETURNING 1)
    SELECT count(*) AS n FROM gone`,
};

/** Deletes resolved incidents that have not changed since. */
export async function pruneIncidents(db: Database, before: Instant, max: number): Promise<number> {
  const [row] = await db.run(old, [before, max]);
  return Number(row?.n);
}

const ofSession: NamedStatement = { name: "forget-incidents", text: "DELETE FROM incidents WHERE session = $1 RETURNING id" };

/** Deletes the incidents of a session. Resolves with their ids, which name their threads. */
export async function forgetIncidents(db: Database, session: string): Promise<readonly string[]> {
  return (await db.run(ofSession, [session])).map(({ id }) => String(id));
}
