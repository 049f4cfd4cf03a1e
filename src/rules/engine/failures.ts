/** Rules that fail. One failure is recorded and harms nothing else; several in a row pause the rule. */

import { internalEvent } from "../../core/internal-event.ts";
import type { Rule } from "../../core/rule.ts";
import { type Duration, hour, type Instant, plus } from "../../core/time.ts";
import type { Feature } from "./feature.ts";
import type { Program } from "./program.ts";
import { memoryOf, type UnitOfWork } from "./unit-of-work.ts";

/** One memory for all rules: every event reads it, and hardly any event changes it. */
const failuresKey = "failures";

/** By rule id: how many times in a row it failed, and under which version of the file. */
type Failures = Readonly<Record<string, { readonly version: string; readonly count: number }>>;

const failuresMemory = memoryOf<Failures>();

export const ruleFailures: Feature = { name: "rule failures", sharedKeys: () => [failuresKey] };

const allowed = 5;

/** A paused rule is tried again after this, because the relay may have been repaired while the file stayed the same. */
const pausedFor: Duration = hour;

/** Whether the rule has failed so often in a row that it is paused until its file changes. */
export function isPaused({ id }: Rule, { version }: Program, unit: UnitOfWork): boolean {
  const failure = readFailures(unit)[id];
  return failure !== undefined && failure.version === version && failure.count >= allowed;
}

/** The last failure before the pause becomes an event. */
export function countFailure(rule: Rule, { version, digest }: Program, now: Instant, unit: UnitOfWork): void {
  const failures = readFailures(unit);
  const before = failures[rule.id];
  const count = before?.version === version ? before.count + 1 : 1;
  keepFailures(unit, { ...failures, [rule.id]: { version, count } }, now);
  if (count !== allowed) return;
  const data = { rule: rule.name, version, failures: count };
  unit.events.push(internalEvent({ type: "relay.rule.paused", subject: rule.id, data, at: now }, digest));
}

/** The rule did not fail this time. */
export function forgetFailures({ id }: Rule, now: Instant, unit: UnitOfWork): void {
  const { [id]: own, ...others } = readFailures(unit);
  if (own !== undefined) keepFailures(unit, others, now);
}

function readFailures(unit: UnitOfWork): Failures {
  return failuresMemory.read(unit, failuresKey) ?? {};
}

function keepFailures(unit: UnitOfWork, failures: Failures, now: Instant): void {
  failuresMemory.write(unit, failuresKey, Object.keys(failures).length === 0 ? undefined : failures, plus(now, pausedFor));
}
