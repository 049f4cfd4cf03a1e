/** The throttle: a rule that has sent something sends nothing more for a span. */

import type { Event } from "../../../core/event.ts";
import type { Rule, Throttle } from "../../../core/rule.ts";
import { type Duration, type Instant, minute, plus } from "../../../core/time.ts";
import { groupOf } from "../../kit/group.ts";
import type { Feature } from "../feature.ts";
import type { Suppression } from "../match.ts";
import { mayComeLateBy } from "../tolerances.ts";
import { memoryOf, type UnitOfWork } from "../unit-of-work.ts";

/** How often people are alerted for emergencies of one conversation. */
const pagedEvery: Duration = 5 * minute;

export const throttle: Feature = {
  name: "throttle",
  keys: ({ event, rules }) =>
    rules.flatMap((rule) => [
      ...(rule.throttle === undefined ? [] : [throttleKey(rule, event)]),
      ...(rule.raises ? [emergencyKey(rule, event)] : []),
    ]),
};

/** When the rule may send again. */
const nextTimes = memoryOf<Instant>();

export const throttled: Suppression = (match, unit) => {
  const { rule, sight } = match;
  const until = rule.throttle && silentUntil(rule.throttle, throttleKey(rule, sight.event), sight.event, unit);
  return until === undefined ? match : { by: "throttle", until };
};

/** The first emergency of a conversation is sent at once. Later ones are sent every five minutes at most. */
export const paged: Suppression = (match, unit) => {
  const { rule, sight } = match;
  const until = silentUntil({ every: pagedEvery, per: [] }, emergencyKey(rule, sight.event), sight.event, unit);
  return until === undefined ? match : { by: "throttle", until };
};

/** Until when the rule sends nothing. Undefined where it may send now; the next span begins then. */
function silentUntil({ every }: Throttle, key: string, event: Event, unit: UnitOfWork): Instant | undefined {
  const before = nextTimes.read(unit, key);
  if (before !== undefined && event.occurredAt < before) return before;
  const next = plus(event.occurredAt, every);
  const until = Math.max(next, event.receivedAt) as Instant; // the greater of two instants
  nextTimes.write(unit, key, next, plus(until, every + mayComeLateBy));
  return undefined;
}

function emergencyKey(rule: Rule, event: Event): string {
  return `${groupOf(event, []) ?? "everyone"} ${rule.id}#urgent`;
}

function throttleKey(rule: Rule, event: Event): string {
  return `${groupOf(event, rule.throttle?.per ?? []) ?? "everyone"} ${rule.id}#throttle`;
}
