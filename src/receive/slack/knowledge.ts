/** Answers to people's questions, read from the store. */

import type { Incident } from "../../core/incident.ts";
import { type Mute, mutesIn, mutesKey } from "../../core/mute.ts";
import type { Severity } from "../../core/severity.ts";
import type { EventRow, IncidentQuery, Store } from "../../core/store.ts";
import type { Instant } from "../../core/time.ts";
import { oneLine } from "./answers.ts";
import { momentOf } from "./moment.ts";

/** The part of the store that is read. */
export type SlackRecords = Pick<Store, "searchEvents" | "searchIncidents" | "memory" | "stats">;

/** A rule by its name for people. */
export interface NamedRule {
  readonly id: string;
  readonly name: string;
  readonly severity?: Severity;
}

export async function mutedNow({ memory }: Pick<Store, "memory">, now: Instant): Promise<readonly Mute[]> {
  return mutesIn(await memory(mutesKey), now);
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
  return oneLine(
    `${rule}${session === null ? "" : `, session ${session}`}: ${state}${by}, ${findings} ${findings === 1 ? "finding" : "findings"}`,
  );
}

/** The sessions of the newest events, each once. */
export function sessionsIn(rows: readonly EventRow[]): readonly EventRow[] {
  const seen = new Map<string, EventRow>();
  for (const row of rows) if (row.session !== undefined && row.source !== "relay" && !seen.has(row.session)) seen.set(row.session, row);
  return [...seen.values()];
}

export function mutedLine({ rule, who, until }: Mute, rules: readonly NamedRule[], timezone: string): string {
  const known = rules.find(({ id }) => id === rule);
  const critical = known?.severity === "critical" ? " (critical)" : "";
  return oneLine(`${known?.name ?? rule}${critical}, by ${who}${until === undefined ? "" : `, until ${momentOf(until, timezone)}`}`);
}
