import type { Event } from "../../../core/event.ts";
import type { Incident } from "../../../core/incident.ts";
import type {
  DeliveryDetail,
  DeliveryQuery,
  DeliveryRow,
  EventDetail,
  EventQuery,
  EventRow,
  EventStatus,
  IncidentQuery,
  Page,
  Recorded,
  RulesVersion,
  Stats,
} from "../../../core/store.ts";
import { sessionTimers } from "../../../core/timer.ts";
import { askedWords, holdsAll } from "../../../text/search-words.ts";
import { attemptOf, deliveryRow, eventDetail, eventRow, eventStatus, type Row, rulesVersionOf, stateFilter } from "../../rows.ts";
import type { Database, Param } from "../connection.ts";
import { tsqueryOf } from "../conversations.ts";
import { incidentOf } from "../incidents.ts";
import { areCommon, mostWindows, type Newest, newestTurns, olderByIndex, sampled, window } from "./newest-words.ts";

const waits = `(status = ${eventStatus.kept} AND NOT EXISTS (SELECT 1 FROM evaluations WHERE evaluations.seq = inbox.seq))`;

const eventColumns = `
  inbox.seq, id, status, source, inbox.type, inbox.agent, session, received_at, inbox.event, ${waits} AS waits,
  (SELECT trace FROM evaluations WHERE evaluations.seq = inbox.seq) AS trace`;

/** A condition and its value; `?` stands for the value. It is left out where the value is undefined. */
type Filters = readonly (readonly [string, Param | undefined])[];

interface Paging<Found> {
  readonly table: string;
  /** The order of the rows; `seq` where it is left out. */
  readonly key?: string;
  readonly columns: string;
  readonly filters: Filters;
  readonly limit: number;
  readonly before: string | undefined;
  readonly read: (row: Row) => Found;
}

async function page<Found>(db: Database, paging: Paging<Found>): Promise<Page<Found>> {
  return pageFrom(await rowsOf(db, paging), paging);
}

/** One more than the limit, where there is one. */
function rowsOf(
  db: Database,
  { table, key = "seq", columns, filters, limit, before }: Omit<Paging<unknown>, "read">,
): Promise<readonly Row[]> {
  const all: Filters = [...filters, [`${key} < ?`, before === undefined ? undefined : Number(before)]];
  const used = all.filter((each): each is readonly [string, Param] => each[1] !== undefined);
  const values: Param[] = [];
  const where = used.map(([sql, value]) => (sql.includes("?") ? sql.replace("?", `$${values.push(value)}`) : sql));
  const text = `SELECT ${columns} FROM ${table} ${where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""} ORDER BY ${key} DESC LIMIT $${values.push(limit + 1)}`;
  return db.run({ name: "", text }, values);
}

function pageFrom<Found>(rows: readonly Row[], { limit, read }: Pick<Paging<Found>, "limit" | "read">): Page<Found> {
  const shown = rows.slice(0, limit);
  return { rows: shown.map(read), next: rows.length > limit ? String(shown.at(-1)?.seq) : undefined };
}

/** Events that the index does not have yet are read row by row. */
export async function searchEvents(db: Database, query: EventQuery): Promise<Page<EventRow>> {
  const { q, limit, before } = query;
  const words = q === undefined ? undefined : tsqueryOf(q);
  if (q !== undefined && words === undefined) return { rows: [], next: undefined };
  const { isIndexed, filters, ...source } = eventSource(query);
  const wanted: Wanted = { ...source, columns: eventColumns, filters: [...eventFilters(query), ...filters], limit, before };
  const { rows: found, next } =
    words === undefined ? await plainly(db, wanted) : await withWords(db, wanted, { words, isNarrow: isNarrow(query) });
  const fresh = isIndexed ? await freshEvents(db, query) : [];
  const known = new Set(found.map(({ id }) => id));
  const all = [...found, ...fresh.filter(({ id }) => !known.has(id))].sort((a, b) => Number(b.seq) - Number(a.seq));
  const page = pageFrom(all, { limit, read: (row) => eventRow(row, statusOf(row)) });
  return { rows: page.rows, next: page.next ?? next };
}

type Wanted = Omit<Paging<unknown>, "read">;

interface FoundRows {
  /** One more than the limit, where there is one. */
  readonly rows: readonly Row[];
  /** Where the rest begins that was not read. */
  readonly next: string | undefined;
}

async function plainly(db: Database, wanted: Wanted): Promise<FoundRows> {
  return { rows: await rowsOf(db, wanted), next: undefined };
}

/** Another index finds its few events, or most of the newest turns do not fit. */
function isNarrow({ session, rule, found, since, until }: EventQuery): boolean {
  return [session, rule, found, since, until].some((each) => each !== undefined);
}

interface Words {
  readonly words: string;
  readonly isNarrow: boolean;
}

