/** One message, folded once and cut into words with their places, for all that listens to it. */

import { fold } from "../text/fold.ts";

/** What a visitor writes beyond this (UTF-16 units) is not listened to: it bounds the time of a message. */
export const heardLength = 2_000;

export interface Utterance {
  /** As written, cut to what is heard. */
  readonly raw: string;
  readonly folded: string;
  readonly words: readonly Word[];
}

export interface Word {
  readonly text: string;
  /** Offsets in the folded text; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Counts the clauses of the message: a guard never reaches into the next one. */
  readonly clause: number;
}

const place = /(?:https?:\/\/|www\.)\S+/g;
const handle = /[@#](?=[\p{L}\p{N}])\S+/gu;

/** Folded text without what names a place or a person rather than saying something. */
export function withoutNames(folded: string): string {
  return folded.includes("@") || folded.includes("#") || folded.includes("http") || folded.includes("www")
    ? folded.replace(place, " ").replace(handle, " ")
    : folded;
}

const wordOrBreak = /[\p{L}\p{N}\p{M}]+(?:['*]+[\p{L}\p{N}]+)*|[.!?;:,，。！？、\n()]+/gu;
const isBreak = /^[.!?;:,，。！？、\n()]/;

export function utter(text: string): Utterance {
  const raw = text.length > heardLength ? text.slice(0, heardLength) : text;
  const folded = fold(raw).slice(0, 2 * heardLength);
  return { raw, folded, words: wordsOf(folded) };
}

/** Words with their places; marks that end a clause are counted, not kept. */
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
