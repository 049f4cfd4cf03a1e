/** Words of folded text, by Unicode's letters, digits and marks. */

const word = /[\p{L}\p{N}\p{M}]+(?:'\p{L}+)*/gu;
/** A letter of a script without spaces. */
export const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const ascii = /^[\x20-\x7f]*$/;

/**
 * The words of folded text in order; an apostrophe inside a word belongs to it (`can't`). Scripts that write no spaces
 * give pairs of neighbouring characters, which serve as words wherever texts are compared.
 */
export function words(folded: string): readonly string[] {
  const runs = folded.match(word) ?? [];
  return ascii.test(folded) ? runs : runs.flatMap((run) => (unspaced.test(run) ? pairs(run) : [run]));
}

function pairs(run: string): readonly string[] {
  const letters = [...run];
  return letters.length < 2 ? letters : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}
