import { describe, expect, test } from "vitest";
import { openLexicon } from "../../src/detect/lexicon.ts";
import { packs } from "../../src/detect/packs/index.ts";
import { calibrate, calibrateByCurve, calibrateBySets } from "../../train/calibrate.ts";
import { type Labelled, markedPairs, readWritten } from "../../train/data.ts";
import { auc, pointAt, recallAt } from "../../train/figures.ts";
import { outerFold, outerFolds } from "../../train/folds.ts";
import { answerOutOfFold } from "../../train/out-of-fold.ts";
import { reportLines } from "../../train/report.ts";
import { prepare, trainAll, trainFolds } from "../../train/train.ts";

/** A small labelled folder: a dozen conversations, half of them going wrong. */
const labelled: Labelled = {
  messages: [],
  sessions: Array.from({ length: 12 }, (_, index) => ({
    id: `talk-${index}`,
    source: "stc3",
    lang: "en",
    label: index % 2 === 0 ? 1 : 0,
    gray: 0,
    score: index % 2 === 0 ? -1 : 1,
    turns: [
      { role: "user", text: index % 2 === 0 ? "still no answer, this is terrible" : "how do I add a second user" },
      { role: "agent", text: "please wait" },
      { role: "user", text: index % 2 === 0 ? "you are useless, I give up" : "that worked, thank you" },
    ],
  })),
  pairs: [],
  chains: [],
  probes: [{ id: "P1", expected: 1, text: "this is terrible" }],
};
const ears = openLexicon(packs);

/** One in ten of the sentences that come with the project. */
const written = { ...readWritten(), messages: readWritten().messages.filter((_, index) => index % 10 === 0) };

function prepared(): ReturnType<typeof prepare> {
  return prepare(labelled, ears, written);
}

describe("training", { timeout: 120_000 }, () => {
  test("gives the same bytes from the same folder", () => {
    const [one, other] = [trainAll(prepared()), trainAll(prepared())];
    expect(JSON.stringify(one.files)).toBe(JSON.stringify(other.files));
  });

  test("judges every conversation by detectors that have not seen it", () => {
    const lines = reportLines(answerOutOfFold(labelled, trainFolds(prepared())));
    expect(lines.join("\n")).toMatch(/sessions stc3 en: n 12, positive 6, AUC (0\.9\d\d|1\.000)/);
    expect(lines.join("\n")).toContain("frustration probes right: 1 of 1");
  });
});

test("a dialogue falls into one fold, and every fold gets some", () => {
  const folds = new Set(Array.from({ length: 100 }, (_, index) => outerFold(`dialogue-${index}`)));
  expect(folds.size).toBe(outerFolds);
});

describe("the figures are the scorer's", () => {
  const rows = [
    { label: 1, score: 0.9 },
    { label: 0, score: 0.8 },
    { label: 1, score: 0.8 },
    { label: 0, score: 0.1 },
  ] as const;
  test("ties share their rank", () => expect(auc(rows)).toBe(0.875));
  test("a threshold includes its own score", () => expect(pointAt(rows, 0.8)).toEqual({ precision: 2 / 3, recall: 1, f1: 0.8 }));
  test("a recall from fewer than five hits is none", () => expect(recallAt(rows, 0.5)).toBe(0));
});

test("calibration puts the balanced point at 0.5 and keeps quiet rows quiet", () => {
  const rows = Array.from({ length: 100 }, (_, index) => ({ label: index >= 80 ? (1 as const) : (0 as const), score: index / 10 }));
  const { slope, shift } = calibrate(rows, { sure: 0.95 });
  expect(slope * 8 + shift).toBeCloseTo(0);
  const quiet = calibrate(rows, { sure: 0.95, quiet: { rows: [{ label: 0, score: 9 }], share: 0 } });
  expect(-quiet.shift / quiet.slope).toBeGreaterThan(9);
});

describe("calibration by a curve", () => {
  const rows = Array.from({ length: 100 }, (_, index) => ({
    label: index % 10 < index / 10 ? (1 as const) : (0 as const),
    score: index / 10,
  }));
  test("puts the balanced point where about as many are found as missed, and sure above it", () => {
    const { slope, shift } = calibrateByCurve(rows, 0.9);
    const sure = (Math.log(4) - shift) / slope;
    expect(-shift / slope).toBeGreaterThan(2);
    expect(-shift / slope).toBeLessThan(5);
    expect(sure).toBeGreaterThan(7);
    expect(sure).toBeLessThan(10);
  });
  test("a few labels turned around hardly move it", () => {
    const turned = rows.map((row, index) => (index % 25 === 12 ? { ...row, label: row.label === 1 ? (0 as const) : (1 as const) } : row));
    const [one, other] = [calibrateByCurve(rows, 0.9), calibrateByCurve(turned, 0.9)];
    expect(Math.abs(one.shift / one.slope - other.shift / other.slope)).toBeLessThan(0.7);
  });
});

describe("calibration by sets", () => {
  const set = (source: string, rows: number, from: number) =>
    Array.from({ length: rows }, (_, index) => ({
      source,
      label: (index % 10) * rows < index * 10 ? (1 as const) : (0 as const),
      score: from + (10 * index) / rows,
    }));
  const balanceOf = ({ slope, shift }: ReturnType<typeof calibrate>): number => -shift / slope;

  test("puts 0.5 between the sets, however many rows each has", () => {
    const [low, high] = [set("low", 100, 0), set("high", 1_000, 4)];
    const [one, other] = [low, high].map((rows) => balanceOf(calibrateByCurve(rows, 0.9)));
    expect(balanceOf(calibrateBySets([...low, ...high], 0.9))).toBeCloseTo(((one ?? 0) + (other ?? 0)) / 2);
  });
  test("small sets alone count as one", () => {
    const rows = [...set("low", 20, 0), ...set("high", 40, 4)];
    expect(calibrateBySets(rows, 0.9)).toEqual(calibrateByCurve(rows, 0.9));
  });
  test("a set of few rows does not count beside a large one", () => {
    const [low, high] = [set("low", 10, -100), set("high", 1_000, 4)];
    expect(calibrateBySets([...low, ...high], 0.9)).toEqual(calibrateByCurve(high, 0.9));
  });
});

test("marked turns take their words from the labelled folder, and are left out where it has none", () => {
  const marked = [
    { same: 1, dialogue: "talk-0", earlier: 0, later: 2 },
    { same: 0, dialogue: "elsewhere", earlier: 0, later: 2 },
  ] as const;
  expect(markedPairs(labelled, marked)).toEqual([
    { a: "still no answer, this is terrible", b: "you are useless, I give up", same: 1, source: "marked", group: "talk-0" },
  ]);
});
