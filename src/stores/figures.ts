/** Counting the figures, in the form of both databases. */

import type { Conversation, Entry } from "../core/conversation.ts";
import type { Incident } from "../core/incident.ts";
import { dayStart, type FigureDay, type FigureQuery } from "../core/insights/figures.ts";
import { type Duration, day, type Instant, plus } from "../core/time.ts";
import { decodeCells, type FigureChanges } from "../insights/cells.ts";
import {
  type ConversationShare,
  countEntries,
  countIncident,
  type FigureShare,
  looseChanges,
  type NumberOfRule,
  recountEntries,
  type ShareChange,
  type Uncounted,
} from "../insights/share.ts";
import { conversationOf, entryOf } from "./conversations.ts";
import type { Row } from "./rows.ts";

/** The mark of a walk that has reached the end of its table. */
export const allCounted = Number.MAX_SAFE_INTEGER;

/** Shares to store, and what changes in the figures. */
export interface Counted {
  readonly shares: readonly (readonly [string, FigureShare])[];
  readonly changes: readonly FigureChanges[];
}

/** Shares as they are stored, by the id of the conversation or the incident. */
export type StoredShares = ReadonlyMap<string, ConversationShare>;

export interface CountedEntry {
  readonly entry: Entry;
  /** The conversation; undefined where the event has none. */
  readonly id: string | undefined;
}

export interface Fresh {
  /** In the order of acceptance. */
  readonly entries: readonly CountedEntry[];
  readonly shares: StoredShares;
  /** Whether the conversation was stored before these events. Without a share it is counted later, as a whole. */
  readonly isStored: (id: string) => boolean;
  readonly incidents: readonly Incident[];
  readonly numberOf: NumberOfRule;
}

/** Counts events that were just evaluated. */
export function countFresh({ entries, shares, isStored, incidents, numberOf }: Fresh): Counted {
  const counted = new Map<string, ShareChange>();
  for (const [id, own] of entriesById(entries)) {
    const before = shares.get(id);
    const uncounted = { source: own[0]?.event.source ?? "", entries: own };
    if (before !== undefined || !isStored(id)) counted.set(id, countEntries(before, uncounted, numberOf));
  }
  for (const incident of incidents) counted.set(incident.id, countIncident(shares.get(incident.id), incident, numberOf));
  const loose = entries.flatMap(({ entry, id }) => (id === undefined ? looseChanges(entry, numberOf) : []));
  return together(counted, loose);
}

function together(counted: ReadonlyMap<string, ShareChange>, loose: readonly FigureChanges[]): Counted {
  const shares: (readonly [string, FigureShare])[] = [];
  const changes = [...loose];
  for (const [id, { share, changes: own }] of counted) {
    shares.push([id, share]);
    changes.push(...own);
  }
  return { shares, changes };
}

function entriesById(entries: readonly CountedEntry[]): ReadonlyMap<string, readonly Entry[]> {
  const byId = new Map<string, Entry[]>();
  for (const { entry, id } of entries) {
    if (id === undefined) continue;
    const own = byId.get(id);
    if (own === undefined) byId.set(id, [entry]);
    else own.push(entry);
  }
  return byId;
}

export interface Recounted extends Uncounted {
  readonly id: string;
  /** The first event is still stored. */
  readonly isWhole: boolean;
}

/** Counts stored conversations from their events. What was counted of one that has lost events stays. */
export function recount(conversations: readonly Recounted[], shares: StoredShares, numberOf: NumberOfRule): Counted {
  const known = conversations.filter(({ id, entries, isWhole }) => entries.length > 0 && (isWhole || !shares.has(id)));
  return together(new Map(known.map((each) => [each.id, recountEntries(shares.get(each.id), each, numberOf)])), []);
}

/** A step counts conversations with about so many messages, or so many incidents. */
const messagesAStep = 300;
export const incidentsAStep = 50;
/** Conversations that are read for a step. */
export const conversationsAStep = 100;

export interface NumberedConversation extends Conversation {
  readonly num: number;
}

/** The first ones that have about as many messages as a step takes. */
export function recountedAtOnce(rows: readonly Row[]): readonly NumberedConversation[] {
  let before = 0;
  return rows
    .map((row) => ({ num: Number(row.num), ...conversationOf(row) }))
    .filter(({ messages }, index) => {
      const isTaken = index === 0 || before < messagesAStep;
      before += messages;
      return isTaken;
    });
}

export function recountedOf({ id, source, first }: Conversation, rows: readonly Row[]): Recounted {
  const entries = rows.map(entryOf);
  return { id, source, entries, isWhole: entries[0]?.place === first };
}

/** Rows of a query: their ids are between these, which no row has. With an agent it is one range for each day, so that no other rows are read. */
export function idRanges({ since, until, agent }: FigureQuery): readonly (readonly [string, string])[] {
  if (agent === undefined) return [[`[${dayStart(since)}`, `[${until}`]];
  const ranges: (readonly [string, string])[] = [];
  for (let at = dayStart(since); at < until; at = plus(at, day)) {
    const beginning = `${JSON.stringify([at, agent]).slice(0, -1)},`;
    ranges.push([beginning, `${beginning}\u{10ffff}`]);
  }
  return ranges;
}

/** Rows of figures that are kept have greater ids. `keep` 0: no row has. */
export function oldestFigures(keep: Duration, now: Instant): string {
  return keep === 0 ? "]" : `[${dayStart(plus(now, -keep))}`;
}

/** The days of rows, as far as the query asks for them. */
export function figureDays(rows: readonly Row[], { agent, source, language }: FigureQuery): readonly FigureDay[] {
  return rows.flatMap((row): readonly FigureDay[] => {
    const [at, ...names] = JSON.parse(String(row.id)) as readonly [Instant, string, string, string]; // written by figureDayId
    const isAsked = [agent, source, language].every((name, index) => name === undefined || name === names[index]);
    const [ofAgent, ofSource, ofLanguage] = names;
    const cells = row.cells instanceof Uint8Array ? row.cells : [];
    return isAsked ? [{ day: at, agent: ofAgent, source: ofSource, language: ofLanguage, cells }] : [];
  });
}

export function cellsOf(bytes: unknown): readonly number[] {
  return bytes instanceof Uint8Array ? decodeCells(bytes) : [];
}
