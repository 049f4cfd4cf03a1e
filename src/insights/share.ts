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
import type { FigureChange } from "./cells.ts";

/** By the hour since 1970, and by the number of the figure. */
type HourCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface FigureShare extends FigureKey {
  readonly counts: HourCounts;
  /** Counts of earlier hours do not change any more, and are not in the share. */
  readonly from: number;
}

export interface ConversationShare extends FigureShare {
  readonly startedAt: Instant | null;
  readonly lastAt: Instant | null;
  readonly turns: number;
  /** The visitor waits for an answer since then. */
  readonly waitsSince: Instant | null;
  /** Counts that a conversation has once, and those that it has already. */
  readonly once: readonly number[];
}

export function emptyShare(source: string): ConversationShare {
  const times = { startedAt: null, lastAt: null, waitsSince: null };
  return { agent: "", source, language: "", counts: {}, from: 0, turns: 0, once: [], ...times };
}

/** The store's number of a rule, by its name. */
export type NumberOfRule = (rule: string) => number;

/** The most hours of one conversation that can still change, e.g. move with its language. A kiosk may have one conversation for months. */
const mostHours = 48;

/** The share with more events of the conversation, in their order. */
export function withEntries(share: ConversationShare, entries: readonly Entry[], numberOf: NumberOfRule): ConversationShare {
  const counting = new Counting(share);
  for (const entry of entries) counting.add(entry, numberOf);
  return counting.share();
}

/** The share as it is stored. */
export function settled<Kind extends FigureShare>(share: Kind): Kind {
  const open = Object.entries(share.counts).filter(([hour]) => Number(hour) >= share.from);
  return { ...share, counts: Object.fromEntries(open) };
}

/** Holds a share while events are added, so that a batch copies it once. */
class Counting {
  readonly #counts: Map<number, Map<number, number>>;
  readonly #once: Set<number>;
  #rest: Omit<ConversationShare, "counts" | "once">;

  constructor({ counts, once, ...rest }: ConversationShare) {
    const hours = Object.entries(counts).map(([hour, each]) => [Number(hour), new Map(numbersOf(each))] as const);
    this.#counts = new Map(hours);
    this.#once = new Set(once);
    this.#rest = rest;
  }

  share(): ConversationShare {
    const counts = Object.fromEntries([...this.#counts].map(([hour, each]) => [hour, Object.fromEntries(each)]));
    return { ...this.#rest, counts, once: [...this.#once] };
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
    const at = Math.max(hour, this.#rest.from);
    const each = this.#counts.get(at) ?? new Map<number, number>();
    each.set(number, (each.get(number) ?? 0) + by);
    if (each.get(number) === 0) each.delete(number);
    this.#counts.set(at, each);
    if (this.#counts.size <= mostHours) return;
    const newest = [...this.#counts.keys()].sort((one, other) => other - one);
    this.#rest = { ...this.#rest, from: Math.max(this.#rest.from, newest[mostHours - 1] ?? 0) };
  }

  #countOnce(hour: number, name: CountName): boolean {
    const number = countNumbers[name];
    if (this.#once.has(number)) return false;
    this.#once.add(number);
    this.#count(hour, number);
    return true;
  }

  /** A late event may show that the conversation began in an earlier hour. */
  #span({ agent, occurredAt }: Event, hour: number): void {
    const { startedAt, lastAt, from } = this.#rest;
    const isEarlier = startedAt === null || occurredAt < startedAt;
    if (startedAt === null) this.#count(hour, countNumbers.sessions);
    else if (isEarlier && hourNumber(startedAt) >= from && hour !== hourNumber(startedAt)) {
      this.#count(hourNumber(startedAt), countNumbers.sessions, -1);
      this.#count(hour, countNumbers.sessions);
    }
    const last = lastAt === null || occurredAt > lastAt ? occurredAt : lastAt;
    this.#rest = { ...this.#rest, agent, startedAt: isEarlier ? occurredAt : startedAt, lastAt: last };
  }

  /** Times after the call, and times that are not the sender's, do not show how long the visitor has waited. */
  #said(event: Event & { readonly kind: "chat" }, hour: number): void {
    const { role, occurredAt } = event;
    if (role === "other") return;
    this.#count(hour, role === "user" ? countNumbers.messages : countNumbers.answers);
    this.#rest = { ...this.#rest, turns: this.#rest.turns + 1 };
    if (event.afterCall === true || event.suspectTime === true) return;
    const { waitsSince } = this.#rest;
    if (role === "user") this.#rest = { ...this.#rest, waitsSince: waitsSince ?? occurredAt };
    else if (waitsSince !== null && occurredAt >= waitsSince) {
      this.#count(hour, bucketNumber("latency", occurredAt - waitsSince)); // an earlier one came in late, and answers something else
      this.#rest = { ...this.#rest, waitsSince: null };
    }
  }

  #end(hour: number): void {
    if (!this.#countOnce(hour, "ended")) return;
    const { turns, startedAt, lastAt } = this.#rest;
    this.#count(hour, bucketNumber("turns", turns));
    this.#count(hour, bucketNumber("duration", (lastAt ?? 0) - (startedAt ?? 0)));
  }

  #read({ asks, frustration = 0, session = 0, wants_human: human = 0, unanswered = 0, concern = {}, language }: TurnReading, hour: number) {
    if (language !== undefined) this.#rest = { ...this.#rest, language };
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

function numbersOf(counts: Readonly<Record<string, number>>): readonly (readonly [number, number])[] {
  return Object.entries(counts).map(([number, count]) => [Number(number), count] as const);
}

/** What an event without a conversation adds. Such events are counted when they are evaluated, and never again. */
export function looseChanges({ event, trace }: Entry, numberOf: NumberOfRule): readonly FigureChange[] {
  const key = { agent: event.agent, source: event.source, language: "" };
  const hour = hourNumber(event.occurredAt);
  const rules = new Set(findingsOf(trace).map(({ rule }) => rule));
  const found = [...rules].map((rule) => ruleFigureNumber(numberOf(rule), "findings"));
  const numbers = event.kind === "agent-error" ? [countNumbers.errors, ...found] : found;
  return numbers.map((number) => ({ key, hour, number, by: 1 }));
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
export function incidentShare(incident: Incident, numberOf: NumberOfRule): FigureShare {
  const { agent, source, rule, openedAt, deeds, state } = incident;
  const counts: Record<string, Record<string, number>> = {};
  const count = (at: Instant, number: number) => {
    const hour = String(hourNumber(at));
    counts[hour] = { ...counts[hour], [number]: (counts[hour]?.[number] ?? 0) + 1 };
  };
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
  return { agent, source, language: "", counts, from: 0 };
}

/** How the figures change when a share changes. Hours before its first open hour stay as they are. */
export function changesBetween(before: FigureShare | undefined, after: FigureShare): readonly FigureChange[] {
  if (before === undefined) return changesOf(after, 1, 0);
  return [...changesOf(before, -1, before.from), ...changesOf(after, 1, before.from)];
}

function changesOf({ counts, ...key }: FigureShare, sign: 1 | -1, from: number): readonly FigureChange[] {
  const { agent, source, language } = key;
  return Object.entries(counts).flatMap(([hour, each]) =>
    Number(hour) < from
      ? []
      : numbersOf(each).map(([number, count]) => ({ key: { agent, source, language }, hour: Number(hour), number, by: sign * count })),
  );
}
