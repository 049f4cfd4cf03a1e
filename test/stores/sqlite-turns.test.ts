/** Who waits for whom in the embedded store: the answer to a webhook is on a visitor's way, an evaluation is not. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Planner } from "../../src/core/rule.ts";
import type { Store } from "../../src/core/store.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { createPace } from "../../src/stores/sqlite/pace.ts";
import { anArrival, t0 } from "../support/store-cases.ts";
import { deciding } from "../support/stored.ts";

async function openStore(): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-turns-"));
  const opened = await openSqliteStore({ folder, pid: process.pid, fatal: (_, error) => expect.unreachable(String(error)) });
  if (opened.kind !== "opened") throw new Error(opened.kind);
  onTestFinished(async () => {
    await opened.store.close();
    rmSync(folder, { recursive: true });
  });
  return opened.store;
}

describe("what comes in", () => {
  it("is stored before the evaluation that was asked for in the same turn, which looks at it as well", async () => {
    const store = await openStore();
    const seen: string[] = [];
    const plan: Planner = (events) => {
      seen.push(...events.map(({ id }) => id));
      return deciding()(events);
    };
    await store.accept(anArrival("waits"));
    const evaluation = store.evaluate(10, plan);
    await Promise.resolve(); // by now it stands in the queue
    await Promise.all([evaluation, store.accept(anArrival("comes in"))]);
    expect(seen).toEqual([anArrival("waits").event.id, anArrival("comes in").event.id]);
  });

  it("keeps no evaluation from its turn, however much of it there is", async () => {
    const store = await openStore();
    await store.accept(anArrival("waits"));
    let isEvaluated = false;
    const evaluation = store.evaluate(1, deciding()).then(() => {
      isEvaluated = true;
    });
    let answered = 0;
    while (!isEvaluated && answered < 1_000) {
      await store.accept(anArrival(`comes in ${answered}`));
      answered += 1;
    }
    await evaluation;
    expect(answered).toBeLessThan(10);
  });
});

it("what is asked for once the store is closed, as by a reload in the middle of a stop, is not written and fails nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-turns-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const opened = await openSqliteStore({ folder, pid: process.pid, fatal: (_, error) => expect.unreachable(String(error)) });
  if (opened.kind !== "opened") throw new Error(opened.kind);
  const { store } = opened;
  await store.close();
  let isSettled = false;
  const settle = () => {
    isSettled = true;
  };
  store.saveRules("v", "rules: []", t0).then(settle, settle);
  store.accept(anArrival("too late")).then(settle, settle);
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(isSettled).toBe(false);
});

describe("the pace of evaluations", () => {
  it.each([
    ["starts with a few", [], 4],
    ["doubles while they are quick", [[4, 0.1]], 8],
    [
      "and doubles again",
      [
        [4, 0.1],
        [8, 0.2],
      ],
      16,
    ],
    [
      "falls at once where they take long",
      [
        [4, 0.1],
        [8, 80],
      ],
      1,
    ],
    ["keeps to four milliseconds", [[100, 8]], 50],
    [
      "stays as it was where there was nothing",
      [
        [8, 0.1],
        [0, 0],
      ],
      16,
    ],
  ] as const)("%s", (_, took, most) => {
    const pace = createPace();
    for (const [count, span] of took) pace.took(count, span);
    expect(pace.within(256)).toBe(most);
  });

  it("asks for no more than it is allowed", () => {
    const pace = createPace();
    pace.took(1_000, 1);
    expect(pace.within(256)).toBe(256);
  });
});
