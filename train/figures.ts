/** What a detector is measured by: the scorer's figures. */

export interface Scored {
  readonly label: 0 | 1;
  readonly score: number;
}

/** The chance that a positive scores above a negative, ties shared. */
export function auc(rows: readonly Scored[]): number {
  const sorted = [...rows].sort((one, other) => one.score - other.score);
  const positives = sorted.filter((row) => row.label === 1).length;
  let ranks = 0;
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (end < sorted.length && sorted[end]?.score === sorted[start]?.score) end += 1;
    for (let index = start; index < end; index += 1) if (sorted[index]?.label === 1) ranks += (start + end + 1) / 2;
    start = end;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (sorted.length - positives));
}

export interface Point {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** What the threshold gives. */
export function pointAt(rows: readonly Scored[], threshold: number): Point {
  const hits = rows.filter((row) => row.score >= threshold);
  const right = hits.filter((row) => row.label === 1).length;
  const positives = rows.filter((row) => row.label === 1).length;
  return pointOf(right, hits.length, positives);
}

export function pointOf(right: number, hits: number, positives: number): Point {
  const precision = hits > 0 ? right / hits : 0;
  const recall = positives > 0 ? right / positives : 0;
  return { precision, recall, f1: precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0 };
}

/** The scores as thresholds, from the highest, with what each gives. */
export function sweep(rows: readonly Scored[]): readonly { readonly threshold: number; readonly hits: number; readonly point: Point }[] {
  const sorted = [...rows].sort((one, other) => other.score - one.score);
  const positives = sorted.filter((row) => row.label === 1).length;
  let right = 0;
  return sorted.flatMap((row, index) => {
    right += row.label;
    if (sorted[index + 1]?.score === row.score) return [];
    return [{ threshold: row.score, hits: index + 1, point: pointOf(right, index + 1, positives) }];
  });
}

/** The highest recall of any threshold that keeps the precision. */
export function recallAt(rows: readonly Scored[], precision: number): number {
  return Math.max(
    0,
    ...sweep(rows)
      .filter((each) => each.point.precision >= precision && each.hits >= 5)
      .map((each) => each.point.recall),
  );
}

export function bestF1(rows: readonly Scored[]): number {
  return Math.max(0, ...sweep(rows).map((each) => each.point.f1));
}
