/** The class of a UTF-16 unit of folded text. It is computed at its first use, because most units never occur. */

/** Part of a word between spaces. */
export const inWord = 1;
/** A letter of a script without spaces between words, or with attached particles (Korean). */
export const unspaced = 2;
/** White space and the light punctuation that may be between the words of one phrase. */
export const gap = 3;
/** Everything else stands for itself: `.`, `#`, `+`, half an emoji. */
export const literal = 4;

const classes = new Uint8Array(65_536);
const unspacedLetter =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const wordLetter = /[\p{L}\p{N}\p{M}_]/u;
const gapLetter = /[\s\p{Pd}\p{Pi}\p{Pf}'"`´*~,،、()[\]]/u;

/** The class of a UTF-16 unit; half of a surrogate pair is `literal`. */
export function classOf(unit: number): number {
  const known = classes[unit];
  if (known) return known;
  const found = classify(String.fromCharCode(unit));
  classes[unit] = found;
  return found;
}

function classify(letter: string): number {
  if (unspacedLetter.test(letter)) return unspaced;
  if (wordLetter.test(letter)) return inWord;
  return gapLetter.test(letter) ? gap : literal;
}

/** The classes of U+0000 to U+007F, for loops where a call for each letter is too slow. */
export const classesOfAscii: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) => classOf(unit));
