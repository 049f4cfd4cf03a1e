/** What a question is compared by: its content words, pairs of them, and runs of letters, as hashes. */

import { type Detectors, shippedDetectors } from "../../detect/detectors.ts";
import { type Question, questionOf, stemOf } from "../../detect/question.ts";
import { hashOf } from "../../detect/structures/hash.ts";
import { type Utterance, utter, withoutNames } from "../../detect/utterance.ts";
import { words } from "../../text/words.ts";

export interface QuestionFeatures {
  /** Questions with the same signature are the same: the detector of repeated questions sees no difference between them. */
  readonly signature: number;
  /** The signature and the other terms, each once. */
  readonly terms: readonly number[];
}

const kinds = ["word", "pair", "run", "small", "signature"] as const;
type Kind = (typeof kinds)[number];

/** What a term of a kind adds to a comparison, beside its rarity. A signature finds its group before anything is compared. */
const worthOfKind: Readonly<Record<Kind, number>> = { word: 1, pair: 0.25, run: 0.05, small: 0.4, signature: 0 };

/** A longer message tells a story. */
const mostWords = 24;
const mostTerms = 96;
const runLength = 4;

/** Undefined where the message asks nothing. */
export function featuresOf(text: string, { lexicon }: Pick<Detectors, "lexicon"> = shippedDetectors()): QuestionFeatures | undefined {
  const utterance = utter(text);
  const question = questionOf(utterance, lexicon);
  if (question === undefined) return undefined;
  const { content, small } = wordsIn(utterance, lexicon);
  const signature = termOf("signature", signatureOf(question));
  const terms = new Set(question.denies ? [signature, denial] : [signature]);
  for (const word of question.words) terms.add(termOf("word", `${word}`));
  for (const word of small) terms.add(termOf("small", word));
  for (const [index, word] of question.words.entries()) if (index > 0) terms.add(termOf("pair", `${question.words[index - 1]} ${word}`));
  for (const word of content) for (const run of letterRunsOf(stemOf(word, lexicon))) terms.add(termOf("run", run));
  return { signature, terms: [...terms].slice(0, mostTerms) };
}

export function worthOf(term: number): number {
  return worthOfKind[kinds[term % kinds.length] ?? "run"];
}

/** 28 bits of hash, and the kind. */
function termOf(kind: Kind, text: string): number {
  return (hashOf(text) >>> 4) * kinds.length + kinds.indexOf(kind);
}

/** Words with content, and the small ones around them: "get a card" is not "use a card". Where none has content, all count. */
function wordsIn({ folded }: Utterance, { fillers, guards }: Detectors["lexicon"]) {
  const said = words(withoutNames(folded));
  const isSmall = (word: string) => fillers.has(word) || guards.answer.has(word) || guards.negation.has(word);
  const content = said.filter((word) => !isSmall(word));
  return { content: (content.length > 0 ? content : said).slice(0, mostWords), small: said.filter(isSmall).slice(0, mostWords) };
}

function signatureOf({ words: content, denies, ofMe, ofYou, numbers, sides, directed }: Question): string {
  const person = ofMe === ofYou ? "" : ofMe ? "me" : "you";
  return JSON.stringify([[...content].sort((one, other) => one - other), denies, person, numbers, sides, directed]);
}

/** The term of questions that deny something: "my card works" is not "my card does not work". */
export const denial = termOf("signature", "denies");

/** Runs of letters of a word with its borders: they find misspellings and other forms of the word. */
function letterRunsOf(word: string): readonly string[] {
  const text = ` ${word} `;
  if (text.length <= runLength) return [text];
  return Array.from({ length: text.length - runLength + 1 }, (_, start) => text.slice(start, start + runLength));
}
