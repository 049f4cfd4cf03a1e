/** Data of several visitors at once, and which part of it belongs to one of them. Both databases use these rules. */

import { createHash } from "node:crypto";
import type { Json } from "../core/json.ts";
import type { Trace } from "../core/rule.ts";
import type { Forgotten } from "../core/store.ts";
import type { Row } from "./rows.ts";

/** An event of a deleted session, with what it leads to. */
export interface Leading {
  readonly id: string;
  readonly source: string;
  readonly agent: string;
  readonly trace: Trace | undefined;
}

export function leadingOf({ id, source, agent, trace }: Row): Leading {
  const text = typeof trace === "string" ? trace : undefined;
  return {
    id: String(id),
    source: String(source),
    agent: String(agent),
    trace: text === undefined ? undefined : (JSON.parse(text) as Trace),
  }; // written from a Trace
}

/** Incidents that these events opened or were added to. */
export function incidentsOf(events: readonly Leading[]): readonly string[] {
  const named = events.flatMap(({ trace }) => (trace?.rules ?? []).flatMap((rule) => (rule.held === true ? (rule.incident ?? []) : [])));
  return [...new Set<string>(named)];
}

/** Whether one of these events opened the incident, by the end of its id (core/incident.ts). */
export function isOpenedBy(incident: string, events: readonly Pick<Leading, "id">[]): boolean {
  return events.some(({ id }) => incident.endsWith(`-${createHash("sha256").update(id).digest("hex").slice(0, 8)}`));
}

/** Whether a stored text contains one of these events. Messages that wait for the hours of a rule do. */
export function holdsOne(text: string, events: readonly Pick<Leading, "id">[]): boolean {
  return events.some(({ id }) => text.includes(`"id":${JSON.stringify(id)}`));
}

/** The memories of agents that list their newest sessions (rules/engine/sessions/rejoin.ts). */
export function recentKeys(events: readonly Leading[]): readonly string[] {
  return [...new Set(events.map(({ source, agent }) => `recent ${source} ${agent}`))];
}

/** An incident, or its memory, without the findings that its thread does not show yet, because nobody can tell whose words they contain. */
export function withoutWaiting(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutWaiting);
  if (typeof value !== "object" || value === null) return value;
  const { waiting, untold } = value as { readonly waiting?: Json; readonly untold?: Json };
  if (Array.isArray(waiting) && typeof untold === "number") return { ...value, waiting: [], untold: untold + waiting.length };
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutWaiting(each)]));
}

/** Timers for messages that wait for the hours of a rule: all of them, and those of sessions. */
export const releases = { from: "release ", to: "release!", ofSessions: { from: "release session:", to: "release session;" } } as const;

/** Adds unreadable quarantined bytes that mention the session. */
export function withUnread(known: Forgotten, unread: number): Forgotten {
  return { ...known, events: known.events + unread, quarantined: known.quarantined + unread };
}
