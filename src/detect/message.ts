/** How frustrated one message sounds: hashed n-grams, cues and style under one linear model. */

import { addressNames, addressOf } from "./address.ts";
import { type Cue, type CueKind, cueKinds, cuesOf } from "./cues.ts";
import type { Lexicon } from "./lexicon.ts";
import { asSpoken } from "./spoken.ts";
import { denseSum, type LinearModel, tableSum } from "./structures/linear.ts";
import { characterGrams, wordGrams } from "./structures/ngrams.ts";
import { isHan, marksOf, styleNames, styleOf } from "./style.ts";
import { type Utterance, utter } from "./utterance.ts";

/** The kind of messages: a recogniser's words, whose marks mean nothing; typed text; or either, whose marks mean little. */
export type DetectorInput = "speech" | "text" | "auto";

/** The features of one message: two bags of distinct hashes, each weighing one over the root of its size, and named values. */
export interface MessageFeatures {
  readonly words: Uint32Array;
  readonly characters: Uint32Array;
  readonly dense: readonly number[];
  /** Its writing, in the order of `markNames`: what speech does not have. */
  readonly marks: readonly number[];
  /** What the session model needs as well. */
  readonly grams: readonly number[];
  readonly style: readonly number[];
  readonly han: boolean;
}

/** Kinds that count for frustration: several of them together weigh more than their sum. */
const against: ReadonlySet<CueKind> = new Set(
  cueKinds.filter((kind) => !["praise", "thanks", "solved", "calm", "duration"].includes(kind)),
);

/** Kinds that are a complaint, whatever surrounds them. */
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

/** The share of a message that its phrases take, by their kind: a message of only "useless" is plain. */
const shares: readonly (readonly [name: string, kinds: ReadonlySet<CueKind>])[] = [
  ["share of complaints", complaints],
  ["share of abuse", abuse],
  ["share of what speaks for it", against],
  ["share of content", content],
];

/** The names of `dense`, in order; in the model those of `marks` follow. */
export const messageDense: readonly string[] = [
  ...cueKinds,
  "two kinds",
  "three kinds",
  ...shares.map(([name]) => name),
  ...addressNames,
  ...styleNames,
];

/** The message in both forms, and the cues of the spoken one. */
export interface HeardMessage {
  readonly written: Utterance;
  readonly spoken: Utterance;
  readonly cues: readonly Cue[];
}

export function messageOf(text: string, lexicon: Lexicon): HeardMessage {
  const written = utter(text);
  const spoken = asSpoken(written);
  return { written, spoken, cues: cuesOf(spoken, lexicon) };
}

export function messageFeatures({ written, spoken, cues }: HeardMessage, lexicon: Lexicon): MessageFeatures {
  const grams = wordGrams(spoken);
  const style = styleOf(spoken);
  return {
    words: distinct(grams),
    characters: distinct(characterGrams(spoken)),
    dense: [...cueCounts(cues), ...sharesOf(spoken, cues), ...addressOf(spoken, lexicon), ...style],
    marks: marksOf(written),
    grams,
    style,
    han: isHan(spoken),
  };
}

/** Each hash once, in ascending order: sorting numbers in place is much faster than a set. */
function distinct(hashes: readonly number[]): Uint32Array {
  const sorted = Uint32Array.from(hashes).sort();
  let kept = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    const hash = sorted[index] ?? 0;
    if (index === 0 || hash !== sorted[kept - 1]) sorted[kept++] = hash;
  }
  return sorted.subarray(0, kept);
}

/** Two of a kind count; more add nothing. */
function cueCounts(cues: readonly Cue[]): readonly number[] {
  const counts = new Map<CueKind, number>();
  for (const cue of cues) counts.set(cue.kind, Math.min(2, (counts.get(cue.kind) ?? 0) + 1));
  const kinds = [...counts.keys()].filter((kind) => against.has(kind)).length;
  return [...cueKinds.map((kind) => counts.get(kind) ?? 0), kinds >= 2 ? 1 : 0, kinds >= 3 ? 1 : 0];
}

/** 0..1 each, in the order of `shares`. */
function sharesOf({ words }: Utterance, cues: readonly Cue[]): readonly number[] {
  return shares.map(([, kinds]) => {
    const covered = distinctTexts(cues, kinds).reduce((sum, text) => sum + text.split(" ").length, 0);
    return Math.min(1, covered / Math.max(1, words.length));
  });
}

/** What the words say, before calibration. */
export function messageLogit(
  model: LinearModel,
  { words, characters, dense }: Pick<MessageFeatures, "words" | "characters" | "dense">,
): number {
  return model.bias + bagSum(model, words) + bagSum(model, characters) + denseSum(model, 0, dense);
}

/** What marks and capitals add to it. */
export function marksLogit(model: LinearModel, { marks }: Pick<MessageFeatures, "marks">): number {
  return denseSum(model, messageDense.length, marks);
}

/** The least score of two plain complaints in one message: five in six such messages of the labelled mix are frustrated. */
const plainlySaid = 0.55;

/** The most that marks and capitals move a score: two spellings of the same words differ by at most 0.15. */
const mostOfMarks = 0.29;

/** 0..1. Phrases count by themselves where the model does not know the words around them. */
export function messageScore(model: LinearModel, features: MessageFeatures, cues: readonly Cue[], input: DetectorInput = "auto"): number {
  const logit = model.slope * messageLogit(model, features) + model.shift;
  const plain = distinctTexts(cues, complaints).length >= 2 ? Math.max(logit, logitOf(plainlySaid)) : logit;
  return 1 / (1 + Math.exp(-(plain + writtenWorth(model.slope * marksLogit(model, features), input))));
}

/** The worth of marks on the calibrated scale. */
export function writtenWorth(worth: number, input: DetectorInput): number {
  if (input === "speech") return 0;
  return input === "text" ? worth : Math.max(-mostOfMarks, Math.min(mostOfMarks, worth));
}

function logitOf(chance: number): number {
  return Math.log(chance / (1 - chance));
}

/** The texts of some kinds of cues, without phrases inside a longer one. */
function distinctTexts(cues: readonly Cue[], kinds: ReadonlySet<CueKind>): readonly string[] {
  const texts = [...new Set(cues.filter((cue) => kinds.has(cue.kind)).map((cue) => cue.text))];
  return texts.filter((text) => !texts.some((other) => other !== text && other.includes(text)));
}

function bagSum(model: LinearModel, hashes: Uint32Array): number {
  return hashes.length === 0 ? 0 : tableSum(model, 0, hashes) / Math.sqrt(hashes.length);
}
