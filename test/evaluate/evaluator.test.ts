import { expect, it } from "vitest";
import type { Planner } from "../../src/core/rule.ts";
import { failureOf, type Signal } from "../../src/core/signal.ts";
import type { Store } from "../../src/core/store.ts";
import { hour, minute, plus } from "../../src/core/time.ts";
import { createClockWatch } from "../../src/evaluate/clock-watch.ts";
import { createEvaluator } from "../../src/evaluate/evaluator.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
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
    clock: { follow: async () => {} },
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

it("follows a clock that was set back before it evaluates, so that timers of the clock of now stay where they are", async () => {
  const store = createMemoryStore();
  let at = plus(t0, 0);
  const signals: string[] = [];
  const emit = ({ name }: Signal) => void signals.push(name);
  const clock = createClockWatch({ store, id: "one", now: () => at, elapsed: () => 0, emit });
  const fresh = { key: "idle fresh", dueAt: plus(t0, -3 * minute + hour), source: "bithuman", agent: "A1", session: "s1", payload: {} };
  const evaluator = createEvaluator({ store, planner: () => deciding({ timers: [fresh] }), clock, now: () => at, emit });
  await clock.follow();
  evaluator.start();
  at = plus(t0, -3 * minute);
  await store.accept(anArrival("a", { receivedAt: at }));
  await expect.poll(() => signals, { timeout: 15_000 }).toContain("event.evaluated");
  await clock.follow(); // as the sweeper does
  await evaluator.stop();
  expect(signals).toEqual(["clock.set_back", "event.evaluated"]);
  expect(await store.fireTimers(plus(fresh.dueAt, -1), 10)).toBe(0);
  expect(await store.fireTimers(fresh.dueAt, 10)).toBe(1);
});

it("decides a made-up visit before anybody waits, once, and lives on where that fails", async () => {
  const store = createMemoryStore();
  const seen: (readonly string[])[] = [];
  const planner = (): Planner => (events) => {
    seen.push(events.map(({ source }) => source));
    return events.some(({ source }) => source === "warm-up") ? expect.unreachable("a bug of ours") : deciding()(events);
  };
  const signals: string[] = [];
  const emit = ({ name }: Signal) => void signals.push(name);
  const evaluator = createEvaluator({ store, planner, clock: { follow: async () => {} }, now: () => t0, emit });
  await store.accept(anArrival("a"));
  evaluator.load();
  evaluator.start();
  await expect.poll(() => signals, { timeout: 15_000 }).toEqual(["bug", "event.evaluated"]);
  await evaluator.stop();
  expect(seen).toEqual([["warm-up", "warm-up", "warm-up"], ["bithuman"]]);
});
