/** What runs of letters show of a language: four bytes of UTF-8 at a time, after eld (npm, Apache-2.0). */

import { languageRuns } from "./models/language.ts";
import { hashFrom, hashSeed, mixed } from "./structures/hash.ts";

/** The points of a run for a language, by its level. */
export const levels = [75, 105, 130, 165] as const;

export interface LetterRuns {
  /** Hashes in ascending order. */
  readonly hashes: Uint32Array;
  /** Where the languages of each begin in `letters`; the last one ends with it. */
  readonly starts: Uint32Array;
  /** The language's index in `languageMarks`, plus 32 times its level. */
  readonly letters: Uint8Array;
}

let opened: LetterRuns | undefined;

export function shippedRuns(): LetterRuns {
  opened ??= unpack(languageRuns);
  return opened;
}

function unpack(text: string): LetterRuns {
  const units = atob(text);
  const hashes: number[] = [];
  const starts: number[] = [];
  const letters: number[] = [];
  let hash = 0;
  for (let index = 0; index < units.length; ) {
    for (let power = 1; ; power *= 128) {
      const byte = units.charCodeAt(index++);
      hash += (byte & 127) * power;
      if (byte > 127) break;
    }
    hashes.push(hash);
    starts.push(letters.length);
    for (let more = true; more; ) {
      const byte = units.charCodeAt(index++);
      letters.push(byte & 127);
      more = byte < 128;
    }
  }
  return { hashes: Uint32Array.from(hashes), starts: Uint32Array.from([...starts, letters.length]), letters: Uint8Array.from(letters) };
}

/** 24 bits of a run of bytes. */
export function letterHash(bytes: ArrayLike<number>): number {
  let value = hashSeed;
  for (let index = 0; index < bytes.length; index += 1) value = hashFrom(value, bytes[index] ?? 0);
  return mixed(value) & 0xffffff;
}

const space = 32;
const run = 4;
/** Runs of one word overlap by a byte. */
const stride = 3;
/** The bytes of a word, and the runs of a message, that are read. */
const longestWord = 70;
const mostRuns = 100;
const encoder = new TextEncoder();
/** The present word. Letters beyond the reach of a run are not written into it. */
const written = new Uint8Array(4 * longestWord);

/** Calls `add` for each run of the words with its points for a language, by its index in `languageMarks`. Returns the number of runs. */
export function hearRuns(words: readonly string[], runs: LetterRuns, add: (language: number, worth: number) => void): number {
  const hashes = new Set<number>();
  for (const word of words) {
    if (hashes.size >= mostRuns) break;
    addRuns(Math.min(longestWord, encoder.encodeInto(word, written).written), hashes);
  }
  for (const hash of hashes) {
    const slot = placeOf(hash, runs.hashes);
    if (slot < 0) continue;
    for (let index = runs.starts[slot] ?? 0; index < (runs.starts[slot + 1] ?? 0); index += 1) {
      const each = runs.letters[index] ?? 0;
      add(each & 31, levels[each >> 5] ?? 0);
    }
  }
  return hashes.size;
}

/** The runs of the present word, each overlapping the one before by a byte, with a blank before the first and after the last. */
function addRuns(length: number, hashes: Set<number>): void {
  let start = 0;
  for (; start + run < length; start += stride) hashes.add(hashOfRun(start, start + run, start === 0, false));
  hashes.add(hashOfRun(length === 3 ? 0 : Math.max(0, length - run), length, start === 0, true));
}

function hashOfRun(from: number, to: number, isFirst: boolean, isLast: boolean): number {
  let value = isFirst ? hashFrom(hashSeed, space) : hashSeed;
  for (let index = from; index < to; index += 1) value = hashFrom(value, written[index] ?? 0);
  return mixed(isLast ? hashFrom(value, space) : value) & 0xffffff;
}

/** The index among ascending hashes, -1 where it is missing. */
function placeOf(hash: number, hashes: Uint32Array): number {
  let low = 0;
  let high = hashes.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = hashes[middle] ?? 0;
    if (found === hash) return middle;
    if (found < hash) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
