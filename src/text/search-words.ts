/**
 * The words that find a text; both databases index the same ones. A change of the result here makes existing indexes
 * useless: raise `searchWordsVersion` with it, and the index is filled again.
 */

import { fold } from "./fold.ts";
import { unspaced } from "./words.ts";

export const searchWordsVersion = 1;

/** Text after this is not found (UTF-16 units). */
const longestText = 32_768;
const longestWord = 64;
const mostWords = 4_000;
/** A longer question is cut, because each word is one look into the index. */
const mostAsked = 16;
/** A last word of a question with this many letters may be the beginning of a word, because people read while they type. */
const shortestBeginning = 3;

const anyWord = /[\p{L}\p{N}\p{M}]+(?:'[\p{L}\p{N}\p{M}]+)*/gu;

/** Each once. Scripts without spaces give pairs of neighbouring letters, and the last letter of a run. */
export function searchWords(text: string): readonly string[] {
  const found = new Set<string>();
  for (const word of split(text.slice(0, longestText))) {
    if (unspaced.test(word)) for (const pair of pairsOf(word)) found.add(pair);
    else found.add(word.slice(0, longestWord));
    if (found.size >= mostWords) break;
  }
  return [...found];
}

/** A word of a question; `isBeginning`: every word with this beginning matches. */
export interface SearchTerms {
  readonly word: string;
  readonly isBeginning: boolean;
}

/** The words that a text must contain. None where nothing can be searched. */
export function askedWords(question: string): readonly SearchTerms[] {
  const parts = split(question.slice(0, longestText));
  const isOpen = /[\p{L}\p{N}]$/u.test(question);
  const asked = parts.flatMap((word, index): readonly SearchTerms[] => {
    const letters = [...word];
    if (!unspaced.test(word)) {
      const isLast = isOpen && index === parts.length - 1 && letters.length >= shortestBeginning;
      return [{ word: word.slice(0, longestWord), isBeginning: isLast }];
    }
    const pairs = letters.slice(1).map((letter, at) => ({ word: `${letters[at]}${letter}`, isBeginning: false }));
    return pairs.length > 0 ? pairs : [{ word, isBeginning: true }];
  });
  return [...new Map(asked.map((each) => [each.word, each])).values()].slice(0, mostAsked);
}

/** Whether a text holds all of the words. */
export function holdsAll(text: string, asked: readonly SearchTerms[]): boolean {
  const found = searchWords(text);
  return (
    asked.length > 0 &&
    asked.every(({ word, isBeginning }) => found.some((each) => each === word || (isBeginning && each.startsWith(word))))
  );
}

/** Words, and separate runs of a script without spaces. */
function split(text: string): readonly string[] {
  const found = (fold(text).match(anyWord) ?? []).map((word) => word.replaceAll("'", ""));
  return found.flatMap((word) => (unspaced.test(word) ? runsOf(word) : [word]));
}

function runsOf(word: string): readonly string[] {
  const runs: string[] = [];
  let wasUnspaced: boolean | undefined;
  for (const letter of word) {
    const isUnspaced = unspaced.test(letter);
    if (isUnspaced === wasUnspaced) runs[runs.length - 1] += letter;
    else runs.push(letter);
    wasUnspaced = isUnspaced;
  }
  return runs;
}

function pairsOf(run: string): readonly string[] {
  const letters = [...run];
  return letters.map((letter, index) => `${letter}${letters[index + 1] ?? ""}`);
}
