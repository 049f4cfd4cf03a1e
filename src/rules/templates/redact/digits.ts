/** Digits as people write them. */

/** Fullwidth and both Arabic sets: each lies where the low four bits are its value. */
const foreign = /[\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]/g;

/** The same text with digits that everybody looks for. */
export function asciiDigits(text: string): string {
  return text.replace(foreign, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/** What may stand between the groups of one number: blanks, dots, dashes and what nobody sees. */
export const between = String.raw`[\s.\-_/\u00ad\u2010-\u2015\u200b-\u200f\u2060\ufeff]`;
