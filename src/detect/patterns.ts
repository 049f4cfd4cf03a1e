/** Patterns made ready: a lexicon of the phrases of all grammars, and one pass over what it finds. */

import { buildAutomaton } from "../text/automaton.ts";
import { classOf, unspaced } from "../text/letters.ts";
import { type Grammar, type Topic, topics } from "./grammar.ts";
import { buildWordTrie } from "./structures/word-trie.ts";
import type { Utterance } from "./utterance.ts";
import { plain, spokenForm, type Vocabulary, vocabularyOf } from "./wording.ts";

/** What a grammar heard of one topic. */
export interface HeardTopic {
  /** 0..1; 0.5 is balanced, 0.8 is sure. */
  readonly score: number;
  /** The words that say so. */
  readonly cues: readonly string[];
}

interface Pattern {
  readonly topic: Topic;
  readonly language: string;
  readonly isGuard: boolean;
  readonly score: number;
  /** Numbers of slots: what has to be found one after the other. */
  readonly slots: readonly number[];
  /** Words that may stand before each of them. */
  readonly gaps: readonly number[];
  /** Those that may be left out. */
  readonly optional: readonly boolean[];
  readonly begins: boolean;
  readonly ends: boolean;
}

/** A part of a pattern: how far it got. */
interface Step {
  readonly pattern: Pattern;
  readonly index: number;
  /** Where the progress of the pattern's part before is kept. */
  readonly cell: number;
}

interface Lexicon {
  /** The spots of all phrases, in the order of their ends. */
  spotsIn(text: string): readonly Spot[];
}

/** A phrase where it stands, and the parts of patterns that it is. */
interface Spot {
  readonly from: number;
  readonly to: number;
  readonly steps: readonly Step[];
}

export interface Patterns {
  /** Of languages that set their words apart, and of the others. */
  readonly spaced: Lexicon;
  readonly unspaced: Lexicon;
  readonly cells: number;
  readonly polite: ReadonlySet<string>;
  readonly vocabulary: Vocabulary;
}

const sure = 0.9;
const likely = 0.6;
/** Letters that stand for a word where none are set apart. */
const lettersAWord = 3;
/** Phrases looked at in one message. */
const mostSpots = 1_000;

/** Costs some milliseconds: do it once. */
export function openPatterns(grammars: readonly Grammar[]): Patterns {
  const slots = new Map<string, ReadonlySet<string>>();
  const patterns = grammars.flatMap((grammar) =>
    topics.flatMap((topic) => (grammar.patterns[topic] ?? []).flatMap(endingsOf).map((line) => readPattern(line, topic, grammar, slots))),
  );
  const numbers = new Map([...slots.keys()].map((key, index) => [key, index]));
  const stepsOf = new Map<number, Step[]>();
  let cells = 0;
  for (const { keys, ...rest } of patterns) {
    const pattern = { ...rest, slots: keys.map((key) => numbers.get(key) ?? 0) };
    for (const [index, slot] of pattern.slots.entries()) {
      stepsOf.set(slot, [...(stepsOf.get(slot) ?? []), { pattern, index, cell: 2 * (cells + index) }]);
    }
    cells += keys.length;
  }
  const wishes = new Set(patterns.filter(({ topic }) => topic === "human").flatMap(({ keys }) => keys));
  const wordsIn = (keys: Iterable<string>) =>
    [...keys].flatMap((key) => [...(slots.get(key) ?? [])]).flatMap((phrase) => phrase.split(" "));
  const words = wordsOf(grammars, wordsIn(wishes), wordsIn(slots.keys()));
  return { ...openPhrases(slots, numbers, stepsOf), cells: 2 * cells, ...words };
}

