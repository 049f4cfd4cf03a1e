/** What an edit of rules.yaml would have changed: the rules before and after over the same recorded events. */

import type { Message } from "../core/delivery.ts";
import type { Event } from "../core/event.ts";
import type { Evaluation } from "../core/rule.ts";
import type { Instant } from "../core/time.ts";
import { createPlanner } from "./evaluate.ts";
import type { Program } from "./program.ts";
import { createReplay, type Replay, type Step } from "./replay.ts";

export type Difference = "added" | "removed" | "changed";

/** One event with which a rule does something else now. */
export interface Sample {
  readonly change: Difference;
  readonly event: string;
  readonly session: string | undefined;
  readonly at: Instant;
}

/** How often the rule holds where it did not, no longer holds where it did, or sends something else; by event. */
export interface RuleChange {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** One for each session and kind of change, in the order of the record, at most `mostSamples`. */
  readonly samples: readonly Sample[];
}

const mostSamples = 1_000;

export interface Backtest {
  take(event: Event): void;
  /** By rule: all of both files, in the order of the new one. */
  result(): ReadonlyMap<string, RuleChange>;
}

export interface BacktestOptions {
  readonly before: Program;
  readonly after: Program;
  /** Whether the record has what the relay made itself, by `ownKey`. */
  readonly isRecorded: (key: string) => boolean;
  /** Events for which changes are counted; the others only fill memories. */
  readonly counts: (event: Event) => boolean;
}

export function createBacktest({ before, after, isRecorded, counts }: BacktestOptions): Backtest {
  const replays = [before, after].map((program) => createReplay({ planner: createPlanner(program), digest: program.digest, isRecorded }));
  const changes = new Map([...after.rules, ...before.rules].map(({ name }) => [name, createTally()]));
  return {
    take(event) {
      const [old, fresh] = replays.map((replay) => doneBy(replay, event));
      if (old === undefined || fresh === undefined || (old.size === 0 && fresh.size === 0)) return;
      for (const [key, deed] of fresh) count(deed, differenceOf(old.get(key), deed));
      for (const [key, deed] of old) if (!fresh.has(key)) count(deed, "removed");
    },
    result: () => new Map([...changes].map(([rule, tally]) => [rule, tally.change()])),
  };

  function count({ rule, event }: Deed, difference: Difference | undefined): void {
    if (difference !== undefined && counts(event)) changes.get(rule)?.add(difference, event);
  }
}

/** A rule that held for an event, and what it sends. */
interface Deed {
  readonly rule: string;
  readonly event: Event;
  readonly messages: readonly Message[];
}

function doneBy(replay: Replay, event: Event): ReadonlyMap<string, Deed> {
  const deeds = new Map<string, Deed>();
  for (const step of replay.take(event)) addDeeds(step, deeds);
  return deeds;
}

function addDeeds({ event, evaluation }: Step, deeds: Map<string, Deed>): void {
  for (const { rule } of evaluation.findings) {
    if (isThrottled(rule, evaluation)) continue;
    deeds.set(`${event.id} ${rule}`, { rule, event, messages: evaluation.messages.filter((message) => message.rule === rule) });
  }
}

function isThrottled(rule: string, { trace }: Evaluation): boolean {
  return trace.rules.some((each) => each.rule === rule && each.held === true && each.back?.by === "throttle");
}

function differenceOf(before: Deed | undefined, after: Deed): Difference | undefined {
  if (before === undefined) return "added";
  return said(before) === said(after) ? undefined : "changed";
}

function said({ messages }: Deed): string {
  return JSON.stringify(messages.map(({ to, body, thread, urgent, stillborn }) => [to, body, thread, urgent, stillborn]));
}

interface Tally {
  add(change: Difference, event: Event): void;
  change(): RuleChange;
}

function createTally(): Tally {
  const counts = { added: 0, removed: 0, changed: 0 };
  const samples = new Map<string, Sample>();
  return {
    add(change, { id, session, receivedAt }) {
      counts[change] += 1;
      const key = `${change} ${session ?? id}`;
      if (!samples.has(key) && samples.size < mostSamples) samples.set(key, { change, event: id, session, at: receivedAt });
    },
    change: () => ({ ...counts, samples: [...samples.values()] }),
  };
}
