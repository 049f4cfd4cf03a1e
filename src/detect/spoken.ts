/**
 * A message as it sounds: words and emoji without marks, capitals, hesitation and stutter. The same words score the same
 * whether a visitor types or shouts them, or a speech recogniser writes them, which leaves out marks or invents them.
 */

import { unspaced } from "../text/words.ts";
import { type Utterance, wordsOf } from "./utterance.ts";

/** In order: an address, a swear word with marks, a handle, a word, an emoji. Everything else is marks. */
const piece =
  /(?:https?:\/\/|www\.)\S+|(?<!\p{L})\p{L}{1,2}[*#@$%]{2,}\p{L}*|(?=[!*]*[#$%&@])[#$%&@!*]{4,}|[@#][\p{L}\p{N}_]+|[\p{L}\p{N}\p{M}]+(?:['*]+[\p{L}\p{N}]+)*|\p{Extended_Pictographic}/gu;

/** Sounds of hesitation that are no word in any language of a pack. */
const hesitation: ReadonlySet<string> = new Set("uh uhh uhm umm erm hmm hm mhm ahm ehm euh aehm oehm öhm".split(" "));

/** Small words that only a stutter repeats: "i i", "the the". */
const stuttered: ReadonlySet<string> = new Set(
  "i a an the to of we he she they you it is was are my your in on at for and but can ich das die der es ist je le la les el un una il lo de que".split(
    " ",
  ),
);

/** Drawn-out letters of alphabets; `www` is an address. */
const drawnOut = /([a-vx-z\u03b1-\u03c9\u0430-\u044f])\1{2,}/gu;

/** A longer word without a space is a key or a file, except where a script has no spaces. */
const longestWord = 40;

export function asSpoken({ folded }: Utterance): Utterance {
  const said: string[] = [];
  for (const [found] of folded.matchAll(piece)) {
    const word = plainWord(found);
    if (hesitation.has(word) || (word === said.at(-1) && stuttered.has(word))) continue;
    said.push(word);
  }
  const text = said.join(" ");
  return { raw: text, folded: text, words: wordsOf(text) };
}

function plainWord(found: string): string {
  if (found.startsWith("http") || found.startsWith("www")) return found;
  if (found.length > longestWord && !unspaced.test(found)) return "http://key";
  return found.replaceAll("'", "").replace(drawnOut, "$1");
}
