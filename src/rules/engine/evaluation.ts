/** The record of one event: the results of its features, and a trace of limited size. */

import type { Evaluation, RuleTrace, Trace } from "../../core/rule.ts";
import { type Context, type Effect, joinedOutputs, nothing } from "./feature.ts";

/** The most rules in a trace. The rest is counted. */
const tracedRules = 24;

export function evaluationOf({ program, input }: Context, effects: readonly Effect[]): Evaluation {
  const { traces, findings, messages } = joinedOutputs(effects.map(({ output = nothing }) => output));
  const notes: Effect["notes"] = Object.assign({}, ...effects.map((effect) => effect.notes ?? {}));
  const kept: Effect["kept"] = Object.assign({}, ...effects.map((effect) => effect.kept ?? {}));
  const late = effects.some((effect) => effect.late);
  return { event: input.event.id, late, trace: { ...traceOf(program.version, traces), ...notes }, findings, messages, ...kept };
}

function traceOf(version: string, traces: readonly RuleTrace[]): Trace {
  if (traces.length <= tracedRules) return { version, rules: traces, ...leftIn(traces) };
  const heldFirst = [...traces].sort((a, b) => Number(a.held === false) - Number(b.held === false));
  return { version, rules: heldFirst.slice(0, tracedRules), more: traces.length - tracedRules, ...leftIn(traces) };
}

function leftIn(traces: readonly RuleTrace[]): Pick<Trace, "left"> {
  const left = traces.filter((trace) => trace.held === true && trace.back?.by === "event-limit").length;
  return left === 0 ? {} : { left };
}
