/**
 * What one conversation, or one incident, adds to the figures. The figures are the sums of all shares, so a change of a share changes
 * them by the difference, and counting a conversation again changes nothing. A share contains counts, and no texts.
 */

import { countsFrom, type Entry, findingsOf } from "../core/conversation.ts";
import { type Event, hasSession } from "../core/event.ts";
import type { Incident } from "../core/incident.ts";
import { bucketNumber, type CountName, countNumbers, type FigureKey, hourNumber, ruleFigureNumber } from "../core/insights/figures.ts";
import type { Instant } from "../core/time.ts";
import type { TurnReading } from "../core/turn-reading.ts";
import type { FigureChanges } from "./cells.ts";

export interface FigureShare extends FigureKey {
  /** An hour since 1970, the number of a figure, and the count, over and over. */
  readonly triples: readonly number[];
  /** Counts of earlier hours are settled: they do not change any more, and are not in the share. */
  readonly from: number;
}

export interface ConversationShare extends FigureShare {
  readonly startedAt: Instant | null;
  readonly lastAt: Instant | null;
  readonly turns: number;
  /** The visitor waits for an answer since then. */
  readonly waitsSince: Instant | null;
  /** Bits of the figures that count a conversation once, and have counted it. */
  readonly once: number;
}

/** A new share, and how the figures change with it. */
export interface ShareChange<Kind extends FigureShare = FigureShare> {
  readonly share: Kind;
  readonly changes: readonly FigureChanges[];
}

/** The store's number of a rule, by its name. */
export type NumberOfRule = (rule: string) => number;

/** The most hours of one conversation that can still change, e.g. move with its language. A kiosk may have one conversation for months. */
const mostHours = 48;

/** A conversation to count: its source, and events in their order. */
export interface Uncounted {
  readonly source: string;
  readonly entries: readonly Entry[];
}

/** Counts further events of a conversation; `before` is undefined for the first ones. */
export function countEntries(
  before: ConversationShare | undefined,
  { source, entries }: Uncounted,
  numberOf: NumberOfRule,
): ShareChange<ConversationShare> {
  const counting = new Counting(before ?? emptyShare(source));
  for (const entry of entries) counting.add(entry, numberOf);
  return counting.change(before);
}

/** Counts all events of a conversation again. Settled counts of a share are in the figures already, and stay. */
export function recountEntries(
  before: FigureShare | undefined,
  uncounted: Uncounted,
  numberOf: NumberOfRule,
): ShareChange<ConversationShare> {
  const again = countEntries(undefined, uncounted, numberOf);
  return before === undefined ? again : { share: again.share, changes: differenceOf(before, again.share) };
}

function differenceOf(before: FigureShare | undefined, after: FigureShare): readonly FigureChanges[] {
  const added = { key: after, triples: after.triples };
  return before === undefined ? [added] : [{ key: before, triples: negative(before.triples) }, added];
}

function negative(triples: readonly number[]): readonly number[] {
  return triples.map((each, index) => (index % 3 === 2 ? -each : each));
}

type Stored = readonly [
  ...key: readonly [agent: string, source: string, language: string],
  ...times: readonly [startedAt: Instant | null, lastAt: Instant | null, waitsSince: Instant | null],
  ...numbers: readonly [turns: number, once: number, from: number, first: number, ...triples: number[]],
];

/** A share as it is stored. Its hours count from the first one. The fields of conversations are empty for an incident. */
export function shareText({ agent, source, language, from, triples, ...rest }: FigureShare & Partial<ConversationShare>): string {
  const { startedAt = null, lastAt = null, waitsSince = null, turns = 0, once = 0 } = rest;
  const first = triples[0] ?? 0;
  const counts = triples.map((each, index) => (index % 3 === 0 ? each - first : each));
  return JSON.stringify([agent, source, language, startedAt, lastAt, waitsSince, turns, once, from, first, ...counts] satisfies Stored);
}

export function shareFrom(text: string): ConversationShare {
  const stored = JSON.parse(text) as Stored; // written by shareText
  const [agent, source, language, startedAt, lastAt, waitsSince, turns, once, from, first, ...counts] = stored;
  const triples = counts.map((each, index) => (index % 3 === 0 ? each + first : each));
  return { agent, source, language, startedAt, lastAt, waitsSince, turns, once, from, triples };
}

