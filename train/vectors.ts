/**
 * What a word is like, from the company it keeps in unlabelled text: positive pointwise mutual information under a
 * truncated singular value decomposition (Levy and Goldberg 2014; Halko, Martinsson and Tropp 2011). Few labels then speak
 * for words that no label was met with. Only training needs it: what it says of a word ends up in the word's own weight.
 */

import { hashOf } from "../src/detect/structures/hash.ts";
import { decomposed, type Sparse } from "./decompose.ts";

export interface Vectors {
  readonly size: number;
  /** Word to its vector. */
  of(word: string): Float64Array | undefined;
  readonly words: readonly string[];
}

export const vectorSize = 50;
/** Times a word has to be met in. */
const leastMet = 3;
/** Words on each side that count as company, the nearer the more. */
const reach = 5;
/** Rare company would otherwise look like the closest (Levy, Goldberg and Dagan 2015). */
const smoothing = 0.75;

/** Vectors of about unit length times the rareness of the word; the same texts in the same order give the same numbers. */
export function wordVectors(texts: readonly (readonly string[])[]): Vectors {
  const distinct = [...new Map(texts.map((words) => [words.join(" "), words])).values()];
  const counts = countsOf(distinct);
  const words = [...counts].flatMap(([word, count]) => (count >= leastMet ? [word] : [])).sort();
  const numbers = new Map(words.map((word, index) => [word, index]));
  const size = Math.min(vectorSize, words.length);
  const rows = words.length === 0 ? [] : decomposed(informationOf(companyOf(distinct, numbers)), size, words.length);
  const scale = 1 / Math.sqrt(meanSquare(rows) || 1);
  const vectors = rows.map((row, index) => {
    const rare = Math.log(distinct.length / (1 + (counts.get(words[index] ?? "") ?? 0)));
    return row.map((value) => value * scale * rare);
  });
  return { size, words, of: (word) => vectors[numbers.get(word) ?? -1] };
}

/** The bucket hash of a word, as `wordGrams` has it. */
export function wordHash(word: string): number {
  return hashOf(`w ${word}`);
}

function countsOf(texts: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const words of texts) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** For each word, how often each other one stands near it. */
function companyOf(texts: readonly (readonly string[])[], numbers: ReadonlyMap<string, number>): readonly Map<number, number>[] {
  const company = Array.from(numbers, () => new Map<number, number>());
  const meet = (one: number, other: number, weight: number): void => {
    const near = company[one];
    near?.set(other, (near.get(other) ?? 0) + weight);
  };
  for (const words of texts) {
    const known = words.map((word) => numbers.get(word) ?? -1);
    for (const [index, one] of known.entries()) {
      for (let distance = 1; distance <= reach; distance += 1) {
        const other = known[index + distance] ?? -1;
        if (one < 0 || other < 0 || one === other) continue;
        meet(one, other, 1 / distance);
        meet(other, one, 1 / distance);
      }
    }
  }
  return company;
}

/** How much more often two words meet than chance would have it, as a logarithm; nothing where it is less. */
function informationOf(company: readonly Map<number, number>[]): Sparse {
  const sums = company.map((near) => [...near.values()].reduce((sum, weight) => sum + weight, 0));
  const smoothed = sums.map((sum) => sum ** smoothing);
  const total = smoothed.reduce((sum, each) => sum + each, 0);
  return company.map((near, row) => {
    const columns: number[] = [];
    const values: number[] = [];
    for (const [column, weight] of near) {
      const information = Math.log((weight * total) / ((sums[row] ?? 1) * (smoothed[column] ?? 1)));
      if (information > 0) {
        columns.push(column);
        values.push(information);
      }
    }
    return { columns: Int32Array.from(columns), values: Float64Array.from(values) };
  });
}

function meanSquare(rows: readonly Float64Array[]): number {
  let sum = 0;
  let count = 0;
  for (const row of rows) {
    for (const value of row) sum += value * value;
    count += row.length;
  }
  return sum / Math.max(1, count);
}
