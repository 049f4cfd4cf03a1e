/** What a feature of the engine is: one record that declares what it reads, what it does with an event, and what with its timers. */

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
  /** What came in. */
  readonly cause: Event;
  /** What is looked at: the cause with long texts cut, or the event that began the wait whose timer it is. */
  readonly event: Event;
  /** How many of its texts were cut. */
  readonly cut: number;
  /** The words and patterns of rules that its text holds. */
  readonly found: ReadonlySet<Term>;
  /** The rules that may hold for it. */
  readonly rules: readonly Rule[];
  /** The waits that it may end. */
  readonly waiters: readonly Waiter[];
  /** What the timer says, where it is one that this version knows. */
  readonly timer: TimerPayload | undefined;
}

/** Where a feature works: the event, the rules of the file and what the batch has changed so far. */
export interface Context {
  readonly program: Program;
  readonly input: Input;
  readonly unit: UnitOfWork;
  /** What conditions may look at; features behind the session see the session in it. */
  readonly sight: Sight;
  /** The rules that will be asked. */
  readonly rules: readonly Rule[];
}

/** What goes out for an event, and what is recorded of it. */
export interface Output {
  readonly traces: readonly RuleTrace[];
  readonly findings: readonly Finding[];
  readonly messages: readonly Message[];
}

/** What a feature makes of an event. What it leaves out stays as it is. */
export interface Effect {
  readonly output?: Output;
  /** What the features behind it see. */
  readonly sight?: Sight;
  readonly rules?: readonly Rule[];
  readonly late?: true;
  readonly notes?: Omit<Partial<Trace>, "version" | "rules">;
  /** What is kept beside the trace. */
  readonly kept?: Pick<Evaluation, "conversation" | "reading">;
  /** No feature behind it is asked. */
  readonly isLast?: true;
}

export interface Feature {
  readonly name: string;
  /** Memories that it may read and change. A memory that no feature has declared cannot be read. */
  keys?(input: Input, program: Program): readonly string[];
  /** Memories that it reads and hardly ever changes, and that many sessions share. */
  sharedKeys?(input: Input, program: Program): readonly string[];
  onEvent?(context: Context): Effect | undefined;
  /** After the last feature, for timers too. */
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

/** The rules that may send something: those that are asked, or the one whose timer it is. */
export function sendingRules({ rules, timer }: Input, program: Program): readonly Rule[] {
  if (timer?.kind !== "release" && timer?.kind !== "digest") return rules;
  const rule = ruleOf(program, timer.rule);
  return rule === undefined ? [] : [rule];
}

/** The rule of an id, unless it was removed since. */
export function ruleOf({ rules }: Program, id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
