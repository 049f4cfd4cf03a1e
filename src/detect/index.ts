/** The detectors: what a turn of a conversation shows about frustration, repeated questions and the wish for a person. */

import type { Answer, Reading } from "../core/condition.ts";
import type { Role } from "../core/event.ts";
import type { Instant } from "../core/time.ts";
import { answerOf } from "./answers.ts";
import { type Detectors, shippedDetectors, shippedPatterns, shippedUrgency } from "./detectors.ts";
import { hearLanguage, languageOf, shippedMarks } from "./language.ts";
import { askedMessages, recalled, type TalkMemory } from "./memory.ts";
import { type DetectorInput, messageFeatures, messageLogit, messageOf, messageScore } from "./message.ts";
import { isAboutOthers } from "./others.ts";
import { packs } from "./packs/index.ts";
import { type Question, questionOf } from "./question.ts";
import { repeatScore, stanceOf } from "./repeat.ts";
import { afterAgent, afterStory, afterVisitor, courseScore, turnFeatures } from "./session.ts";
import { strongestCues } from "./strongest-cues.ts";
import { wordGrams } from "./structures/ngrams.ts";
import { questionFrom, sketchOf } from "./structures/sketch.ts";
import { utter, withoutNames } from "./utterance.ts";
import { wishesOf } from "./wishes.ts";

export type { Detectors } from "./detectors.ts";
export { languageCodes } from "./languages.ts";
export type { TalkMemory } from "./memory.ts";
export type { DetectorInput } from "./message.ts";

export interface SpokenTurn {
  readonly role: Role;
  readonly text: string;
  readonly at: Instant;
}

/** The memory for the next turn, and the reading of a turn of the visitor or of the agent. */
export interface Heard {
  readonly memory: TalkMemory;
  readonly reading: Reading | undefined;
  readonly answer?: Answer;
}

/** Reads one turn of a session. Pure and synchronous. Turns come in order. */
export function listen(memory: TalkMemory | undefined, turn: SpokenTurn, detectors: Detectors = shippedDetectors()): Heard {
  const before = recalled(memory);
  if (turn.role === "agent") return hearAgent(before, turn, detectors);
  return turn.role === "user" ? hearVisitor(before, turn, detectors) : { memory: before, reading: undefined };
}

const listeners = {
  auto: (memory: TalkMemory | undefined, turn: SpokenTurn): Heard => listen(memory, turn),
  speech: (memory: TalkMemory | undefined, turn: SpokenTurn): Heard => listen(memory, turn, { ...shippedDetectors(), input: "speech" }),
  text: (memory: TalkMemory | undefined, turn: SpokenTurn): Heard => listen(memory, turn, { ...shippedDetectors(), input: "text" }),
} as const;

/** Reads speech, text, or either; one function each, so that programs can be compared. */
export function listenerOf(input: DetectorInput): (memory: TalkMemory | undefined, turn: SpokenTurn) => Heard {
  return listeners[input];
}

/** How frustrated the conversation is now, 0..1; 0 before the visitor has spoken. */
export function sessionScore(memory: TalkMemory, detectors: Detectors = shippedDetectors()): number {
  return courseScore(recalled(memory).course, detectors.session);
}

function hearAgent(before: TalkMemory, turn: SpokenTurn, { session }: Detectors): Heard {
  const utterance = utter(turn.text);
  const course = afterAgent(before.course, wordGrams(utterance), session);
  const { answer, answers } = answerOf(before.answers, utterance, shippedPatterns());
  return { memory: { ...before, course, answers }, reading: undefined, answer };
}

function hearVisitor(before: TalkMemory, turn: SpokenTurn, detectors: Detectors): Heard {
  const message = messageOf(turn.text, detectors.lexicon);
  const { written: utterance, spoken, cues } = message;
  const features = messageFeatures(message, detectors.lexicon);
  const logit = messageLogit(detectors.message, features);
  const question = questionOf(utterance, detectors.lexicon);
  const stance = stanceOf(utterance, cues, detectors.lexicon);
  const repeats = question === undefined ? [] : repeatsOf(before, (earlier) => repeatScore(earlier, question, stance, detectors.repeat));
  const again = repeats.some((repeat) => repeat.score >= 0.5);
  const telling = isAboutOthers(spoken, before.course.telling, detectors.lexicon);
  const heard = messageScore(detectors.message, features, cues, detectors.input);
  const score = telling ? Math.min(mostOfStory, heard) : heard;
  const facts = { repeats: again, complains: score >= 0.5 || cues.some(({ kind }) => complaining.has(kind)) };
  const course = telling
    ? afterStory(before.course)
    : afterVisitor(before.course, turnFeatures(features, cues, logit), facts, detectors.session);
  const tongue = hearLanguage(before.tongue, withoutNames(utterance.raw), shippedMarks());
  const memory = { ...before, asked: question === undefined ? before.asked : asked(before, question, turn.at), course, tongue };
  const frustration = {
    message: score,
    session: courseScore(course, detectors.session),
    cues: strongestCues(spoken, cues, detectors.message),
  };
  const language = languageOf(tongue);
  const asks = question !== undefined && !cues.some(({ kind }) => kind === "thanks" || kind === "solved");
  const reading = {
    frustration,
    repeats,
    ...wishesOf({ utterance, language: language?.code }, shippedPatterns(), shippedUrgency()),
    asks,
    language,
    heard: isHeard(language),
  };
  return { memory, reading };
}

/** Marks, names and numbers belong to no language and count as heard. */
function isHeard(language: Reading["language"]): boolean {
  return language === undefined || languagesWithPack.has(language.code);
}

const languagesWithPack: ReadonlySet<string> = new Set(packs.map((pack) => pack.language));

/** A visitor with such a cue is not helped, whatever thanks are beside it. */
const complaining: ReadonlySet<string> = new Set(["anger", "insult", "swear", "sarcasm", "again", "correction", "failure", "unhappy"]);

/** The most that a story about somebody else can score. */
const mostOfStory = 0.4;

function repeatsOf(before: TalkMemory, score: (earlier: Question) => number): Reading["repeats"] {
  return before.asked.map((each) => ({ score: score(questionFrom(each.sketch)), at: each.at })).toReversed();
}

function asked(before: TalkMemory, question: Question, at: Instant): TalkMemory["asked"] {
  return [...before.asked, { at, sketch: sketchOf(question) }].slice(-askedMessages);
}
