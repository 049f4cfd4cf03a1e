/** Counts the figures by hour, inside a transaction of the writer (docs/decisions/0017-figures-are-sums-of-shares.md). */

import type { Incident } from "../../../core/incident.ts";
import { changedCells, changesByDay, encodeCells } from "../../../insights/cells.ts";
import { incidentsNamedBy, type NumberOfRule, shareFrom, shareText } from "../../../insights/share.ts";
import {
  allCounted,
  type Counted,
  type CountedEntry,
  cellsOf,
  conversationsAStep,
  countFresh,
  incidentsAStep,
  type NumberedConversation,
  recount,
  recountedAtOnce,
  recountedOf,
  type StoredShares,
} from "../../figures.ts";
import { eventStatus, type Row } from "../../rows.ts";
import { atMost, type Driver } from "../driver.ts";
import type { Totals } from "../totals.ts";

export interface FigureCounting {
  /** Counts events that were just evaluated, in the order of acceptance. */
  fresh(entries: readonly CountedEntry[], isStored: (id: string) => boolean): void;
  /** Counts some stored conversations or incidents again. Returns how many; 0 when all are counted. */
  again(): number;
}

export function createCounting(db: Driver, totals: Totals): FigureCounting {
  const incidentBody = db.prepare("SELECT body FROM incidents WHERE id = ?");
  const someConversations = db.prepare(`SELECT * FROM conversations WHERE num > ? ORDER BY num ${atMost}`);
  const someIncidents = db.prepare(`SELECT seq, body FROM incidents WHERE seq > ? ORDER BY seq ${atMost}`);
  const eventsOf = createEvents(db);
  const figures = createFigureRows(db);
  const count = (of: readonly CountedEntry[], incidents: readonly Incident[], isStored: (id: string) => boolean) => {
    const ids = [...of.flatMap(({ id }) => id ?? []), ...incidents.map(({ id }) => id)];
    figures.write(countFresh({ entries: of, incidents, isStored, shares: figures.shares(ids), numberOf: figures.numberOf() }));
  };

  function conversationsAgain(): number {
    const rows = recountedAtOnce(someConversations.all(totals.get("counted_to"), conversationsAStep));
    const conversations = rows.map((row) => recountedOf(row, eventsOf(row)));
    figures.write(recount(conversations, figures.shares(conversations.map(({ id }) => id)), figures.numberOf()));
    totals.set("counted_to", rows.at(-1)?.num ?? allCounted);
    return Math.max(1, rows.length);
  }

  function incidentsAgain(): number {
    const rows = someIncidents.all(totals.get("incidents_counted_to"), incidentsAStep);
    count([], rows.map(storedIncident), () => true);
    totals.set("incidents_counted_to", rows.length < incidentsAStep ? allCounted : Number(rows.at(-1)?.seq));
    return Math.max(1, rows.length);
  }

  return {
    fresh(entries, isStored) {
      const named = new Set(entries.flatMap(({ entry }) => incidentsNamedBy(entry)));
      const incidents = [...named].flatMap((id) => {
        const row = incidentBody.get(id);
        return row === undefined ? [] : [storedIncident(row)];
      });
      count(entries, incidents, isStored);
    },
    again() {
      if (totals.get("counted_to") < allCounted) return conversationsAgain();
      return totals.get("incidents_counted_to") < allCounted ? incidentsAgain() : 0;
    },
  };
}

function storedIncident({ body }: Row): Incident {
  return JSON.parse(String(body)) as Incident; // written from an Incident
}

function createEvents(db: Driver): (row: NumberedConversation) => readonly Row[] {
  const stored = db.prepare(`
    SELECT inbox.seq, inbox.event, trace, reading, evaluations.conversation
    FROM inbox INDEXED BY inbox_session CROSS JOIN event_index ON event_index.seq = inbox.seq LEFT JOIN evaluations ON evaluations.seq = inbox.seq
    WHERE inbox.session = ? AND inbox.seq >= ? AND inbox.seq <= ? AND event_index.conversation = ? AND status = ${eventStatus.kept}
    ORDER BY inbox.seq`);
  return ({ num, session, first, last }) => stored.all(session, first, last, num);
}

function createFigureRows(db: Driver) {
  const share = db.prepare("SELECT share FROM figure_shares WHERE id = ?");
  const writeShare = db.prepare(
    "INSERT INTO figure_shares (id, share) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET share = excluded.share",
  );
  const cells = db.prepare("SELECT cells FROM figures WHERE id = ?");
  const writeDay = db.prepare("INSERT INTO figures (id, cells) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET cells = excluded.cells");
  const rule = db.prepare("SELECT num FROM figure_rules WHERE rule = ?");
  const addRule = db.prepare("INSERT INTO figure_rules (num, rule) SELECT coalesce(max(num), 0) + 1, ? FROM figure_rules RETURNING num");

  return {
    shares(ids: readonly string[]): StoredShares {
      const found = [...new Set(ids)].map((id) => [id, share.get(id)?.share] as const);
      return new Map(found.flatMap(([id, text]) => (text === undefined ? [] : [[id, shareFrom(String(text))] as const])));
    },
    /** For one step: a step that is rolled back takes its numbers with it. */
    numberOf(): NumberOfRule {
      const known = new Map<string, number>();
      return (name) => {
        const number = known.get(name) ?? Number((rule.get(name) ?? addRule.get(name))?.num);
        known.set(name, number);
        return number;
      };
    },
    write({ shares, changes }: Counted): void {
      for (const [id, after] of shares) writeShare.run(id, shareText(after));
      for (const [id, by] of changesByDay(changes)) writeDay.run(id, encodeCells(changedCells(cellsOf(cells.get(id)?.cells), by)));
    },
  };
}
