/** Conversations in memory: made anew of all that was evaluated whenever somebody looks. */

import { createHash } from "node:crypto";
import {
  begunWith,
  belongsTo,
  type Conversation,
  conversationIdOf,
  type Entry,
  findingsOf,
  saidIn,
  withEntry,
} from "../../../src/core/conversation.ts";
import type { Incident } from "../../../src/core/incident.ts";
import type { FigureQuery, StoredFigures } from "../../../src/core/insights/figures.ts";
import type {
  ConversationEvent,
  ConversationQuery,
  ConversationRow,
  Page,
  RuleActivity,
  RuleActivityQuery,
  Store,
} from "../../../src/core/store.ts";
import type { Instant } from "../../../src/core/time.ts";
import { changedCells, changesByDay, encodeCells } from "../../../src/insights/cells.ts";
import { countIncident, looseChanges } from "../../../src/insights/share.ts";
import { positionOf, startAt } from "../../../src/stores/conversations.ts";
import { figureDays, idRanges, recount } from "../../../src/stores/figures.ts";
import { noVotes } from "../../../src/stores/rule-activity.ts";
import { askedWords, holdsAll, type SearchTerms } from "../../../src/text/search-words.ts";
import type { MemoryInbox, Stored } from "./inbox.ts";

type Part = Pick<
  Store,
  | "searchConversations"
  | "ruleActivity"
  | "conversation"
  | "conversationEvents"
  | "lastWords"
  | "project"
  | "projected"
  | "figures"
  | "rebuildFigures"
>;

export function conversationsPart(inbox: MemoryInbox, incidents: () => Iterable<Incident>): Part {
  return {
    ruleActivity: async (query) => activityOf(inbox, query),
    searchConversations: async (query) => search(folded(inbox), query),
    async conversation(id) {
      const all = [...folded(inbox).values()].map(({ conversation }) => conversation).sort((a, b) => b.first - a.first);
      const conversation = all.find((each) => each.id === id) ?? all.find(({ session }) => session === id);
      if (conversation === undefined) return undefined;
      return { conversation, others: all.filter((each) => each.session === conversation.session && each !== conversation) };
    },
    async conversationEvents({ id }, limit, before) {
      const last = before === undefined ? Number.POSITIVE_INFINITY : Number(before);
      const events = (folded(inbox).get(id)?.entries ?? []).filter(({ place }) => place < last);
      const rows = events.slice(-limit).map(eventOf);
      return { rows, next: events.length > limit ? String(rows[0]?.place) : undefined };
    },
    async lastWords(conversations) {
      const all = folded(inbox);
      return new Map(
        conversations.flatMap(({ id }) => {
          const said = all
            .get(id)
            ?.entries.flatMap(({ event }) => saidIn(event) ?? [])
            .at(-1);
          return said === undefined ? [] : [[id, said] as const];
        }),
      );
    },
    figures: async (query) => figuresOf(inbox, incidents(), query),
    rebuildFigures: async () => {},
    project: async () => ({ count: 0, conversations: [], hasMore: false }),
    projected: async () => ({ behind: 0, filled: 0, toFill: 0 }),
  };
}

/** Everything is counted anew whenever somebody looks. */
function figuresOf(inbox: MemoryInbox, incidents: Iterable<Incident>, query: FigureQuery): StoredFigures {
  const rules: string[] = [];
  const numberOf = (rule: string) => (rules.includes(rule) ? rules.indexOf(rule) : rules.push(rule) - 1);
  const conversations = [...folded(inbox)].map(([id, { conversation, entries }]) => ({
    id,
    source: conversation.source,
    entries,
    isWhole: true,
  }));
  const { changes } = recount(conversations, new Map(), numberOf);
  const own = new Set(conversations.flatMap(({ entries }) => entries.map(({ place }) => place)));
  const loose = [...inbox.evaluated()].flatMap(({ seq, event, conversation, reading, trace }) =>
    event === undefined || own.has(seq) ? [] : looseChanges({ place: seq, event, conversation, reading, trace }, numberOf),
  );
  const worked = [...incidents].flatMap((incident) => countIncident(undefined, incident, numberOf).changes);
  const ranges = idRanges(query);
  const rows = [...changesByDay([...changes, ...loose, ...worked])]
    .filter(([id]) => ranges.some(([first, end]) => id > first && id < end))
    .map(([id, by]) => ({ id, cells: encodeCells(changedCells([], by)) }));
  return { days: figureDays(rows, query), rules: new Map(rules.entries()), uncounted: 0 };
}

