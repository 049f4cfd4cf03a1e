/** What an edit of rules.yaml would have changed: both versions of the rules, run on the same recorded events. */

import type { Message } from "../../core/delivery.ts";
import type { Event } from "../../core/event.ts";
import type { Evaluation } from "../../core/rule.ts";
import type { Instant } from "../../core/time.ts";
import type { Timer } from "../../core/timer.ts";
import { listen } from "../../detect/index.ts";
import { reached } from "../compile.ts";
import { createPlanner } from "../engine/evaluate.ts";
import type { Program } from "../engine/program.ts";
import type { Hear } from "../engine/sessions/session.ts";
import { createReplay, type Replay, type ReplayStep } from "./replay.ts";

export type Difference = "added" | "removed" | "changed";

/** One event for which a rule now decides differently. */
export interface BacktestSample {
  readonly change: Difference;
  readonly event: string;
  readonly session: string | undefined;
  readonly at: Instant;
}

/** How often the rule newly holds, no longer holds, or sends something else; by event. */
export interface RuleChange {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** One sample for each session and kind of change, in the order of the record, at most `mostSamples`. */
  readonly samples: readonly BacktestSample[];
}

/** Messages to one destination. */
export interface Traffic {
  readonly before: number;
  readonly after: number;
}

const mostSamples = 1_000;

export interface Backtest {
  /** `decidedBy`: the version of the rules that evaluated it when it came in, where that is known. */
  take(event: Event, decidedBy: string | undefined): void;
  result(): BacktestResult;
}

export interface BacktestResult {
  /** By rule: all rules of both files, in the order of the new one. */
  readonly rules: ReadonlyMap<string, RuleChange>;
  /** By destination: all destinations of both files, in the order of the new one. */
  readonly traffic: ReadonlyMap<string, Traffic>;
}

export interface BacktestOptions {
  readonly before: Program;
  readonly after: Program;
  /** Rules that decide the same in both. They are evaluated once. */
  readonly untouched: ReadonlySet<string>;
  /** Whether the record contains what the relay itself made, by `ownKey`. */
  readonly isRecorded: (key: string) => boolean;
  /** Whether changes count for an event. Other events only fill memories. */
  readonly counts: (event: Event) => boolean;
}

export function createBacktest({ before, after, untouched, isRecorded, counts }: BacktestOptions): Backtest {
  const heard = heardOnce(before.hear);
  const hearing = (program: Program): Hear => (program.hear === before.hear ? heard : heardOnce(program.hear));
  const timers = createTimers(before, after, untouched);
  const replayOf = (program: Program, rings: (timer: Timer) => boolean) =>
    createReplay({ planner: createPlanner({ ...program, hear: hearing(program) }), digest: program.digest, isRecorded, rings });
  const [old, fresh] = [replayOf(withoutRules(before, untouched), timers.ringsBefore), replayOf(after, timers.ringsAfter)];
  const changes = new Map([...after.rules, ...before.rules].map(({ name }) => [name, createTally()]));
  const traffic = new Map([...after.destinations.keys(), ...before.destinations.keys()].map((name) => [name, { before: 0, after: 0 }]));
  return {
    take(event, decidedBy) {
      timers.decidedBy(decidedBy);
      const [was, is] = [doneBy(old, event), doneBy(fresh, event)];
      for (const [key, deed] of is) {
        const isUntouched = untouched.has(deed.rule);
        if (!isUntouched) count(deed, differenceOf(was.get(key), deed));
        send(deed, isUntouched ? ["before", "after"] : ["after"]);
      }
      for (const [key, deed] of was) {
        if (!is.has(key)) count(deed, "removed");
        send(deed, ["before"]);
      }
    },
    result: () => ({ rules: new Map([...changes].map(([rule, tally]) => [rule, tally.change()])), traffic }),
  };

  function count({ rule, event }: TrackedAction, difference: Difference | undefined): void {
    if (difference !== undefined && counts(event)) changes.get(rule)?.add(difference, event);
  }

  function send({ event, messages }: TrackedAction, sides: readonly (keyof Traffic)[]): void {
    if (messages.length === 0 || !counts(event)) return;
    for (const { to, renderFailure, mode } of messages) {
      const sent = renderFailure === undefined && mode !== "update" ? traffic.get(to) : undefined; // an update of an existing message alerts nobody
      if (sent !== undefined) for (const side of sides) sent[side] += 1;
    }
  }
}

