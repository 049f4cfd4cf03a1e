/** Logistic regression with L2 penalty over sparse rows, by L-BFGS: no chance in it, so the same data gives the same weights. */

/** A row as parallel lists of columns and values; a column may stand several times. */
export interface Row {
  readonly columns: Int32Array;
  readonly values: Float64Array;
  /** The share of annotators that say yes, 0..1. */
  readonly target: number;
  /** How much the row counts. */
  readonly weight: number;
}

export interface Linear {
  readonly weights: Float64Array;
  readonly bias: number;
}

export interface Training {
  readonly width: number;
  /** Penalty of half the squared weight, per unit of summed row weight. */
  readonly penalty: number;
  readonly steps: number;
  /** The share of the loss that a step has to gain for another one to follow. */
  readonly leastGain?: number;
}

/** The logit of a row. */
export function logit(model: Linear, row: Pick<Row, "columns" | "values">): number {
  let sum = model.bias;
  for (let index = 0; index < row.columns.length; index += 1)
    sum += (model.weights[row.columns[index] ?? 0] ?? 0) * (row.values[index] ?? 0);
  return sum;
}

interface Point {
  readonly at: Float64Array;
  readonly loss: number;
  readonly slope: Float64Array;
}

/** Weights of least penalised loss; the last entry of the vector is the bias, which is not penalised. */
export function trainLogistic(rows: readonly Row[], training: Training): Linear {
  const total = rows.reduce((sum, row) => sum + row.weight, 0);
  let point = evaluate(new Float64Array(training.width + 1), rows, training, total);
  const history: { readonly moved: Float64Array; readonly turned: Float64Array; readonly rho: number }[] = [];
  for (let step = 0; step < training.steps; step += 1) {
    const direction = descent(point.slope, history);
    const next = walk(point, direction, rows, training, total);
    if (next === undefined) break;
    const moved = next.at.map((value, index) => value - (point.at[index] ?? 0));
    const turned = next.slope.map((value, index) => value - (point.slope[index] ?? 0));
    const curvature = dot(moved, turned);
    if (curvature > 1e-12) history.push({ moved, turned, rho: 1 / curvature });
    if (history.length > 8) history.shift();
    const gained = point.loss - next.loss;
    point = next;
    if (gained < (training.leastGain ?? 1e-7) * Math.abs(point.loss)) break;
  }
  return { weights: point.at.slice(0, training.width), bias: point.at[training.width] ?? 0 };
}

function evaluate(at: Float64Array, rows: readonly Row[], { width, penalty }: Training, total: number): Point {
  const slope = new Float64Array(width + 1);
  const model = { weights: at, bias: at[width] ?? 0 };
  let loss = 0;
  for (const row of rows) {
    const value = logit(model, row);
    const probability = 1 / (1 + Math.exp(-value));
    loss += row.weight * (row.target * softplus(-value) + (1 - row.target) * softplus(value));
    const pull = row.weight * (probability - row.target);
    for (let index = 0; index < row.columns.length; index += 1) {
      const column = row.columns[index] ?? 0;
      slope[column] = (slope[column] ?? 0) + pull * (row.values[index] ?? 0);
    }
    slope[width] = (slope[width] ?? 0) + pull;
  }
  return penalised(at, slope, loss, width, penalty, total);
}

function penalised(at: Float64Array, slope: Float64Array, loss: number, width: number, penalty: number, total: number): Point {
  let squares = 0;
  for (let column = 0; column < width; column += 1) {
    const weight = at[column] ?? 0;
    squares += weight * weight;
    slope[column] = (slope[column] ?? 0) / total + penalty * weight;
  }
  slope[width] = (slope[width] ?? 0) / total;
  return { at, slope, loss: loss / total + 0.5 * penalty * squares };
}

function softplus(value: number): number {
  return value > 30 ? value : Math.log1p(Math.exp(value));
}

/** The two-loop recursion (Nocedal 1980). */
function descent(
  slope: Float64Array,
  history: readonly { readonly moved: Float64Array; readonly turned: Float64Array; readonly rho: number }[],
): Float64Array {
  const direction = slope.map((value) => -value);
  const alphas: number[] = [];
  for (const { moved, turned, rho } of history.toReversed()) {
    const alpha = rho * dot(moved, direction);
    alphas.push(alpha);
    add(direction, turned, -alpha);
  }
  const last = history.at(-1);
  if (last !== undefined) scale(direction, 1 / (last.rho * dot(last.turned, last.turned)));
  for (const { moved, turned, rho } of history) add(direction, moved, (alphas.pop() ?? 0) - rho * dot(turned, direction));
  return direction;
}

/** Halves the step until the loss falls enough (Armijo); undefined where it no longer falls. */
function walk(from: Point, direction: Float64Array, rows: readonly Row[], training: Training, total: number): Point | undefined {
  const fall = dot(from.slope, direction);
  for (let length = 1; length > 1e-9; length /= 2) {
    const at = from.at.slice();
    add(at, direction, length);
    const point = evaluate(at, rows, training, total);
    if (point.loss <= from.loss + 1e-4 * length * fall) return point;
  }
  return undefined;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let index = 0; index < to.length; index += 1) to[index] = (to[index] ?? 0) + times * (what[index] ?? 0);
}

function scale(vector: Float64Array, times: number): void {
  for (let index = 0; index < vector.length; index += 1) vector[index] = (vector[index] ?? 0) * times;
}
