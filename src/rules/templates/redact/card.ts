/** Numbers of payment cards. Luhn's check digit (ISO/IEC 7812-1) and the first digits of issuers identify them. */

import type { TextSpan } from "../../../text/aligned.ts";

const shortest = 12;
const longest = 19;

/**
 * What may separate two groups: blanks, dots, commas, dashes, strokes, and the sounds that people make while they look for the next digits.
 */
const between = /^(?:[\s.,\-_/|*]{1,5}|[\s.,-]{1,5}(?:uhm?|um|er|erm|eh|ahm?|aeh|euh)[\s.,-]{1,5})$/;
const longestBetween = 13;

interface Group extends TextSpan {
  /** The number of digits before it, from the beginning of its run. */
  readonly before: number;
  /** The text between it and the group before. */
  readonly gap: string;
}

/** Finds cards in a copy of a text. A run may contain a card and its date, or two cards, so a card begins and ends with a group. */
export function cardsIn(text: string): readonly TextSpan[] {
  const found: TextSpan[] = [];
  for (const groups of runsOf(text)) found.push(...cardsOf(text, groups));
  return found;
}

/** Groups of digits that are close together. */
function* runsOf(text: string): Generator<readonly Group[]> {
  let run: Group[] = [];
  for (const { 0: digits, index } of text.matchAll(/\d+/g)) {
    const last = run.at(-1);
    const gap = last === undefined || index - last.end > longestBetween ? "" : text.slice(last.end, index);
    if (last !== undefined && !between.test(gap)) {
      yield run;
      run = [];
    }
    const before = run.length === 0 || last === undefined ? 0 : last.before + last.end - last.start;
    run.push({ start: index, end: index + digits.length, before, gap: run.length === 0 ? "" : gap });
  }
  yield run;
}

function cardsOf(text: string, groups: readonly Group[]): readonly TextSpan[] {
  const last = groups.at(-1);
  if (last === undefined || last.before + last.end - last.start < shortest) return [];
  const sums = luhnSums(text, groups);
  const found: TextSpan[] = [];
  for (let first = 0; first < groups.length; first += 1) {
    const end = lastOfCard({ text, groups, sums }, first);
    const [from, to] = [groups[first], groups[end ?? first]];
    if (end === undefined || from === undefined || to === undefined) continue;
    found.push({ start: from.start, end: to.end });
    first = end;
  }
  return found;
}

interface Run {
  readonly text: string;
  readonly groups: readonly Group[];
  readonly sums: Sums;
}

/** The longest card that begins with this group. */
function lastOfCard({ text, groups, sums }: Run, first: number): number | undefined {
  const begin = groups[first];
  let found: number | undefined;
  for (let last = first; last < groups.length; last += 1) {
    const group = groups[last];
    if (begin === undefined || group === undefined) break;
    const length = group.before + group.end - group.start - begin.before;
    if (length > longest) break;
    if (length < shortest || !isIssued(text[begin.start], length) || !passes(sums, begin.before, begin.before + length)) continue;
    if (isWrittenAsOne(groups.slice(first, last + 1))) found = last;
  }
  return found;
}

/**
 * Travel, banking and merchandise cards have 12 to 19 digits. UATP's begin with 1 and have 15; those of RuPay and Troy begin with 8 and 9
 * and have 16.
 */
function isIssued(first: string | undefined, length: number): boolean {
  if (first === "1") return length === 15;
  if (first === "8" || first === "9") return length === 16;
  return first !== undefined && first >= "2" && first <= "6";
}

/** Groups of at least three digits, or groups of one size with the same separator. Dates, prices and lists of numbers are neither. */
function isWrittenAsOne(groups: readonly Group[]): boolean {
  const sizes = groups.map(({ start, end }) => end - start);
  const inner = sizes.slice(0, -1);
  if (inner.every((size) => size >= 3)) return true;
  const gaps = new Set(groups.slice(1).map(({ gap }) => gap.replace(/\s+/g, " ")));
  return gaps.size === 1 && sizes.every((size) => size === sizes[0]);
}

/**
 * Sums of the digits up to each place, with every second digit doubled: those at even places in the first sum, those at odd places in the
 * second.
 */
type Sums = readonly [Int32Array, Int32Array];

function luhnSums(text: string, groups: readonly Group[]): Sums {
  const last = groups.at(-1);
  const count = last === undefined ? 0 : last.before + last.end - last.start;
  const sums: Sums = [new Int32Array(count + 1), new Int32Array(count + 1)];
  let index = 0;
  for (const { start, end } of groups) {
    for (let at = start; at < end; at += 1) {
      const digit = text.charCodeAt(at) - 48;
      const doubled = digit > 4 ? 2 * digit - 9 : 2 * digit;
      sums[0][index + 1] = (sums[0][index] ?? 0) + (index % 2 === 0 ? doubled : digit);
      sums[1][index + 1] = (sums[1][index] ?? 0) + (index % 2 === 0 ? digit : doubled);
      index += 1;
    }
  }
  return sums;
}

/** The last digit is not doubled; the one before it is. */
function passes(sums: Sums, from: number, to: number): boolean {
  const of = sums[to % 2 === 0 ? 0 : 1];
  return ((of[to] ?? 0) - (of[from] ?? 0)) % 10 === 0;
}
