import { expect, it } from "vitest";
import { failureOf } from "../../src/core/signal.ts";
import type { Store } from "../../src/core/store.ts";
import { createEvaluator } from "../../src/evaluate/evaluator.ts";
import { createMemoryStore } from "../../src/stores/memory/index.ts";
import { anArrival, t0 } from "../support/store-cases.ts";
import { deciding } from "../support/stored.ts";

it("evaluates as soon as the store can, though it was away when the relay started", async () => {
  const store = createMemoryStore();
  let isAway = true;
  const cutOff: Pick<Store, "evaluate" | "stats" | "watch" | "trouble"> = {
    stats: () => Promise.reject(new Error("connection terminated")),
    evaluate: (max, plan) => (isAway ? Promise.reject(new Error("connection terminated")) : store.evaluate(max, plan)),
    watch: store.watch,
    trouble: () => (isAway ? "the database cannot be reached" : undefined),
  };
  const signals: string[] = [];
  const evaluator = createEvaluator({
    store: cutOff,
    planner: () => deciding(),
    now: () => t0,
    emit: ({ name }) => void signals.push(name),
  });
  await store.accept(anArrival("a"));
  evaluator.start();
  await expect.poll(() => signals, { timeout: 15_000 }).toContain("store.trouble");
  isAway = false;
  await expect.poll(() => signals, { timeout: 15_000 }).toContain("event.evaluated");
  await evaluator.stop();
  expect(signals).not.toContain("bug");
});

it("calls a failure a bug only where the store has no trouble of its own", () => {
  expect(failureOf("sweep", new Error("no such column"), undefined)).toEqual({ name: "bug", where: "sweep", error: "no such column" });
  expect(failureOf("sweep", new Error("reset"), "the database cannot be reached")).toMatchObject({ name: "store.trouble" });
});
