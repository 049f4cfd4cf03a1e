/** Trains the repeat model. */

import { cuesOf } from "../src/detect/cues.ts";
import type { Lexicon } from "../src/detect/lexicon.ts";
import { questionOf } from "../src/detect/question.ts";
import { comparisonNames, comparisonOf, stanceOf } from "../src/detect/repeat.ts";
import { utter } from "../src/detect/utterance.ts";
import { calibrateByCurve } from "./calibrate.ts";
import type { LabelledPair } from "./data.ts";
import { innerFold, innerFolds } from "./folds.ts";
import { logit, type Row, trainLogistic } from "./logistic.ts";
import { type Layout, packModel } from "./pack-model.ts";

const layout: Layout = { buckets: 1, tables: 0, kept: 0, scales: comparisonNames.map(() => 1) };

/** Two wordings of one intent are another task and only steady the weights; two messages of one session, and written ones, count in full. */
const intentWeight = 0.05;

export interface PairRow extends Row {
  readonly pair: LabelledPair;
}

/** Undefined where one side asks nothing: that is decided before the model. */
export function pairRow(pair: LabelledPair, ears: Lexicon): PairRow | undefined {
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

/** Two messages of one session of people, as opposed to made-up pairs. */
function isOfSession(pair: LabelledPair): boolean {
  return isReal(pair) || pair.source === "marked";
}

function weightOf(pair: LabelledPair): number {
  return isOfSession(pair) || pair.source === "written" ? 1 : intentWeight;
}

export function trainRepeat(rows: readonly PairRow[]): ReturnType<typeof packModel> {
  const held = Array.from({ length: innerFolds }, (_, fold) =>
    fit(rows.filter(({ pair }) => pair.source === "written" || innerFold(pair.group) !== fold)),
  );
  const scored = rows
    .filter((row) => isOfSession(row.pair))
    .map((row) => {
      const model = held[innerFold(row.pair.group)];
      return { label: row.pair.same, score: model === undefined ? 0 : logit(model, row) };
    });
  return packModel(fit(rows), layout, calibrateByCurve(scored, 0.78, 0.6));
}

function fit(rows: readonly PairRow[]): ReturnType<typeof trainLogistic> {
  return trainLogistic(rows, { width: comparisonNames.length, penalty: 3e-2, steps: 100 });
}
