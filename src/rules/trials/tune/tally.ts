/** What rules find in a record, and which labelled alerts that makes. */

import type { Event } from "../../../core/event.ts";
import type { RuleTrace } from "../../../core/rule.ts";
import { createPlanner } from "../../engine/evaluate.ts";
import type { Program } from "../../engine/program.ts";
import { createReplay } from "../replay.ts";
import { covers, type Label } from "./labels.ts";

/** For the whole record. */
export interface Tally {
  /** The highest score of each label's findings. Labels without findings are left out. */
  readonly alerts: ReadonlyMap<Label, number>;
  /** How often each rule held and was not suppressed. */
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
