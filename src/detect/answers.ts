/** Decides whether a turn of the agent is an answer. It is none where it says that it cannot answer, or repeats an earlier turn. */

import type { Answer } from "../core/condition.ts";
import { words } from "../text/words.ts";
import type { Patterns } from "./patterns/patterns.ts";
import { hearTopics } from "./patterns/topics.ts";
import { hashOf } from "./structures/hash.ts";
import type { Utterance } from "./utterance.ts";
import { spokenForm } from "./wording.ts";

/** An earlier turn of the agent: the smallest hashes of its words, which compare two turns without their texts. */
export type AnsweredTurn = readonly number[];

/** How many turns of the agent are remembered. */
const rememberedAnswers = 3;
const keptHashes = 16;
/** A shorter turn may be repeated without harm: "you are welcome". */
const shortestAnswer = 6;
/** The longest courtesy. A longer turn also contains an answer. */
const longestCourtesy = 16;
const sameFrom = 0.8;

/** The scores of the first repetition and of every later one. */
const [saidAgain, saidOften] = [0.6, 0.9];

export interface AnswerHeard {
  readonly answer: Answer;
  readonly answers: readonly AnsweredTurn[];
}

export function answerOf(before: readonly AnsweredTurn[], utterance: Utterance, patterns: Patterns): AnswerHeard {
  const heard = hearTopics(spokenForm(utterance, patterns.vocabulary), patterns);
  const distinct = [...new Set(words(utterance.folded))];
  const isCourtesy = heard.has("courtesy") && distinct.length <= longestCourtesy;
  const own = distinct.length < shortestAnswer || isCourtesy ? undefined : hashesOf(distinct);
  const times = own === undefined ? 0 : before.filter((each) => likeness(each, own) >= sameFrom).length;
  const refusal = heard.get("unanswered") ?? { score: 0, cues: [] };
  const again = times === 0 ? refusal : { score: times === 1 ? saidAgain : saidOften, cues: [...refusal.cues, "the same answer again"] };
  return {
    answer: { unanswered: { score: Math.max(refusal.score, again.score), cues: again.cues.slice(0, 3) } },
    answers: own === undefined ? before : [...before, own].slice(-rememberedAnswers),
  };
}

/** Sixteen bits of each word. */
function hashesOf(distinct: readonly string[]): AnsweredTurn {
  return [...new Set(distinct.map((word) => hashOf(word) & 0xffff))].sort((one, other) => one - other).slice(0, keptHashes);
}

/** The share of common words, estimated by their smallest hashes (Broder 1997, bottom-k). */
function likeness(one: AnsweredTurn, other: AnsweredTurn): number {
  const [has, had] = [new Set(one), new Set(other)];
  const smallest = [...new Set([...one, ...other])].sort((a, b) => a - b).slice(0, Math.max(one.length, other.length));
  return smallest.filter((hash) => has.has(hash) && had.has(hash)).length / Math.max(1, smallest.length);
}
