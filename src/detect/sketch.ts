/** A question as the memory keeps it: base64, about 250 characters. */

import type { Question } from "./question.ts";

export type Sketch = readonly [words: string, letters: string, numbers: string, directed: string, flags: number];

const denies = 1;
const ofMe = 2;
const ofYou = 4;

export function sketchOf(question: Question): Sketch {
  const flags = (question.denies ? denies : 0) | (question.ofMe ? ofMe : 0) | (question.ofYou ? ofYou : 0);
  return [packed(question.words), toBase64(question.letters), packed(question.numbers), packed(question.directed), flags];
}

export function questionFrom([words, letters, numbers, directed, flags]: Sketch): Question {
  return {
    words: unpacked(words),
    letters: fromBase64(letters),
    numbers: unpacked(numbers),
    directed: unpacked(directed),
    denies: (flags & denies) > 0,
    ofMe: (flags & ofMe) > 0,
    ofYou: (flags & ofYou) > 0,
  };
}

/** Three bytes a hash. */
function packed(hashes: readonly number[]): string {
  return toBase64(Uint8Array.from(hashes.flatMap((hash) => [hash >> 16, (hash >> 8) & 255, hash & 255])));
}

function unpacked(text: string): readonly number[] {
  const bytes = fromBase64(text);
  return Array.from({ length: Math.floor(bytes.length / 3) }, (_, index) => {
    const [high = 0, middle = 0, low = 0] = bytes.subarray(3 * index, 3 * index + 3);
    return (high << 16) | (middle << 8) | low;
  });
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
}
