/** A truncated singular value decomposition without chance: a random start from a fixed seed, then power iterations. */

import { generator } from "./interval.ts";

export type Sparse = readonly { readonly columns: Int32Array; readonly values: Float64Array }[];

/** Directions beyond those asked for make the last ones exact enough. */
const spare = 10;
const iterations = 4;
const sweeps = 12;

/** For each row of a matrix, its left singular vectors times the root of their values: `size` numbers a row. */
export function decomposed(matrix: Sparse, size: number, width: number): readonly Float64Array[] {
  const count = Math.min(width, matrix.length, size + spare);
  const chance = generator(7);
  let basis = Array.from({ length: count }, () =>
    times(
      matrix,
      Float64Array.from({ length: width }, () => chance() - 0.5),
    ),
  );
  orthogonalise(basis);
  for (let round = 0; round < iterations; round += 1) {
    const back = basis.map((column) => timesTurned(matrix, column, width));
    orthogonalise(back);
    basis = back.map((column) => times(matrix, column));
    orthogonalise(basis);
  }
  const small = basis.map((column) => timesTurned(matrix, column, width));
  const { values, vectors } = eigen(small.map((one) => Float64Array.from(small, (other) => dot(one, other))));
  const order = [...values.keys()].sort((one, other) => (values[other] ?? 0) - (values[one] ?? 0)).slice(0, size);
  return matrix.map((_, row) =>
    Float64Array.from(order, (each) => {
      let sum = 0;
      for (let index = 0; index < count; index += 1) sum += (basis[index]?.[row] ?? 0) * (vectors[index]?.[each] ?? 0);
      return sum * Math.max(0, values[each] ?? 0) ** 0.25;
    }),
  );
}

function times(matrix: Sparse, vector: Float64Array): Float64Array {
  return Float64Array.from(matrix, ({ columns, values }) => {
    let sum = 0;
    for (let index = 0; index < columns.length; index += 1) sum += (values[index] ?? 0) * (vector[columns[index] ?? 0] ?? 0);
    return sum;
  });
}

function timesTurned(matrix: Sparse, vector: Float64Array, width: number): Float64Array {
  const out = new Float64Array(width);
  for (const [row, { columns, values }] of matrix.entries()) {
    const factor = vector[row] ?? 0;
    for (let index = 0; index < columns.length; index += 1) {
      const column = columns[index] ?? 0;
      out[column] = (out[column] ?? 0) + factor * (values[index] ?? 0);
    }
  }
  return out;
}

/** Gram and Schmidt, twice over each column, in place. */
function orthogonalise(columns: readonly Float64Array[]): void {
  for (const [index, column] of columns.entries()) {
    for (let round = 0; round < 2; round += 1) {
      for (const other of columns.slice(0, index)) {
        const shared = dot(column, other);
        for (let row = 0; row < column.length; row += 1) column[row] = (column[row] ?? 0) - shared * (other[row] ?? 0);
      }
    }
    const length = Math.sqrt(dot(column, column)) || 1;
    for (let row = 0; row < column.length; row += 1) column[row] = (column[row] ?? 0) / length;
  }
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

/** Eigenvalues and vectors of a small symmetric matrix by Jacobi's rotations; `vectors[row][which]`. */
function eigen(matrix: readonly Float64Array[]): { readonly values: Float64Array; readonly vectors: readonly Float64Array[] } {
  const size = matrix.length;
  const vectors = matrix.map((_, row) => Float64Array.from({ length: size }, (__, column) => (row === column ? 1 : 0)));
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    for (let one = 0; one < size; one += 1) for (let other = one + 1; other < size; other += 1) rotate(matrix, vectors, one, other);
  }
  return { values: Float64Array.from(matrix, (row, index) => row[index] ?? 0), vectors };
}

/** Makes the entry between two columns vanish. */
function rotate(matrix: readonly Float64Array[], vectors: readonly Float64Array[], one: number, other: number): void {
  const between = matrix[one]?.[other] ?? 0;
  if (between === 0) return;
  const spread = ((matrix[other]?.[other] ?? 0) - (matrix[one]?.[one] ?? 0)) / (2 * between);
  const tangent = (spread < 0 ? -1 : 1) / (Math.abs(spread) + Math.sqrt(spread * spread + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (const row of [...matrix, ...vectors]) {
    const [left, right] = [row[one] ?? 0, row[other] ?? 0];
    row[one] = cosine * left - sine * right;
    row[other] = sine * left + cosine * right;
  }
  const [upper, lower] = [matrix[one], matrix[other]];
  if (upper === undefined || lower === undefined) return;
  for (let column = 0; column < upper.length; column += 1) {
    const [left, right] = [upper[column] ?? 0, lower[column] ?? 0];
    upper[column] = cosine * left - sine * right;
    lower[column] = sine * left + cosine * right;
  }
}
