import { describe, expect, it } from "vitest";
import { random } from "../../crash/random.ts";
import { day, type Instant } from "../../src/core/time.ts";
import { changedCells, changesByDay, decodeCells, encodeCells } from "../../src/insights/cells.ts";

const key = { agent: "a", source: "bithuman", language: "en" };

describe("the stored form of a day's figures", () => {
  it("is read back as it was written, whatever the counts are", () => {
    const chance = random(7);
    for (let run = 0; run < 300; run += 1) {
      const slots = [...new Set(Array.from({ length: chance.between(0, 60) }, () => chance.between(0, 5_000)))].sort((a, b) => a - b);
      const cells = slots.flatMap((slot) => [slot, chance.between(1, 10 ** chance.between(1, 12))]);
      expect(decodeCells(encodeCells(cells))).toEqual(cells);
    }
  });

  it("takes two bytes for a small count beside another", () => {
    expect(encodeCells([3, 1, 4, 100])).toEqual(Uint8Array.from([3, 1, 1, 100]));
    expect(encodeCells([])).toHaveLength(0);
  });

  it("keeps counts in order, leaves out what is zero, and lets none fall below zero", () => {
    const changed = changedCells(
      [1, 5, 3, 2, 9, 1],
      new Map([
        [2, 4],
        [3, -2],
        [9, -7],
      ]),
    );
    expect(changed).toEqual([1, 5, 2, 4]);
  });
});

describe("changes of the figures", () => {
  it("are summed up for each day and key, and leave out what comes to nothing", () => {
    const at = (hour: number, by: number) => ({ key, triples: [hour, 2, by] });
    const changes = changesByDay([at(24, 1), at(24, 1), at(25, 1), at(47, -1), at(48, 1), at(48, -1)]);
    expect([...changes.keys()]).toEqual([JSON.stringify([day as Instant, "a", "bithuman", "en"])]);
    expect([...changes.values()].map((by) => [...by])).toEqual([
      [
        [48, 2],
        [49, 1],
        [71, -1],
      ],
    ]);
  });
});
