/** From trained weights to a model file: eight bits a weight, only the buckets that matter, then base64. */

import { type Calibration, longGap, type ModelFile } from "../src/detect/structures/linear.ts";
import type { Linear } from "./logistic.ts";

export interface Layout {
  readonly buckets: number;
  readonly tables: number;
  /** How many weights of a table are kept, those of the greatest size. */
  readonly kept: number;
  /** By what each named feature was multiplied in training. */
  readonly scales: readonly number[];
}

/** The columns of a model are its tables, one after the other, then its named features. */
export function packModel(linear: Linear, layout: Layout, calibration: Calibration): ModelFile {
  const tables = Array.from({ length: layout.tables }, (_, table) =>
    strongest(linear.weights.slice(table * layout.buckets, (table + 1) * layout.buckets), layout.kept),
  );
  const largest = tables.reduce((most, table) => table.reduce((each, weight) => Math.max(each, Math.abs(weight)), most), 0);
  const step = tidy(largest / 127);
  const first = layout.tables * layout.buckets;
  return {
    buckets: layout.buckets,
    tables: tables.map((table) => packTable(table, step)),
    step,
    dense: layout.scales.map((scale, index) => tidy((linear.weights[first + index] ?? 0) * scale)),
    bias: tidy(linear.bias),
    ...tidied(calibration),
  };
}

export function tidied({ slope, shift }: Calibration): Calibration {
  return { slope: tidy(slope), shift: tidy(shift) };
}

function strongest(weights: Float64Array, kept: number): Float64Array {
  const least = weights.map(Math.abs).sort()[Math.max(0, weights.length - kept)] ?? 0;
  return weights.map((weight) => (Math.abs(weight) >= least ? weight : 0));
}

function packTable(table: Float64Array, step: number): string {
  const bytes: number[] = [];
  let before = -1;
  for (const [bucket, weight] of table.entries()) {
    const steps = Math.round(weight / step);
    if (steps === 0) continue;
    let gap = bucket - before;
    for (; gap >= longGap; gap -= longGap) bytes.push(longGap);
    bytes.push(gap, steps & 255);
    before = bucket;
  }
  return Buffer.from(bytes).toString("base64");
}

/** Six digits: more would only make two machines' files differ. */
function tidy(value: number): number {
  return Number(value.toPrecision(6));
}