/** Misspelt words are put right where they ask for a person: an emergency is not guessed. */
function wordsOf(
  grammars: readonly Grammar[],
  ofWishes: readonly string[],
  all: readonly string[],
): Pick<Patterns, "polite" | "vocabulary"> {
  const polite = grammars.flatMap((grammar) => grammar.polite.map(plain));
  const known = [...all, ...polite, ...grammars.flatMap((grammar) => grammar.known ?? [])];
  const said = new Set(all);
  // Dutch "hè" is spelled like English "he": what is a word of any grammar is never dropped.
  const hesitations = grammars.flatMap((grammar) => grammar.hesitations).filter((each) => !said.has(plain(each)));
  return { polite: new Set(polite), vocabulary: vocabularyOf(ofWishes, known, hesitations) };
}

function openPhrases(
  slots: ReadonlyMap<string, ReadonlySet<string>>,
  numbers: ReadonlyMap<string, number>,
  stepsOf: ReadonlyMap<number, readonly Step[]>,
): Pick<Patterns, "spaced" | "unspaced"> {
  const steps = new Map<string, Step[]>();
  for (const [key, phrases] of slots) {
    const own = stepsOf.get(numbers.get(key) ?? 0) ?? [];
    for (const phrase of phrases) if (phrase !== "") steps.set(phrase, [...(steps.get(phrase) ?? []), ...own]);
  }
  const without = new Set([...steps].flatMap(([phrase, own]) => (hasUnspaced(phrase) ? own.map(({ pattern }) => pattern.language) : [])));
  const of = (isWanted: (step: Step) => boolean): readonly Written[] =>
    [...steps].map(([phrase, own]) => ({ phrase, steps: own.filter(isWanted).sort(laterFirst) })).filter((each) => each.steps.length > 0);
  return {
    spaced: spacedLexicon(of(({ pattern }) => !without.has(pattern.language))),
    unspaced: unspacedLexicon(of(({ pattern }) => without.has(pattern.language))),
  };
}

interface Written {
  readonly phrase: string;
  readonly steps: readonly Step[];
}

/** A pattern goes forward by one part for each phrase, so its later parts are asked first. */
function laterFirst(one: Step, other: Step): number {
  return other.index - one.index;
}

function hasUnspaced(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (classOf(text.charCodeAt(index)) === unspaced) return true;
  return false;
}

function spacedLexicon(written: readonly Written[]): Lexicon {
  const trie = buildWordTrie(written.map(({ phrase }) => phrase));
  return {
    spotsIn(text) {
      const words = text.split(" ");
      const starts = new Int32Array(words.length + 1);
      for (const [index, word] of words.entries()) starts[index + 1] = (starts[index] ?? 0) + word.length + 1;
      const spots: Spot[] = [];
      trie.match(words, (number, from, to) => {
        if (spots.length < mostSpots)
          spots.push({ from: starts[from] ?? 0, to: (starts[to] ?? 0) - 1, steps: written[number]?.steps ?? [] });
      });
      return spots.sort((one, other) => one.to - other.to);
    },
  };
}

function unspacedLexicon(written: readonly Written[]): Lexicon {
  const automaton = buildAutomaton(written.map(({ phrase }) => phrase));
  return {
    spotsIn(text) {
      const spots: Spot[] = [];
      automaton.match(text, (number, to) => {
        const { phrase = "", steps = [] } = written[number] ?? {};
        if (spots.length < mostSpots) spots.push({ from: to - phrase.length, to, steps });
      });
      return spots;
    },
  };
}

const element = /<[^<>]+>|\.{2,3}|\^|\$|[^\s<>^$]+/gu;

/** Phrases of one slot that are written out; longer runs are several slots side by side. */
const mostWritten = 24;

type Line = Omit<Pattern, "slots"> & { readonly keys: readonly string[] };

