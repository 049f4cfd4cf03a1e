/**
 * One automaton for all keywords: a deterministic Aho–Corasick automaton in typed arrays, so that ten thousand phrases
 * cost what one costs.
 *
 * Phrases and text go through the same encoder, which makes whole words a matter of symbols: a word begins with the
 * symbol `start`, a run of gaps is the one symbol `space`, a unit beyond ASCII is three symbols so that the alphabet, and
 * with it the table, stays small in every script.
 */

import { classesOfAscii, classOf, gap, inWord, literal } from "./letters.ts";

export type TermFound = (phraseIndex: number, end: number) => void;

export interface Automaton {
  /**
   * Calls `found` with the index of each phrase in the folded text and the offset after it, in order of that offset. A
   * phrase that occurs several times is reported several times.
   */
  match(folded: string, found: TermFound): void;
}

const start = 0;
const space = 1;
const high = 128;
const middle = high + 16;
const low = middle + 64;
const symbols = low + 64;

/** States that are completed in one step. */
const statesAStep = 10_000;

/** The first two columns of every row: a symbol that occurs in no phrase (always back to the root), and where phrases end. */
const ends = 1;

/** How a phrase may end: with a whole word, unless it ends in `*`, or in a script or symbol without word ends. */
interface Pattern {
  readonly symbols: readonly number[];
  readonly wholeWord: boolean;
}

/**
 * Builds the automaton over folded phrases. A phrase matches whole words only; its inner spaces match any run of white
 * space and light punctuation, but no end of a sentence; a `*` at its end matches any ending. A phrase without letters
 * or symbols never matches.
 */
export function buildAutomaton(phrases: readonly string[]): Automaton {
  const growing = growAutomaton(phrases);
  for (;;) {
    const { done, value } = growing.next();
    if (done === true) return value;
  }
}

/** The same in steps. */
export function* growAutomaton(phrases: readonly string[]): Generator<void, Automaton, void> {
  const patterns = phrases.map(patternOf);
  yield;
  const columns = columnsOf(patterns);
  yield;
  const trie = growTrie(patterns, columns);
  yield;
  const shorter = yield* complete(trie);
  const built: Built = { trie, columns, shorter, wholeWord: patterns.map((pattern) => pattern.wholeWord) };
  return { match: (folded, found) => scan(built, folded, found) };
}

function patternOf(phrase: string): Pattern {
  const open = phrase.endsWith("*");
  const body = phrase.replace(/(?<!\*)\*+$/, "");
  const last = lastSolid(body);
  return { symbols: last < 0 ? [] : encode(body.slice(0, last + 1)), wholeWord: !open && classOf(body.charCodeAt(last)) === inWord };
}

function lastSolid(body: string): number {
  let last = body.length - 1;
  while (last >= 0 && classOf(body.charCodeAt(last)) === gap) last -= 1;
  return last;
}

function encode(body: string): readonly number[] {
  const stream: number[] = [];
  let before = gap;
  for (let index = 0; index < body.length; index += 1) {
    const unit = body.charCodeAt(index);
    const kind = classOf(unit);
    if (kind === gap) {
      if (before !== gap) stream.push(space);
    } else {
      if (kind === inWord && before !== inWord) stream.push(start);
      if (unit < high) stream.push(unit);
      else stream.push(high + (unit >> 12), middle + ((unit >> 6) & 63), low + (unit & 63));
    }
    before = kind;
  }
  return stream;
}

interface Columns {
  /** Symbol to column; 0 is every symbol that occurs in no phrase. */
  readonly of: Uint16Array;
  readonly count: number;
}

function columnsOf(patterns: readonly Pattern[]): Columns {
  const of = new Uint16Array(symbols);
  let count = ends + 1;
  for (const pattern of patterns) {
    for (const symbol of pattern.symbols) {
      if (of[symbol] === 0) of[symbol] = count++;
    }
  }
  return { of, count };
}

interface Trie {
  readonly width: number;
  readonly states: number;
  /** Row of a state (state times width) plus column gives the row of the next state. */
  readonly next: Int32Array;
  /** State to the first phrase ending there plus one, and phrase to the next such phrase plus one. */
  readonly first: Int32Array;
  readonly following: Int32Array;
}

