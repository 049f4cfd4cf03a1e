/** What a clock that was set back does to what waits, in every store, while the relay runs and while it is down. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import type { Store } from "../../src/core/store.ts";
import { day, hour, type Instant, minute, plus, second } from "../../src/core/time.ts";
import { createClockWatch } from "../../src/evaluate/clock-watch.ts";
import { aMessage, anArrival, t0 } from "../support/store-cases.ts";
import { deciding } from "../support/stored.ts";
import type { StoreUnderTest } from "./store.ts";

const timer = { key: "idle x", dueAt: plus(t0, 30 * minute), source: "bithuman", agent: "A1", session: "s1", payload: { idle: true } };

export function followsTheClock(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`a clock that is set back beside the ${name} store`, () => {
    let under: StoreUnderTest;
    let store: Store;
    let clock: Instant;
    let elapsed: number;
    let said: Signal[];

    beforeEach(async () => {
      under = await open();
      store = under.store;
      [clock, elapsed, said] = [t0, 0, []];
    });

    afterEach(() => under.cleanUp());

    const watch = (id = "one") =>
      createClockWatch({ store, id, now: () => clock, elapsed: () => elapsed, emit: (signal) => void said.push(signal) });

    /** One timer and one delivery wait, and one event for its evaluation. */
    async function fill(): Promise<void> {
      await store.accept(anArrival("a"));
      await store.evaluate(1, deciding({ timers: [timer], messagesOf: () => [aMessage("m", { dueAt: plus(t0, 10 * minute) })] }));
      await store.accept(anArrival("b"));
    }

    async function expectOnTime(): Promise<void> {
      expect(await store.waiting()).toEqual([{ to: "crm", dueAt: plus(clock, 10 * minute) }]);
      expect(await store.event(anArrival("b").event.id)).toMatchObject({ receivedAt: clock, event: { receivedAt: clock } });
      expect(await store.fireTimers(plus(clock, 30 * minute - 1), 10)).toBe(0);
      expect(await store.fireTimers(plus(clock, 30 * minute), 10)).toBe(1);
    }

    it("moves what waits by as much, also events that nobody has looked at", async () => {
      const watched = watch();
      await watched.follow();
      await fill();
      clock = plus(clock, -3 * hour);
      await watched.follow();
      await watched.follow();
      expect(said).toEqual([{ name: "clock.set_back", seconds: 10_800 }]);
      await expectOnTime();
      expect((await store.evaluate(1, deciding())).decisions).toMatchObject([{ event: { receivedAt: clock } }]);
    });

    it.each([-30 * second, -3 * hour, -400 * day])("moves it at the start after the clock was set back by %d ms meanwhile", async (by) => {
      if (under.reopen === undefined) return;
      const before = watch();
      await before.follow();
      await fill();
      await before.note(true);
      store = await under.reopen();
      [clock, elapsed] = [plus(clock, by), 5];
      await watch().follow();
      expect(said).toEqual([{ name: "clock.set_back", seconds: Math.round(-by / second) }]);
      await expectOnTime();
      store = await under.reopen();
      await watch().follow();
      expect(said).toHaveLength(1);
    });

    it("knows after a kill what the clock showed some seconds before it", async () => {
      const before = watch();
      await before.follow();
      [clock, elapsed] = [plus(clock, hour), hour];
      await before.note();
      [clock, elapsed] = [plus(clock, second), hour + second];
      await before.note();
      [clock, elapsed] = [plus(clock, -hour), 0];
      await watch().follow();
      expect(said).toEqual([{ name: "clock.set_back", seconds: 3_599 }]);
    });

    it("moves nothing at a start where time went on, or where two clocks differ a little", async () => {
      for (const by of [0, minute, -4 * second, -4 * second]) {
        clock = plus(clock, by);
        await watch().follow();
      }
      expect(said).toEqual([]);
    });

    it("is followed by one of several replicas", async () => {
      const replicas = ["one", "two", "three"].map(watch);
      for (const replica of replicas) await replica.follow();
      await fill();
      clock = plus(clock, -hour);
      await Promise.all(replicas.map((replica) => replica.follow()));
      expect(said).toHaveLength(1);
      await expectOnTime();
    });

    it("is put right by the next look where the store could not", async () => {
      let isAway = false;
      const keep: Store["keep"] = (...kept) => (isAway ? Promise.reject(new Error("connection terminated")) : store.keep(...kept));
      const away = { ...store, keep };
      const watched = createClockWatch({
        store: away,
        id: "one",
        now: () => clock,
        elapsed: () => elapsed,
        emit: (signal) => void said.push(signal),
      });
      await watched.follow();
      clock = plus(clock, -hour);
      isAway = true;
      await expect(watched.follow()).rejects.toThrow("connection terminated");
      isAway = false;
      await watched.follow();
      expect(said).toEqual([{ name: "clock.set_back", seconds: 3_600 }]);
    });
  });
}
