/** The wish for a person instead of the avatar. */

import type { Reading } from "../core/condition.ts";
import type { Cue } from "./cues.ts";
import type { Utterance } from "./utterance.ts";

/** A message this short that names a person wants one. */
const bare = 4;

/** Sure where the message is little else or says it twice; likely where the words are there; 0 without them. */
export function humanWish({ words }: Utterance, cues: readonly Cue[]): Reading["human"] {
  const wishes = [...new Set(cues.filter((cue) => cue.kind === "human").map((cue) => cue.text))];
  if (wishes.length === 0) return { score: 0, cues: [] };
  const sure = words.length <= bare || wishes.length > 1;
  return { score: sure ? 0.85 : 0.6, cues: wishes.slice(0, 3) };
}
