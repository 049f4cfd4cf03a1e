/** What to do about a noisy rule, from what people say about its alerts. Pure. */

import type { Incident } from "../core/incident.ts";
import type { RuleTrace } from "../core/rule.ts";
import type { Instant } from "../core/time.ts";
import { type Knob, knobOf } from "../rules/trials/tune/knob.ts";
import type { Label } from "../rules/trials/tune/labels.ts";
import { propose } from "../rules/trials/tune/propose.ts";

/** An alert that people labelled. Useful takes precedence over noise. */
export interface LabelledAlert {
  readonly useful: boolean;
  /** How sure the detector was, 0..1. */
  readonly score: number;
}

/** The label of an incident; undefined where nobody gave one. */
export function isUseful({ deeds }: Pick<Incident, "deeds">): boolean | undefined {
  if (deeds.some(({ what }) => what === "useful")) return true;
  return deeds.some(({ what }) => what === "noise") ? false : undefined;
}

/** The score of a rule's finding; undefined where it did not hold. */
export function scoreOf(traces: readonly RuleTrace[], rule: string): number | undefined {
  const trace = traces.find((each) => each.rule === rule && each.held === true);
  if (trace?.held !== true) return undefined;
  return typeof trace.facts.score === "number" ? trace.facts.score : 1;
}

/** One or two sentences. `when`: the conditions of the rule as they are written. */
export function noiseProposal(rule: string, when: unknown, alerts: readonly LabelledAlert[]): string {
  const always = { from: 0 as Instant, to: Number.MAX_SAFE_INTEGER as Instant }; // before and after every instant
  const scores = new Map(alerts.map(({ useful, score }, index): [Label, number] => [labelOf(rule, useful, index, always), score]));
  const proposal = propose(rule, knobOf(when), [...scores.keys()], { alerts: scores, findings: new Map() });
  if (proposal.kind === "keep") return `No other bound is proposed: ${proposal.why}.`;
  const [bound = proposal.knob.value] = proposal.bounds;
  return raised(proposal.knob, bound, alerts);
}

function labelOf(rule: string, useful: boolean, index: number, always: Pick<Label, "from" | "to">): Label {
  return { rule, label: useful ? "useful" : "noise", event: String(index), ...always };
}

function raised({ detector, key, value }: Knob, bound: number, alerts: readonly LabelledAlert[]): string {
  const passes = ({ score }: LabelledAlert) => (detector === "repeat" ? score >= bound : score > bound);
  const noise = alerts.filter(({ useful }) => !useful);
  const gone = noise.filter((alert) => !passes(alert)).length;
  return `Raise ${detector}.${key} from ${value} to ${bound}: ${gone} of these ${noise.length} noise alerts would not have come, every useful one would. avatar-relay tune tries it on the whole record.`;
}
