/** From logits to scores: 0.5 is the balanced point and 0.8 is "sure", whatever the model's own scale. */

import type { Calibration } from "../src/detect/structures/linear.ts";
import { type Scored, sweep } from "./figures.ts";
import { type Row, trainLogistic } from "./logistic.ts";

export interface Wanted {
  /** Precision that "sure" stands for. */
  readonly sure: number;
  /** The balanced point has at least this precision, where any threshold has. */
  readonly precise?: number;
  /** Among thresholds within this much of the best F1 the lowest is taken: few rows cannot tell them apart, and it misses least. */
  readonly slack?: number;
  /** Rows that must rarely reach 0.5, and the share of them that may. */
  readonly quiet?: { readonly rows: readonly Scored[]; readonly share: number };
}

/** Steps between 0.5 and 0.8 are at least this far apart: two thresholds from few rows may fall together. */
const leastGap = 0.35;
/** And so far where no threshold is sure. */
const usualGap = 1.5;
/** Fewer rows than this tell too little to count as much as a set of hundreds. */
const leastRows = 50;
const nowhere = { threshold: 0, hits: 0, point: { precision: 0, recall: 0, f1: 0 } };
const sureLogit = Math.log(0.8 / 0.2);

/** The straight line through the two points. */
export function calibrate(rows: readonly Scored[], wanted: Wanted): Calibration {
  const points = sweep(rows);
  const quiet = points.filter((each) => isQuiet(each.threshold, wanted.quiet));
  const precise = quiet.filter((each) => each.point.precision >= (wanted.precise ?? 0));
  const allowed = precise.length > 0 ? precise : quiet;
  const best = Math.max(0, ...allowed.map((each) => each.point.f1));
  const balanced = allowed.filter((each) => each.point.f1 >= best - (wanted.slack ?? 0)).at(-1) ?? nowhere;
  const sure = points.filter((each) => each.hits >= 10 && each.point.precision >= wanted.sure).at(-1);
  return lineThrough(balanced.threshold, sure?.threshold);
}

function lineThrough(balanced: number, sure: number | undefined): Calibration {
  const slope = sureLogit / Math.max(leastGap, (sure ?? balanced + usualGap) - balanced);
  return { slope, shift: -slope * balanced };
}

/**
 * For a few hundred rows, too few to count at each threshold: a logistic curve through them says how likely each is one (Platt 1999), and
 * the balanced point and "sure" are where the F1 and the precision that it leads to expect are the best and `sure`. The balanced
 * point is expected to be as precise as `precise`.
 */
export function calibrateByCurve(rows: readonly Scored[], sure: number, precise = 0): Calibration {
  const points = pointsOfCurve(rows, sure, precise);
  return lineThrough(points.balanced, points.sure);
}

/**
 * For several sets of such rows, the line through the means of their points: each set counts the same, however many rows it has.
 * Sets of fewer rows than `leastRows` do not count beside others.
 */
export function calibrateBySets(rows: readonly (Scored & { readonly source: string })[], sure: number): Calibration {
  const sets = [...new Set(rows.map(({ source }) => source))].map((source) => rows.filter((row) => row.source === source));
  const large = sets.filter((set) => set.length >= leastRows);
  const points = (large.length > 0 ? large : [rows]).map((set) => pointsOfCurve(set, sure, 0));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return lineThrough(mean(points.map((each) => each.balanced)), mean(points.map((each) => each.sure ?? each.balanced + usualGap)));
}

interface Points {
  readonly balanced: number;
  readonly sure: number | undefined;
}

function pointsOfCurve(rows: readonly Scored[], sure: number, precise: number): Points {
  const curve = trainLogistic(rows.map(pointOfCurve), { width: 1, penalty: 1e-4, steps: 100 });
  const sorted = [...rows].sort((one, other) => other.score - one.score);
  const chances = sorted.map(({ score }) => 1 / (1 + Math.exp(-((curve.weights[0] ?? 0) * score + curve.bias))));
  const all = chances.reduce((sum, chance) => sum + chance, 0);
  let expected = 0;
  let best = 0;
  let balanced = 0;
  let sureAt: number | undefined;
  for (const [index, { score }] of sorted.entries()) {
    expected += chances[index] ?? 0;
    const f1 = (2 * expected) / (index + 1 + all);
    if (f1 > best && expected / (index + 1) >= precise) {
      balanced = score;
      best = f1;
    }
    if (expected / (index + 1) >= sure) sureAt = score;
  }
  return { balanced, sure: sureAt };
}

function pointOfCurve({ label, score }: Scored): Row {
  return { columns: Int32Array.of(0), values: Float64Array.of(score), target: label, weight: 1 };
}

function isQuiet(threshold: number, quiet: Wanted["quiet"]): boolean {
  if (quiet === undefined || quiet.rows.length === 0) return true;
  return quiet.rows.filter((row) => row.score >= threshold).length <= quiet.share * quiet.rows.length;
}
