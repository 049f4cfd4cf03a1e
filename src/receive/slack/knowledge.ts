/** What people can ask the relay about: read from the store when they ask. */

import type { Incident } from "../../core/incident.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import type { EventRow, IncidentQuery, Store } from "../../core/store.ts";
import { type Instant, toIso } from "../../core/time.ts";
import { line } from "./answers.ts";

/** The part of the store that is read. */
export type Records = Pick<Store, "searchEvents" | "searchIncidents" | "memory" | "stats">;

/** A rule that people have muted. */
export interface Muted {
  /** The rule's id. */
  readonly rule: string;
  readonly who: string;
  /** Until somebody unmutes it where undefined. */
  readonly until: Instant | undefined;
}

/** A rule as people name it. */
export interface NamedRule {
  readonly id: string;
  readonly name: string;
}

/** The memory of mutes, as rules/engine/mutes.ts keeps it. */
const mutesKey = "mutes";

export async function mutedNow({ memory }: Pick<Store, "memory">, now: Instant): Promise<readonly Muted[]> {
  const kept: Json | undefined = await memory(mutesKey);
  if (!isJsonObject(kept)) return [];
  return Object.entries(kept).flatMap(([rule, mute]) => {
    if (!isJsonObject(mute)) return [];
    const until = typeof mute.until === "number" ? (mute.until as Instant) : undefined; // an instant, as it was kept
    return until !== undefined && until <= now ? [] : [{ rule, who: String(mute.who), until }];
  });
}

export async function incidentsOf(
  { searchIncidents }: Pick<Store, "searchIncidents">,
  query: Omit<IncidentQuery, "limit">,
  limit: number,
): Promise<readonly Incident[]> {
  return (await searchIncidents({ ...query, limit })).rows;
}

/** `asks-for-a-human, session s1: claimed by anna, 3 findings` */
export function incidentLine({ rule, session, state, owner, findings }: Incident): string {
  const by = state === "claimed" && owner !== null ? ` by ${owner.name}` : "";
  return line(
    `${rule}${session === null ? "" : `, session ${session}`}: ${state}${by}, ${findings} ${findings === 1 ? "finding" : "findings"}`,
  );
}

/** Of the newest events, those that belong to sessions: each session once. */
export function sessionsIn(rows: readonly EventRow[]): readonly EventRow[] {
  const seen = new Map<string, EventRow>();
  for (const row of rows) if (row.session !== undefined && row.source !== "relay" && !seen.has(row.session)) seen.set(row.session, row);
  return [...seen.values()];
}

export function mutedLine({ rule, who, until }: Muted, rules: readonly NamedRule[]): string {
  const name = rules.find(({ id }) => id === rule)?.name ?? rule;
  return line(`${name}, by ${who}${until === undefined ? "" : `, until ${toIso(until).slice(0, 16).replace("T", " ")} UTC`}`);
}
