import { expect, test } from "vitest";
import { hour, type Instant } from "../../src/core/time.ts";
import { createUnheardWatch } from "../../src/observe/unheard-languages.ts";
import { makeEvaluated } from "../support/signals.ts";

test("counts messages by language, the commonest first, and forgets those of the day before", () => {
  let now = 0;
  const { watch, lastDay } = createUnheardWatch(() => now as Instant);
  for (const unheard of ["ko", "th", "ko", undefined]) watch(makeEvaluated({ unheard }));
  expect(lastDay()).toEqual([
    { language: "ko", messages: 2 },
    { language: "th", messages: 1 },
  ]);
  now += 23 * hour;
  watch(makeEvaluated({ unheard: "th" }));
  watch(makeEvaluated({ unheard: "th" }));
  expect(lastDay()).toEqual([
    { language: "th", messages: 3 },
    { language: "ko", messages: 2 },
  ]);
  now += 2 * hour;
  expect(lastDay()).toEqual([{ language: "th", messages: 2 }]);
});

test("beyond twenty languages the others are one", () => {
  const { watch, lastDay } = createUnheardWatch(() => 0 as Instant);
  for (let index = 0; index < 25; index += 1) watch(makeEvaluated({ unheard: `l${index}` }));
  expect(lastDay()).toHaveLength(21);
  expect(lastDay()[0]).toEqual({ language: "other", messages: 5 });
});
