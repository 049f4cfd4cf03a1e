/** What rules find over a record, and which labelled alerts that makes. */

import type { Event } from "../../../core/event.ts";
import type { RuleTrace } from "../../../core/rule.ts";
import { createPlanner } from "../../engine/evaluate.ts";
import type { Program } from "../../engine/program.ts";
import { createReplay } from "../replay.ts";
import { covers, type Label } from "./labels.ts";

/** Over the whole record. */
export interface Tally {
  /** Label to the highest score that the rule found it with; labels for which it found nothing are not there. */
  readonly alerts: ReadonlyMap<Label, number>;
  /** Rule to how often it held and nothing kept it back. */
  readonly findings: ReadonlyMap<string, number>;
}

export interface Counting {
  take(event: Event): void;
  result(): Tally;
}

export function createCounting(program: Program, labels: readonly Label[], isRecorded: (key: string) => boolean): Counting {
  const replay = createReplay({ planner: createPlanner(program), digest: program.digest, isRecorded });
  const byRule = grouped(labels);
  const alerts = new Map<Label, number>();
  const findings = new Map<string, number>();

  function count(event: Event, trace: RuleTrace): void {
    if (trace.held !== true || (trace.back !== undefined && trace.back.by !== "shadow")) return;
    findings.set(trace.rule, (findings.get(trace.rule) ?? 0) + 1);
    const score = typeof trace.facts.score === "number" ? trace.facts.score : 1;
    for (const label of byRule.get(trace.rule) ?? []) {
      if (covers(label, event)) alerts.set(label, Math.max(score, alerts.get(label) ?? 0));
    }
  }

  return {
    take(event) {
      for (const step of replay.take(event)) for (const trace of step.evaluation.trace.rules) count(step.event, trace);
    },
    result: () => ({ alerts, findings }),
  };
}

function grouped(labels: readonly Label[]): ReadonlyMap<string, readonly Label[]> {
  const groups = new Map<string, Label[]>();
  for (const label of labels) groups.set(label.rule, [...(groups.get(label.rule) ?? []), label]);
  return groups;
}
