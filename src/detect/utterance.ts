/** One message, folded once and cut into words with their positions, for all detectors. */

import { fold } from "../text/fold.ts";

/** Text after this (UTF-16 units) is not read, which limits the time for a message. */
export const heardLength = 2_000;

export interface Utterance {
  /** As written, cut to the read part. */
  readonly raw: string;
  readonly folded: string;
  readonly words: readonly Word[];
}

export interface Word {
  readonly text: string;
  /** Offsets in the folded text; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** The number of the clause: a guard never reaches into the next one. */
  readonly clause: number;
}

const link = /(?:https?:\/\/|www\.)\S+/g;
const handle = /[@#](?=[\p{L}\p{N}])\S+/gu;

/** Folded text without names of places and people. */
export function withoutNames(folded: string): string {
  return folded.includes("@") || folded.includes("#") || folded.includes("http") || folded.includes("www")
    ? folded.replace(link, " ").replace(handle, " ")
    : folded;
}

const wordOrBreak = /[\p{L}\p{N}\p{M}]+(?:['*]+[\p{L}\p{N}]+)*|[.!?;:,，。！？、\n()]+/gu;
const isBreak = /^[.!?;:,，。！？、\n()]/;

export function utter(text: string): Utterance {
  const raw = text.length > heardLength ? text.slice(0, heardLength) : text;
  const folded = fold(raw).slice(0, 2 * heardLength);
  return { raw, folded, words: wordsOf(folded) };
}

/** Words with their positions. Marks that end a clause are counted, not kept. */
export function wordsOf(folded: string): readonly Word[] {
  const found: Word[] = [];
  let clause = 0;
  for (const match of folded.matchAll(wordOrBreak)) {
    const [text] = match;
    if (isBreak.test(text)) clause += 1;
    else found.push({ text, start: match.index, end: match.index + text.length, clause });
  }
  return found;
}
