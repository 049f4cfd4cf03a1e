/** What people said of alerts, from the rows of both databases. */

import type { RuleActivity } from "../core/store.ts";
import type { Row } from "./rows.ts";

/** The most votes that are counted, the newest ones. */
export const mostVotes = 5_000;

export type Votes = Pick<RuleActivity, "useful" | "noise">;

/** By the rule's name. Rows come newest first; the last vote of a person about an incident counts. */
export function votesOf(rows: readonly Row[]): ReadonlyMap<string, Votes> {
  const seen = new Set<string>();
  const votes = new Map<string, { useful: number; noise: number }>();
  for (const { rule, incident, who, action } of rows) {
    const voter = `${incident} ${who}`;
    if (seen.has(voter) || (action !== "useful" && action !== "noise")) continue;
    seen.add(voter);
    const of = votes.get(String(rule)) ?? { useful: 0, noise: 0 };
    of[action] += 1;
    votes.set(String(rule), of);
  }
  return votes;
}

export const noVotes: Votes = { useful: 0, noise: 0 };
