/** Finds the language of a visitor: small words, endings and letters count for languages, and earlier messages count on. */

import { type LanguageMarks, languageMarks, scripts } from "./languages.ts";
import { hearRuns, shippedRuns } from "./letter-runs.ts";

/** The points of the few languages with the most. JSON of limited size. */
export type LanguageScores = Readonly<Record<string, number>>;

/** A language, and how certain it is: 0..1. */
interface Spoken {
  /** ISO 639-1. */
  readonly code: string;
  readonly score: number;
}

/** An earlier message counts half as much as the one after it, so that a visitor may change the language. */
const fading = 0.5;

/** How many languages are remembered. */
const rememberedLanguages = 4;

/** Fewer points decide for no language: "ok", a name, a number. */
const enough = 0.7;

/** The least certainty. */
const sure = 0.6;

/** How much one more word adds to the certainty. */
const steepness = 2;

/** The weight of a run of letters beside a small word, and how many runs have the full weight. */
const runWeight = 0.8;
const enoughRuns = 4;

/** The shortest word whose ending counts. */
const longWord = 5;

type Votes = ReadonlyMap<string, Vote>;

/** A word of several languages counts for each of them, but little. */
interface Vote {
  readonly languages: readonly string[];
  /** 1 for a word of one language, 0 for a word of all. */
  readonly worth: number;
}

/** What counts for which language. */
interface Marks {
  readonly words: Votes;
  readonly endings: Votes;
  readonly letters: Votes;
}

function openMarks(languages: readonly LanguageMarks[]): Marks {
  return {
    words: votesOf(languages, ({ words }) => words.split(" ").flatMap((word) => [word, unmarked(word)])),
    endings: votesOf(languages, ({ endings = "" }) => endings.split(" ").filter((end) => end !== "")),
    letters: votesOf(languages, ({ letters = "" }) => [...letters]),
  };
}

let opened: Marks | undefined;

/** The shipped marks, compiled at their first use (some 10 ms). */
export function shippedMarks(): Marks {
  opened ??= openMarks(languageMarks);
  return opened;
}

function votesOf(languages: readonly LanguageMarks[], marksOf: (language: LanguageMarks) => readonly string[]): Votes {
  const found = new Map<string, string[]>();
  for (const language of languages)
    for (const mark of new Set(marksOf(language))) found.set(mark, [...(found.get(mark) ?? []), language.code]);
  const worth = (having: number) => 1 - Math.log(having) / Math.log(languages.length);
  return new Map([...found].map(([mark, having]) => [mark, { languages: having, worth: worth(having.length) }]));
}

/** In the spelling of a writer without that key. */
function unmarked(word: string): string {
  return word.normalize("NFD").replace(/\p{M}+/gu, "");
}

const ascii = /^[\x20-\x7f\s]*$/;
const wordInText = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;

/** The points of each language after one message, with the conversation before it. */
export function hearLanguage(before: LanguageScores, text: string, marks: Marks): LanguageScores {
  const points = new Map(Object.entries(before).map(([language, sum]) => [language, sum * fading]));
  const add = (language: string, more: number) => points.set(language, (points.get(language) ?? 0) + more);
  const vote = (cast: Vote | undefined, weight: number) => {
    for (const language of cast?.languages ?? []) add(language, weight * (cast?.worth ?? 0));
  };
  const written = text.normalize("NFC").toLowerCase().replaceAll("’", "'");
  const words = [...written.matchAll(wordInText)].map(([word]) => word);
  for (const word of words) {
    const known = marks.words.get(word);
    vote(known, word.length > 2 ? 1 : 0.6);
    if (known === undefined && word.length >= longWord) vote(endingOf(word, marks.endings), 0.5);
  }
  for (const [language, sum] of runsOf(words)) add(language, sum);
  if (ascii.test(written)) return most(points);
  for (const letter of new Set(written)) vote(marks.letters.get(letter), 1);
  for (const [language, letter] of scripts) add(language, Math.min(4, 0.6 * (written.match(letter)?.length ?? 0)));
  if ((points.get("ja") ?? 0) > 0) points.set("zh", 0); // Japanese writes Han letters too
  return most(points);
}

/** The points of runs of letters, fewer where there are few of them: a name alone has no language. */
function runsOf(words: readonly string[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  const count = hearRuns(words, shippedRuns(), (number, worth) => {
    const code = languageMarks[number]?.code ?? "";
    sums.set(code, (sums.get(code) ?? 0) + worth);
  });
  const weight = (runWeight * Math.min(1, count / enoughRuns)) / 150;
  return new Map([...sums].map(([code, sum]) => [code, sum * weight]));
}

/** The longest known ending. */
function endingOf(word: string, endings: Votes): Vote | undefined {
  for (let length = 5; length >= 2; length -= 1) {
    const found = endings.get(word.slice(-length));
    if (found !== undefined) return found;
  }
  return undefined;
}

function most(points: ReadonlyMap<string, number>): LanguageScores {
  const ranked = [...points].filter(([, sum]) => sum >= 0.05).sort(([a, more], [b, less]) => less - more || (a < b ? -1 : 1));
  return Object.fromEntries(ranked.slice(0, rememberedLanguages).map(([language, sum]) => [language, Math.round(sum * 100) / 100]));
}

/** Undefined where the visitor has said too little, or two languages are about equally likely. */
export function languageOf(tongue: LanguageScores): Spoken | undefined {
  const ranked = Object.entries(tongue).sort(([, more], [, less]) => less - more);
  const [best] = ranked;
  if (best === undefined || best[1] < enough) return undefined;
  let odds = 0;
  for (const [, sum] of ranked) odds += Math.exp(steepness * (sum - best[1]));
  const score = Math.round(100 / odds) / 100;
  return score < sure ? undefined : { code: best[0], score };
}
