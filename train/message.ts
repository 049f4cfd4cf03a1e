/** Trains the message model. */

import type { Lexicon } from "../src/detect/lexicon.ts";
import { type MessageFeatures, marksLogit, messageDense, messageFeatures, messageOf, writtenWorth } from "../src/detect/message.ts";
import { type Calibration, type LinearModel, openModel } from "../src/detect/structures/linear.ts";
import { plainWords } from "../src/detect/structures/ngrams.ts";
import { markNames, styleNames } from "../src/detect/style.ts";
import { calibrate } from "./calibrate.ts";
import type { LabelledMessage } from "./data.ts";
import { type Fitting, fit } from "./fit.ts";
import { innerFold, innerFolds } from "./folds.ts";
import type { Linear, Row } from "./logistic.ts";
import { type Layout, packModel } from "./pack-model.ts";
import { type Vectors, vectorSize, wordHash } from "./vectors.ts";

const buckets = 1 << 18;
const cueScale = 0.5;
const styleScale = 0.5;
const markScale = 0.5;
const steps = 40;
const penalty = 2e-4;

const layout: Layout = {
  buckets,
  tables: 1,
  kept: 40_000,
  scales: [...messageDense, ...markNames].map((_, index) =>
    index < messageDense.length - styleNames.length ? cueScale : index < messageDense.length ? styleScale : 1,
  ),
};
const named = layout.scales.length;

/** Sources whose base rate means nothing here: their columns soak it up in training and are dropped afterwards. */
const offset: Readonly<Record<string, number>> = { goemotions: 0, written: 1, spoken: 2 };
const soaks = buckets + named;
/** Columns of the words' vectors come last; after training they are folded into the words' own weights. */
const vectorColumns = soaks + Object.keys(offset).length;
const width = vectorColumns + vectorSize;
/** How loudly the vectors speak beside the words themselves. */
const vectorScale = 0.05;

const fitting: Fitting = { buckets, width, penalty, steps };

/** How much a row of a source counts: what looks like the product's own traffic counts most. */
const sourceWeights: Readonly<Record<string, number>> = {
  dfrustration: 3,
  "dfrustration-lv": 3,
  convabuse: 2,
  goemotions: 0.3,
  written: 1.5,
  spoken: 0.6,
};
const ordinaryWeight = 5;
const grayWeight = 0.7;

/** A message with its features, which do not depend on the split. */
export interface MessageRow extends Row {
  /** In the order of `markNames`. */
  readonly marks: readonly number[];
  readonly message: LabelledMessage;
  /** The words in order. */
  readonly said: readonly string[];
  /** What each word of the bag weighs: one over the root of the bag's size. */
  readonly share: number;
}

export function messageRow(message: LabelledMessage, ears: Lexicon): MessageRow {
  const heard = messageOf(message.text, ears);
  const features = messageFeatures(heard, ears);
  return {
    ...rowOf(message, features),
    message,
    marks: features.marks,
    said: plainWords(heard.spoken),
    share: 1 / Math.sqrt(Math.max(1, features.words.length)),
  };
}

function rowOf(message: LabelledMessage, { words, characters, dense }: MessageFeatures): Row {
  const columns: number[] = [];
  const values: number[] = [];
  const put = (column: number, value: number): void => {
    columns.push(column);
    values.push(value);
  };
  for (const bag of [words, characters]) for (const hash of bag) put(hash & (buckets - 1), 1 / Math.sqrt(bag.length));
  for (const [index, value] of dense.entries()) if (value !== 0) put(buckets + index, value * (layout.scales[index] ?? 1));
  const soak = offset[message.source];
  if (soak !== undefined) put(soaks + soak, 1);
  return { columns: Int32Array.from(columns), values: Float64Array.from(values), target: targetOf(message), weight: weightOf(message) };
}

/** The annotators' mean as a chance where there is one: 2.45 of 4 is where the labels change. */
function targetOf({ score, label }: LabelledMessage): number {
  return score === undefined ? label : 1 / (1 + Math.exp(-4 * (score - 2.45)));
}

function weightOf({ source, gray }: LabelledMessage): number {
  const base = source.startsWith("ordinary") ? ordinaryWeight : (sourceWeights[source] ?? 1);
  return base * (gray === 1 ? grayWeight : 1);
}

export interface TrainedMessage {
  readonly model: LinearModel;
  readonly file: ReturnType<typeof packModel>;
  /** The model that has not seen a dialogue, for what is trained on top. */
  unseen(dialogue: string): LinearModel;
}

