/** How frustrated one message sounds: hashed n-grams, cues and style under one linear model. */

import { addressNames, addressOf } from "./address.ts";
import type { Cue, CueKind } from "./cues.ts";
import { cueKinds } from "./cues.ts";
import type { Ears } from "./ears.ts";
import { calibrated, denseSum, type LinearModel, tableSum } from "./linear.ts";
import { characterGrams, wordGrams } from "./ngrams.ts";
import { styleNames, styleOf } from "./style.ts";
import type { Utterance } from "./utterance.ts";

/** The features of one message: two bags of distinct hashes, each weighing one over the root of its size, and named values. */
export interface MessageFeatures {
  readonly words: Uint32Array;
  readonly characters: Uint32Array;
  readonly dense: readonly number[];
  /** What the session model wants too. */
  readonly grams: readonly number[];
  readonly style: readonly number[];
}

/** Kinds that speak for frustration: several of them together weigh more than their sum. */
const against: ReadonlySet<CueKind> = new Set(
  cueKinds.filter((kind) => !["praise", "thanks", "solved", "calm", "duration"].includes(kind)),
);

/** The names of `dense`, in order. */
export const messageDense: readonly string[] = [...cueKinds, "two kinds", "three kinds", ...addressNames, ...styleNames];

export function messageFeatures(utterance: Utterance, cues: readonly Cue[], ears: Ears): MessageFeatures {
  const grams = wordGrams(utterance);
  const style = styleOf(utterance);
  return {
    words: distinct(grams),
    characters: distinct(characterGrams(utterance)),
    dense: [...cueCounts(cues), ...addressOf(utterance, ears), ...style],
    grams,
    style,
  };
}

/** Each hash once, in rising order: sorting numbers in place costs a fraction of what a set of them does. */
function distinct(hashes: readonly number[]): Uint32Array {
  const sorted = Uint32Array.from(hashes).sort();
  let kept = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    const hash = sorted[index] ?? 0;
    if (index === 0 || hash !== sorted[kept - 1]) sorted[kept++] = hash;
  }
  return sorted.subarray(0, kept);
}

/** Two of a kind count, more say nothing new. */
function cueCounts(cues: readonly Cue[]): readonly number[] {
  const counts = new Map<CueKind, number>();
  for (const cue of cues) counts.set(cue.kind, Math.min(2, (counts.get(cue.kind) ?? 0) + 1));
  const kinds = [...counts.keys()].filter((kind) => against.has(kind)).length;
  return [...cueKinds.map((kind) => counts.get(kind) ?? 0), kinds >= 2 ? 1 : 0, kinds >= 3 ? 1 : 0];
}

/** The logit before calibration. */
export function messageLogit(
  model: LinearModel,
  { words, characters, dense }: Pick<MessageFeatures, "words" | "characters" | "dense">,
): number {
  return model.bias + bagSum(model, words) + bagSum(model, characters) + denseSum(model, 0, dense);
}

/** What two plain complaints in one message are at least worth: five in six such messages of the labelled mix are frustrated. */
const plainlySaid = 0.55;
const complaints: ReadonlySet<CueKind> = new Set([
  "anger",
  "insult",
  "threat",
  "swear",
  "again",
  "recurring",
  "leaving",
  "sarcasm",
  "unhappy",
  "emoji",
  "drawn-out",
]);

/** 0..1. The phrases speak for themselves where the model has never met the words around them. */
export function messageScore(model: LinearModel, logit: number, cues: readonly Cue[]): number {
  const score = calibrated(model, logit);
  return complaintsIn(cues) >= 2 ? Math.max(score, plainlySaid) : score;
}

/** Different complaints, a phrase inside a longer one not counted. */
function complaintsIn(cues: readonly Cue[]): number {
  const texts = [...new Set(cues.filter((cue) => complaints.has(cue.kind)).map((cue) => cue.text))];
  return texts.filter((text) => !texts.some((other) => other !== text && other.includes(text))).length;
}

function bagSum(model: LinearModel, hashes: Uint32Array): number {
  return hashes.length === 0 ? 0 : tableSum(model, 0, hashes) / Math.sqrt(hashes.length);
}
