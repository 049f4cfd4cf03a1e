import fc from "fast-check";
import { expect, test } from "vitest";
import { didYouMean, distance, nearest } from "../../../src/rules/kit/nearest.ts";

test.each([
  ["whn", ["when", "then", "name"], "when"],
  ["contians", ["contains", "count"], "contains"],
  ["Support", ["support"], "support"],
  ["usr", ["user", "agent"], "user"],
  ["suport", ["support", "report"], "support"],
  ["xyz", ["when", "then"], undefined],
  ["a", ["b"], "b"],
  ["urgent", ["low", "normal", "high", "critical"], undefined],
  ["anything", [], undefined],
])("%s among %j", (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});

test("it is asked as a question, or not at all", () => {
  expect(didYouMean("whn", ["when"])).toBe('did you mean "when"?');
  expect(didYouMean("whn", ["severity"])).toBe(undefined);
});

test("a distance is the same both ways, and nothing only between equals", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (left, right) => {
      expect(distance(left, right)).toBe(distance(right, left));
      expect(distance(left, right) === 0).toBe(left === right);
      expect(distance(left, right)).toBeLessThanOrEqual(Math.max(left.length, right.length));
    }),
  );
  expect(distance("conut", "count")).toBe(1);
});
