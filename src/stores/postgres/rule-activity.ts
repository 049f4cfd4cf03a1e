/** How often each rule held lately, counted by indexes. */

import type { RuleActivity, RuleActivityQuery } from "../../core/store.ts";
import { eventStatus, instantOf } from "../rows.ts";
import { mostVotes, noVotes, votesOf } from "../rule-activity.ts";
import type { Database } from "./connection.ts";

const placeAt = (value: string) => `coalesce((SELECT seq FROM event_index WHERE at >= ${value} ORDER BY at LIMIT 1), 9223372036854775807)`;

/** Names of rules are compared byte by byte, as in the index. */
const counts = `
  WITH since AS MATERIALIZED (SELECT ${placeAt("$2")} AS hour, ${placeAt("$3")} AS day, ${placeAt("$4")} AS week)
  SELECT asked.rule, found.hour, found.day, found.week,
    (SELECT at FROM event_index WHERE seq = (SELECT max(seq) FROM findings WHERE findings.rule = asked.rule COLLATE "C")) AS last_at
  FROM since, unnest($1::text[]) AS asked (rule), LATERAL (
    SELECT count(*) FILTER (WHERE seq >= since.hour) AS hour, count(*) FILTER (WHERE seq >= since.day) AS day, count(*) AS week
    FROM findings WHERE findings.rule = asked.rule COLLATE "C" AND seq >= since.week) AS found`;

const votes = `
  SELECT incidents.rule, clicks.incident, clicks.who, clicks.action
  FROM (
    SELECT seq, event::json ->> 'incident' AS incident, event::json -> 'by' ->> 'id' AS who, event::json ->> 'action' AS action
    FROM event_index JOIN inbox USING (seq) WHERE event_index.type = 'relay.click' AND status = ${eventStatus.kept}
  ) AS clicks JOIN incidents ON incidents.id = clicks.incident
  WHERE clicks.action IN ('useful', 'noise') ORDER BY clicks.seq DESC LIMIT ${mostVotes}`;

export async function ruleActivity(
  db: Database,
  { rules, hour, day, week }: RuleActivityQuery,
): Promise<ReadonlyMap<string, RuleActivity>> {
  const counted = votesOf(await db.run({ name: "rule-votes", text: votes }));
  const rows = await db.run({ name: "rule-activity", text: counts }, [rules, hour, day, week]);
  return new Map(
    rows.map((row) => {
      const rule = String(row.rule);
      const lastAt = row.last_at === null ? undefined : instantOf(row.last_at);
      return [rule, { hour: Number(row.hour), day: Number(row.day), week: Number(row.week), lastAt, ...(counted.get(rule) ?? noVotes) }];
    }),
  );
}