/** Trains with what the vectors know of words; they must not be of text that the model is judged by. */
export function trainMessage(rows: readonly MessageRow[], vectors: Vectors): TrainedMessage {
  const placed = new Map(rows.map((row) => [row, formsOf(row).map((form) => withVectors(form, row, vectors))]));
  const trained = (part: readonly MessageRow[]): Linear => {
    const forms = part.flatMap((row) => placed.get(row) ?? []);
    return withoutVectors(fit(forms, fitting), vectors);
  };
  const inner = Array.from({ length: innerFolds }, (_, fold) => {
    const others = rows.filter((row) => row.message.dialogue === "written" || innerFold(row.message.dialogue) !== fold);
    return openModel(packModel(trained(others), layout, { slope: 1, shift: 0 }));
  });
  const unseen = (dialogue: string): LinearModel => inner[innerFold(dialogue)] ?? fail();
  const file = packModel(trained(rows), layout, calibration(rows, unseen));
  return { file, model: openModel(file), unseen };
}

/** As spoken and as written, half each: what is learned of the words holds without the marks. */
function formsOf(row: MessageRow): readonly Row[] {
  const { marks, weight } = row;
  const columns = Int32Array.from([...row.columns, ...marks.map((_, index) => buckets + messageDense.length + index)]);
  const written = {
    ...row,
    columns,
    values: Float64Array.from([...row.values, ...marks.map((value) => value * markScale)]),
    weight: weight / 2,
  };
  return [{ ...row, weight: weight / 2 }, written];
}

/** The row with the sum of its words' vectors. */
function withVectors(form: Row, { said, share }: MessageRow, vectors: Vectors): Row {
  const sum = new Float64Array(vectors.size);
  for (const word of new Set(said)) {
    const vector = vectors.of(word);
    if (vector !== undefined) for (const [index, value] of vector.entries()) sum[index] = (sum[index] ?? 0) + value;
  }
  return {
    target: form.target,
    weight: form.weight,
    columns: Int32Array.from([...form.columns, ...Array.from(sum, (_, index) => vectorColumns + index)]),
    values: Float64Array.from([...form.values, ...sum.map((value) => value * share * vectorScale)]),
  };
}

/** The same model without the vectors: what they say of a word is added to the weight of the word. */
function withoutVectors(linear: Linear, vectors: Vectors): Linear {
  const weights = linear.weights.slice(0, vectorColumns);
  for (const word of vectors.words) {
    let sum = 0;
    for (const [index, value] of (vectors.of(word) ?? []).entries()) sum += value * (linear.weights[vectorColumns + index] ?? 0);
    const bucket = wordHash(word) & (buckets - 1);
    weights[bucket] = (weights[bucket] ?? 0) + vectorScale * sum;
  }
  return { weights, bias: linear.bias };
}

/** What a mix of messages is: real support turns, talk with bots, ordinary requests. */
export function isMix({ source, gray }: Pick<LabelledMessage, "source" | "gray">): boolean {
  return (source === "dfrustration" && gray !== 1) || source === "convabuse" || source.startsWith("ordinary");
}

/** Both forms of each message, on a scale on which marks are bounded: what the bound is worth depends on the slope, so twice. */
function calibration(rows: readonly MessageRow[], unseen: (dialogue: string) => LinearModel): Calibration {
  const mix = rows
    .filter((row) => isMix(row.message))
    .map(({ message, marks, ...row }) => {
      const model = unseen(message.dialogue);
      return { message, words: logitOf(row, model), added: marksLogit(model, { marks }) };
    });
  const line = (slope: number): Calibration => {
    const scored = mix.flatMap(({ message: { label, source }, words, added }) =>
      [words, words + writtenWorth(slope * added, "auto") / slope].map((score) => ({ label, source, score })),
    );
    const ordinary = scored.filter(({ source }) => source.startsWith("ordinary"));
    return calibrate(scored, { sure: 0.87, slack: 0.01, quiet: { rows: ordinary, share: 0.006 } });
  };
  return line(line(1).slope);
}

/** The logit of a row by a packed model, through its columns: the same sum as `messageLogit`. */
function logitOf(row: Row, model: LinearModel): number {
  let sum = model.bias;
  for (const [index, column] of row.columns.entries()) {
    const value = row.values[index] ?? 0;
    if (column < buckets) sum += (model.tables[0]?.[column] ?? 0) * model.step * value;
    else sum += ((model.dense[column - buckets] ?? 0) / (layout.scales[column - buckets] ?? 1)) * value;
  }
  return sum;
}

function fail(): never {
  throw new Error("a dialogue without a fold");
}
