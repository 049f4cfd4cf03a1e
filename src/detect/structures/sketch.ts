/** A question as the memory stores it: base64, about 330 characters. */

import { type Question, wordsOnce } from "../question.ts";

export type Sketch = readonly [
  words: string,
  letters: string,
  numbers: string,
  directed: string,
  flags: number,
  sides: string,
  frames: string,
];

const denies = 1;
const ofMe = 2;
const ofYou = 4;
const asks = 8;
/** Set in the first word of a clause; hashes have 23 bits. */
const begins = 1 << 23;

export function sketchOf(question: Question): Sketch {
  const flags = (question.denies ? denies : 0) | (question.ofMe ? ofMe : 0) | (question.ofYou ? ofYou : 0) | (question.asks ? asks : 0);
  const words = question.clauses.flatMap((clause) => clause.map((word, index) => (index === 0 ? word | begins : word)));
  return [
    packed(words),
    toBase64(question.letters),
    packed(question.numbers),
    packed(question.directed),
    flags,
    packed(question.sides),
    packed([question.whole, ...question.frames.flat()]),
  ];
}

export function questionFrom([words, letters, numbers, directed, flags, sides, frames]: Sketch): Question {
  const clauses = clausesFrom(unpacked(words));
  const [whole = 0, ...outlines] = unpacked(frames);
  return {
    clauses,
    words: wordsOnce(clauses),
    letters: fromBase64(letters),
    numbers: unpacked(numbers),
    directed: unpacked(directed),
    denies: (flags & denies) > 0,
    ofMe: (flags & ofMe) > 0,
    ofYou: (flags & ofYou) > 0,
    asks: (flags & asks) > 0,
    sides: unpacked(sides),
    whole,
    frames: outlines.flatMap((frame, index) => (index % 2 === 0 ? [[frame, outlines[index + 1] ?? 0] as const] : [])),
    begins: [],
  };
}

function clausesFrom(words: readonly number[]): Question["clauses"] {
  const clauses: number[][] = [];
  for (const word of words) {
    if ((word & begins) > 0) clauses.push([word & ~begins]);
    else clauses.at(-1)?.push(word);
  }
  return clauses;
}

/** Three bytes a hash. */
function packed(hashes: readonly number[]): string {
  const bytes = new Uint8Array(3 * hashes.length);
  for (let index = 0; index < hashes.length; index += 1) {
    const hash = hashes[index] ?? 0;
    bytes[3 * index] = hash >> 16;
    bytes[3 * index + 1] = hash >> 8;
    bytes[3 * index + 2] = hash;
  }
  return toBase64(bytes);
}

function unpacked(text: string): readonly number[] {
  const bytes = fromBase64(text);
  const hashes: number[] = [];
  for (let index = 0; index + 2 < bytes.length; index += 3)
    hashes.push(((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0));
  return hashes;
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** A plain loop: a callback for each byte of six earlier questions took a tenth of the whole time. */
function fromBase64(text: string): Uint8Array {
  const units = atob(text);
  const bytes = new Uint8Array(units.length);
  for (let index = 0; index < units.length; index += 1) bytes[index] = units.charCodeAt(index);
  return bytes;
}
