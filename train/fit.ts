/**
 * Fits a linear model over n-gram buckets and named features. Buckets met once are left out, and each of the others is
 * scaled by how rare it is and how unevenly it falls on the two classes (Wang and Manning 2012), which lets few rows
 * speak through the n-grams that tell the most.
 */

import { type Linear, type Row, trainLogistic } from "./logistic.ts";

export interface Fitting {
  /** Columns below this are buckets, from here on named features. */
  readonly buckets: number;
  readonly width: number;
  readonly penalty: number;
  readonly steps: number;
}

/** Rows a bucket must be met in. */
const leastRows = 2;

export function fit(rows: readonly Row[], fitting: Fitting): Linear {
  const scale = importance(rows, fitting);
  const numbers = numbersOf(scale);
  const narrow = rows.map((row) => narrowed(row, scale, numbers.of));
  const trained = trainLogistic(narrow, {
    width: numbers.count,
    penalty: fitting.penalty,
    steps: fitting.steps,
    leastGain: 1e-6,
  });
  const weights = scale.map((each, column) => (each === 0 ? 0 : each * (trained.weights[numbers.of[column] ?? 0] ?? 0)));
  return { weights, bias: trained.bias };
}

/** What each column is multiplied by; 0 leaves it out. */
function importance(rows: readonly Row[], { buckets, width }: Fitting): Float64Array {
  const met = new Float64Array(width);
  const yes = new Float64Array(width).fill(1);
  const no = new Float64Array(width).fill(1);
  let sumYes = 0;
  let sumNo = 0;
  for (const row of rows) {
    sumYes += row.weight * row.target;
    sumNo += row.weight * (1 - row.target);
    for (const column of new Set(row.columns)) {
      met[column] = (met[column] ?? 0) + 1;
      yes[column] = (yes[column] ?? 0) + row.weight * row.target;
      no[column] = (no[column] ?? 0) + row.weight * (1 - row.target);
    }
  }
  return met.map((count, column) => {
    if (column >= buckets) return 1;
    if (count < leastRows) return 0;
    const uneven = Math.abs(Math.log((yes[column] ?? 1) / sumYes / ((no[column] ?? 1) / sumNo)));
    const rare = Math.log(rows.length / (1 + count));
    return (0.3 + uneven) * (0.3 + rare / 4);
  });
}

interface Numbers {
  /** Column to its number among those kept. */
  readonly of: Int32Array;
  readonly count: number;
}

function numbersOf(scale: Float64Array): Numbers {
  const of = new Int32Array(scale.length);
  let count = 0;
  for (const [column, each] of scale.entries()) if (each !== 0) of[column] = count++;
  return { of, count };
}

function narrowed(row: Row, scale: Float64Array, numbers: Int32Array): Row {
  const kept = [...row.columns.keys()].filter((index) => (scale[row.columns[index] ?? 0] ?? 0) !== 0);
  return {
    target: row.target,
    weight: row.weight,
    columns: Int32Array.from(kept, (index) => numbers[row.columns[index] ?? 0] ?? 0),
    values: Float64Array.from(kept, (index) => (row.values[index] ?? 0) * (scale[row.columns[index] ?? 0] ?? 0)),
  };
}
