import { expect, it, onTestFinished, vi } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { day, hour, type Instant, minute, plus, second } from "../../src/core/time.ts";
import { createSweeper } from "../../src/evaluate/sweeper.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { anArrival, aQuarantined, t0 } from "../support/store-cases.ts";
import { deciding } from "../support/stored.ts";

const patience = { timeout: 30_000 };

const nobodySets = { follow: async () => {}, note: async () => {} };

/** Somebody puts the clock of the machine right while the relay waits for what senders repeat. */
it.each([
  ["back by three hours", -3 * hour],
  ["on by two days", 48 * hour],
])("waits after a start by a clock that nobody sets, also where the machine's is set %s", async (_, by) => {
  const store = createMemoryStore();
  await store.accept(anArrival("a"));
  const timer = { key: "idle s1", dueAt: plus(t0, -6 * hour), source: "bithuman", agent: "A1", session: "s1", payload: {} };
  await store.evaluate(1, deciding({ timers: [timer] }));
  let clock = t0;
  let elapsed = 0;
  let looks = 0;
  const fired: Signal[] = [];
  const sweeper = createSweeper({
    store: { ...store, fireTimers: (...args) => store.fireTimers(...args).finally(() => (looks += 1)) },
    retention: () => ({ events: day, deliveries: day, dedupe: day, quarantined: day, quarantinedBytes: 1_000, figures: 730 * day }),
    sources: () => [{ name: "bithuman", sessions: undefined, repeatsFor: 40 * second }],
    idleAfter: () => 30 * minute,
    clock: nobodySets,
    now: () => clock,
    elapsed: () => elapsed,
    emit: (signal) => signal.name === "timers.fired" && fired.push(signal),
  });
  onTestFinished(() => sweeper.stop());
  sweeper.start();
  clock = plus(clock, by);
  await expect.poll(() => looks, patience).toBeGreaterThan(0);
  expect(fired).toEqual([]);
  elapsed = 40 * second;
  await expect.poll(() => fired, patience).toEqual([{ name: "timers.fired", count: 1 }]);
});

it("fires after a start what is due whatever comes, and only later what says that nothing came", async () => {
  const store = createMemoryStore();
  const timer = { dueAt: plus(t0, minute), source: "bithuman", agent: "A1", session: "s1", payload: {} };
  await store.accept(anArrival("a"));
  await store.evaluate(1, deciding({ timers: ["idle s1", "silence s1", "wake i1 0"].map((key) => ({ ...timer, key })) }));
  const clock = plus(t0, hour);
  let elapsed = 0;
  const fired: Signal[] = [];
  const sweeper = createSweeper({
    store,
    retention: () => ({ events: day, deliveries: day, dedupe: day, quarantined: day, quarantinedBytes: 1_000, figures: 730 * day }),
    sources: () => [{ name: "bithuman", sessions: undefined, repeatsFor: 40 * second }],
    idleAfter: () => 30 * minute,
    clock: nobodySets,
    now: () => clock as Instant, // the test's own clock
    elapsed: () => elapsed,
    emit: (signal) => fired.push(signal),
  });
  onTestFinished(() => sweeper.stop());
  sweeper.start();
  const due = async () => {
    const { decisions } = await store.evaluate(10, deciding());
    return decisions.flatMap(({ event }) => (event.kind === "due" ? [event.timer] : []));
  };
  await expect.poll(() => fired, patience).toEqual([{ name: "timers.fired", count: 1 }]);
  expect(await due()).toEqual(["wake i1 0"]);
  elapsed = 40 * second; // for so long senders repeat
  await expect.poll(() => fired.length, patience).toBe(2);
  expect((await due()).sort()).toEqual(["idle s1", "silence s1"]);
});

it("waits after a start for no source whose sender tries once", async () => {
  const store = createMemoryStore();
  const about = { dueAt: plus(t0, minute), agent: "A1", session: "s1", payload: {} };
  const timers = ["shown", "signed"].flatMap((source) =>
    ["idle", "silence", "step"].map((kind) => ({ ...about, source, key: `${kind} ${source}` })),
  );
  await store.accept(anArrival("a"));
  await store.evaluate(1, deciding({ timers }));
  let elapsed = 0;
  const fired: Signal[] = [];
  const sweeper = createSweeper({
    store,
    retention: () => ({ events: day, deliveries: day, dedupe: day, quarantined: day, quarantinedBytes: 1_000, figures: 730 * day }),
    sources: () => [
      { name: "shown", sessions: undefined, repeatsFor: 0 },
      { name: "signed", sessions: undefined, repeatsFor: 0 },
      { name: "words of signed", sessions: "signed", repeatsFor: 40 * second }, // its events are of the sessions of the other
    ],
    idleAfter: () => 30 * minute,
    clock: nobodySets,
    now: () => plus(t0, hour),
    elapsed: () => elapsed,
    emit: (signal) => fired.push(signal),
  });
  onTestFinished(() => sweeper.stop());
  sweeper.start();
  elapsed = 2 * second; // what waited in front of the port is in
  await expect.poll(() => fired, patience).toEqual([{ name: "timers.fired", count: 3 }]);
  const { decisions } = await store.evaluate(10, deciding());
  expect(decisions.map(({ event }) => (event.kind === "due" ? event.timer : "")).sort()).toEqual([
    "idle shown",
    "silence shown",
    "step shown",
  ]);
});

it("empties what was set aside, by age and by size, and counts each apart", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const store = createMemoryStore();
  const aside = (name: string, receivedAt: Instant) => ({ ...aQuarantined(name, "invalid_json"), receivedAt, raw: new Uint8Array(400) });
  const emptiedByAge = Array.from({ length: 150 }, (_, n) => aside(`old ${n}`, t0)); // more than one step
  for (const each of [...emptiedByAge, ...["a", "b", "c"].map((name) => aside(name, plus(t0, 2 * day)))]) await store.accept(each);
  const seen: Signal[] = [];
  const sweeper = createSweeper({
    store,
    retention: () => ({ events: day, deliveries: day, dedupe: 30 * day, quarantined: day, quarantinedBytes: 1_000, figures: 730 * day }),
    sources: () => [],
    idleAfter: () => 30 * minute,
    clock: nobodySets,
    now: () => plus(t0, 2 * day),
    elapsed: () => 0,
    emit: (signal) => seen.push(signal),
  });
  sweeper.start();
  await vi.advanceTimersByTimeAsync(minute);
  await sweeper.stop();
  expect(seen).toEqual([
    { name: "quarantine.emptied", why: "age", count: 150 },
    { name: "quarantine.emptied", why: "limit", count: 1 },
  ]);
  expect(await store.stats()).toMatchObject({ events: 153, quarantined: 2, quarantinedBytes: 800 });
});
