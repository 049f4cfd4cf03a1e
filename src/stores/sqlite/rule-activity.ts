/** How often each rule held lately, counted by indexes, some rules at a time. */

import type { RuleActivity, RuleActivityQuery } from "../../core/store.ts";
import type { Instant } from "../../core/time.ts";
import { eventStatus } from "../rows.ts";
import { mostVotes, noVotes, votesOf } from "../rule-activity.ts";
import type { Driver } from "./driver.ts";
import type { Stepwise } from "./steps.ts";

/** Rules that one step counts. */
const rulesAStep = 20;

export function createRuleActivity(db: Driver): (query: RuleActivityQuery) => Stepwise<ReadonlyMap<string, RuleActivity>> {
  const from = db.prepare("SELECT seq FROM event_index WHERE at >= ? ORDER BY at LIMIT 1");
  const count = db.prepare("SELECT count(*) AS count FROM findings WHERE rule = ? AND seq >= ?");
  const last = db.prepare("SELECT at FROM event_index WHERE seq = (SELECT max(seq) FROM findings WHERE rule = ?)");
  const votes = db.prepare(`
    SELECT incidents.rule, incidents.id AS incident, json_extract(event, '$.by.id') AS who, json_extract(event, '$.action') AS action
    FROM event_index INDEXED BY event_index_type CROSS JOIN inbox ON inbox.seq = event_index.seq
    JOIN incidents ON incidents.id = json_extract(event, '$.incident')
    WHERE event_index.type = 'relay.click' AND status = ${eventStatus.kept} AND json_extract(event, '$.action') IN ('useful', 'noise')
    ORDER BY event_index.seq DESC LIMIT ${mostVotes}`);
  const placeAt = (at: Instant) => Number(from.get(at)?.seq ?? Number.MAX_SAFE_INTEGER);
  const countFrom = (rule: string, place: number) => Number(count.get(rule, place)?.count);

  return function* ({ rules, hour, day, week }) {
    const counted = votesOf(votes.all());
    const [hourAt, dayAt, weekAt] = [placeAt(hour), placeAt(day), placeAt(week)];
    const found = new Map<string, RuleActivity>();
    for (const [index, rule] of rules.entries()) {
      const at = last.get(rule)?.at;
      found.set(rule, {
        hour: countFrom(rule, hourAt),
        day: countFrom(rule, dayAt),
        week: countFrom(rule, weekAt),
        lastAt: at === undefined ? undefined : (Number(at) as Instant), // written from an Instant
        ...(counted.get(rule) ?? noVotes),
      });
      if (index % rulesAStep === rulesAStep - 1) yield;
    }
    return found;
  };
}
