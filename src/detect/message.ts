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

/** Kinds that are a complaint whatever stands around them. */
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

const abuse: ReadonlySet<CueKind> = new Set(["insult", "threat", "swear"]);
const content: ReadonlySet<CueKind> = new Set(["praise", "thanks", "solved"]);

/** How much of a message its phrases are, by what they tell: who says nothing but "useless" says it plainly. */
const shares: readonly (readonly [name: string, kinds: ReadonlySet<CueKind>])[] = [
  ["share of complaints", complaints],
  ["share of abuse", abuse],
  ["share of what speaks for it", against],
  ["share of content", content],
];

/** The names of `dense`, in order. */
export const messageDense: readonly string[] = [
  ...cueKinds,
  "two kinds",
  "three kinds",
  ...shares.map(([name]) => name),
  ...addressNames,
  ...styleNames,
];

export function messageFeatures(utterance: Utterance, cues: readonly Cue[], ears: Ears): MessageFeatures {
  const grams = wordGrams(utterance);
  const style = styleOf(utterance);
  return {
    words: distinct(grams),
    characters: distinct(characterGrams(utterance)),
    dense: [...cueCounts(cues), ...sharesOf(utterance, cues), ...addressOf(utterance, ears), ...style],
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

/** 0..1 each, in the order of `shares`. */
function sharesOf({ words }: Utterance, cues: readonly Cue[]): readonly number[] {
  return shares.map(([, kinds]) => {
    const said = distinctTexts(cues, kinds).reduce((sum, text) => sum + text.split(" ").length, 0);
    return Math.min(1, said / Math.max(1, words.length));
  });
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

/** 0..1. The phrases speak for themselves where the model has never met the words around them. */
export function messageScore(model: LinearModel, logit: number, cues: readonly Cue[]): number {
  const score = calibrated(model, logit);
  return distinctTexts(cues, complaints).length >= 2 ? Math.max(score, plainlySaid) : score;
}

/** What cues of some kinds say, a phrase inside a longer one not counted. */
function distinctTexts(cues: readonly Cue[], kinds: ReadonlySet<CueKind>): readonly string[] {
  const texts = [...new Set(cues.filter((cue) => kinds.has(cue.kind)).map((cue) => cue.text))];
  return texts.filter((text) => !texts.some((other) => other !== text && other.includes(text)));
}

function bagSum(model: LinearModel, hashes: Uint32Array): number {
  return hashes.length === 0 ? 0 : tableSum(model, 0, hashes) / Math.sqrt(hashes.length);
}
