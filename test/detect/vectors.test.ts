import { describe, expect, test } from "vitest";
import { decomposed, type Sparse } from "../../train/decompose.ts";
import { wordVectors } from "../../train/vectors.ts";

/** A matrix of the given rows, every entry written out. */
function matrix(rows: readonly (readonly number[])[]): Sparse {
  return rows.map((row) => ({ columns: Int32Array.from(row.keys()), values: Float64Array.from(row) }));
}

function dot(one: ArrayLike<number>, other: ArrayLike<number>): number {
  return Array.from(one).reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}

describe("the decomposition", () => {
  test("gives a symmetric matrix back as the products of its rows", () => {
    const rows = [
      [4, 2, 0],
      [2, 3, 1],
      [0, 1, 2],
    ];
    const found = decomposed(matrix(rows), 3, 3);
    for (const [row, values] of rows.entries())
      for (const [column, value] of values.entries()) expect(dot(found[row] ?? [], found[column] ?? [])).toBeCloseTo(value, 6);
  });

  test("keeps what is strongest", () => {
    const found = decomposed(
      matrix([
        [9, 0, 0],
        [0, 1, 0],
        [0, 0, 4],
      ]),
      2,
      3,
    );
    expect(found.map((row) => Array.from(row, (value) => Math.round(value * value)))).toEqual([
      [9, 0],
      [0, 0],
      [0, 4],
    ]);
  });
});

describe("word vectors", () => {
  const talk = (word: string): readonly string[][] =>
    ["my NAME is here", "the NAME came late", "where is the NAME now"].map((each) => each.replace("NAME", word).split(" "));
  const texts = [...talk("parcel"), ...talk("package"), ...["red", "blue", "green"].map((colour) => `paint it ${colour} today`.split(" "))];

  test("words in the same company are alike, without a single label", () => {
    const vectors = wordVectors([...texts, ...texts.map((words) => [...words, "please"])]);
    const like = (one: string, other: string): number => {
      const [left = [], right = []] = [vectors.of(one), vectors.of(other)];
      return dot(left, right) / Math.sqrt(dot(left, left) * dot(right, right));
    };
    expect(like("parcel", "package")).toBeGreaterThan(0.9);
    expect(like("parcel", "paint")).toBeLessThan(0.5);
  });

  test("what is met too rarely has none, and nothing comes of nothing", () => {
    expect(wordVectors(texts).of("red")).toBeUndefined();
    expect(wordVectors([]).words).toEqual([]);
  });
});
