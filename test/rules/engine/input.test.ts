import { expect, test } from "vitest";
import type { Instant } from "../../../src/core/time.ts";
import type { DetectorInput } from "../../../src/detect/index.ts";
import { programOf } from "../../support/program.ts";

function heard(input: DetectorInput, text: string): number | undefined {
  const { hear } = programOf([{ when: { frustration: { above: 0.5 } } }], { input });
  return hear?.(undefined, { role: "user", text, at: 0 as Instant }).reading?.frustration.message;
}

test("with input: speech, marks and capitals say nothing; with input: text they count in full", () => {
  const [loud, quiet] = ["THIS DOES NOT WORK!!!", "this does not work"];
  expect(heard("speech", loud)).toBe(heard("speech", quiet));
  expect(heard("auto", loud)).toBeGreaterThan(heard("auto", quiet) ?? 1);
  expect(heard("text", loud)).toBeGreaterThan(heard("auto", loud) ?? 1);
});