function emptyShare(source: string): ConversationShare {
  return { agent: "", source, language: "", triples: [], from: 0, turns: 0, once: 0, startedAt: null, lastAt: null, waitsSince: null };
}

/** Holds a share while events are added, so that a batch copies it once. */
class Counting {
  readonly #triples: number[];
  /** What was added since, while the key is the one of the beginning. */
  readonly #added: number[] = [];
  readonly #settled: FigureChanges[] = [];
  readonly #draft: { -readonly [Field in keyof Omit<ConversationShare, "triples">]: ConversationShare[Field] };

  constructor({ triples, ...rest }: ConversationShare) {
    this.#triples = [...triples];
    this.#draft = rest;
  }

  change(before: ConversationShare | undefined): ShareChange<ConversationShare> {
    const share = { ...this.#draft, triples: this.#triples };
    const isSameKey = before !== undefined && share.agent === before.agent && share.language === before.language;
    if (isSameKey && this.#settled.length === 0) return { share, changes: [{ key: share, triples: this.#added }] };
    return { share, changes: [...differenceOf(before, share), ...this.#settled] };
  }

  add({ event, reading, trace }: Entry, numberOf: NumberOfRule): void {
    const hour = hourNumber(event.occurredAt);
    for (const rule of new Set(findingsOf(trace).map((found) => found.rule)))
      this.#count(hour, ruleFigureNumber(numberOf(rule), "findings"));
    if (!isOfVisit(event) || trace?.overtaken === true) return;
    this.#span(event, hour);
    if (event.kind === "chat") this.#said(event, hour);
    if (event.kind === "agent-error") this.#count(hour, countNumbers.errors);
    if (event.kind === "session-end") this.#end(hour);
    if (reading !== undefined) this.#read(reading, hour);
  }

  #count(hour: number, number: number, by = 1): void {
    const at = Math.max(hour, this.#draft.from);
    this.#added.push(at, number, by);
    const triples = this.#triples;
    let isNewHour = true;
    for (let index = triples.length - 3; index >= 0; index -= 3) {
      if (triples[index] !== at) continue;
      isNewHour = false;
      if (triples[index + 1] !== number) continue;
      triples[index + 2] = (triples[index + 2] ?? 0) + by;
      return;
    }
    triples.push(at, number, by);
    if (isNewHour) this.#settle();
  }

  /** Older hours keep the key that they have. */
  #settle(): void {
    const hours = [...new Set(this.#triples.filter((_, index) => index % 3 === 0))].sort((one, other) => other - one);
    if (hours.length <= mostHours) return;
    const from = Math.max(this.#draft.from, hours[mostHours - 1] ?? 0);
    const all = this.#triples.splice(0);
    const settled: number[] = [];
    for (let index = 0; index < all.length; index += 3)
      ((all[index] ?? 0) < from ? settled : this.#triples).push(...all.slice(index, index + 3));
    this.#settled.push({ key: { ...this.#draft }, triples: settled });
    this.#draft.from = from;
  }

  #countOnce(hour: number, name: CountName): boolean {
    const bit = 1 << countNumbers[name];
    if ((this.#draft.once & bit) !== 0) return false;
    this.#draft.once |= bit;
    this.#count(hour, countNumbers[name]);
    return true;
  }

  /** A late event may show that the conversation began in an earlier hour. */
  #span({ agent, occurredAt }: Event, hour: number): void {
    const { startedAt, lastAt, from } = this.#draft;
    const isEarlier = startedAt === null || occurredAt < startedAt;
    if (startedAt === null) this.#count(hour, countNumbers.sessions);
    else if (isEarlier && hourNumber(startedAt) >= from && hour !== hourNumber(startedAt)) {
      this.#count(hourNumber(startedAt), countNumbers.sessions, -1);
      this.#count(hour, countNumbers.sessions);
    }
    if (isEarlier) this.#draft.startedAt = occurredAt;
    if (lastAt === null || occurredAt > lastAt) this.#draft.lastAt = occurredAt;
    this.#draft.agent = agent;
  }

  /** Times after the call, and times that are not the sender's, do not show how long the visitor has waited. */
  #said(event: Event & { readonly kind: "chat" }, hour: number): void {
    const { role, occurredAt } = event;
    if (role === "other") return;
    this.#count(hour, role === "user" ? countNumbers.messages : countNumbers.answers);
    this.#draft.turns += 1;
    if (event.afterCall === true || event.suspectTime === true) return;
    const { waitsSince } = this.#draft;
    if (role === "user") this.#draft.waitsSince = waitsSince ?? occurredAt;
    else if (waitsSince !== null && occurredAt >= waitsSince) {
      this.#count(hour, bucketNumber("latency", occurredAt - waitsSince)); // an earlier one came in late, and answers something else
      this.#draft.waitsSince = null;
    }
  }

  #end(hour: number): void {
    if (!this.#countOnce(hour, "ended")) return;
    const { turns, startedAt, lastAt } = this.#draft;
    this.#count(hour, bucketNumber("turns", turns));
    this.#count(hour, bucketNumber("duration", (lastAt ?? 0) - (startedAt ?? 0)));
  }

  #read({ asks, frustration = 0, session = 0, wants_human: human = 0, unanswered = 0, concern = {}, language }: TurnReading, hour: number) {
    if (language !== undefined) this.#draft.language = language;
    if (asks === true) this.#count(hour, countNumbers.question_turns);
    if (asks === true) this.#countOnce(hour, "asked");
    if (Math.max(frustration, session) >= countsFrom) this.#countOnce(hour, "frustrated");
    if (human >= countsFrom) this.#countOnce(hour, "wants_human");
    if (unanswered >= countsFrom) this.#count(hour, countNumbers.unanswered_turns);
    if (unanswered >= countsFrom) this.#countOnce(hour, "unanswered");
    for (const [name, score] of Object.entries(concern)) if (score >= countsFrom) this.#countOnce(hour, name as keyof typeof concern); // the keys of the record
  }
}

/** Clicks, timers and identities belong to a conversation, and are no part of the visit. */
function isOfVisit(event: Event): boolean {
  return hasSession(event) && event.kind !== "due" && event.kind !== "click" && event.kind !== "identity";
}

/** What an event without a conversation adds. Such events are counted when they are evaluated, and never again. */
export function looseChanges({ event, trace }: Entry, numberOf: NumberOfRule): readonly FigureChanges[] {
  const hour = hourNumber(event.occurredAt);
  const rules = new Set(findingsOf(trace).map(({ rule }) => rule));
  const found = [...rules].map((rule) => ruleFigureNumber(numberOf(rule), "findings"));
  const numbers = event.kind === "agent-error" ? [countNumbers.errors, ...found] : found;
  if (numbers.length === 0) return [];
  return [{ key: { agent: event.agent, source: event.source, language: "" }, triples: numbers.flatMap((number) => [hour, number, 1]) }];
}

/** The incidents that an event may have opened or changed. */
export function incidentsNamedBy({ event, trace }: Entry): readonly string[] {
  const found = findingsOf(trace).flatMap(({ incident }) => incident ?? []);
  if (event.kind === "click") return event.incident === undefined ? found : [...found, event.incident];
  if (event.kind !== "due") return found;
  const { incident, incidents } = event.data;
  const named = [incident, ...(Array.isArray(incidents) ? incidents : [])].filter((id) => typeof id === "string");
  return [...found, ...named];
}

/** The share of an incident follows from its state alone. A vote and a claim count at the hour in which they were made. */
export function countIncident(before: FigureShare | undefined, incident: Incident, numberOf: NumberOfRule): ShareChange {
  const { agent, source, rule, openedAt, deeds, state } = incident;
  const triples: number[] = [];
  const count = (at: Instant, number: number) => void triples.push(hourNumber(at), number, 1);
  count(openedAt, countNumbers.incidents);
  const claimed = deeds.find(({ what }) => what === "claimed");
  if (claimed !== undefined) {
    count(claimed.at, countNumbers.claimed);
    count(claimed.at, bucketNumber("time_to_claim", claimed.at - openedAt));
  }
  const resolved = state === "resolved" ? deeds.findLast(({ what }) => what === "resolved") : undefined;
  if (resolved?.by !== undefined) {
    count(resolved.at, countNumbers.resolved);
    count(resolved.at, bucketNumber("time_to_resolve", resolved.at - openedAt));
  }
  for (const { what, at } of deeds) if (what === "useful" || what === "noise") count(at, ruleFigureNumber(numberOf(rule), what));
  const share = { agent, source, language: "", triples, from: 0 };
  return { share, changes: differenceOf(before, share) };
}
