import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { mutantsOf, survives } from "../support/mutants.ts";

const all = mutantsOf(readFileSync("rules.example.yaml", "utf8"));
/** Spread over all rules; scripts/mutants.ts tries each of them. */
const thirty = all.filter((_, place) => Math.floor((place * 30) / all.length) !== Math.floor(((place - 1) * 30) / all.length));

describe("the tests of rules.example.yaml", () => {
  it("see what is wrong with at least 27 of 30 mutants of its rules", () => {
    expect(thirty).toHaveLength(30);
    expect(
      thirty
        .filter(survives)
        .map(({ name }) => name)
        .slice(3),
    ).toEqual([]);
  });

  it("pass where nothing is wrong", () => {
    expect(survives({ name: "the file itself", text: readFileSync("rules.example.yaml", "utf8") })).toBe(true);
  });
});