/** A line as slots, each of them noted with its phrases. */
function readPattern(line: string, topic: Topic, grammar: Grammar, slots: Map<string, ReadonlySet<string>>): Line {
  const [mark = ""] = /^[-?]/.exec(line) ?? [];
  const keys: string[] = [];
  const gaps: number[] = [];
  let gap = 0;
  let run: readonly string[] = [];
  const note = (key: string, phrases: readonly string[]) => {
    slots.set(key, new Set(phrases.map(asPhrase)));
    keys.push(key);
    gaps.push(gap);
    gap = 0;
  };
  const close = () => {
    if (run.length > 0) note(run.join("|"), run);
    run = [];
  };
  for (const [part] of spread(line.slice(mark.length)).matchAll(element)) {
    const name = part.startsWith("<") ? part.slice(1, -1) : undefined;
    const more = alternatives(part);
    if (part === "^" || part === "$") continue;
    if (name !== undefined || part in reaches || run.length * more.length > mostWritten) close();
    if (name !== undefined) note(`${grammar.language} ${name}`, namedWords(name, grammar));
    else if (part in reaches) gap = reaches[part] ?? 0;
    else run = run.length === 0 ? more : run.flatMap((before) => more.map((each) => `${before} ${each}`));
  }
  close();
  const score = mark === "?" ? likely : sure;
  const optional = keys.map((key) => slots.get(key)?.has("") === true);
  const { language } = grammar;
  const anchors = { begins: line.includes("^"), ends: line.endsWith("$") };
  return { topic, language, isGuard: mark === "-", score, keys, gaps, optional, ...anchors };
}

const reaches: Readonly<Record<string, number>> = { "..": 3, "...": 8 };

/** Blanks inside of brackets would tear a phrase apart. */
function spread(line: string): string {
  let depth = 0;
  return [...line]
    .map((letter) => {
      depth += letter === "(" ? 1 : letter === ")" ? -1 : 0;
      return letter === " " && depth > 0 ? "_" : letter;
    })
    .join("");
}

/** `a (b|$)` is the two lines `a (b)` and `a $`; elsewhere in a line nothing can end. */
export function endingsOf(line: string): readonly string[] {
  const open = line.endsWith(")") ? line.lastIndexOf("(") : -1;
  const inside = open < 0 ? [] : line.slice(open + 1, -1).split("|");
  if (!inside.includes("$")) return [line.replaceAll("|$", "").replaceAll("($|", "(")];
  const others = inside.filter((each) => each !== "$");
  const before = line.slice(0, open).trim();
  const bare = before.endsWith(" ..") || before.endsWith(" ...") ? before.slice(0, before.lastIndexOf(" ")) : before;
  return [`${line.slice(0, open)}(${others.join("|")})`, `${bare} $`];
}

/** The words of `<name>`, or of `<one+other>`. */
function namedWords(name: string, { words, language }: Grammar): readonly string[] {
  return name.split("+").flatMap((part) => {
    const list = words[part];
    if (list === undefined) throw new Error(`the grammar of ${language} has no words called ${part}`);
    return list.flatMap(alternatives);
  });
}

/** Every way to read `(one|other) word`. */
export function alternatives(phrase: string): readonly string[] {
  const close = phrase.indexOf(")");
  const open = phrase.lastIndexOf("(", close);
  if (close < 0 || open < 0) return [phrase];
  const choices = phrase.slice(open + 1, close).split("|");
  return choices.flatMap((one) => alternatives(`${phrase.slice(0, open)}${one}${phrase.slice(close + 1)}`));
}

function asPhrase(written: string): string {
  const phrase = written.replaceAll("_", " ");
  const plainly = plain(phrase);
  const text = hasUnspaced(plainly) ? plainly.replaceAll(" ", "") : plainly;
  return phrase.trim().endsWith("*") ? `${text}*` : text;
}

/** What was said of each topic; those of which nothing was said are left out. */
export function hearTopics(utterance: Utterance, patterns: Patterns): ReadonlyMap<Topic, HeardTopic> {
  const text = spokenForm(utterance, patterns.vocabulary);
  const matches = matchesIn(text, patterns);
  const guards = matches.filter(({ pattern }) => pattern.isGuard);
  const heard = new Map<Topic, HeardTopic>();
  for (const { pattern, from, to } of matches) {
    if (pattern.isGuard || guards.some((guard) => isGuarded({ pattern, from, to }, guard))) continue;
    const before = heard.get(pattern.topic) ?? { score: 0, cues: [] };
    const cues = [...new Set([...before.cues, text.slice(from, to)])].slice(0, 3);
    heard.set(pattern.topic, { score: Math.max(before.score, pattern.score), cues });
  }
  return heard;
}

