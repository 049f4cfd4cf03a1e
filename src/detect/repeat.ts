/** Compares two questions by their words, their letters and what distinguishes them. */

import { compareSides } from "./concepts.ts";
import type { Cue } from "./cues.ts";
import type { Lexicon } from "./lexicon.ts";
import type { Question } from "./question.ts";
import { calibrated, denseSum, type LinearModel } from "./structures/linear.ts";
import type { Utterance } from "./utterance.ts";

/** The features of `comparisonOf`, in order. The repeat model has one weight for each. */
export const comparisonNames = [
  "shared words",
  "shorter one inside",
  "letters",
  "same words",
  "words in common",
  "one word each",
  "other numbers",
  "one says no",
  "says so again",
  "pairs of words",
  "lengths differ",
  "letters of short ones",
  "nearly the same",
  "same numbers",
  "begins as an answer",
  "says it is solved",
  "me against you",
  "one word inside",
  "goes further",
  "letters beyond chance",
  "asks",
  "both ask",
  "words of one clause",
  "corrects",
  "same matter",
  "other side",
  "asks for the same",
  "asks for another",
] as const;

/** How the later message refers to what was said: "as I said", "that is not what I asked", "yes …", "now it works". */
export interface Stance {
  readonly again: boolean;
  readonly corrects: boolean;
  readonly answers: boolean;
  readonly solved: boolean;
  /** It says that it works, and not only thanks. */
  readonly isSolved: boolean;
}

export function stanceOf({ words }: Utterance, cues: readonly Cue[], lexicon: Lexicon): Stance {
  return {
    again: cues.some((cue) => cue.kind === "again"),
    corrects: cues.some((cue) => cue.kind === "correction"),
    answers: lexicon.guards.answer.has(words[0]?.text ?? ""),
    solved: cues.some((cue) => cue.kind === "solved" || cue.kind === "thanks"),
    isSolved: cues.some((cue) => cue.kind === "solved"),
  };
}

/** The same text is certain, whatever the model says. */
const sureWhenSame = 0.85;
/** The same content words, whatever is between them. */
const likelyWhenSameWords = 0.55;
/** Only messages that share this much can be distinguished by a single word, because long messages differ in some word anyway. */
const sameWords = 0.5;
/** The most for two questions with the same words that another number or a "not" distinguishes. */
const mostWhenSetApart = 0.4;

/** How likely the later question asks the same as the earlier one, 0..1. */
export function repeatScore(earlier: Question, later: Question, stance: Stance, model: LinearModel): number {
  const comparison = comparisonOf(earlier, later, stance);
  const score = calibrated(model, model.bias + denseSum(model, 0, comparison));
  if (setApart(earlier, later, stance, comparison[0] ?? 0)) return Math.min(score, mostWhenSetApart);
  if (comparison[0] !== 1 || stance.answers || stance.solved) return score;
  return Math.max(score, dice(earlier.letters, later.letters) > 0.9 ? sureWhenSame : likelyWhenSameWords);
}

/** Both say from where or to where, and nothing of it is the same. */
function otherWay(earlier: Question, later: Question): boolean {
  return earlier.directed.length > 0 && later.directed.length > 0 && !later.directed.some((word) => earlier.directed.includes(word));
}

/** Like `otherWay`, and the rest is the same: "a flight to Oslo", "a flight to Madrid". */
function otherPlace(earlier: Question, later: Question): boolean {
  const shared = sharedWords(earlier, later);
  const rest = (question: Question): number => question.words.length - shared - question.directed.length;
  return otherWay(earlier, later) && rest(earlier) <= 0 && rest(later) <= 0;
}

function sharedWords(earlier: Question, later: Question): number {
  return later.words.filter((word) => earlier.words.includes(word)).length;
}

/** The same words, but about another number, another direction or another person, or with a "not" on one side only. */
function setApart(earlier: Question, later: Question, stance: Stance, jaccard: number): boolean {
  if (otherPlace(earlier, later) || goesFurther(earlier, later) || (stance.isSolved && !later.asks && jaccard < 1)) return true;
  const sides = compareSides(earlier.sides, later.sides);
  if (bothShort(earlier, later) && (sides.apart > 0 || otherNumber(earlier, later) || otherWord(earlier, later))) return true;
  const otherwise = earlier.denies !== later.denies || turnsAround(earlier, later) || turnsAround(later, earlier);
  const askedElse = sides.kind < 0 && jaccard === 1;
  return askedElse || (jaccard > sameWords && (otherNumber(earlier, later) || otherWay(earlier, later) || otherwise));
}

/** Long messages differ in some number, day or "with" anyway. */
const shortWords = 8;

function bothShort(earlier: Question, later: Question): boolean {
  return Math.max(earlier.words.length, later.words.length) <= shortWords;
}

function otherNumber({ numbers }: Question, later: Question): boolean {
  return later.numbers.length > 0 && numbers.length > 0 && !later.numbers.some((number) => numbers.includes(number));
}

/** The whole earlier question with further circumstances: "… per year if I pay in advance". */
function goesFurther(earlier: Question, later: Question): boolean {
  return earlier.whole !== 0 && later.begins.includes(earlier.whole);
}

