/** The words in the form for patterns: without marks, hesitations and stutters, and with misheard words corrected. */

import { fold } from "../text/fold.ts";
import { withoutOneLetter } from "./lexicon.ts";
import type { Utterance, Word } from "./utterance.ts";

/** Words of patterns, for recognising their misspellings. */
export interface Vocabulary {
  readonly hesitations: ReadonlySet<string>;
  /** Correct words. */
  readonly known: ReadonlySet<string>;
  /** Words that can be misspelt. */
  readonly meant: ReadonlySet<string>;
  /** Such a word with one letter left out, and the word. */
  readonly near: ReadonlyMap<string, string>;
}

/** Shorter words have too many neighbours. */
const shortestRepaired = 5;
/** From this length on one letter may also be a different one. */
const shortestChanged = 6;
const longestRepaired = 20;
/** Words that are read, which limits the time for a long message. */
const readWords = 400;

const contraction = /'(t|m|re|ve|ll|d|s)(?!\p{L})/gu;

/** Letters and single blanks, without apostrophes: `don't` is `dont`, `l'agent` is `l agent`. */
export function plain(text: string): string {
  return joined(fold(text))
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim();
}

function joined(folded: string): string {
  return folded.includes("'") ? folded.replace(contraction, "$1").replaceAll("'", " ") : folded;
}

/** `words` can be misspelt; `known` are correct as well. */
export function vocabularyOf(words: readonly string[], known: readonly string[], hesitations: readonly string[]): Vocabulary {
  const meant = new Set(words);
  const near = new Map<string, string>();
  for (const word of meant) {
    if (word.length < shortestRepaired || !/^[a-z]+$/.test(word)) continue;
    for (const shorter of withoutOneLetter(word)) near.set(shorter, word);
  }
  return { near, meant, known: new Set([...meant, ...known.map(plain)]), hesitations: new Set(hesitations.map(plain)) };
}

const sentenceEnd = /[.!?;\n。！？]/;

/** Words with single blanks between them. A point marks the end of a sentence, so that no pattern reaches across. */
export function spokenForm({ folded, words }: Utterance, vocabulary: Vocabulary): string {
  let text = "";
  let before = "";
  for (const [index, word] of words.slice(0, readWords).entries()) {
    const [last, next] = [words[index - 1], words[index + 1]];
    const ends = last !== undefined && sentenceEnd.test(folded.slice(last.end, word.start));
    if (ends && text !== "") text += " .";
    const letters = joined(word.text);
    if (vocabulary.hesitations.has(letters) || (!ends && letters === before) || isBroken(word, next, folded)) continue;
    before = letters;
    text += `${text === "" ? "" : " "}${letters.includes(" ") ? letters : repaired(letters, vocabulary)}`;
  }
  return text;
}

/** The beginning of the next word: `sp- speak`. */
function isBroken({ text, end }: Word, next: Word | undefined, folded: string): boolean {
  return text.length <= 3 && folded[end] === "-" && next?.text.startsWith(text) === true;
}

/** The intended word of a pattern: one letter is missing, added or swapped, or a different one in a long word. */
function repaired(word: string, { known, meant: words, near }: Vocabulary): string {
  if (word.length < shortestRepaired || word.length > longestRepaired || known.has(word)) return word;
  const without = near.get(word);
  if (without !== undefined) return without;
  for (const shorter of withoutOneLetter(word)) {
    if (words.has(shorter) && shorter.length >= shortestRepaired) return shorter;
    const meant = near.get(shorter);
    if (meant?.length === word.length && isSlip(word, meant)) return meant;
  }
  return word;
}

/** Two neighbours are swapped, or one letter of a long word is a different one. */
function isSlip(word: string, meant: string): boolean {
  let at = 0;
  while (at < word.length && word[at] === meant[at]) at += 1;
  const isSwapped = word[at] === meant[at + 1] && word[at + 1] === meant[at] && word.slice(at + 2) === meant.slice(at + 2);
  return isSwapped || (word.length >= shortestChanged && word.slice(at + 1) === meant.slice(at + 1));
}
