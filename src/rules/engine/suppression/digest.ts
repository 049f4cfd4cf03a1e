/** The fan-out limit as a feature: one message gives the number of the others. */

import type { Sight } from "../../../core/condition.ts";
import { type Context, nothing, type Output, ruleOf, sendingRules, type TimedFeature } from "../feature.ts";
import { matchOf, suppressed } from "../match.ts";
import { sendMatch } from "../sending.ts";
import type { PayloadOf } from "../timers.ts";
import { fanOutKeys, takeRest } from "./fan-out.ts";
import { isHeldBack, stages, suppress } from "./suppression.ts";

export const fanOutLimit: TimedFeature<"digest"> = {
  name: "fan-out",
  keys: (input, program) => [
    ...(input.timer?.kind === "digest" ? [input.timer.key] : []),
    ...sendingRules(input, program).flatMap(fanOutKeys),
  ],
  onTimer: sendDigest,
};

/** The message contains nothing of the others: they belong to many sessions, and it is about none of their visitors. */
function sendDigest({ rule: id, key, to }: PayloadOf<"digest">, { program, input: { event: due }, unit }: Context): Output {
  const rule = ruleOf(program, id);
  const rest = rule && takeRest(key, rule, due, unit);
  if (rule === undefined || rest === undefined) return nothing;
  const sight: Sight = { event: due, session: undefined, reading: undefined, found: () => false };
  const action = rule.actions.find((each) => each.to === to && each.renderRest !== undefined);
  const actions = action?.renderRest === undefined ? [] : [{ ...action, key: `${action.key} rest`, render: action.renderRest }];
  const because = [{ condition: "fan_out", text: rest.text }];
  const match = matchOf({ rule: { ...rule, needsIdentity: false }, sight, because, facts: { count: rest.count }, actions });
  const result = suppress(match, stages.again, unit);
  return isHeldBack(result) ? suppressed(match, result) : sendMatch(program, result, unit);
}
