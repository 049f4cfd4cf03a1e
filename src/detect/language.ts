/** In which language a visitor writes: small words, endings and letters speak for languages, and what was said before counts on. */

import { type LanguageMarks, languageMarks, scripts } from "./languages.ts";
import { hearRuns, shippedRuns } from "./letter-runs.ts";

/** How much speaks for each language, of the few for which most does. JSON, bounded. */
export type LanguageScores = Readonly<Record<string, number>>;

/** A language, and how sure that is: 0..1. */
interface Spoken {
  /** ISO 639-1. */
  readonly code: string;
  readonly score: number;
}

/** An earlier message counts half as much as the one after it, so that a visitor may change the language. */
const fading = 0.5;

/** So many languages are remembered. */
const rememberedLanguages = 4;

/** Less than this speaks for no language: "ok", a name, a number. */
const enough = 0.7;

/** How sure it must be. */
const sure = 0.6;

/** How much surer one more word makes. */
const steepness = 2;

/** What a run of letters weighs beside a small word, and how many runs it takes for that. */
const runWeight = 0.8;
const enoughRuns = 4;

/** How long a word must be to be known by its end. */
const longWord = 5;

type Votes = ReadonlyMap<string, Vote>;

/** What several languages have speaks for each of them, but for none much. */
interface Vote {
  readonly languages: readonly string[];
  /** 1 for what one language has, 0 for what all have. */
  readonly worth: number;
}

/** Who speaks for what. */
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

/** The marks as shipped, made ready when first needed (some 10 ms). */
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

/** As somebody writes who has no such key. */
function unmarked(word: string): string {
  return word.normalize("NFD").replace(/\p{M}+/gu, "");
}

const ascii = /^[\x20-\x7f\s]*$/;
const wordInText = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;

/** What one message, and before it the conversation, says for each language. */
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

/** What the runs of letters speak for, less where there are few of them: a name alone is in no language. */
function runsOf(words: readonly string[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  const count = hearRuns(words, shippedRuns(), (number, worth) => {
    const code = languageMarks[number]?.code ?? "";
    sums.set(code, (sums.get(code) ?? 0) + worth);
  });
  const weight = (runWeight * Math.min(1, count / enoughRuns)) / 150;
  return new Map([...sums].map(([code, sum]) => [code, sum * weight]));
}

/** The longest end that is known. */
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

/** Undefined where too little has been said, or two languages are about as likely. */
export function languageOf(tongue: LanguageScores): Spoken | undefined {
  const ranked = Object.entries(tongue).sort(([, more], [, less]) => less - more);
  const [best] = ranked;
  if (best === undefined || best[1] < enough) return undefined;
  let odds = 0;
  for (const [, sum] of ranked) odds += Math.exp(steepness * (sum - best[1]));
  const score = Math.round(100 / odds) / 100;
  return score < sure ? undefined : { code: best[0], score };
}