/** A guard speaks for its own language. Words that languages share ("suicide", "gdpr") are also guarded where they stand inside of it. */
function isGuarded({ pattern, from, to }: Match, guard: Match): boolean {
  if (guard.pattern.topic !== pattern.topic) return false;
  if (guard.pattern.language === pattern.language) return guard.from < to && from < guard.to;
  return guard.from <= from && to <= guard.to && to - from < guard.to - guard.from;
}

interface Match {
  readonly pattern: Pattern;
  readonly from: number;
  readonly to: number;
}

function matchesIn(text: string, patterns: Patterns): readonly Match[] {
  const scan: Scan = {
    text,
    ends: contentOf(text, patterns.polite),
    progress: new Int32Array(patterns.cells).fill(-1),
    matches: [],
  };
  const spots = [patterns.spaced.spotsIn(text), hasUnspaced(text) ? patterns.unspaced.spotsIn(text) : []];
  for (const spot of spots.flat()) for (const step of spot.steps) advance(step, spot, scan);
  return scan.matches;
}

interface Scan {
  readonly text: string;
  /** Where the first word begins that is not polite, and where the last one ends. */
  readonly ends: Omit<Match, "pattern">;
  /** Two cells for each part of a pattern: where the pattern began and where the part ended; -1 is nowhere. */
  readonly progress: Int32Array;
  readonly matches: Match[];
}

/** Takes a pattern one part further, where the phrase stands close enough behind the part before. */
function advance(step: Step, spot: Omit<Spot, "steps">, { text, ends, progress, matches }: Scan): void {
  const { pattern, index, cell } = step;
  const from =
    beginningOf(step, spot.from, text, progress) ??
    (canBegin(pattern, index) && !(pattern.begins && spot.from > ends.from) ? spot.from : -1);
  if (from < 0) return;
  progress[cell] = from;
  progress[cell + 1] = spot.to;
  const isLast = pattern.optional.every((may, slot) => slot <= index || may);
  if (isLast && !(pattern.ends && spot.to < ends.to)) matches.push({ pattern, from, to: spot.to });
}

function canBegin({ optional }: Pattern, index: number): boolean {
  return optional.every((may, slot) => slot >= index || may);
}

/** Where the pattern began that this phrase carries on; parts that may be left out are passed over. */
function beginningOf({ pattern, index, cell }: Step, at: number, text: string, progress: Int32Array): number | undefined {
  let gap = pattern.gaps[index] ?? 0;
  for (let back = 1; back <= index; back += 1) {
    const until = progress[cell - 2 * back + 1] ?? -1;
    if (until >= 0 && until <= at && isWithin(text, until, at, gap)) return progress[cell - 2 * back];
    if (pattern.optional[index - back] !== true) return undefined;
    gap = Math.max(gap, pattern.gaps[index - back] ?? 0);
  }
  return undefined;
}

/** Whether so few words stand between two places of one sentence. */
function isWithin(text: string, from: number, to: number, most: number): boolean {
  let letters = 0;
  let words = 0;
  for (let index = from; index < to; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === 0x2e) return false;
    if (unit === 0x20) letters = 0;
    else if (classOf(unit) === unspaced) words += 1 / lettersAWord;
    else if (letters++ === 0) words += 1;
    if (words > most) return false;
  }
  return true;
}

/** The part of the text that is not polite. */
function contentOf(text: string, polite: ReadonlySet<string>): Omit<Match, "pattern"> {
  let from = 0;
  let to = text.length;
  for (const [word] of text.matchAll(/\S+/g)) {
    if (word !== "." && !polite.has(word)) break;
    from += word.length + 1;
  }
  for (let start = text.lastIndexOf(" ", to - 1); start > from; start = text.lastIndexOf(" ", to - 1)) {
    const word = text.slice(start + 1, to);
    if (word !== "." && !polite.has(word)) break;
    to = start;
  }
  return { from, to };
}
