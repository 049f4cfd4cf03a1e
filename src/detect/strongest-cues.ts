/** The words that counted for frustration, for a person who reads an alert. */

import type { Cue, CueKind } from "./cues.ts";
import { hashOf } from "./structures/hash.ts";
import { type LinearModel, tableSum } from "./structures/linear.ts";
import type { Utterance } from "./utterance.ts";

const mostListed = 3;
/** Kinds that count against it, or mean too little to be shown. */
const hiddenKinds: ReadonlySet<CueKind> = new Set(["praise", "thanks", "solved", "calm", "duration"]);

/** At most three: phrases first, then the single words of the greatest weight. */
export function strongestCues(utterance: Utterance, cues: readonly Cue[], model: LinearModel): readonly string[] {
  const phrases = [...new Set(cues.filter((cue) => !hiddenKinds.has(cue.kind)).map((cue) => cue.text))];
  const found = [...new Set([...longestOf(phrases), ...heavyWords(utterance, model)])];
  return found.slice(0, mostListed);
}

/** Without phrases inside a longer one. */
export function longestOf(phrases: readonly string[]): readonly string[] {
  return phrases.filter((phrase) => !phrases.some((other) => other.length > phrase.length && other.includes(phrase)));
}

function heavyWords({ words }: Utterance, model: LinearModel): readonly string[] {
  return words
    .map((word) => ({ text: word.text, weight: tableSum(model, 0, [hashOf(`w ${word.text}`)]) }))
    .filter(({ weight }) => weight > heavy)
    .sort((one, other) => other.weight - one.weight)
    .map(({ text }) => text);
}

/** A logit that counts once divided by the root of some forty n-grams. */
const heavy = 2;
