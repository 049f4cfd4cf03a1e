/** Whom a message is about: complaints are about "you", sorrows about "me", stories about "them". */

import type { Lexicon } from "./lexicon.ts";
import type { Utterance } from "./utterance.ts";

/** The features in the order of `addressOf`. Models have one weight for each. */
export const addressNames = ["you", "me", "others", "denials", "you and not me", "me and not you", "you and a denial"] as const;

/** Values of 0..1, in the order of `addressNames`. */
export function addressOf({ words }: Utterance, { guards }: Lexicon): readonly number[] {
  let you = 0;
  let me = 0;
  let others = 0;
  let denials = 0;
  for (const { text } of words) {
    if (guards.you.has(text)) you += 1;
    if (guards.me.has(text)) me += 1;
    if (guards["third-person"].has(text)) others += 1;
    if (guards.negation.has(text)) denials += 1;
  }
  return [
    Math.min(2, you) / 2,
    Math.min(2, me) / 2,
    others > 0 ? 1 : 0,
    Math.min(2, denials) / 2,
    you > 0 && me === 0 ? 1 : 0,
    me > 0 && you === 0 ? 1 : 0,
    you > 0 && denials > 0 ? 1 : 0,
  ];
}