/** Rare words by their index, common ones among the newest turns (newest-words.ts). */
async function withWords(db: Database, wanted: Wanted, { words, isNarrow: narrow }: Words): Promise<FoundRows> {
  if (narrow) return plainly(db, { ...wanted, filters: [...wanted.filters, ["event_index.words @@ ?::tsquery", words]] });
  const before = wanted.before === undefined ? Number.MAX_SAFE_INTEGER : Number(wanted.before);
  let newest: Newest = await newestTurns(db, words, before, sampled);
  const rare = areCommon(newest) ? undefined : await olderByIndex(db, words, before);
  if (rare !== undefined) return { rows: await rowsAmong(db, wanted, rare), next: undefined };
  const rows: Row[] = [];
  for (let turn = 0; ; turn += 1) {
    rows.push(...(await rowsAmong(db, { ...wanted, limit: wanted.limit - rows.length }, newest.seqs)));
    if (rows.length > wanted.limit || newest.isEnd || newest.lowest === undefined) return { rows, next: undefined };
    if (turn === mostWindows) return { rows, next: String(newest.lowest) };
    newest = await newestTurns(db, words, newest.lowest, window);
  }
}

/** So many events are read at a time; then more, where filters drop most of them. */
const firstChunk = 200;
const largestChunk = 3_200;

