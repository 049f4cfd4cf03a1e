/** What a message asks: its content words, as hashes, and what distinguishes it from another message with the same words. */

import { words as wordsIn } from "../text/words.ts";
import { type Concepts, isCommand, shippedConcepts, sidesIn } from "./concepts.ts";
import { hearLanguage, languageOf, shippedMarks } from "./language.ts";
import type { Lexicon } from "./lexicon.ts";
import { plainSpelling } from "./plain-spelling.ts";
import { hashFrom, hashOf, hashSeed, mixed } from "./structures/hash.ts";
import { type Utterance, withoutNames } from "./utterance.ts";

export interface Question {
  /** 23-bit hashes of the content words of each clause, at most `keptWords` together: one clause may ask what a whole message asked. */
  readonly clauses: readonly (readonly number[])[];
  /** The same words in order, each once. */
  readonly words: readonly number[];
  /** One bit of `letterBits` for every run of three characters: it finds misspellings, and works for languages without stems. */
  readonly letters: Uint8Array;
  /** It has a question mark, or a clause that begins like a question. */
  readonly asks: boolean;
  /** It denies something. */
  readonly denies: boolean;
  /** Whom it is about: the visitor, the other side, both or neither. */
  readonly ofMe: boolean;
  readonly ofYou: boolean;
  /** 23-bit hashes of words with their direction: from here to there is not from there to here. */
  readonly directed: readonly number[];
  /** 23-bit hashes of its numbers: another number is another question. */
  readonly numbers: readonly number[];
  /** Its matters, by `sidesIn`. */
  readonly sides: readonly number[];
  /** For a short message, for each content word: a hash of the message without it, and the letters of the word as bits. */
  readonly frames: readonly (readonly [frame: number, letters: number])[];
  /** A hash of all words, 0 for a long message. */
  readonly whole: number;
  /** Hashes of its beginnings after which it goes further. They are not remembered. */
  readonly begins: readonly number[];
}

const keptWords = 24;
const keptNumbers = 4;
const letterBits = 512;
const longestEnding = 8;
const negationReach = 3;
/** Content words that are read, which limits the time for a long message. */
const readWords = 64;

/** Undefined for a message without a question: greetings, thanks, yes and no, only marks. */
export function questionOf(utterance: Utterance, lexicon: Lexicon, concepts: Concepts = shippedConcepts()): Question | undefined {
  const text = withoutNames(utterance.folded);
  const spoken = text.split(clauseEnd).map(wordsIn);
  const said = spoken.flat();
  const content = said
    .flatMap((word, index) => (isContent(word, lexicon) ? [{ word, before: said[index - 1] ?? "" }] : []))
    .slice(0, readWords);
  if (asksNothing(said, content.length, lexicon)) return undefined;
  const filling = (word: string): boolean => !isContent(word, lexicon) || lexicon.acknowledgements.has(word);
  if (isCommand(said, filling, utterance.folded, concepts)) return undefined;
  const clauses =
    content.length > 0
      ? hashed(spoken, (word) => (isContent(word, lexicon) ? soundOf(word, stemOf(word, lexicon)) : undefined))
      : hashed(spoken, (word) => word);
  const directed = content
    .filter(({ before }) => lexicon.guards.direction.has(before))
    .map(({ word, before }) => short(`${before} ${soundOf(word, stemOf(word, lexicon))}`));
  return {
    clauses,
    words: wordsOnce(clauses),
    letters: lettersOf(said.map(plainSpelling)),
    asks: text.includes("?") || spoken.some(([first = ""]) => lexicon.guards.asking.has(first)),
    denies: denies(utterance, lexicon),
    ofMe: said.some((word) => lexicon.guards.me.has(word)),
    ofYou: said.some((word) => lexicon.guards.you.has(word)),
    directed: directed.slice(0, keptNumbers),
    numbers: said
      .filter((word) => /\p{N}/u.test(word))
      .slice(0, keptNumbers)
      .map(short),
    sides: sidesIn(text, () => languageIn(text, concepts), concepts),
    ...outlineOf(said.map(plainSpelling), (word) => isContent(word, lexicon), concepts),
  };
}

/** The language where it has a list: its words mean something else in another one. */
function languageIn(text: string, { languages }: Concepts): string | undefined {
  const code = languageOf(hearLanguage({}, text, shippedMarks()))?.code;
  return code !== undefined && languages.has(code) ? code : undefined;
}

/** Messages up to this many words are compared word by word. */
const outlined = 14;
const keptFrames = 8;
/** Content words with which a question goes further. */
const furtherWords = 2;
const leading: ReadonlySet<string> = new Set("so and um uh well okay ok also hi hello then".split(" "));

function outlineOf(
  said: readonly string[],
  isContentWord: (word: string) => boolean,
  { further }: Concepts,
): Pick<Question, "frames" | "whole" | "begins"> {
  const first = said.findIndex((word) => !leading.has(word));
  const words = first < 0 ? said : said.slice(first);
  const frames = words.length > outlined ? [] : [...words.keys()].filter((index) => isContentWord(words[index] ?? ""));
  const goesOn = (index: number): boolean =>
    further.has(words[index] ?? "") && words.slice(index).filter(isContentWord).length >= furtherWords;
  return {
    frames: frames.slice(0, keptFrames).map((index) => [short(words.with(index, "_").join(" ")), letterSet(words[index] ?? "")]),
    whole: words.length > outlined ? 0 : short(words.join(" ")),
    begins: [...words.keys()]
      .filter((index) => index >= 2 && index <= outlined && goesOn(index))
      .map((index) => short(words.slice(0, index).join(" "))),
  };
}