function growTrie(patterns: readonly Pattern[], columns: Columns): Trie {
  const most = patterns.reduce((sum, pattern) => sum + pattern.symbols.length, 1);
  const width = columns.count;
  const next = new Int32Array(most * width);
  const first = new Int32Array(most);
  const following = new Int32Array(patterns.length);
  let states = 1;
  for (const [index, pattern] of patterns.entries()) {
    let row = 0;
    for (const symbol of pattern.symbols) {
      const cell = row + (columns.of[symbol] ?? 0);
      if (next[cell] === 0) next[cell] = width * states++;
      row = next[cell] ?? 0;
    }
    if (row === 0) continue;
    following[index] = first[row / width] ?? 0;
    first[row / width] = index + 1;
  }
  return { width, states, next: next.slice(0, states * width), first: first.slice(0, states), following };
}

/**
 * Fills every hole of the table by the failure function, breadth first, so that a scan never goes back. The column `ends`
 * gets the state itself or its longest suffix where a phrase ends; from there `shorter` leads to the next shorter one.
 */
function* complete({ width, states, next, first }: Trie): Generator<void, Int32Array, void> {
  const queue = new Int32Array(states);
  const failure = new Int32Array(states);
  const shorter = new Int32Array(states);
  let filled = 1;
  for (let taken = 0; taken < filled; taken += 1) {
    if (taken % statesAStep === statesAStep - 1) yield;
    const state = queue[taken] ?? 0;
    const row = state * width;
    const fallback = (failure[state] ?? 0) * width;
    shorter[state] = next[fallback + ends] ?? 0;
    next[row + ends] = first[state] ? state : (next[fallback + ends] ?? 0);
    for (let cell = row + ends + 1; cell < row + width; cell += 1) {
      const instead = state === 0 ? 0 : (next[fallback + cell - row] ?? 0);
      const child = next[cell] ?? 0;
      if (child === 0) next[cell] = instead;
      else {
        failure[child / width] = instead / width;
        queue[filled++] = child / width;
      }
    }
  }
  return shorter;
}

interface Built {
  readonly trie: Trie;
  /** State to the next shorter suffix where a phrase ends; 0 is none. */
  readonly shorter: Int32Array;
  readonly columns: Columns;
  readonly wholeWord: readonly boolean[];
}

/** The encoder of `encode`, walking the table instead of writing symbols down: the hot loop of every message, so its tables are locals. */
function scan(built: Built, folded: string, found: TermFound): void {
  const { next } = built.trie;
  const { of } = built.columns;
  const kinds = classesOfAscii;
  const length = folded.length;
  let row = 0;
  let before = gap;
  for (let index = 0; index < length; index += 1) {
    const unit = folded.charCodeAt(index);
    const kind = unit < high ? kinds[unit] : classOf(unit);
    if (kind === gap) {
      if (before !== gap) row = next[row + (of[space] ?? 0)] ?? 0;
    } else {
      if (kind === inWord && before !== inWord) row = next[row + (of[start] ?? 0)] ?? 0;
      row = unit < high ? (next[row + (of[unit] ?? 0)] ?? 0) : stepBeyondAscii(next, of, row, unit);
      const ending = next[row + ends] ?? 0;
      if (ending !== 0) report(built, ending, folded, index + 1, found);
    }
    before = kind ?? literal;
  }
}

function stepBeyondAscii(next: Int32Array, of: Uint16Array, row: number, unit: number): number {
  const afterHigh = next[row + (of[high + (unit >> 12)] ?? 0)] ?? 0;
  const afterMiddle = next[afterHigh + (of[middle + ((unit >> 6) & 63)] ?? 0)] ?? 0;
  return next[afterMiddle + (of[low + (unit & 63)] ?? 0)] ?? 0;
}

function report(built: Built, nearest: number, folded: string, end: number, found: TermFound): void {
  const { trie, shorter, wholeWord } = built;
  const wordGoesOn = end < folded.length && classOf(folded.charCodeAt(end)) === inWord;
  for (let ending = nearest; ending > 0; ending = shorter[ending] ?? 0) {
    for (let entry = trie.first[ending] ?? 0; entry > 0; entry = trie.following[entry - 1] ?? 0) {
      if (!(wordGoesOn && wholeWord[entry - 1])) found(entry - 1, end);
    }
  }
}
