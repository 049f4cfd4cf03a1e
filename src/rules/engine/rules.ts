/** Evaluates the rules for an event. A rule that holds passes the stages of suppression before its messages are made. */

import type { Keeping, Sight } from "../../core/condition.ts";
import { inEmergency, type Rule } from "../../core/rule.ts";
import { type Instant, plus } from "../../core/time.ts";
import { oneByOne } from "./bounds.ts";
import { countFailure, forgetFailures, isPaused } from "./failures.ts";
import { type Context, type Effect, type Feature, joinedOutputs, type Output } from "./feature.ts";
import { countOnly } from "./incidents/incident-findings.ts";
import { type Judged, judge, memoryKey, type Notebook, rememberingOf } from "./judge.ts";
import { type Match, matchOf, suppressed } from "./match.ts";
import { sendMatch } from "./sending.ts";
import { alsoAfterCall } from "./suppression/after-call.ts";
import { isHeldBack, stages, suppress } from "./suppression/suppression.ts";
import { mayComeLateBy } from "./tolerances.ts";
import type { UnitOfWork } from "./unit-of-work.ts";
import { learn } from "./visitors/visitor-profile.ts";
import { sendKnown } from "./visitors/visitors.ts";
import { wait } from "./waits.ts";

export const rules: Feature = {
  name: "rules",
  keys: ({ event, rules }) =>
    rules.flatMap((rule) =>
      rememberingOf(rule.node).flatMap((node, slot) => {
        const group = node.group(event);
        return group === undefined ? [] : [memoryKey(rule, group, slot)];
      }),
    ),
  onEvent: askRules,
};

/** A rule may also find out who the visitor is. Messages that waited for that are then sent. */
export function askRules(context: Context): Effect & { readonly output: Output } {
  const { program, input, unit, sight } = context;
  const outputs = oneByOne(context.rules, program.bounds, (rule, isFull) => ask(rule, isFull, context));
  const isNews = input.event.kind === "identity" || context.rules.some(({ identify }) => identify !== undefined);
  const output = joinedOutputs(isNews ? [...outputs, ...sendKnown(program, input.event, unit)] : outputs);
  const unheard = program.listens ? unheardIn(sight) : undefined;
  return { output, ...(unheard !== undefined && { notes: { unheard } }) };
}

/** The visitor's language, where it has no pack. */
function unheardIn({ reading, overdue }: Sight): string | undefined {
  return reading?.heard === false && overdue === undefined ? reading.language?.code : undefined;
}

/** Evaluates one rule for one event. A failure is a bug of ours: it is recorded, and the other rules run. */
function ask(rule: Rule, isFull: boolean, context: Context): Output {
  const { program, sight, unit } = context;
  const now = sight.event.receivedAt;
  if (isPaused(rule, program, unit)) return failed(rule, "it broke too often in a row, and is paused until the file changes");
  try {
    const judged = judge(rule.node, sight, notebookOf(rule, sight, unit));
    forgetFailures(rule, now, unit);
    return judged.held
      ? sendOrSuppress(matchIn(rule, judged, sight), isFull, context)
      : traced({ rule: rule.name, held: false, stopped: judged.stops });
  } catch (error) {
    countFailure(rule, program, now, unit);
    return failed(rule, error instanceof Error ? error.message : String(error));
  }
}

function matchIn(rule: Rule, { because, facts, urgent }: Judged & { held: true }, sight: Sight): Match {
  return matchOf({ rule: urgent && rule.raises ? inEmergency(rule) : rule, sight, because: alsoAfterCall(because, sight.event), facts });
}

/** The messages of a rule that held, or why there are none. */
function sendOrSuppress(match: Match, isFull: boolean, { program, unit }: Context): Output {
  const { rule, sight } = match;
  if (rule.identify !== undefined && rule.mode === "live" && sight.event.kind === "chat" && sight.event.role === "user")
    learn(sight.event, "found", rule.identify(sight.event.message), unit);
  const isTooMuch = isFull && rule.mode === "live";
  const result = isTooMuch
    ? ({ by: "event-limit" } as const)
    : suppress(match, rule.isEmergency ? stages.emergency : stages.ordinary, unit);
  if (!isHeldBack(result)) return sendMatch(program, result, unit);
  if (counted.includes(result.by)) countOnly(program, match, unit);
  return suppressed(match, result);
}

/** Findings that these stages suppress still count for the incident. */
const counted: readonly string[] = ["throttle", "fan-out", "event-limit"];

function failed({ name }: Rule, error: string): Output {
  return traced({ rule: name, held: "error", error });
}

function traced(trace: Output["traces"][number]): Output {
  return { traces: [trace], findings: [], messages: [] };
}

function notebookOf(rule: Rule, { event }: Sight, unit: UnitOfWork): Notebook {
  const nodes = rememberingOf(rule.node);
  const keyOf = (node: Keeping, group: string) => memoryKey(rule, group, nodes.indexOf(node));
  return {
    read: (node, group) => unit.read(keyOf(node, group)),
    write(node, group, value, keepFor) {
      const now = Math.max(event.occurredAt, event.receivedAt) as Instant; // the greater of two instants
      unit.write(keyOf(node, group), { value, expiresAt: plus(now, keepFor + mayComeLateBy) });
    },
    wait: (node, sight) => wait({ waiter: { rule, node, slot: nodes.indexOf(node) }, sight, unit }),
  };
}
