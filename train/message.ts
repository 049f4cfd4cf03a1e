/** Trains the message model. */

import { cuesOf } from "../src/detect/cues.ts";
import type { Ears } from "../src/detect/ears.ts";
import { type LinearModel, openModel } from "../src/detect/linear.ts";
import { messageDense, messageFeatures, messageLogit } from "../src/detect/message.ts";
import { styleNames } from "../src/detect/style.ts";
import { utter } from "../src/detect/utterance.ts";
import { calibrate } from "./calibrate.ts";
import type { LabelledMessage } from "./data.ts";
import type { Scored } from "./figures.ts";
import { type Fitting, fit } from "./fit.ts";
import { innerFold, innerFolds } from "./folds.ts";
import type { Row } from "./logistic.ts";
import { type Calibration, type Layout, packModel } from "./pack-model.ts";

const buckets = 1 << 18;
const cueScale = 0.5;
const styleScale = 0.5;
const steps = 40;
const penalty = 1.5e-4;

const layout: Layout = {
  buckets,
  tables: 1,
  kept: 40_000,
  scales: messageDense.map((_, index) => (index < messageDense.length - styleNames.length ? cueScale : styleScale)),
};

/** Sources whose base rate means nothing here: their columns soak it up in training and are dropped afterwards. */
const offset: Readonly<Record<string, number>> = { goemotions: 0, written: 1 };
const width = buckets + messageDense.length + Object.keys(offset).length;

const fitting: Fitting = { buckets, width, penalty, steps };

/** How much a row of a source counts: what looks like the product's own traffic counts most. */
const sourceWeights: Readonly<Record<string, number>> = {
  dfrustration: 3,
  "dfrustration-lv": 3,
  convabuse: 1.5,
  goemotions: 0.3,
  written: 1.5,
};
const ordinaryWeight = 2;
const grayWeight = 0.7;

/** A message with its features, which do not depend on the split. */
export interface MessageRow extends Row {
  readonly message: LabelledMessage;
}

export function messageRow(message: LabelledMessage, ears: Ears): MessageRow {
  const utterance = utter(message.text);
  const { words, characters, dense } = messageFeatures(utterance, cuesOf(utterance, ears));
  const columns: number[] = [];
  const values: number[] = [];
  const put = (column: number, value: number): void => {
    columns.push(column);
    values.push(value);
  };
  for (const bag of [words, characters]) for (const hash of bag) put(hash & (buckets - 1), 1 / Math.sqrt(bag.length));
  for (const [index, value] of dense.entries()) if (value !== 0) put(buckets + index, value * (layout.scales[index] ?? 1));
  const soak = offset[message.source];
  if (soak !== undefined) put(buckets + messageDense.length + soak, 1);
  return {
    message,
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
    target: targetOf(message),
    weight: weightOf(message),
  };
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

export function trainMessage(rows: readonly MessageRow[]): TrainedMessage {
  const inner = Array.from({ length: innerFolds }, (_, fold) => {
    const others = rows.filter((row) => row.message.source === "written" || innerFold(row.message.dialogue) !== fold);
    return openModel(packModel(fit(others, fitting), layout, { slope: 1, shift: 0 }));
  });
  const unseen = (dialogue: string): LinearModel => inner[innerFold(dialogue)] ?? fail();
  const file = packModel(fit(rows, fitting), layout, calibration(rows, unseen));
  return { file, model: openModel(file), unseen };
}

/** What a mix of messages is: real support turns, talk with bots, ordinary requests. */
export function isMix({ source, gray }: Pick<LabelledMessage, "source" | "gray">): boolean {
  return (source === "dfrustration" && gray !== 1) || source === "convabuse" || source.startsWith("ordinary");
}

function calibration(rows: readonly MessageRow[], unseen: (dialogue: string) => LinearModel): Calibration {
  const mix = rows.filter((row) => isMix(row.message));
  const scored = mix.map((row): Scored & { readonly source: string } => ({
    label: row.message.label,
    source: row.message.source,
    score: logitOf(row, unseen(row.message.dialogue)),
  }));
  return calibrate(scored, {
    sure: 0.87,
    slack: 0.02,
    quiet: { rows: scored.filter((row) => row.source.startsWith("ordinary")), share: 0.008 },
  });
}

/** The logit of a row by a packed model, through its columns: the same sum as `messageLogit`. */
function logitOf(row: MessageRow, model: LinearModel): number {
  let sum = model.bias;
  for (const [index, column] of row.columns.entries()) {
    const value = row.values[index] ?? 0;
    if (column < buckets) sum += (model.tables[0]?.[column] ?? 0) * model.step * value;
    else sum += ((model.dense[column - buckets] ?? 0) / (layout.scales[column - buckets] ?? 1)) * value;
  }
  return sum;
}

/** The logit of any text. */
export function textLogit(text: string, model: LinearModel, ears: Ears): number {
  const utterance = utter(text);
  return messageLogit(model, messageFeatures(utterance, cuesOf(utterance, ears)));
}

function fail(): never {
  throw new Error("a dialogue without a fold");
}