/** The same message except for one content word, which is no misspelling of the other: "can I bring my dog", "can I bring my kids". */
function otherWord(earlier: Question, later: Question): boolean {
  if (sharedWords(earlier, later) === Math.max(earlier.words.length, later.words.length)) return false;
  return later.frames.some(([frame, letters]) =>
    earlier.frames.some(([same, others]) => same === frame && bits(letters & ~others) + bits(others & ~letters) > 1),
  );
}

function bits(value: number): number {
  return bitsOf(value & 255) + bitsOf((value >> 8) & 255) + bitsOf((value >> 16) & 255);
}

/** How an earlier and a later question compare, each feature about 0..1. */
export function comparisonOf(earlier: Question, later: Question, stance: Stance): readonly number[] {
  const shared = sharedWords(earlier, later);
  const [few, many] = earlier.words.length < later.words.length ? [earlier, later] : [later, earlier];
  const jaccard = shared / (few.words.length + many.words.length - shared);
  const letters = dice(earlier.letters, later.letters);
  const sameNumbers = earlier.numbers.filter((number) => later.numbers.includes(number)).length;
  const otherNumbers = earlier.numbers.length > 0 && later.numbers.length > 0 && sameNumbers === 0;
  const sides = compareSides(earlier.sides, later.sides);
  return [
    jaccard,
    shared / few.words.length,
    letters,
    jaccard === 1 ? 1 : 0,
    Math.min(1, Math.log1p(shared) / 2),
    few.words.length === 1 ? jaccard : 0,
    otherNumbers ? 1 : 0,
    earlier.denies !== later.denies ? jaccard : 0,
    stance.again ? 1 : 0,
    pairsInCommon(earlier.words, later.words),
    Math.min(1, Math.log(many.words.length / few.words.length) / 2),
    many.words.length <= 4 ? letters : 0,
    letters > 0.85 ? 1 : 0,
    sameNumbers > 0 ? 1 : 0,
    stance.answers ? 1 : 0,
    stance.solved ? 1 : 0,
    turnsAround(earlier, later) || turnsAround(later, earlier) ? jaccard : 0,
    few.words.length === 1 && many.words.length > 2 ? 1 : 0,
    shared === earlier.words.length && later.words.length - shared > 1 ? 1 : 0,
    beyondChance(earlier.letters, later.letters),
    later.asks ? 1 : 0,
    later.asks && earlier.asks ? 1 : 0,
    clausesInCommon(earlier.clauses, later.clauses),
    stance.corrects ? 1 : 0,
    Math.min(2, sides.shared) / 2,
    Math.min(1, sides.apart),
    sides.kind > 0 ? 1 : 0,
    sides.kind < 0 ? 1 : 0,
  ];
}

/** The most that two clauses share; a single common word counts half. */
function clausesInCommon(some: Question["clauses"], others: Question["clauses"]): number {
  let most = 0;
  for (const one of some) {
    for (const other of others) {
      const shared = one.filter((word) => other.includes(word)).length;
      const jaccard = shared / (one.length + other.length - shared);
      most = Math.max(most, (jaccard * shared) / (shared + 1));
    }
  }
  return most;
}

/** How well the letters match: in long messages many bits are set in both by chance (the phi coefficient of two bits). */
function beyondChance(one: Uint8Array, other: Uint8Array): number {
  const all = 8 * one.length;
  const mine = bitsIn(one, one) / all;
  const yours = bitsIn(other, other) / all;
  const spread = Math.sqrt(mine * (1 - mine) * yours * (1 - yours));
  return spread === 0 ? 0 : (bitsIn(one, other) / all - mine * yours) / spread;
}

/** "I am hungry" and "are you hungry": the same words about another person. */
function turnsAround(one: Question, other: Question): boolean {
  return one.ofMe && !one.ofYou && other.ofYou && !other.ofMe;
}

/** Words that follow each other in both, by the shorter one. */
function pairsInCommon(one: readonly number[], other: readonly number[]): number {
  const pairs = new Set(one.slice(1).map((word, index) => (one[index] ?? 0) * 0x1000000 + word));
  const shared = other.slice(1).filter((word, index) => pairs.has((other[index] ?? 0) * 0x1000000 + word)).length;
  return shared / Math.max(1, Math.min(one.length, other.length) - 1);
}

/** Twice the common bits by all bits. */
function dice(one: Uint8Array, other: Uint8Array): number {
  const all = bitsIn(one, one) + bitsIn(other, other);
  return all === 0 ? 0 : (2 * bitsIn(one, other)) / all;
}

/** How many bits are set in both. */
function bitsIn(one: Uint8Array, other: Uint8Array): number {
  let count = 0;
  for (let index = 0; index < one.length; index += 1) count += bitsOf((one[index] ?? 0) & (other[index] ?? 0));
  return count;
}

/** How many bits of a byte are set. */
function bitsOf(byte: number): number {
  const pairs = byte - ((byte >> 1) & 0x55);
  const fours = (pairs & 0x33) + ((pairs >> 2) & 0x33);
  return (fours + (fours >> 4)) & 0x0f;
}
