/** Quiet hours as a feature: held messages are sent when the hours of their rule begin. */

import type { Folded, Rule } from "../../../core/rule.ts";
import { type Context, nothing, type Output, ruleOf, type TimedFeature } from "../feature.ts";
import { incidentKeysOf } from "../incidents/incident-findings.ts";
import { type Match, matchOf, suppressed } from "../match.ts";
import { sendMatch } from "../sending.ts";
import type { PayloadOf } from "../timers.ts";
import { groupHeld, heldKey, isHeldLonger, type ReleasedMessage, release } from "./quiet-hours.ts";
import { isHeldBack, stages, suppress } from "./suppression.ts";

export const quietHours: TimedFeature<"release"> = {
  name: "quiet hours",
  keys({ event, rules, timer }, program) {
    if (timer?.kind !== "release") return rules.filter(({ active }) => active?.outside === "hold").map((rule) => heldKey(rule, event));
    const rule = ruleOf(program, timer.rule);
    return [timer.key, ...(rule === undefined ? [] : incidentKeysOf(program, rule, groupHeld(rule, timer.key)))];
  },
  onTimer: sendHeld,
};

/** Nothing happens where the message was sent or removed meanwhile. */
function sendHeld({ rule: id, key }: PayloadOf<"release">, { program, input: { event: due }, unit }: Context): Output {
  const rule = ruleOf(program, id);
  if (rule !== undefined && rule.mode !== "off" && isHeldLonger(key, rule, due, unit)) return nothing;
  const found = release(key, due, unit);
  if (found === undefined) return nothing;
  if (rule === undefined)
    return { ...suppressed(releasedMatch(removedRule(id), { ...found, folded: none }), { by: "removed" }), findings: [] };
  const match = releasedMatch(rule, found, groupHeld(rule, key));
  const result = suppress(match, stages.released, unit);
  return isHeldBack(result) ? suppressed(match, result) : sendMatch(program, result, unit);
}

const none: Folded = { count: 0, events: [] };

function releasedMatch(rule: Rule, { event, session, because, facts, folded }: ReleasedMessage, group?: string): Match {
  const sight = { event, session, reading: undefined, found: () => false };
  return matchOf({ rule, sight, because, facts, folded, ...(group !== undefined && { group }) });
}

/** A rule that is no longer in the file, with the fields that a record needs. */
function removedRule(id: string): Rule {
  return {
    id,
    name: id,
    fingerprint: "",
    mode: "off",
    on: [],
    severity: "normal",
    raises: false,
    node: { kind: "all", children: [] },
    actions: [],
    hasIncidents: false,
    needsIdentity: false,
    identify: undefined,
    throttle: undefined,
    active: undefined,
    fanOut: undefined,
    groupBy: [],
    late: "send",
  };
}
