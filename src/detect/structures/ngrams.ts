/** Hashed n-grams: a message as bucket numbers with weights in a linear model. */

import { unspaced } from "../../text/words.ts";
import type { Utterance } from "../utterance.ts";
import { hashFrom, hashOf, hashSeed, mixed } from "./hash.ts";

const digits = /\p{N}+/gu;
const link = /(?:https?:\/\/|www\.)\S+/g;
const handle = /[@#]\S+/g;

/**
 * Words and pairs of words; without spaces, characters and pairs of characters. Numbers, addresses and handles are one word each, because
 * models must not learn them.
 */
export function wordGrams(utterance: Utterance): readonly number[] {
  const words = plainWords(utterance).flatMap((word) => (unspaced.test(word) ? [...word] : [word]));
  const found = words.map((word) => hashOf(`w ${word}`));
  for (let index = 0; index <= words.length; index += 1) found.push(hashOf(`w ${words[index - 1] ?? "^"} ${words[index] ?? "$"}`));
  return found;
}

/** Runs of three to five characters inside a word and its two boundaries: they carry stems, endings and misspellings. */
export function characterGrams(utterance: Utterance): readonly number[] {
  const text = ` ${plainWords(utterance).join(" ")} `;
  const found: number[] = [];
  for (let start = 0; start < text.length - 2; start += 1) {
    let value = hashSeed;
    for (let index = start; index < start + 5 && index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      value = hashFrom(value, unit);
      if (index >= start + 2) found.push(mixed(value));
      if (unit === 32 && index > start) break;
    }
  }
  return found;
}

/** The words in order, with placeholders for numbers, addresses and handles, and runs of marks. */
export function plainWords({ folded }: Utterance): readonly string[] {
  const found = plain(folded).match(/[\p{L}\p{N}\p{M}]+(?:['*]+[\p{L}\p{N}]+)*|[!?]+|\p{Extended_Pictographic}/gu) ?? [];
  return found.filter((word) => !unlearned.test(word));
}

/** Scripts without spaces for which nothing was labelled, so their buckets are chance. */
const unlearned = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function plain(folded: string): string {
  return folded.replace(link, "httpurl").replace(handle, "atname").replace(digits, "0");
}
