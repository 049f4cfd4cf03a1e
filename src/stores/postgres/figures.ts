/** Figures by hour. One process at a time counts (projection.ts; docs/decisions/0017-figures-are-sums-of-shares.md). */

import { findingsOf } from "../../core/conversation.ts";
import type { Incident } from "../../core/incident.ts";
import type { FigureQuery, StoredFigures } from "../../core/insights/figures.ts";
import { changedCells, changesByDay, encodeCells } from "../../insights/cells.ts";
import { incidentsNamedBy, type NumberOfRule, shareFrom, shareText } from "../../insights/share.ts";
import {
  allCounted,
  type Counted,
  type CountedEntry,
  cellsOf,
  conversationsAStep,
  countFresh,
  figureDays,
  idRanges,
  incidentsAStep,
  type NumberedConversation,
  type Recounted,
  recount,
  recountedAtOnce,
  recountedOf,
  type StoredShares,
} from "../figures.ts";
import { eventStatus, type Row } from "../rows.ts";
import type { Database, NamedStatement } from "./connection.ts";

/** A row that is being deleted is not counted. Locked rows lose their share with their deletion. */
const lockIncidents: NamedStatement = {
  name: "lock-counted-incidents",
  text: "SELECT body FROM incidents WHERE id = ANY($1::text[]) ORDER BY seq FOR KEY SHARE SKIP LOCKED",
};

/** Counts events that were just evaluated, in the order of acceptance. */
export async function countEvaluated(db: Database, entries: readonly CountedEntry[], isStored: (id: string) => boolean): Promise<void> {
  const named = [...new Set(entries.flatMap(({ entry }) => incidentsNamedBy(entry)))];
  const incidents = named.length === 0 ? [] : (await db.run(lockIncidents, [named])).map(storedIncident);
  await countShares(db, entries, incidents, isStored);
}

async function countShares(
  db: Database,
  entries: readonly CountedEntry[],
  incidents: readonly Incident[],
  isStored: (id: string) => boolean,
): Promise<void> {
  const ids = [...entries.flatMap(({ id }) => id ?? []), ...incidents.map(({ id }) => id)];
  const rules = [...entries.flatMap(({ entry }) => rulesFound(entry)), ...incidents.map(({ rule }) => rule)];
  const [shares, numberOf] = await Promise.all([sharesOf(db, ids), numbersOf(db, rules)]);
  await writeFigures(db, countFresh({ entries, incidents, isStored, shares, numberOf }));
}

function rulesFound({ trace }: Recounted["entries"][number]): readonly string[] {
  return findingsOf(trace).map(({ rule }) => rule);
}

function storedIncident({ body }: Row): Incident {
  return JSON.parse(String(body)) as Incident; // written from an Incident
}

const readShares: NamedStatement = { name: "figure-shares", text: "SELECT id, share FROM figure_shares WHERE id = ANY($1::text[])" };

async function sharesOf(db: Database, ids: readonly string[]): Promise<StoredShares> {
  const rows = await db.run(readShares, [[...new Set(ids)]]);
  return new Map(rows.map(({ id, share }) => [String(id), shareFrom(String(share))]));
}

const readRules: NamedStatement = { name: "figure-rules", text: "SELECT num, rule FROM figure_rules" };
const addRules: NamedStatement = {
  name: "add-figure-rules",
  text: `
    INSERT INTO figure_rules (num, rule)
    SELECT (SELECT coalesce(max(num), 0) FROM figure_rules) + row_number() OVER (), rule FROM unnest($1::text[]) AS each (rule)
    RETURNING num, rule`,
};

async function numbersOf(db: Database, rules: readonly string[]): Promise<NumberOfRule> {
  if (rules.length === 0) return () => 0;
  const known = namesByNumber(await db.run(readRules));
  const fresh = [...new Set(rules)].filter((rule) => ![...known.values()].includes(rule));
  const added = fresh.length === 0 ? [] : namesByNumber(await db.run(addRules, [fresh]));
  const numbers = new Map([...known, ...added].map(([number, rule]) => [rule, number]));
  return (rule) => numbers.get(rule) ?? 0; // every rule was among those
}

function namesByNumber(rows: readonly Row[]): ReadonlyMap<number, string> {
  return new Map(rows.map(({ num, rule }) => [Number(num), String(rule)]));
}

const writeShares: NamedStatement = {
  name: "write-figure-shares",
  text: `
    INSERT INTO figure_shares (id, share) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (id) DO UPDATE SET share = excluded.share`,
};
const readDays: NamedStatement = { name: "figure-days", text: "SELECT id, cells FROM figures WHERE id = ANY($1::text[])" };
const writeDays: NamedStatement = {
  name: "write-figure-days",
  text: `
    INSERT INTO figures (id, cells) SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT (id) DO UPDATE SET cells = excluded.cells`,
};

