/** A linear model as it is shipped: few bytes, read once, the same on every machine. */

/** From logit to score: score = 1 / (1 + exp(-(slope × logit + shift))). */
export interface Calibration {
  readonly slope: number;
  readonly shift: number;
}

/** The content of a model file. train/ writes it; it is never edited by hand. */
export interface ModelFile extends Calibration {
  /** Buckets of the tables, a power of two. */
  readonly buckets: number;
  /** For each table: base64 of pairs of bytes, the gap to the next bucket with a weight and the weight. */
  readonly tables: readonly string[];
  /** What one step of a table's weight is worth. */
  readonly step: number;
  /** Weights of the named features. */
  readonly dense: readonly number[];
  readonly bias: number;
  /** The calibration for conversations in Chinese characters, where it differs. In each, 0.5 is the balanced point and 0.8 is sure. */
  readonly han?: Calibration;
}

export interface LinearModel extends Omit<ModelFile, "tables"> {
  readonly tables: readonly Int8Array[];
}

/** A gap of 255 means 255 buckets without a weight, and no weight follows. */
export const longGap = 255;

/** Unpacks a model file. */
export function openModel(file: ModelFile): LinearModel {
  return { ...file, tables: file.tables.map((table) => unpackTable(table, file.buckets)) };
}

function unpackTable(packed: string, buckets: number): Int8Array {
  const bytes = atob(packed);
  const table = new Int8Array(buckets);
  let bucket = -1;
  for (let index = 0; index < bytes.length; ) {
    const gap = bytes.charCodeAt(index);
    bucket += gap;
    if (gap === longGap) index += 1;
    else {
      table[bucket] = bytes.charCodeAt(index + 1);
      index += 2;
    }
  }
  return table;
}

/** The sum of the weights of hashes in one table. */
export function tableSum(model: LinearModel, table: number, hashes: ArrayLike<number>): number {
  const weights = model.tables[table];
  if (weights === undefined) return 0;
  const mask = model.buckets - 1;
  let sum = 0;
  for (let index = 0; index < hashes.length; index += 1) sum += weights[(hashes[index] ?? 0) & mask] ?? 0;
  return sum * model.step;
}

/** The sum of the named features from an offset on, each times its weight. */
export function denseSum(model: LinearModel, from: number, values: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += (model.dense[from + index] ?? 0) * (values[index] ?? 0);
  return sum;
}

/** 0..1. */
export function calibrated({ slope, shift }: Calibration, logit: number): number {
  return 1 / (1 + Math.exp(-(slope * logit + shift)));
}
