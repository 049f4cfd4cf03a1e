/** Incidents for searching. Decisions use their memories; these rows are written beside them. */

import { type Incident, type IncidentState, incidentKey } from "../../core/incident.ts";
import type { Json } from "../../core/json.ts";
import type { IncidentQuery, Page } from "../../core/store.ts";
import type { Instant } from "../../core/time.ts";
import type { Row } from "../rows.ts";
import { atMost, type Driver } from "./driver.ts";
import { type Filter, pageOf, type Range, youngest } from "./page.ts";
import type { Stepwise } from "./steps.ts";

export interface Incidents {
  write(incident: Incident): void;
  search(query: IncidentQuery): Stepwise<Page<Incident>>;
  find(id: string): Incident | undefined;
  count(): Readonly<Record<IncidentState, number>>;
  /** Deletes resolved incidents that have not changed since. Returns how many. */
  prune(before: Instant, max: number): number;
  /** Deletes the incidents of a session with their memories. Returns their ids, which name their threads, and the number of memories. */
  forget(session: string): { readonly ids: readonly string[]; readonly memories: number };
  /** Deletes one. Returns the number of its memories. */
  remove(id: string): number;
  /** Changes the row of one and its memory. */
  rewrite(id: string, change: (value: Json) => Json): void;
}

export function createIncidents(db: Driver): Incidents {
  const upsert = db.prepare(`
    INSERT INTO incidents (id, rule, grouping, session, state, version, owner, opened_at, updated_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, version = excluded.version, owner = excluded.owner,
      updated_at = excluded.updated_at, body = excluded.body`);
  const one = db.prepare("SELECT body FROM incidents WHERE id = ?");
  const old = db.prepare(
    `DELETE FROM incidents WHERE seq IN (SELECT seq FROM incidents WHERE state = 'resolved' AND updated_at < ? ORDER BY updated_at ${atMost})`,
  );
  const ofSession = db.prepare("DELETE FROM incidents WHERE session = ? RETURNING id");
  const dropOne = db.prepare("DELETE FROM incidents WHERE id = ?");
  const dropMemory = db.prepare("DELETE FROM memory WHERE key = ?");
  const memory = db.prepare("SELECT value FROM memory WHERE key = ?");
  const writeMemory = db.prepare("UPDATE memory SET value = ? WHERE key = ?");
  const writeBody = db.prepare("UPDATE incidents SET body = ? WHERE id = ?");

  return {
    write(incident) {
      const { id, rule, group, session, state, version, owner, openedAt, updatedAt } = incident;
      upsert.run(id, rule, group, session, state, version, owner?.id ?? null, openedAt, updatedAt, JSON.stringify(incident));
    },
    search(query) {
      return pageOf(db, {
        table: "incidents",
        columns: "seq, body",
        range: rangeOf(query),
        filters: filtersOf(query),
        limit: query.limit,
        before: query.before === undefined ? youngest : Number(query.before),
        read: incidentOf,
      });
    },
    count: createCount(db),
    find(id) {
      const row = one.get(id);
      return row && incidentOf(row);
    },
    prune: (before, max) => Number(old.run(before, max).changes),
    forget(session) {
      const ids = ofSession.all(session).map(({ id }) => String(id));
      const memories = ids.reduce((sum, id) => sum + Number(dropMemory.run(incidentKey(id)).changes), 0);
      return { ids, memories };
    },
    remove(id) {
      dropOne.run(id);
      return Number(dropMemory.run(incidentKey(id)).changes);
    },
    rewrite(id, change) {
      const changed = (text: unknown) => JSON.stringify(change(JSON.parse(String(text)) as Json)); // written by `write` and by Memories
      const [row, known] = [one.get(id), memory.get(incidentKey(id))];
      if (row !== undefined) writeBody.run(changed(row.body), id);
      if (known !== undefined) writeMemory.run(changed(known.value), incidentKey(id));
    },
  };
}

function createCount(db: Driver): Incidents["count"] {
  const unresolved = db.prepare(
    "SELECT count(*) AS n FROM incidents INDEXED BY incidents_unresolved WHERE state <> 'resolved' AND state = ?",
  );
  const resolved = db.prepare("SELECT count(*) AS n FROM incidents INDEXED BY incidents_resolved WHERE state = 'resolved'");
  const of = (state: IncidentState) => Number(unresolved.get(state)?.n);
  return () => ({ open: of("open"), claimed: of("claimed"), snoozed: of("snoozed"), resolved: Number(resolved.get()?.n) });
}

function incidentOf({ body }: Row): Incident {
  return JSON.parse(String(body)) as Incident; // written by `write`
}

function rangeOf({ session }: IncidentQuery): Range {
  return session === undefined ? { where: [] } : { index: "incidents_session", where: [["session = ?", session]] };
}

function filtersOf({ states, rule, owner }: IncidentQuery): readonly Filter[] {
  return [
    ...(states === undefined ? [] : [[`state IN (${states.map(() => "?").join(", ")})`, ...states] as const]),
    ...(rule === undefined ? [] : [["rule = ?", rule] as const]),
    ...(owner === undefined ? [] : [["owner = ?", owner] as const]),
  ];
}