async function writeFigures(db: Database, { shares, changes }: Counted): Promise<void> {
  if (shares.length > 0) void db.run(writeShares, [shares.map(([id]) => id), shares.map(([, share]) => shareText(share))]);
  const days = [...changesByDay(changes)];
  if (days.length === 0) return;
  const known = new Map((await db.run(readDays, [days.map(([id]) => id)])).map(({ id, cells }) => [String(id), cellsOf(cells)]));
  const cells = days.map(([id, by]) => encodeCells(changedCells(known.get(id) ?? [], by)));
  await db.run(writeDays, [days.map(([id]) => id), cells]);
}

const readMarks: NamedStatement = {
  name: "counted-marks",
  text: `
    SELECT (SELECT value FROM marks WHERE name = 'counted_to') AS conversations,
      (SELECT value FROM marks WHERE name = 'incidents_counted_to') AS incidents`,
};
const setMark: NamedStatement = { name: "set-counted-mark", text: "UPDATE marks SET value = $2 WHERE name = $1" };

/** Whether stored conversations or incidents are not counted yet. */
export async function isCounting(db: Database): Promise<boolean> {
  const [row] = await db.run(readMarks);
  return Number(row?.conversations) < allCounted || Number(row?.incidents) < allCounted;
}

/** Counts some stored conversations or incidents again. Returns how many; 0 when all are counted. */
export async function countSomeAgain(db: Database): Promise<number> {
  const [row] = await db.run(readMarks);
  const { conversations, incidents } = { conversations: Number(row?.conversations), incidents: Number(row?.incidents) };
  if (conversations < allCounted) return conversationsAgain(db, conversations);
  return incidents < allCounted ? incidentsAgain(db, incidents) : 0;
}

const someConversations: NamedStatement = {
  name: "conversations-to-count",
  text: "SELECT * FROM conversations WHERE num > $1 ORDER BY num LIMIT $2 FOR KEY SHARE SKIP LOCKED",
};
const eventsOf: NamedStatement = {
  name: "events-to-count",
  text: `
    SELECT inbox.seq, inbox.event, trace, reading, evaluations.conversation
    FROM inbox JOIN event_index ON event_index.seq = inbox.seq JOIN evaluations ON evaluations.seq = inbox.seq
    WHERE inbox.session = $1 AND inbox.seq >= $2 AND inbox.seq <= $3 AND event_index.conversation = $4 AND status = ${eventStatus.kept}
    ORDER BY inbox.seq`,
};

async function conversationsAgain(db: Database, after: number): Promise<number> {
  const rows = recountedAtOnce(await db.run(someConversations, [after, conversationsAStep]));
  const conversations = await Promise.all(rows.map((row) => recounted(db, row)));
  const rules = conversations.flatMap(({ entries }) => entries.flatMap(rulesFound));
  const [shares, numberOf] = await Promise.all([
    sharesOf(
      db,
      rows.map(({ id }) => id),
    ),
    numbersOf(db, rules),
  ]);
  await writeFigures(db, recount(conversations, shares, numberOf));
  await db.run(setMark, ["counted_to", rows.at(-1)?.num ?? allCounted]);
  return Math.max(1, rows.length);
}

async function recounted(db: Database, row: NumberedConversation): Promise<Recounted> {
  return recountedOf(row, await db.run(eventsOf, [row.session, row.first, row.last, row.num]));
}

const someIncidents: NamedStatement = {
  name: "incidents-to-count",
  text: "SELECT seq, body FROM incidents WHERE seq > $1 ORDER BY seq LIMIT $2 FOR KEY SHARE SKIP LOCKED",
};

async function incidentsAgain(db: Database, after: number): Promise<number> {
  const rows = await db.run(someIncidents, [after, incidentsAStep]);
  await countShares(db, [], rows.map(storedIncident), () => true);
  await db.run(setMark, ["incidents_counted_to", rows.length === 0 ? allCounted : Number(rows.at(-1)?.seq)]);
  return Math.max(1, rows.length);
}

/** From the next step on everything stored is counted again. */
export async function rebuildFigures(db: Database): Promise<void> {
  await db.run({
    name: "count-again",
    text: "UPDATE marks SET value = 0 WHERE name IN ('counted_to', 'incidents_counted_to') AND value > 0",
  });
}

const stored: NamedStatement = {
  name: "stored-figures",
  text: `
    SELECT id, cells FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS each (after, before, nth),
    LATERAL (SELECT id, cells FROM figures WHERE id > each.after AND id < each.before ORDER BY id) AS found ORDER BY nth, id`,
};
const uncounted: NamedStatement = {
  name: "uncounted",
  text: `
    SELECT count(*) AS n
    FROM (SELECT 1 FROM conversations WHERE num > (SELECT value FROM marks WHERE name = 'counted_to') LIMIT 100000) AS rest`,
};

export async function storedFigures(db: Database, query: FigureQuery): Promise<StoredFigures> {
  const ranges = idRanges(query);
  const bounds = [ranges.map(([after]) => after), ranges.map(([, before]) => before)];
  const [rows, rules, [rest]] = await Promise.all([db.run(stored, bounds), db.run(readRules), db.run(uncounted)]);
  return { days: figureDays(rows, query), rules: namesByNumber(rules), uncounted: Number(rest?.n) };
}
