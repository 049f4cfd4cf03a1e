/** Trains the repeat model. */

import { cuesOf } from "../src/detect/cues.ts";
import type { Ears } from "../src/detect/ears.ts";
import { questionOf } from "../src/detect/question.ts";
import { comparisonNames, comparisonOf, stanceOf } from "../src/detect/repeat.ts";
import { utter } from "../src/detect/utterance.ts";
import { calibrate } from "./calibrate.ts";
import type { LabelledPair } from "./data.ts";
import { innerFold, innerFolds } from "./folds.ts";
import { logit, type Row, trainLogistic } from "./logistic.ts";
import { type Layout, packModel } from "./pack-model.ts";

const layout: Layout = { buckets: 1, tables: 0, kept: 0, scales: comparisonNames.map(() => 1) };

/** Two messages of one real session count in full; two wordings of one intent are another task and only steady the weights. */
const writtenWeight = 1;
const intentWeight = 0.02;

export interface PairRow extends Row {
  readonly pair: LabelledPair;
}

/** Undefined where one side asks nothing: that is decided before the model. */
export function pairRow(pair: LabelledPair, ears: Ears): PairRow | undefined {
  const later = utter(pair.b);
  const earlier = questionOf(utter(pair.a), ears);
  const question = questionOf(later, ears);
  if (earlier === undefined || question === undefined) return undefined;
  const values = comparisonOf(earlier, question, stanceOf(later, cuesOf(later, ears), ears));
  return {
    pair,
    columns: Int32Array.from(values.keys()),
    values: Float64Array.from(values),
    target: pair.same,
    weight: weightOf(pair),
  };
}

export function isReal({ source }: LabelledPair): boolean {
  return source.startsWith("real:");
}

function weightOf(pair: LabelledPair): number {
  if (isReal(pair)) return 1;
  return pair.source === "written" ? writtenWeight : intentWeight;
}

export function trainRepeat(rows: readonly PairRow[]): ReturnType<typeof packModel> {
  const held = Array.from({ length: innerFolds }, (_, fold) => fit(rows.filter((row) => innerFold(row.pair.group) !== fold)));
  const scored = rows
    .filter((row) => isReal(row.pair))
    .map((row) => {
      const model = held[innerFold(row.pair.group)];
      return { label: row.pair.same, score: model === undefined ? 0 : logit(model, row) };
    });
  return packModel(fit(rows), layout, calibrate(scored, { sure: 0.85, precise: 0.7 }));
}

function fit(rows: readonly PairRow[]): ReturnType<typeof trainLogistic> {
  return trainLogistic(rows, { width: comparisonNames.length, penalty: 3e-2, steps: 100 });
}
