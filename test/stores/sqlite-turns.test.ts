/** Who waits for whom in the embedded store: the answer to a webhook is on a visitor's way, an evaluation is not. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Planner } from "../../src/core/rule.ts";
import type { Store } from "../../src/core/store.ts";
import { day, minute, plus } from "../../src/core/time.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { createPace } from "../../src/stores/sqlite/pace.ts";
import { anArrival, t0 } from "../support/store-cases.ts";
import { deciding } from "../support/stored.ts";

const retention = { events: day, deliveries: day, dedupe: 60 * day, figures: 400 * day, quarantined: day, quarantinedBytes: 1_000 };

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

  it.each([
    ["timers fire", (store: Store) => store.fireTimers(plus(t0, 40 * day), 3_000)],
    ["events are too old", (store: Store) => store.prune(retention, plus(t0, 40 * day), 3_000)],
  ])("is answered while many %s", async (_, work) => {
    const store = await openStore();
    const about = { dueAt: plus(t0, minute), source: "bithuman", agent: "A1", session: "s1", payload: {} };
    const timers = Array.from({ length: 3_000 }, (_, n) => ({ ...about, key: `wake ${n}` }));
    await Promise.all(timers.map(({ key }) => store.accept(anArrival(key))));
    await store.evaluate(1, deciding({ timers }));
    while ((await store.evaluate(500, deciding())).count > 0);
    const order: unknown[] = [];
    const working = work(store).then((count) => order.push(count));
    await new Promise((resolve) => setImmediate(resolve)); // by now it has begun
    await store.accept(anArrival("comes in")).then(() => order.push("answered"));
    await working;
    expect(order).toEqual(["answered", 3_000]);
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
