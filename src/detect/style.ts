/** How a message is written, in any language: its length, and its capitals, marks, emoji and drawn-out letters. */

import { unspaced } from "../text/words.ts";
import type { Utterance } from "./utterance.ts";

/** The features in the order of `styleOf`, which case and marks do not change. Models have one weight for each. */
export const styleNames = [
  "words",
  "long",
  "very short",
  "word length",
  "angry face",
  "sad face",
  "happy face",
  "address",
  "handle",
  "numbers",
  "repeated words",
] as const;

/** The features in the order of `marksOf`, which a speech recogniser does not know. Their sum is limited. */
export const markNames = [
  "capitals",
  "shouted words",
  "exclamation marks",
  "question marks",
  "mixed marks",
  "runs of marks",
  "ellipses",
  "sentences",
  "commas",
  "drawn-out letters",
  "sad marks",
  "happy marks",
  "quotes",
  "ends as question",
  "begins small",
  "lines",
  "double question",
  "only marks",
  "shouted",
] as const;

const angry = /[😠😡🤬😤👿💢🖕👎😒🙄😑😾💩🤦]/gu;
const sad = /[😞😩😫😢😭😔☹🙁😣😖😕🤷💔]/gu;
const happy = /[😀😁😂🤣😃😄😅😆😊😍🥰😘😎🙂🤗👍👏🎉❤💕💖🙏😋😜😇✨💯]/gu;
const sadMarks = /:'?-?[(/\\[]|:-?\||D:/gu;
const happyMarks = /[:;]-?[)DpP]|<3|\^\^|xD/gu;

const letter = /\p{L}/u;
const capital = /\p{Lu}/u;

/** Longer words mean nothing more: they are names, keys, or a script without spaces. */
const longestAverage = 7;
/** Words for each letter where no spaces are written: a Han character means more than a kana or Thai letter. */
const wordOfHan = 1 / 2;
const wordOfLetter = 1 / 4;
const han = /\p{Script=Han}/gu;
const hanSign = /\p{Script=Han}/u;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Values of about 0..3, in the order of `styleNames`, of a message as spoken (`asSpoken`). */
export function styleOf({ raw, words }: Utterance): readonly number[] {
  const texts = words.map((word) => word.text);
  const { letters } = lettersOf(raw);
  const count = texts.reduce((sum, text) => sum + wordsIn(text), 0);
  return [
    Math.log1p(Math.min(100, count)) / 2,
    count > 25 ? 1 : 0,
    count <= 3 ? 1 : 0,
    Math.min(longestAverage, letters / Math.max(1, count)) / 5,
    Math.min(2, matches(raw, angry)),
    Math.min(2, matches(raw, sad)),
    Math.min(2, matches(raw, happy)),
    /https?:|www\./.test(raw) ? 1 : 0,
    Math.min(2, matches(raw, /[@#]\p{L}/gu)),
    Math.min(3, matches(raw, /\p{N}+/gu)) / 2,
    texts.length === 0 ? 0 : 1 - new Set(texts).size / texts.length,
  ];
}

function wordsIn(word: string): number {
  if (!unspaced.test(word)) return 1;
  const signs = matches(word, han);
  return Math.ceil(signs * wordOfHan + Math.max(0, word.length - signs) * wordOfLetter);
}

/** Whether it has Chinese characters and no Japanese kana. */
export function isHan({ raw }: Utterance): boolean {
  return hanSign.test(raw) && !kana.test(raw);
}

/** Values of 0..3, in the order of `markNames`, of a message as written. */
export function marksOf({ raw, words }: Utterance): readonly number[] {
  const { letters, capitals } = lettersOf(raw);
  return [
    letters > 8 ? capitals / letters : 0,
    Math.min(3, matches(raw, /(?<!\p{L})\p{Lu}{3,}(?!\p{L})/gu)),
    Math.min(3, matches(raw, /[!！]/g)),
    Math.min(3, matches(raw, /[?？]/g)),
    /[?？][!！]|[!！][?？]/.test(raw) ? 1 : 0,
    Math.min(2, matches(raw, /[!?！？]{2,}/g)),
    Math.min(2, matches(raw, /\.{2,}|…/g)),
    Math.min(2, Math.log1p(matches(raw, /(?<![.!?。！？])[.!?。！？]+(?=\s|$)/g))),
    Math.min(2, Math.log1p(matches(raw, /[,，、;]/g))),
    Math.min(2, matches(raw, /(\p{L})\1{2,}/giu)),
    Math.min(2, matches(raw, sadMarks)),
    Math.min(2, matches(raw, happyMarks)),
    /["“”«»„]/.test(raw) ? 1 : 0,
    /[?？]\s*$/.test(raw) ? 1 : 0,
    /^\p{Ll}/u.test(raw) ? 1 : 0,
    Math.min(3, matches(raw, /\n/g)),
    matches(raw, /[?？]/g) > 1 ? 1 : 0,
    words.length === 0 ? 1 : 0,
    words.length > 2 && letters > 8 && capitals / letters > 0.7 ? 1 : 0,
  ];
}

/** Letters, and capitals among them. They are counted one by one, because matching every letter would make a large array. */
function lettersOf(raw: string): { readonly letters: number; readonly capitals: number } {
  let letters = 0;
  let capitals = 0;
  for (let index = 0; index < raw.length; index += 1) {
    const unit = raw.codePointAt(index) ?? 0;
    if (unit > 0xffff) index += 1;
    const isCapital = unit < 128 ? unit >= 65 && unit <= 90 : capital.test(String.fromCodePoint(unit));
    if (isCapital) capitals += 1;
    if (isCapital || (unit < 128 ? unit >= 97 && unit <= 122 : letter.test(String.fromCodePoint(unit)))) letters += 1;
  }
  return { letters, capitals };
}

function matches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
