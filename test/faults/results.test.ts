import { expect, it } from "vitest";
import { ran } from "../../faults/part.ts";
import { type Results, resultsLine, sumOf, withRound } from "../../faults/results.ts";

const none: Results = { commit: "abc", node: "v20.1.0", parts: {} };

it("adds the rounds of a part up, and goes on where it was ended", () => {
  const first = withRound(sumOf(none, "disk", 7), ran(10, ["one"], { acked: 3 }), 2);
  const results = { ...none, parts: { disk: first } };
  const second = withRound(sumOf(results, "disk", 7), ran(1_990, [], { acked: 4, lost: 0 }), 3);
  expect(second).toEqual({ seed: 7, rounds: 2, cases: 2_000, failed: 1, seconds: 5, counts: { acked: 7, lost: 0 } });
  expect(resultsLine({ ...none, parts: { disk: second } })).toContain("commit `abc` on Node 20.1.0: 2,000 disk (1 failed).");
});

it("begins anew with another seed", () => {
  const results = { ...none, parts: { disk: withRound(sumOf(none, "disk", 7), ran(10, []), 2) } };
  expect(sumOf(results, "disk", 8)).toMatchObject({ seed: 8, rounds: 0, cases: 0 });
});
