/** Folding: one spelling for texts that readers take for the same. */

/** A longer text is cut here before folding (UTF-16 units). It is far above any message, and limits the work for a hostile body. */
export const foldLimit = 262_144;

const plainAscii = /^[\t-\r -~]*$/;
const oddSpace = /[\t-\r]| {2}/;
/** White space, and two blanks that Unicode counts as a letter and a symbol. */
const spaces = /[\s\u{2800}\u{3164}]+/gu;
/** Zero-width characters, soft hyphens, bidi marks, variation selectors, tags. */
const ignorable = /\p{Default_Ignorable_Code_Point}+/gu;
/** Marks that writers in a hurry leave out. Vowel signs of Indic scripts and Thai are not among them, because they are letters there. */
const diacritics = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0640\u064b-\u065f\u0670]+/g;
/** Letters without a decomposition. */
const singles: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  ħ: "h",
  ı: "i",
  ς: "σ",
  "\u2018": "'",
  "\u2019": "'",
  "\u02bc": "'",
  "\u2032": "'",
};
const single = new RegExp(`[${Object.keys(singles).join("")}]`, "g");

/** Cyrillic and Greek letters that look Latin. They count as Latin only inside a word that has Latin letters too. */
const lookalikes: ReadonlyMap<string, string> = new Map(
  [..."аa еe оo рp сc уy хx іi ѕs јj ԁd ԛq ԝw һh αa οo ρp ιi νv υu κk".matchAll(/(\S)(\S)/gu)].map(([, from = "", to = ""]) => [from, to]),
);
const latin = /[a-z]/;
const otherScript = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;
const anyWord = /\p{L}{1,64}/gu;

/**
 * NFKC, lower case, without diacritics, zero-width characters and odd spaces; `ß` is `ss`, `İ` is `i`, every run of white
 * space is one space. Folding twice changes nothing. Linear in the length, which is bounded by `foldLimit`.
 */
export function fold(text: string): string {
  const bounded = text.length > foldLimit ? text.slice(0, foldLimit) : text;
  if (plainAscii.test(bounded)) return foldAscii(bounded);
  return bounded
    .normalize("NFKC")
    .replace(ignorable, "")
    .toLowerCase()
    .normalize("NFKD")
    .replace(diacritics, "")
    .normalize("NFC")
    .replace(single, (letter) => singles[letter] ?? letter)
    .replace(anyWord, latinised)
    .replace(spaces, " ");
}

function foldAscii(text: string): string {
  const lower = text.toLowerCase();
  return oddSpace.test(lower) ? lower.replace(spaces, " ") : lower;
}

function latinised(word: string): string {
  if (!latin.test(word) || !otherScript.test(word)) return word;
  return word.replace(/[^a-z]/gu, (letter) => lookalikes.get(letter) ?? letter);
}
