/** A feature of the engine: one record that declares what it reads, what it does with an event, and what it does with its timers. */

import type { Sight, Term } from "../../core/condition.ts";
import type { Message } from "../../core/delivery.ts";
import type { Event } from "../../core/event.ts";
import type { Evaluation, Finding, Rule, RuleTrace, Trace } from "../../core/rule.ts";
import type { TimerKind } from "../../core/timer.ts";
import type { Program } from "./program.ts";
import type { PayloadOf, TimerPayload } from "./timers.ts";
import type { UnitOfWork } from "./unit-of-work.ts";
import type { Waiter } from "./waits.ts";

/** An event, ready to be evaluated. */
export interface Input {
  /** The event that came in. */
  readonly cause: Event;
  /** The event that is evaluated: the cause with long texts cut, or the event that began the wait of a timer. */
  readonly event: Event;
  /** How many of its texts were cut. */
  readonly cut: number;
  /** The terms of rules that its text contains. */
  readonly found: ReadonlySet<Term>;
  /** The rules that may hold for it. */
  readonly rules: readonly Rule[];
  /** The waits that it may end. */
  readonly waiters: readonly Waiter[];
  /** The payload of the timer, where this version knows its kind. */
  readonly timer: TimerPayload | undefined;
}

/** What a feature works with: the event, the rules of the file, and the changes of the batch so far. */
export interface Context {
  readonly program: Program;
  readonly input: Input;
  readonly unit: UnitOfWork;
  /** What conditions see. Features after the session tracking find the session in it. */
  readonly sight: Sight;
  /** The rules that will be evaluated. */
  readonly rules: readonly Rule[];
}

/** What is sent for an event, and what is recorded. */
export interface Output {
  readonly traces: readonly RuleTrace[];
  readonly findings: readonly Finding[];
  readonly messages: readonly Message[];
}

/** What a feature changes for an event. What it leaves out stays the same. */
export interface Effect {
  readonly output?: Output;
  /** What the features after it see. */
  readonly sight?: Sight;
  readonly rules?: readonly Rule[];
  readonly late?: true;
  readonly notes?: Omit<Partial<Trace>, "version" | "rules">;
  /** What is stored beside the trace. */
  readonly kept?: Pick<Evaluation, "conversation" | "reading">;
  /** No feature after it runs. */
  readonly isLast?: true;
}

export interface Feature {
  readonly name: string;
  /** Memories that it may read and change. A memory that no feature declares cannot be read. */
  keys?(input: Input, program: Program): readonly string[];
  /** Memories that many sessions share, and that it reads and hardly ever changes. */
  sharedKeys?(input: Input, program: Program): readonly string[];
  onEvent?(context: Context): Effect | undefined;
  /** Runs after the last feature, for timers as well. */
  finish?(context: Context, evaluation: Evaluation): Evaluation;
}

/** A feature that has timers. */
export interface TimedFeature<Kind extends TimerKind> extends Feature {
  onTimer(timer: PayloadOf<Kind>, context: Context): Output;
}

export const nothing: Output = { traces: [], findings: [], messages: [] };

export function joinedOutputs(outputs: readonly Output[]): Output {
  return {
    traces: outputs.flatMap(({ traces }) => traces),
    findings: outputs.flatMap(({ findings }) => findings),
    messages: outputs.flatMap(({ messages }) => messages),
  };
}

/** The rules that may send something: the evaluated ones, or the rule of the timer. */
export function sendingRules({ rules, timer }: Input, program: Program): readonly Rule[] {
  if (timer?.kind !== "release" && timer?.kind !== "digest") return rules;
  const rule = ruleOf(program, timer.rule);
  return rule === undefined ? [] : [rule];
}

/** The rule with this id; undefined where it was removed. */
export function ruleOf({ rules }: Program, id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
