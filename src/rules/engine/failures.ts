/** Rules that break. One failure is recorded and harms nobody; several in a row pause the rule. */

import { internalEvent } from "../../core/internal-event.ts";
import type { Json } from "../../core/json.ts";
import type { Rule } from "../../core/rule.ts";
import { type Duration, hour, type Instant, plus } from "../../core/time.ts";
import type { Draft } from "./draft.ts";
import type { Program } from "./program.ts";

/** One memory for all rules, since every event looks at it and hardly any changes it. */
export const failuresKey = "failures";

/** By rule id: how often in a row it broke, under which version of the file. */
type Failures = Readonly<Record<string, { readonly version: string; readonly count: number }>>;

const allowed = 5;

/** What broke is tried again after this, in case the relay was mended while the file stayed. */
const pausedFor: Duration = hour;

/** Whether the rule has broken so often in a row that it is not asked, until its file changes. */
export function isPaused({ id }: Rule, { version }: Program, draft: Draft): boolean {
  const failure = read(draft)[id];
  return failure !== undefined && failure.version === version && failure.count >= allowed;
}

/** The last of those that are allowed is told as an event. */
export function countFailure(rule: Rule, { version, digest }: Program, now: Instant, draft: Draft): void {
  const failures = read(draft);
  const before = failures[rule.id];
  const count = before?.version === version ? before.count + 1 : 1;
  write(draft, { ...failures, [rule.id]: { version, count } }, now);
  if (count !== allowed) return;
  const data = { rule: rule.name, version, failures: count };
  draft.events.push(internalEvent({ type: "relay.rule.paused", subject: rule.id, data, at: now }, digest));
}

/** It did not break this time. */
export function forgetFailures({ id }: Rule, now: Instant, draft: Draft): void {
  const { [id]: own, ...others } = read(draft);
  if (own !== undefined) write(draft, others, now);
}

function read(draft: Draft): Failures {
  return (draft.read(failuresKey) as unknown as Failures | undefined) ?? {}; // written below
}

function write(draft: Draft, failures: Failures, now: Instant): void {
  const value = Object.keys(failures).length === 0 ? undefined : (failures as unknown as Json); // texts and numbers
  draft.write(failuresKey, { value, expiresAt: plus(now, pausedFor) });
}
