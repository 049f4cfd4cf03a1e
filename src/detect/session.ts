/** How frustrated a conversation is: running sums of its turns under one linear model. */

import type { Cue } from "./cues.ts";
import type { MessageFeatures } from "./message.ts";
import { type Calibration, calibrated, denseSum, type LinearModel, tableSum } from "./structures/linear.ts";
import { styleNames } from "./style.ts";

/** The named features of a conversation as a whole, then those of its last and of its first visitor's turn. */
export const wholeNames = ["highest", "mean", "visitor's turns", "agent spoke", "unanswered", "thanks", "repeats", "rise"] as const;
export const turnNames: readonly string[] = ["logit", "thanks", "solved", "again", "human", ...styleNames];
export const sessionDense: readonly string[] = [
  ...wholeNames,
  ...turnNames.map((name) => `last ${name}`),
  ...turnNames.map((name) => `first ${name}`),
];

/** One visitor's turn as the session model sees it. */
export interface TurnFeatures {
  readonly grams: readonly number[];
  /** In the order of `turnNames`; the first is the message's logit. */
  readonly dense: readonly number[];
  readonly han: boolean;
}

export function turnFeatures(heard: Pick<MessageFeatures, "grams" | "style" | "han">, cues: readonly Cue[], logit: number): TurnFeatures {
  const has = (kind: Cue["kind"]): number => (cues.some((cue) => cue.kind === kind) ? 1 : 0);
  return { grams: heard.grams, han: heard.han, dense: [logit, has("thanks"), has("solved"), has("again"), has("human"), ...heard.style] };
}

/** What is remembered of a conversation's course, only numbers. */
export type Course = {
  readonly visitorTurns: number;
  readonly agentTurns: number;
  /** The visitor's turns in Chinese characters. */
  readonly hanTurns: number;
  /** Sums of table weights and how many n-grams they are of. */
  readonly visitorSum: number;
  readonly visitorGrams: number;
  readonly agentSum: number;
  readonly agentGrams: number;
  /** What the last and the first visitor's turn add to the logit. */
  readonly last: number;
  readonly first: number;
  readonly firstLogit: number;
  readonly lastLogit: number;
  readonly highest: number;
  readonly logits: number;
  readonly thanks: number;
  readonly repeats: number;
  /** The visitor spoke last. */
  readonly unanswered: boolean;
  /** The visitor was helped: the last turn with a mood said thanks, or that it works. */
  readonly helped: boolean;
  /** The visitor tells a story about somebody else. */
  readonly telling: boolean;
};

export const newCourse: Course = {
  visitorTurns: 0,
  agentTurns: 0,
  hanTurns: 0,
  visitorSum: 0,
  visitorGrams: 0,
  agentSum: 0,
  agentGrams: 0,
  last: 0,
  first: 0,
  firstLogit: 0,
  lastLogit: 0,
  highest: 0,
  logits: 0,
  thanks: 0,
  repeats: 0,
  unanswered: false,
  helped: false,
  telling: false,
};

/** Further facts about a turn. */
export interface TurnFacts {
  readonly repeats: boolean;
  readonly complains: boolean;
}

/** A turn about somebody else does not change the course of this conversation. */
export function afterStory(course: Course): Course {
  return { ...course, telling: true, unanswered: true };
}

/** The course after a turn of the visitor. */
export function afterVisitor(course: Course, turn: TurnFeatures, { repeats, complains }: TurnFacts, model: LinearModel): Course {
  const [logit = 0, thanks = 0, solved = 0] = turn.dense;
  const begins = course.visitorTurns === 0;
  return {
    ...course,
    visitorTurns: course.visitorTurns + 1,
    hanTurns: course.hanTurns + (turn.han ? 1 : 0),
    visitorSum: rounded(course.visitorSum + tableSum(model, 0, turn.grams)),
    visitorGrams: course.visitorGrams + turn.grams.length,
    last: rounded(tableSum(model, 2, turn.grams) / Math.sqrt(turn.grams.length) + denseSum(model, wholeNames.length, turn.dense)),
    first: begins ? rounded(denseSum(model, wholeNames.length + turnNames.length, turn.dense)) : course.first,
    firstLogit: begins ? rounded(logit) : course.firstLogit,
    lastLogit: rounded(logit),
    highest: begins ? rounded(logit) : Math.max(course.highest, rounded(logit)),
    logits: rounded(course.logits + logit),
    thanks: course.thanks + thanks,
    repeats: course.repeats + (repeats ? 1 : 0),
    unanswered: true,
    helped: thanks + solved > 0 ? !complains : course.helped && !complains,
    telling: false,
  };
}

/** The course after a turn of the agent. */
export function afterAgent(course: Course, grams: readonly number[], model: LinearModel): Course {
  return {
    ...course,
    agentTurns: course.agentTurns + 1,
    agentSum: rounded(course.agentSum + tableSum(model, 1, grams)),
    agentGrams: course.agentGrams + grams.length,
    unanswered: false,
  };
}

/** The features of the conversation as a whole, in the order of `wholeNames`. */
export function wholeOf(course: Course): readonly number[] {
  const turns = Math.max(1, course.visitorTurns);
  return [
    course.highest,
    course.logits / turns,
    Math.min(6, course.visitorTurns) / 3,
    course.agentTurns > 0 ? 1 : 0,
    course.unanswered && course.visitorTurns > 1 ? 1 : 0,
    course.thanks / turns,
    Math.min(2, course.repeats),
    course.lastLogit - course.firstLogit,
  ];
}

/** The most frustration once the visitor says that they were helped. */
const mostWhenHelped = 0.35;

/** 0..1 for the conversation as it stands; 0 before the visitor has spoken. */
export function courseScore(course: Course, model: LinearModel): number {
  if (course.visitorTurns === 0) return 0;
  const bags = course.visitorSum / Math.sqrt(course.visitorGrams) + course.agentSum / Math.sqrt(Math.max(1, course.agentGrams));
  const score = calibrated(
    calibrationOf(course, model),
    model.bias + bags + course.last + course.first + denseSum(model, 0, wholeOf(course)),
  );
  return course.helped ? Math.min(mostWhenHelped, score) : score;
}

/**
 * Characters decide, not the language, which is derived from marks and small words: no spelling of the same words changes the calibration.
 */
function calibrationOf({ hanTurns, visitorTurns }: Course, model: LinearModel): Calibration {
  return 2 * hanTurns > visitorTurns ? (model.han ?? model) : model;
}

/** Four digits are enough and keep the memory small. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
