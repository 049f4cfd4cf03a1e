import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Compared, compareLiveAndReplayed } from "../../support/live-and-replayed.ts";
import { createMemoryStore } from "../../support/memory-store/index.ts";
import { openStore } from "../../support/recorded.ts";

async function compareOnDisk(seed: number): Promise<Compared> {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-replay-"));
  const store = await openStore(folder);
  try {
    return await compareLiveAndReplayed(seed, store);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds, for a machine that is busy with other things. */
const patience = 180_000;

describe("a replay of what was recorded", () => {
  it(
    "decides as the relay did that lived through it: out of order, twice, crashing and starting again",
    async () => {
      const all: Compared[] = [];
      for (let seed = 1; seed <= 60; seed += 1) {
        const compared = await compareLiveAndReplayed(seed, createMemoryStore());
        expect(compared.differences.slice(0, 3), `history ${seed}`).toEqual([]);
        all.push(compared);
      }
      const total = (figure: (each: Compared) => number) => all.reduce((sum, each) => sum + figure(each), 0);
      expect(total(({ findings }) => findings)).toBeGreaterThan(250);
      expect(total(({ messages }) => messages)).toBeGreaterThan(250);
      expect(total(({ duplicates }) => duplicates)).toBeGreaterThan(50);
    },
    patience,
  );

  it("takes a timer that came in while what stopped it waited to be decided", async () => {
    expect((await compareLiveAndReplayed(248, createMemoryStore())).differences).toEqual([]);
  });

  it(
    "does so from a database too",
    async () => {
      for (let seed = 1; seed <= 8; seed += 1) expect((await compareOnDisk(seed)).differences, `history ${seed}`).toEqual([]);
    },
    patience,
  );
});