async function rowsAmong(db: Database, wanted: Wanted, seqs: readonly number[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let chunk = firstChunk;
  for (let from = 0; from < seqs.length && rows.length <= wanted.limit; from += chunk, chunk = Math.min(2 * chunk, largestChunk)) {
    const among: Filters = [...wanted.filters, ["inbox.seq = ANY(?::bigint[])", seqs.slice(from, from + chunk)]];
    rows.push(...(await rowsOf(db, { ...wanted, filters: among, limit: wanted.limit - rows.length })));
  }
  return rows;
}

function eventFilters({ session, type, agent, since, until, status }: EventQuery): Filters {
  return [
    ["inbox.session = ?", session],
    ["inbox.type = ?", type],
    ["inbox.agent = ?", agent],
    ["received_at >= ?", since],
    ["received_at < ?", until],
    [statusFilters[status ?? "evaluated"], status === undefined ? undefined : ""],
  ];
}

/** The index is less than a second behind, unless more comes in than can be evaluated. */
const mostFresh = 2_000;

async function freshEvents(db: Database, query: EventQuery): Promise<readonly Row[]> {
  const table = `(SELECT seq FROM pending UNION SELECT seq FROM unprojected ORDER BY seq DESC LIMIT ${mostFresh}) AS fresh JOIN inbox USING (seq)`;
  const { before } = query;
  const rows = await rowsOf(db, { table, key: "seq", columns: eventColumns, filters: eventFilters(query), limit: mostFresh, before });
  const asked = query.q === undefined ? undefined : askedWords(query.q);
  return rows.filter((row) => {
    const { findings, said } = eventRow(row, statusOf(row));
    return (
      (query.rule === undefined || findings.some(({ rule }) => rule === query.rule)) &&
      (query.found === undefined || findings.length > 0) &&
      (asked === undefined || (said !== undefined && holdsAll(said.text, asked)))
    );
  });
}

interface EventSource {
  readonly table: string;
  readonly key: string;
  readonly filters: Filters;
  /** Only indexed events are found. */
  readonly isIndexed: boolean;
}

/** The index with the fewest rows to read. A waiting event is in none. */
function eventSource({ session, status, rule, found, q, type, agent }: EventQuery): EventSource {
  const isPlain = session !== undefined || status === "pending" || status === "quarantined";
  const beside: Filters = [
    ["EXISTS (SELECT 1 FROM findings WHERE findings.rule = ? AND findings.seq = inbox.seq)", rule],
    ["EXISTS (SELECT 1 FROM event_index AS each WHERE each.seq = inbox.seq AND each.found)", rule === undefined && found ? "" : undefined],
  ];
  if (q !== undefined) return { table: "event_index JOIN inbox USING (seq)", key: "inbox.seq", filters: beside, isIndexed: true };
  const asksIndex = rule !== undefined || found === true;
  if (isPlain) return { table: "inbox", key: "inbox.seq", filters: beside, isIndexed: asksIndex };
  if (rule !== undefined)
    return { table: "findings JOIN inbox USING (seq)", key: "findings.seq", filters: [["findings.rule = ?", rule]], isIndexed: true };
  if (found === true) return indexed([["event_index.found", ""]]);
  if (agent !== undefined) return indexed([["event_index.agent = ?", agent]]);
  if (type !== undefined) return indexed([["event_index.type = ?", type]]);
  return { table: "inbox", key: "inbox.seq", filters: [], isIndexed: false };
}

function indexed(filters: Filters): EventSource {
  return { table: "event_index JOIN inbox USING (seq)", key: "event_index.seq", filters, isIndexed: true };
}

const statusFilters: Readonly<Record<EventStatus, string>> = {
  quarantined: `status = ${eventStatus.quarantined}`,
  pending: "seq IN (SELECT seq FROM pending)",
  evaluated: `status <> ${eventStatus.quarantined} AND NOT ${waits}`,
};

export async function findEvent(db: Database, id: string): Promise<EventDetail | undefined> {
  const text = `SELECT ${eventColumns}, raw, reason, detail FROM inbox WHERE id = $1`;
  const [row] = await db.run({ name: "find-event", text }, [id]);
  return row && eventDetail(row, statusOf(row));
}

const deliveryColumns = `*, (SELECT count(*) FROM attempts WHERE delivery = outbox.seq) AS made,
  (SELECT detail FROM attempts WHERE delivery = outbox.seq ORDER BY n DESC LIMIT 1) AS answer`;

export function searchDeliveries(db: Database, query: DeliveryQuery): Promise<Page<DeliveryRow>> {
  const { state, to, rule, event, reason, since, session, limit, before } = query;
  const filters: Filters = [
    [stateFilter(state), state === undefined ? undefined : ""],
    ["dest = ?", to],
    ["rule = ?", rule],
    ["event = ?", event],
    ["reason = ?", reason],
    ["coalesce(first_due, due_at) >= ?", since],
    ["event IN (SELECT id FROM inbox WHERE session = ?)", session],
  ];
  return page(db, { table: "outbox", columns: deliveryColumns, filters, limit, before, read: deliveryRow });
}

export async function findDelivery(db: Database, id: string): Promise<DeliveryDetail | undefined> {
  const [row] = await db.run({ name: "find-delivery", text: `SELECT ${deliveryColumns} FROM outbox WHERE id = $1` }, [id]);
  if (row === undefined) return undefined;
  const text = "SELECT at, took, kind, reason, detail FROM attempts WHERE delivery = $1 ORDER BY n";
  const attempts = await db.run({ name: "find-attempts", text }, [Number(row.seq)]);
  return { ...deliveryRow(row), history: attempts.map(attemptOf) };
}

export function searchIncidents(db: Database, { states, session, rule, owner, limit, before }: IncidentQuery): Promise<Page<Incident>> {
  const filters: Filters = [
    ["state = ANY(?::text[])", states],
    ["session = ?", session],
    ["rule = ?", rule],
    ["owner = ?", owner],
  ];
  return page(db, { table: "incidents", columns: "seq, body", filters, limit, before, read: incidentOf });
}

/** The counts of all connections, and the open sessions: each has one timer. */
const selectStats = `
  SELECT sum(events) AS events, sum(evaluated) AS evaluated, sum(quarantined) AS quarantined, sum(quarantined_bytes) AS bytes, sum(queued) AS queued,
    sum(delivered) AS delivered, sum(dead) AS dead, (SELECT count(*) FROM outbox WHERE state = 1) AS sending,
    (SELECT count(*) FROM timers WHERE key >= '${sessionTimers.from}' AND key < '${sessionTimers.to}') AS sessions
  FROM totals`;

export async function countAll(db: Database): Promise<Stats> {
  const [row = {}] = await db.run({ name: "count-all", text: selectStats });
  const of = (name: string) => Number(row[name] ?? 0);
  const [events, evaluated, quarantined, sending, delivered, dead] = [
    of("events"),
    of("evaluated"),
    of("quarantined"),
    of("sending"),
    of("delivered"),
    of("dead"),
  ];
  return {
    events,
    pending: events - evaluated - quarantined,
    evaluated,
    quarantined,
    quarantinedBytes: of("bytes"),
    deliveries: { waiting: of("queued") - delivered - dead - sending, sending, delivered, dead },
    sessions: of("sessions"),
  };
}

export async function findRules(db: Database, version: string): Promise<string | undefined> {
  const [row] = await db.run({ name: "find-rules", text: "SELECT text FROM rules WHERE version = $1" }, [version]);
  return row === undefined ? undefined : String(row.text);
}

export async function latestRules(db: Database): Promise<{ readonly version: string; readonly text: string } | undefined> {
  const [row] = await db.run({ name: "latest-rules", text: "SELECT version, text FROM rules ORDER BY at DESC, version LIMIT 1" });
  return row && { version: String(row.version), text: String(row.text) };
}

export async function rulesVersions(db: Database, max: number): Promise<readonly RulesVersion[]> {
  const text = "SELECT version, at FROM rules ORDER BY at DESC, version LIMIT $1";
  return (await db.run({ name: "rules-versions", text }, [max])).map(rulesVersionOf);
}

export async function recordedEvents(db: Database, after: number, max: number): Promise<readonly Recorded[]> {
  const text = `
    SELECT seq, event, version FROM inbox LEFT JOIN evaluations USING (seq)
    WHERE seq > $1 AND status = ${eventStatus.kept} ORDER BY seq LIMIT $2`;
  return (await db.run({ name: "recorded-events", text }, [after, max])).map(recordedOf);
}

function recordedOf({ seq, event, version }: Row): Recorded {
  const decided = version === null ? {} : { decidedBy: String(version) };
  return { place: Number(seq), event: JSON.parse(String(event)) as Event, ...decided }; // written from an Event
}

function statusOf({ status, waits }: Row): EventStatus {
  if (status === eventStatus.quarantined) return "quarantined";
  return waits === true ? "pending" : "evaluated";
}
