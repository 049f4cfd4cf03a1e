import { expect, it, onTestFinished } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { day, hour, type Instant, minute, plus, second } from "../../src/core/time.ts";
import { createSweeper } from "../../src/evaluate/sweeper.ts";
import { createMemoryStore } from "../../src/stores/memory/index.ts";
import { anArrival, t0 } from "../support/store-cases.ts";
import { deciding } from "../support/stored.ts";

const patience = { timeout: 30_000 };

it("fires after a start what is due whatever comes, and only later what says that nothing came", async () => {
  const store = createMemoryStore();
  const timer = { dueAt: plus(t0, minute), source: "bithuman", agent: "A1", session: "s1", payload: {} };
  await store.accept(anArrival("a"));
  await store.evaluate(1, deciding({ timers: ["idle s1", "silence s1", "step i1 0"].map((key) => ({ ...timer, key })) }));
  let clock = plus(t0, hour);
  const fired: Signal[] = [];
  const sweeper = createSweeper({
    store,
    retention: () => ({ events: day, deliveries: day, dedupe: day }),
    settleIn: () => 30 * minute,
    now: () => clock as Instant, // the test's own clock
    emit: (signal) => fired.push(signal),
  });
  onTestFinished(() => sweeper.stop());
  sweeper.start();
  const due = async () => {
    const { decisions } = await store.evaluate(10, deciding());
    return decisions.flatMap(({ event }) => (event.kind === "due" ? [event.timer] : []));
  };
  await expect.poll(() => fired, patience).toEqual([{ name: "timers.fired", count: 1 }]);
  expect(await due()).toEqual(["step i1 0"]);
  clock = plus(clock, 40 * second); // for so long senders repeat
  await expect.poll(() => fired.length, patience).toBe(2);
  expect((await due()).sort()).toEqual(["idle s1", "silence s1"]);
});
