/** How a message is written, whatever its language: length, capitals, marks, emoji, drawn-out letters. */

import type { Utterance } from "./utterance.ts";

/** The features in the order of `styleOf`; models hold one weight each. */
export const styleNames = [
  "words",
  "long",
  "very short",
  "word length",
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
  "angry face",
  "sad face",
  "happy face",
  "address",
  "handle",
  "numbers",
  "quotes",
  "repeated words",
  "ends as question",
  "begins small",
  "lines",
  "double question",
  "only marks",
  "shouted",
] as const;

const angry = /[😠😡🤬😤👿💢🖕👎😒🙄😑😾💩🤦]/gu;
const sad = /[😞😩😫😢😭😔☹🙁😣😖😕🤷💔]|:'?-?[(/\\[]|:-?\||D:/gu;
const happy = /[😀😁😂🤣😃😄😅😆😊😍🥰😘😎🙂🤗👍👏🎉❤💕💖🙏😋😜😇✨💯]|[:;]-?[)DpP]|<3|\^\^|xD/gu;

const letter = /\p{L}/u;
const capital = /\p{Lu}/u;

/** Values of about -1..3, in the order of `styleNames`. */
export function styleOf({ raw, words }: Utterance): readonly number[] {
  const { letters, capitals } = lettersOf(raw);
  const texts = words.map((word) => word.text);
  return [
    Math.log1p(words.length) / 2,
    words.length > 25 ? 1 : 0,
    words.length <= 3 ? 1 : 0,
    letters / Math.max(1, words.length) / 5,
    letters > 8 ? capitals / letters : 0,
    Math.min(3, count(raw, /(?<!\p{L})\p{Lu}{3,}(?!\p{L})/gu)),
    Math.min(3, count(raw, /[!！]/g)),
    Math.min(3, count(raw, /[?？]/g)),
    /[?？][!！]|[!！][?？]/.test(raw) ? 1 : 0,
    Math.min(2, count(raw, /[!?！？]{2,}/g)),
    Math.min(2, count(raw, /\.{2,}|…/g)),
    Math.log1p(count(raw, /(?<![.!?。！？])[.!?。！？]+(?=\s|$)/g)),
    Math.log1p(count(raw, /[,，、;]/g)),
    Math.min(2, count(raw, /(\p{L})\1{2,}/giu)),
    Math.min(2, count(raw, angry)),
    Math.min(2, count(raw, sad)),
    Math.min(2, count(raw, happy)),
    /https?:|www\./.test(raw) ? 1 : 0,
    Math.min(2, count(raw, /[@#]\p{L}/gu)),
    Math.min(3, count(raw, /\p{N}+/gu)) / 2,
    /["“”«»„]/.test(raw) ? 1 : 0,
    texts.length === 0 ? 0 : 1 - new Set(texts).size / texts.length,
    /[?？]\s*$/.test(raw) ? 1 : 0,
    /^\p{Ll}/u.test(raw) ? 1 : 0,
    Math.min(3, count(raw, /\n/g)),
    count(raw, /[?？]/g) > 1 ? 1 : 0,
    words.length === 0 ? 1 : 0,
    words.length > 2 && letters > 8 && capitals / letters > 0.7 ? 1 : 0,
  ];
}

/** Letters and capitals among them. Counted one by one: a match of every letter would be an array of them all. */
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

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
