/** Spherical k-means over the features of the grouping (Dhillon and Modha 2001), with k-means++ and a fixed order of chance. */

import { featuresOf, worthOf } from "../../src/insights/questions/features.ts";

type Vector = ReadonlyMap<number, number>;

const rounds = 25;

/** The number of the cluster of each text. */
export function kMeans(texts: readonly string[], k: number): readonly number[] {
  const vectors = vectorsOf(texts);
  let centers: readonly Vector[] = firstCenters(vectors, k);
  let nearest: readonly number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const next = vectors.map((vector) => nearestOf(vector, centers));
    if (next.every((cluster, index) => cluster === nearest[index])) break;
    nearest = next;
    centers = centers.map((center, cluster) => centerOf(vectors.filter((_, index) => nearest[index] === cluster)) ?? center);
  }
  return nearest;
}

function vectorsOf(texts: readonly string[]): readonly Vector[] {
  const features = texts.map((text) => featuresOf(text)?.terms ?? []);
  const frequency = new Map<number, number>();
  for (const terms of features) for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const weight = (term: number) => Math.sqrt(worthOf(term) * Math.log(texts.length / (frequency.get(term) ?? 1)));
  return features.map((terms) => normal(new Map(terms.map((term) => [term, weight(term)]))));
}

function firstCenters(vectors: readonly Vector[], k: number): readonly Vector[] {
  const chance = fixedChance();
  const centers = [vectors[Math.floor(chance() * vectors.length)] ?? new Map()];
  const far = vectors.map(() => Number.POSITIVE_INFINITY);
  while (centers.length < k) {
    for (const [index, vector] of vectors.entries())
      far[index] = Math.min(far[index] ?? 1, Math.max(0, 1 - dot(vector, centers.at(-1) ?? vector)));
    let sum = 0;
    const sums = far.map((each) => {
      sum += each;
      return sum;
    });
    const place = chance() * (sums.at(-1) ?? 0);
    centers.push(vectors[sums.findIndex((each) => each >= place)] ?? new Map());
  }
  return centers;
}

/** mulberry32, from a fixed beginning. */
export function fixedChance(): () => number {
  let state = 20_261_201;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function nearestOf(vector: Vector, centers: readonly Vector[]): number {
  let [best, most] = [0, -1];
  for (const [index, center] of centers.entries()) {
    const near = dot(vector, center);
    if (near > most) [best, most] = [index, near];
  }
  return best;
}

function centerOf(vectors: readonly Vector[]): Vector | undefined {
  if (vectors.length === 0) return undefined;
  const sum = new Map<number, number>();
  for (const vector of vectors) for (const [term, weight] of vector) sum.set(term, (sum.get(term) ?? 0) + weight);
  return normal(sum);
}

function normal(vector: Vector): Vector {
  let length = 0;
  for (const weight of vector.values()) length += weight * weight;
  const scale = 1 / (Math.sqrt(length) || 1);
  return new Map([...vector].map(([term, weight]) => [term, weight * scale]));
}

function dot(one: Vector, other: Vector): number {
  const [few, many] = one.size < other.size ? [one, other] : [other, one];
  let sum = 0;
  for (const [term, weight] of few) sum += weight * (many.get(term) ?? 0);
  return sum;
}
