/** The scan of one message: each phrase moves the patterns that wait for it one part further. */

import { classOf, unspaced } from "../../text/letters.ts";
import { hasUnspaced } from "./lexicon.ts";
import type { Pattern, Spot, Step } from "./pattern.ts";
import type { Patterns } from "./patterns.ts";

/** Letters that count as a word where no spaces separate words. */
const lettersAWord = 3;

export interface PatternMatch {
  readonly pattern: Pattern;
  readonly from: number;
  readonly to: number;
}

export function matchesIn(text: string, { polite, progress, spaced, unspaced }: Patterns): readonly PatternMatch[] {
  const scan: Scan = { text, ends: contentOf(text, polite), progress, touched: [], matches: [] };
  const spots = hasUnspaced(text) ? [...spaced.spotsIn(text), ...unspaced.spotsIn(text)] : spaced.spotsIn(text);
  for (const spot of spots) for (const step of spot.steps) advance(step, spot, scan);
  for (const cell of scan.touched) progress.fill(-1, cell, cell + 2);
  return scan.matches;
}

interface Scan {
  readonly text: string;
  /** The beginning of the first word that is not polite, and the end of the last one. */
  readonly ends: Omit<PatternMatch, "pattern">;
  readonly progress: Int32Array;
  /** Cells to clear. */
  readonly touched: number[];
  readonly matches: PatternMatch[];
}

/** Moves a pattern one part further, where the phrase is close enough after the part before. */
function advance(step: Step, spot: Omit<Spot, "steps">, { text, ends, progress, touched, matches }: Scan): void {
  const { pattern, cell, canBegin, canEnd } = step;
  const from = beginningOf(step, spot.from, text, progress) ?? (canBegin && !(pattern.begins && spot.from > ends.from) ? spot.from : -1);
  if (from < 0) return;
  progress[cell] = from;
  progress[cell + 1] = spot.to;
  touched.push(cell);
  if (canEnd && !(pattern.ends && spot.to < ends.to)) matches.push({ pattern, from, to: spot.to });
}

/** The beginning of the pattern that this phrase continues; optional parts are skipped. */
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

/** Whether few enough words are between two positions of one sentence. */
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
function contentOf(text: string, polite: ReadonlySet<string>): Omit<PatternMatch, "pattern"> {
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
