/**
 * The engine turns events and memories into decisions. It is the ordered list of its features. An event passes all of them; a timer goes to
 * the feature that set it. Pure. Live runs, tests, explanations and previews all call it.
 */

import type { Event } from "../../core/event.ts";
import type { Json } from "../../core/json.ts";
import type { Decision, Evaluation, Plan, Planner } from "../../core/rule.ts";
import { evaluationOf } from "./evaluation.ts";
import { ruleFailures } from "./failures.ts";
import { type Context, type Effect, type Feature, type Input, nothing, type Output } from "./feature.ts";
import { incidents } from "./incidents/incident-actions.ts";
import { inputOf } from "./input.ts";
import type { Program } from "./program.ts";
import { reports } from "./reports.ts";
import { rules } from "./rules.ts";
import { conversationRefOf } from "./sessions/conversations.ts";
import { rejoin } from "./sessions/rejoin.ts";
import { sessionEnds } from "./sessions/session-end.ts";
import { sessionTracking } from "./sessions/session-tracking.ts";
import { silence } from "./silence.ts";
import { afterCall } from "./suppression/after-call.ts";
import { fanOutLimit } from "./suppression/digest.ts";
import { echo } from "./suppression/echo.ts";
import { quietHours } from "./suppression/held-messages.ts";
import { mutes } from "./suppression/mutes.ts";
import { throttle } from "./suppression/throttle.ts";
import { unsubscribes } from "./suppression/unsubscribes.ts";
import type { TimerPayload } from "./timers.ts";
import { UnitOfWork } from "./unit-of-work.ts";
import { visitors } from "./visitors/visitors.ts";

/** In this order. */
const features: readonly Feature[] = [
  incidents, // clicks, steps, and the results of words for the avatar
  rejoin, // an end of a session may be a rejoin
  sessionEnds,
  mutes,
  unsubscribes,
  reports, // no rule is evaluated for a report
  silence, // an event may end a wait
  visitors, // a page states who the visitor is
  sessionTracking, // from here on conditions see the session
  echo, // no rule is evaluated for the avatar's own words
  rules, // a rule that holds passes the stages of suppression (suppression/suppression.ts)
  ruleFailures,
  throttle,
  quietHours,
  afterCall,
  fanOutLimit,
];

export function createPlanner(program: Program): Planner {
  return (events) =>
    plan(
      program,
      events.map((event) => inputOf(program, event)),
    );
}

function plan(program: Program, inputs: readonly Input[]): Plan {
  const keys = new Set<string>();
  const glance = new Set<string>();
  for (const input of inputs) {
    for (const feature of features) {
      for (const key of feature.keys?.(input, program) ?? []) keys.add(key);
      for (const key of feature.sharedKeys?.(input, program) ?? []) glance.add(key);
    }
  }
  return { keys: [...keys], glance: [...glance], decide: (memories) => decide(program, inputs, new Set([...keys, ...glance]), memories) };
}

function decide(program: Program, inputs: readonly Input[], declared: ReadonlySet<string>, memories: ReadonlyMap<string, Json>): Decision {
  const unit = new UnitOfWork(declared, memories);
  for (const input of inputs) {
    unit.turnTo(input.cause);
    unit.enter(conversationRefOf(program, input.cause, unit));
    unit.evaluations.push(evaluate(contextOf(program, input, unit)));
  }
  return unit.decision();
}

function contextOf(program: Program, input: Input, unit: UnitOfWork): Context {
  const { event, found, rules } = input;
  const sight = { event, session: undefined, reading: undefined, found: (term: Parameters<typeof found.has>[0]) => found.has(term) };
  return { program, input, unit, sight, rules };
}

function evaluate(context: Context): Evaluation {
  const { cause, timer } = context.input;
  const effects = cause.kind === "due" ? [{ output: onTimer(timer, cause, context) }] : passFeatures(context);
  let evaluation = evaluationOf(context, effects);
  for (const { finish } of features) evaluation = finish?.(context, evaluation) ?? evaluation;
  return evaluation;
}

/** Each feature sees the event as the features before it left it. */
function passFeatures(context: Context): readonly Effect[] {
  const effects: Effect[] = [];
  let { sight, rules } = context;
  for (const { onEvent } of features) {
    const effect = onEvent?.({ ...context, sight, rules });
    if (effect === undefined) continue;
    effects.push(effect);
    if (effect.isLast) break;
    sight = effect.sight ?? sight;
    rules = effect.rules ?? rules;
  }
  return effects;
}

/** Each kind of timer has a feature; the compiler reports a kind without one. */
function onTimer(timer: TimerPayload | undefined, cause: Event, context: Context): Output {
  switch (timer?.kind) {
    case "idle":
      return sessionEnds.onTimer(timer, context);
    case "silence":
      return silence.onTimer(timer, context);
    case "release":
      return quietHours.onTimer(timer, context);
    case "digest":
      return fanOutLimit.onTimer(timer, context);
    case "identity":
      return visitors.onTimer(timer, context);
    case "rejoined":
    case "inherit":
      return rejoin.onTimer(timer, context);
    case "step":
    case "refresh":
    case "wake":
    case "quiet":
    case "join":
    case "over":
    case "follow":
      return incidents.onTimer(timer, context);
    case undefined:
      return {
        ...nothing,
        traces: [{ rule: "timer", held: "error", error: `no feature knows the timer ${JSON.stringify(cause.data.kind)}` }],
      };
    default:
      return timer satisfies never;
  }
}
