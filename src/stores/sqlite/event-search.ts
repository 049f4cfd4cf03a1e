/** Events for people who search: by the index of evaluated events, and row by row where the index has none yet. */

import type { EventQuery, EventRow, EventStatus, Page } from "../../core/store.ts";
import { askedWords, holdsAll } from "../../text/search-words.ts";
import { eventRow, eventStatus, type Row } from "../rows.ts";
import { ftsQuery } from "./conversations.ts";
import type { Driver } from "./driver.ts";
import { type Filter, given, type Paging, pageOf, pageOfParts, positionOf, type Range, youngest } from "./page.ts";
import type { Stepwise } from "./steps.ts";

/** Numbers of events: the last evaluated one, and those up to which the index is complete (schema.ts). */
export interface Marks {
  readonly evaluatedTo: () => number;
  readonly projectedTo: () => number;
  readonly filledTo: () => number;
  readonly fillEnd: () => number;
}

const trace = "(SELECT trace FROM evaluations WHERE evaluations.seq = inbox.seq) AS trace";

export const eventColumns = `inbox.seq, inbox.id, status, source, inbox.type, inbox.agent, session, received_at, event, ${trace}`;

export function createEventSearch(db: Driver, marks: Marks): (query: EventQuery) => Stepwise<Page<EventRow>> {
  const { evaluatedTo } = marks;
  const timeBounds = createTimeBounds(db, marks);

  /** Numbers follow the clock, so a span of time is a range of numbers. */
  function spanOf(query: EventQuery): Span {
    const { status } = query;
    const span = timeBounds(query);
    return {
      before: Math.min(span.before, positionOf(query.before), status === "evaluated" ? evaluatedTo() + 1 : youngest),
      after: Math.max(span.after, status === "pending" ? evaluatedTo() : 0),
    };
  }

  return (query) => {
    const read = (row: Row) => eventRow(row, statusOf(row, marks.evaluatedTo()));
    const span = spanOf(query);
    const whole = {
      table: "inbox",
      columns: eventColumns,
      limit: query.limit,
      filters: eventFilters(query),
      read,
      most: mostLookedAt,
    } as const;
    const range = eventRange(query);
    if (range.from === undefined) return pageOf(db, { ...whole, ...span, range, ...unindexed(query) });
    const parts = indexParts(marks, span).map(({ isIndexed, before, after }): Paging<EventRow> => {
      if (!isIndexed) return { ...whole, before, after, range: { where: [] }, ...unindexed(query) };
      return { ...whole, before, after, range, key: range.key, ...(isBeside(query) && unindexed(query)) };
    });
    return pageOfParts(db, parts, query.limit);
  };
}

/** Events that were received within this of each other may have numbers in another order. */
const sorted = 1_000;

function createTimeBounds(db: Driver, { projectedTo, filledTo, fillEnd }: Marks): (query: EventQuery) => Span {
  const first = db.prepare(
    `SELECT min(seq) AS seq FROM (SELECT seq FROM event_index INDEXED BY event_index_at WHERE at >= ? ORDER BY at LIMIT ${sorted})`,
  );
  const last = db.prepare(
    `SELECT max(seq) AS seq FROM (SELECT seq FROM event_index INDEXED BY event_index_at WHERE at < ? ORDER BY at DESC LIMIT ${sorted})`,
  );
  return ({ since, until }) => {
    if (filledTo() < fillEnd()) return { before: youngest, after: 0 };
    const from = since === undefined ? 0 : Number(first.get(since)?.seq ?? projectedTo() + 1) - 1;
    const to = until === undefined ? youngest : Number(last.get(until)?.seq ?? 0) + 1;
    return { before: to > projectedTo() ? youngest : to, after: from };
  };
}

/** After this many rows a search continues on its next page. */
const mostLookedAt = 10_000;

/** A range whose index gives the rows in the order of their numbers. */
type EventRange = Range & { readonly key: string };

