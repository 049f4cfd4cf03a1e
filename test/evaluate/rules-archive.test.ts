import { describe, expect, it } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { createRulesArchive } from "../../src/evaluate/rules-archive.ts";
import { monday } from "../support/make.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";

/** An archivist before a store that is away for the first `refusals` times. */
function archive(refusals: number) {
  const store = createMemoryStore();
  const signals: Signal[] = [];
  let left = refusals;
  const archivist = createRulesArchive({
    store: {
      trouble: () => "the database cannot be reached",
      async saveRules(version, text, now) {
        left -= 1;
        return left < 0 && store.saveRules(version, text, now);
      },
    },
    now: () => monday,
    emit: (signal) => void signals.push(signal),
    againAfter: 1,
  });
  return { store, signals, archivist };
}

describe("the text of the rules", () => {
  it("is kept when the store that was away is back, the last version last; the trouble is told once", async () => {
    const { store, signals, archivist } = archive(3);
    archivist.keep("v1", "version: 1");
    archivist.keep("v2", "version: 1 # edited");
    await expect.poll(() => store.latestRules(), { timeout: 15_000 }).toEqual({ version: "v2", text: "version: 1 # edited" });
    expect(await store.rules("v1")).toBe("version: 1");
    expect(signals).toEqual([{ name: "store.trouble", detail: "the database cannot be reached" }]);
    await archivist.stop();
  });

  it("is a bug of ours where the store refuses for another reason, and holds up no later version", async () => {
    const store = createMemoryStore();
    const signals: Signal[] = [];
    const saveRules: typeof store.saveRules = (version, text, now) =>
      version === "v1" ? Promise.reject(new Error("a column is missing")) : store.saveRules(version, text, now);
    const archivist = createRulesArchive({
      store: { trouble: () => undefined, saveRules },
      now: () => monday,
      emit: (signal) => void signals.push(signal),
    });
    archivist.keep("v1", "version: 1");
    archivist.keep("v2", "version: 1 # edited");
    await archivist.stop();
    expect(signals).toEqual([{ name: "bug", where: "keep the rules", error: "a column is missing" }]);
    expect(await store.rules("v2")).toBe("version: 1 # edited");
  });
});