function withoutRules(program: Program, names: ReadonlySet<string>): Program {
  return { ...program, ...reached(program.rules.filter(({ name }) => !names.has(name))) };
}

interface Timers {
  /** Begins the next event of the record. */
  decidedBy(version: string | undefined): void;
  readonly ringsBefore: (timer: Timer) => boolean;
  readonly ringsAfter: (timer: Timer) => boolean;
}

/**
 * A timer of the recorded rules that does not stand in the record was cancelled: a relay that was busy or down reads an answer before the
 * timer, although the clock says otherwise. So only timers that the edit adds fire by the clock.
 */
function createTimers(before: Program, after: Program, untouched: ReadonlySet<string>): Timers {
  const stopped = new Set<string>();
  const kept = new Set(after.rules.filter(({ name }) => untouched.has(name)).map(({ id }) => id));
  let isTheirs = false;
  return {
    decidedBy(version) {
      isTheirs = version === before.version;
    },
    ringsBefore({ key, dueAt }) {
      if (isTheirs) stopped.add(`${key}\n${dueAt}`);
      return !isTheirs;
    },
    ringsAfter({ key, dueAt, payload: { rule } }) {
      const isKept = isTheirs && typeof rule === "string" && kept.has(rule);
      return !isKept && !stopped.has(`${key}\n${dueAt}`);
    },
  };
}

/** Reads a turn once for all programs that get it one after the other. While their memories are the same, they share the result. */
function heardOnce(hear: Hear = listen): Hear {
  let last: { readonly given: Parameters<Hear>; readonly heard: ReturnType<Hear> } | undefined;
  return (memory, turn) => {
    const [before, said] = last?.given ?? [];
    const isAgain = before === memory && said?.text === turn.text && said.at === turn.at && said.role === turn.role;
    if (last === undefined || !isAgain) last = { given: [memory, turn], heard: hear(memory, turn) };
    return last.heard;
  };
}

/** A rule that held for an event, and what it sends. */
interface TrackedAction {
  readonly rule: string;
  readonly event: Event;
  readonly messages: readonly Message[];
}

function doneBy(replay: Replay, event: Event): ReadonlyMap<string, TrackedAction> {
  let actions: Map<string, TrackedAction> | undefined;
  for (const step of replay.take(event)) {
    if (step.evaluation.findings.length + step.evaluation.messages.length === 0) continue;
    actions ??= new Map();
    addActions(step, actions);
  }
  return actions ?? none;
}

const none: ReadonlyMap<string, TrackedAction> = new Map();

/** Findings that were not suppressed, and messages that are sent later than their finding. */
function addActions({ event, evaluation }: ReplayStep, actions: Map<string, TrackedAction>): void {
  const { findings, messages } = evaluation;
  const found = findings.map(({ rule }) => rule).filter((rule) => !isKeptBack(rule, evaluation));
  for (const rule of new Set([...found, ...messages.map((message) => message.rule)])) {
    actions.set(`${event.id} ${rule}`, { rule, event, messages: messages.filter((message) => message.rule === rule) });
  }
}

/** A rule in shadow counts as if it sent: its effect is what an edit is about. */
function isKeptBack(rule: string, { trace }: Evaluation): boolean {
  return trace.rules.some((each) => each.rule === rule && each.held === true && each.back !== undefined && each.back.by !== "shadow");
}

function differenceOf(before: TrackedAction | undefined, after: TrackedAction): Difference | undefined {
  if (before === undefined) return "added";
  return textOfAction(before) === textOfAction(after) ? undefined : "changed";
}

function textOfAction({ messages }: TrackedAction): string {
  return JSON.stringify(messages.map(({ to, body, thread, urgent, renderFailure }) => [to, body, thread, urgent, renderFailure]));
}

interface Tally {
  add(change: Difference, event: Event): void;
  change(): RuleChange;
}

function createTally(): Tally {
  const counts = { added: 0, removed: 0, changed: 0 };
  const samples = new Map<string, BacktestSample>();
  return {
    add(change, { id, session, receivedAt }) {
      counts[change] += 1;
      const key = `${change} ${session ?? id}`;
      if (!samples.has(key) && samples.size < mostSamples) samples.set(key, { change, event: id, session, at: receivedAt });
    },
    change: () => ({ ...counts, samples: [...samples.values()] }),
  };
}
