import { describe, expect, it } from "vitest";
import type { RuleTrace } from "../../src/core/rule.ts";
import { isUseful, type LabelledAlert, noiseProposal, scoreOf } from "../../src/evaluate/noise-proposals.ts";

const alerts = (useful: boolean, ...scores: readonly number[]): readonly LabelledAlert[] => scores.map((score) => ({ useful, score }));
const labelled = [...alerts(false, 0.52, 0.55, 0.6, 0.9), ...alerts(true, 0.7, 0.8)];

describe("noiseProposal", () => {
  it.each<[string, unknown, readonly LabelledAlert[], string]>([
    [
      "names the bound above the noise and below what is useful",
      { frustration: 0.5 },
      labelled,
      "Raise frustration.above from 0.5 to 0.65: 3 of these 4 noise alerts would not have come, every useful one would. avatar-relay tune tries it on the whole record.",
    ],
    [
      "finds the bound of a longer form",
      { all: [{ role: "user" }, { wants_human: { above: 0.6 } }] },
      labelled,
      "Raise wants_human.above from 0.6 to 0.65: 3 of",
    ],
    [
      "proposes nothing where no alert was useful",
      { frustration: 0.5 },
      alerts(false, 0.6, 0.7),
      "No other bound is proposed: no alert is labelled useful",
    ],
    [
      "proposes nothing where noise scores as high",
      { frustration: 0.5 },
      [...alerts(false, 0.9), ...alerts(true, 0.6)],
      "No other bound is proposed: its noise scores as high",
    ],
    ["proposes nothing for words", { keywords: ["refund"] }, labelled, "No other bound is proposed: it asks no detector."],
    [
      "proposes nothing where the record is gone",
      { frustration: 0.5 },
      [],
      "No other bound is proposed: its labelled alerts are no longer in the record",
    ],
  ])("%s", (_, when, given, text) => {
    expect(noiseProposal("angry", when, given)).toContain(text);
  });
});

it("takes useful before noise, and nothing where nobody said so", () => {
  const at = 0 as never; // no time is read
  expect(isUseful({ deeds: [{ at, what: "opened" }] })).toBeUndefined();
  expect(isUseful({ deeds: [{ at, what: "noise" }] })).toBe(false);
  expect(
    isUseful({
      deeds: [
        { at, what: "noise" },
        { at, what: "useful" },
      ],
    }),
  ).toBe(true);
});

it("reads the score from the trace of the rule that held", () => {
  const held = (rule: string, facts: { score?: number }): RuleTrace => ({ rule, held: true, because: [], facts, sent: 1 });
  const traces: readonly RuleTrace[] = [
    held("other", { score: 0.9 }),
    held("angry", { score: 0.6 }),
    held("words", {}),
    { rule: "no", held: false, stopped: [] },
  ];
  expect(["angry", "words", "no", "gone"].map((rule) => scoreOf(traces, rule))).toEqual([0.6, 1, undefined, undefined]);
});
