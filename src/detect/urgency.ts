/** How much a message sounds like an emergency: runs of words under a linear model, in windows, so that other text does not hide it. */

import type { Said } from "../core/condition.ts";
import { classOf, unspaced } from "../text/letters.ts";
import { hashFrom, hashOf, hashSeed, mixed } from "./structures/hash.ts";
import { calibrated, type LinearModel } from "./structures/linear.ts";

/** Words of a window. A longer message is read in windows that overlap by half. */
export const windowWords = 16;
const windowStep = 8;
/** A shorter window counts as this long, because one word alone means little. */
const shortestWindow = 6;
const charactersOfGram = 4;

const number = /\p{N}+/gu;

/** Words in order; where no spaces are written, characters. `text` is the spoken form of a message. */
export function urgencyWords(text: string): readonly string[] {
  return text
    .replace(number, "0")
    .split(" ")
    .filter((word) => word !== "." && word !== "")
    .flatMap((word) => (isUnspaced(word) ? [...word] : [word]));
}

function isUnspaced(word: string): boolean {
  return classOf(word.charCodeAt(0)) === unspaced;
}

/** For each word the hashes of what ends with it: the word, its runs of characters, and the two or three words up to it. */
export function urgencyGrams(words: readonly string[]): readonly (readonly number[])[] {
  return words.map((word, index) => {
    const before = words[index - 1] ?? "^";
    const found = [hashOf(`u ${word}`), hashOf(`u ${before} ${word}`)];
    if (index > 0) {
      const earlier = words[index - 2] ?? "^";
      found.push(hashOf(`u ${earlier} ${before} ${word}`), hashOf(`u ${earlier} _ ${word}`));
    }
    if (index > 2) found.push(hashOf(`u ${words[index - 3]} _ _ ${word}`));
    if (index === words.length - 1) found.push(hashOf(`u ${word} $`));
    return word.length > charactersOfGram ? [...found, ...runsOf(word)] : found;
  });
}

function runsOf(word: string): readonly number[] {
  const text = `<${word}>`;
  const found: number[] = [];
  for (let start = 0; start + charactersOfGram <= text.length; start += 1) {
    let value = hashSeed;
    for (let index = start; index < start + charactersOfGram; index += 1) value = hashFrom(value, text.charCodeAt(index));
    found.push(mixed(value));
  }
  return found;
}

/** What a window's sum is divided by. */
export function windowWorth(words: number): number {
  return 1 / Math.sqrt(Math.max(shortestWindow, words));
}

/** Where windows of this many words begin. */
export function windowStarts(count: number): readonly number[] {
  const starts = [0];
  for (let start = windowStep; start + windowStep < count; start += windowStep) starts.push(start);
  return starts;
}

/** The most urgent window, with its strongest words. */
export function urgencyOf(text: string, model: LinearModel): Said {
  const words = urgencyWords(text);
  const worths = urgencyGrams(words).map((grams) => grams.reduce((sum, hash) => sum + weightOf(hash, model), 0));
  let best = { logit: Number.NEGATIVE_INFINITY, start: 0 };
  for (const start of windowStarts(words.length)) {
    const part = worths.slice(start, start + windowWords);
    const logit = model.bias + part.reduce((sum, worth) => sum + worth, 0) * windowWorth(part.length);
    if (logit > best.logit) best = { logit, start };
  }
  return { score: calibrated(model, best.logit), cues: [cueOf(words, worths, best.start)] };
}

function weightOf(hash: number, model: LinearModel): number {
  return (model.tables[0]?.[hash & (model.buckets - 1)] ?? 0) * model.step;
}

/** The run of words in a window with the greatest sum. */
function cueOf(words: readonly string[], worths: readonly number[], start: number): string {
  let best = { sum: 0, from: start, to: start };
  let [sum, from] = [0, start];
  for (let index = start; index < Math.min(words.length, start + windowWords); index += 1) {
    if (sum <= 0) [sum, from] = [0, index];
    sum += worths[index] ?? 0;
    if (sum > best.sum) best = { sum, from, to: index + 1 };
  }
  return words.slice(best.from, best.to).join(" ");
}