function eventRange({ session, type, status, q, rule, found, agent }: EventQuery): EventRange {
  if (session !== undefined) return { index: "inbox_session", where: [["session = ?", session]], key: "seq" };
  if (status === "quarantined") return { index: "inbox_quarantined", where: [["status = 2"]], key: "seq" };
  if (status === "pending") return { where: [], key: "seq" };
  if (rule !== undefined) return joined("findings", "findings.seq", ["findings.rule = ?", rule]);
  if (found !== undefined) return joined("event_index INDEXED BY event_index_found", "event_index.seq", ["event_index.found = 1"]);
  if (q !== undefined) return joined("said", "said.rowid", ["said MATCH ?", ftsQuery(q) ?? nothingSaid]);
  if (agent !== undefined) return joined("event_index INDEXED BY event_index_agent", "event_index.seq", ["event_index.agent = ?", agent]);
  if (type !== undefined) return joined("event_index INDEXED BY event_index_type", "event_index.seq", ["event_index.type = ?", type]);
  return { where: [], key: "seq" };
}

/** No word contains a blank. */
const nothingSaid = '" "';

function joined(table: string, key: string, where: Filter): EventRange {
  return { from: `${table} CROSS JOIN inbox ON inbox.seq = ${key}`, where: [where], key };
}

function eventFilters({ session, type, status, agent, since, until }: EventQuery): readonly Filter[] {
  return given([
    ["session = ?", session],
    ["inbox.type = ?", type],
    ["inbox.agent = ?", agent],
    ["received_at >= ?", since],
    ["received_at < ?", until],
    [statusFilter(status), status && ""],
  ]);
}

/** Filters that the chosen index does not cover. */
function unindexed({ rule, found, q }: EventQuery): Pick<Paging<EventRow>, "fits"> {
  if (rule === undefined && found === undefined && q === undefined) return {};
  const asked = q === undefined ? undefined : askedWords(q);
  return {
    fits: ({ findings, said }) =>
      (rule === undefined || findings.some((each) => each.rule === rule)) &&
      (found === undefined || findings.length > 0) &&
      (asked === undefined || (said !== undefined && holdsAll(said.text, asked))),
  };
}

/** Words are searched among a rule's findings, because these are fewer. */
function isBeside({ q, rule, found }: EventQuery): boolean {
  return q !== undefined && (rule !== undefined || found !== undefined);
}

interface Span {
  readonly before: number;
  readonly after: number;
}

interface Part extends Span {
  readonly isIndexed: boolean;
}

/** The newest evaluated events, and events of an earlier version that are not indexed yet, are read row by row. */
function indexParts({ projectedTo, filledTo, fillEnd }: Marks, { before, after }: Span): readonly Part[] {
  const isFilled = filledTo() >= fillEnd();
  const bounds = [
    { isIndexed: false, from: projectedTo(), to: youngest },
    { isIndexed: true, from: isFilled ? 0 : fillEnd(), to: projectedTo() + 1 },
    ...(isFilled
      ? []
      : [
          { isIndexed: false, from: filledTo(), to: fillEnd() + 1 },
          { isIndexed: true, from: 0, to: filledTo() + 1 },
        ]),
  ];
  const parts = bounds.map(({ isIndexed, from, to }) => ({ isIndexed, after: Math.max(from, after), before: Math.min(to, before) }));
  return parts.filter((part) => part.before > part.after + 1);
}

/** Numbers decide which of them wait. */
function statusFilter(status: EventStatus | undefined): string {
  if (status === "quarantined") return `status = ${eventStatus.quarantined}`;
  return status === "pending" ? `status = ${eventStatus.kept}` : `status <> ${eventStatus.quarantined}`;
}

/**
 * A kept event waits for its evaluation while its number is above `totals.evaluated_to`: there is one evaluator, it goes by
 * number, and no row is written twice.
 */
export function statusOf(row: Row, evaluatedTo: number): EventStatus {
  if (row.status === eventStatus.quarantined) return "quarantined";
  return row.status === eventStatus.kept && Number(row.seq) > evaluatedTo ? "pending" : "evaluated";
}