function activityOf(inbox: MemoryInbox, { rules, hour, day, week }: RuleActivityQuery): ReadonlyMap<string, RuleActivity> {
  const found = [...inbox.evaluated()].flatMap(({ trace, receivedAt }) => findingsOf(trace).map(({ rule }) => ({ rule, at: receivedAt })));
  return new Map(
    rules.map((rule) => {
      const own = found.filter((each) => each.rule === rule).map(({ at }) => at);
      const since = (from: Instant) => own.filter((at) => at >= from).length;
      return [rule, { hour: since(hour), day: since(day), week: since(week), lastAt: own.at(-1), ...noVotes }];
    }),
  );
}

interface Folded {
  conversation: Conversation;
  readonly entries: (Entry & Pick<Stored, "receivedAt">)[];
}

function folded(inbox: MemoryInbox): ReadonlyMap<string, Folded> {
  const known = new Map<string, Folded>();
  for (const { seq, event, conversation, reading, trace, receivedAt } of inbox.evaluated()) {
    if (event?.session === undefined) continue;
    const entry = { place: seq, event, conversation, reading, trace, receivedAt };
    const id = idFor(entry, known);
    if (id === undefined) continue;
    const into = known.get(id) ?? { conversation: begunWith(entry, id), entries: [] };
    into.conversation = withEntry(into.conversation, entry);
    into.entries.push(entry);
    known.set(id, into);
  }
  return known;
}

function idFor(entry: Entry, known: ReadonlyMap<string, Folded>): string | undefined {
  const ofSession = [...known.values()].filter(({ conversation }) => conversation.session === entry.event.session);
  const named = entry.conversation === undefined ? undefined : known.get(entry.conversation)?.conversation;
  const where = belongsTo(entry, { named, newest: ofSession.at(-1)?.conversation });
  if (where.kind === "none") return undefined;
  return where.kind === "known" ? where.conversation.id : (entry.conversation ?? conversationIdOf(entry.event, digest));
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function search(all: ReadonlyMap<string, Folded>, query: ConversationQuery): Page<ConversationRow> {
  const asked = query.q === undefined ? undefined : askedWords(query.q);
  const found = [...all.values()].filter(({ conversation }) => fits(conversation, query)).flatMap((each) => rowOf(each, asked));
  const before = query.before === undefined ? Number.POSITIVE_INFINITY : Number(query.before);
  const older = found.filter(({ place }) => place < before).sort((a, b) => b.place - a.place);
  const shown = older.slice(0, query.limit);
  return { rows: shown.map(({ row }) => row), next: older.length > query.limit ? String(shown.at(-1)?.place) : undefined };
}

function fits(each: Conversation, { agent, rule, state, language, frustrated, wantsHuman, since, until }: ConversationQuery): boolean {
  const place = positionOf(each);
  return [
    agent === undefined || each.agent === agent,
    rule === undefined || Object.hasOwn(each.findings, rule),
    state === undefined || each.ended === (state === "ended"),
    language === undefined || each.language === language,
    frustrated === undefined || each.frustration >= 0.5 === frustrated,
    wantsHuman === undefined || each.wantsHuman >= 0.5 === wantsHuman,
    since === undefined || place >= startAt(since),
    until === undefined || place < startAt(until),
  ].every(Boolean);
}

/** By its beginning, or by the newest turn that holds all words. */
function rowOf(
  { conversation, entries }: Folded,
  asked: readonly SearchTerms[] | undefined,
): readonly { place: number; row: ConversationRow }[] {
  if (asked === undefined) return [{ place: positionOf(conversation), row: conversation }];
  const turn = entries.findLast(({ event }) => event.kind === "chat" && holdsAll(event.message, asked));
  if (turn === undefined || turn.event.kind !== "chat") return [];
  return [{ place: turn.place, row: { ...conversation, match: { event: turn.event.id, text: turn.event.message } } }];
}

function eventOf({ place, event, reading, trace, receivedAt }: Folded["entries"][number]): ConversationEvent {
  return { place, id: event.id, receivedAt, event, reading, trace };
}
