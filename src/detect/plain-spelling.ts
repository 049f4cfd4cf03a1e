/** One spelling for words that are written in several ways. */

/** German writes `oe` for `ö` where it must, and folding has turned the other one into `o`. */
export function plainSpelling(word: string): string {
  return word.replace(/'/g, "").replace(/([aou])e/g, "$1");
}