/** The letters of a word as 23 bits; the last bit shows whether it is a number. */
function letterSet(word: string): number {
  let bits = 0;
  for (const letter of word) bits |= /\p{N}/u.test(letter) ? 1 << 22 : 1 << ((letter.codePointAt(0) ?? 0) % 22);
  return bits;
}

/** A point ends a clause only at the end of a word: `8.1` is one number. */
const clauseEnd = /[!?;。]+|\.{2,}|\.(?=\s|$)/;

/** The hashes of the words by clause, each once, as far as there is room; empty clauses are left out. */
function hashed(clauses: readonly (readonly string[])[], read: (word: string) => string | undefined): readonly (readonly number[])[] {
  const kept: (readonly number[])[] = [];
  let room = keptWords;
  for (const clause of clauses) {
    const words = new Set<number>();
    for (const word of new Set(clause)) {
      if (words.size === room) break;
      const text = read(word);
      if (text !== undefined) words.add(short(text));
    }
    if (words.size > 0) kept.push([...words]);
    room -= words.size;
  }
  return kept;
}

/** The words of all clauses, once each. */
export function wordsOnce(clauses: Question["clauses"]): readonly number[] {
  return [...new Set(clauses.flat())];
}

/** A "not" before a content word of the same clause. The "no" of an answer denies what the other side said. */
function denies({ words }: Utterance, lexicon: Lexicon): boolean {
  return words.some(({ text, clause }, index) => {
    if (!lexicon.guards.negation.has(text)) return false;
    return words.slice(index + 1, index + 1 + negationReach).some((word) => word.clause === clause && isContent(word.text, lexicon));
  });
}

function isContent(word: string, lexicon: Lexicon): boolean {
  return !(lexicon.fillers.has(word) || lexicon.guards.negation.has(word) || lexicon.guards.answer.has(word));
}

/** An empty message, known acknowledgements, or an answer without content ("no, I am not"). */
function asksNothing(said: readonly string[], contentWords: number, lexicon: Lexicon): boolean {
  if (said.length === 0 || lexicon.acknowledgements.has(said.join(" "))) return true;
  if (said.length <= 4 && said.every((word) => lexicon.acknowledgements.has(word))) return true;
  return contentWords === 0 && lexicon.guards.answer.has(said[0] ?? "");
}

/** A word as its representative without its ending; never shorter than three letters. */
export function stemOf(word: string, lexicon: Lexicon): string {
  const plain = plainSpelling(word);
  return withoutEnding(lexicon.synonyms.get(plain) ?? synonymOf(plain, lexicon) ?? plain, lexicon.endings);
}

/** Its representative once an ending is removed: `orders` is `order`, even if `ers` is an ending. */
function synonymOf(word: string, lexicon: Lexicon): string | undefined {
  for (let length = 1; length <= Math.min(longestEnding, word.length - 3); length += 1) {
    const known = lexicon.endings.has(word.slice(-length)) ? lexicon.synonyms.get(word.slice(0, -length)) : undefined;
    if (known !== undefined) return known;
  }
  return undefined;
}

/** Removes the longest ending, and leaves three letters. */
function withoutEnding(word: string, endings: ReadonlySet<string>): string {
  for (let length = Math.min(longestEnding, word.length - 3); length > 0; length -= 1) {
    if (endings.has(word.slice(-length))) return word.slice(0, -length);
  }
  return word;
}

/** Letters that sound alike, after Soundex (Russell 1918); vowels are left out. */
const sounds: Readonly<Record<string, string>> = {
  b: "1",
  f: "1",
  p: "1",
  v: "1",
  c: "2",
  g: "2",
  j: "2",
  k: "2",
  q: "2",
  s: "2",
  x: "2",
  z: "2",
  d: "3",
  t: "3",
  l: "4",
  m: "5",
  n: "5",
  r: "6",
};
const longWord = 6;
const longStem = 5;

/** A long word by its sound: `cancle` and `subscribtion` match the intended words. Short words sound too much alike. */
function soundOf(word: string, stem: string): string {
  if (Math.max(word.length, stem.length) < longWord || stem.length < longStem || !/^[a-z]+$/.test(stem)) return stem;
  const heard = [...stem.slice(1)].map((letter) => sounds[letter] ?? "").join("");
  return `${stem[0]}${heard.replace(/(.)\1+/g, "$1")}`;
}

function short(text: string): number {
  return hashOf(text) & 0x7fffff;
}

function lettersOf(words: readonly string[]): Uint8Array {
  const bits = new Uint8Array(letterBits / 8);
  const text = ` ${words.join(" ")} `;
  for (let start = 0; start + 3 <= text.length; start += 1) {
    let value = hashSeed;
    for (let index = start; index < start + 3; index += 1) value = hashFrom(value, text.charCodeAt(index));
    const bit = mixed(value) % letterBits;
    bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return bits;
}
