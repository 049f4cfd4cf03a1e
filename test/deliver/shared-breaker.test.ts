import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outcome } from "../../src/core/delivery.ts";
import type { Store } from "../../src/core/store.ts";
import { type Instant, plus, second } from "../../src/core/time.ts";
import { createDispatcher, type Dispatcher } from "../../src/deliver/dispatcher.ts";
import { SharedBreaker } from "../../src/deliver/shared-breaker.ts";
import { aDestination, anEdge, type DestinationCase } from "../support/destination-case.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { aMessage, t0 } from "../support/store-cases.ts";
import { queue } from "../support/stored.ts";

let store: Store;
let clock: Instant;

beforeEach(() => {
  clock = t0;
  store = { ...createMemoryStore(), deliverers: () => 3 };
});

describe("processes that send to one destination", () => {
  const wait = 10 * second;
  const down = { why: "unavailable", wait } as const;
  const throttle = { since: t0, askedAt: t0, until: t0, times: 4, detail: "HTTP 429", isReported: true };
  let a: SharedBreaker;
  let b: SharedBreaker;
  let c: SharedBreaker;

  beforeEach(() => {
    [a, b, c] = [1, 2, 3].map(
      (me) =>
        new SharedBreaker({ to: "crm", store, now: () => clock, elapsed: () => clock, me, wait, turn: 12 * second, isResumed: false }),
    ) as [SharedBreaker, SharedBreaker, SharedBreaker];
  });

  it("believe the one that has found it down, unless they were answered since", async () => {
    b.learn(true);
    clock = plus(clock, 5 * second);
    await a.warn(down);
    clock = plus(clock, second);
    c.learn(true);
    clock = plus(clock, 2 * second);
    expect(await b.foundByOthers()).toMatchObject({ why: "unavailable" });
    expect(await c.foundByOthers()).toBeUndefined();
  });

  it("try it one at a time; whoever dies with its turn loses it by the clock", async () => {
    await a.warn(down);
    expect(await b.takeTurn()).toBe(wait);
    clock = plus(clock, wait);
    const turns = await Promise.all([a, b, c].map((each) => each.takeTurn()));
    expect(turns.filter((at) => at === undefined)).toHaveLength(1);
    clock = plus(clock, 12 * second);
    const rest = [a, b, c].filter((_, index) => turns[index] !== undefined);
    const next = await Promise.all(rest.map((each) => each.takeTurn()));
    expect(next.filter((at) => at === undefined)).toHaveLength(1);
  });

  it("wait again after one has tried in vain, and all may go on when one has not", async () => {
    await a.warn(down);
    clock = plus(clock, wait);
    expect(await b.takeTurn()).toBeUndefined();
    await b.warn(down);
    expect(await a.takeTurn()).toBe(wait);
    clock = plus(clock, wait);
    expect(await a.takeTurn()).toBeUndefined();
    a.learn(true);
    await a.clear();
    expect(await c.foundByOthers()).toBeUndefined();
    expect(await b.takeTurn()).toBeUndefined();
  });

  it("hand on a turn for which there is nothing to send", async () => {
    await a.warn(down);
    clock = plus(clock, wait);
    expect(await a.takeTurn()).toBeUndefined();
    await a.passTurn();
    expect(await b.takeTurn()).toBeUndefined();
  });

  it("are not disturbed more than once by one that cannot reach what they can", async () => {
    await a.warn(down);
    expect(await b.foundByOthers()).toMatchObject({ why: "unavailable" });
    clock = plus(clock, wait);
    expect(await b.takeTurn()).toBeUndefined();
    b.learn(true);
    await b.clear();
    for (let round = 0; round < 3; round += 1) {
      clock = plus(clock, wait);
      expect(await a.takeTurn()).toBeUndefined();
      a.learn(false);
      await a.warn(down);
      expect(await b.foundByOthers()).toBeUndefined();
    }
  });

  it("forget a warning that nobody has renewed", async () => {
    await a.warn(down);
    clock = plus(clock, 2 * wait);
    expect(await b.foundByOthers()).toBeUndefined();
  });

  it("ask nobody where they are alone, and find after a restart what the process before has found", async () => {
    const sole = { ...store, deliverers: () => 1 };
    const asked: string[] = [];
    const keep: Store["keep"] = (name, ...rest) => {
      asked.push(name);
      return store.keep(name, ...rest);
    };
    const one = (me: number, isResumed: boolean) =>
      new SharedBreaker({
        to: "crm",
        store: { ...sole, keep },
        now: () => clock,
        elapsed: () => clock,
        me,
        wait,
        turn: wait,
        isResumed,
      });
    const first = one(1, false);
    expect([await first.foundByOthers(), await first.takeTurn(), asked]).toEqual([undefined, undefined, []]);
    await first.warn({ why: "throttled", throttle: { ...throttle, until: clock + 3 * wait } });
    clock = plus(clock, second);
    const next = one(2, true);
    expect(await next.foundByOthers()).toEqual({
      why: "throttled",
      throttle: { ...throttle, askedAt: clock, until: clock - second + 3 * wait },
    });
    expect([await next.takeTurn(), await next.foundByOthers()]).toEqual([undefined, undefined]);
    await next.clear();
    expect(await one(3, true).foundByOthers()).toBeUndefined();
  });

  it("share that it asks for fewer requests, for how long and whether people know", async () => {
    await a.warn({ why: "throttled", throttle: { ...throttle, until: clock + 3 * wait } });
    expect(await b.foundByOthers()).toEqual({ why: "throttled", throttle: { ...throttle, askedAt: clock, until: clock + 3 * wait } });
    expect(await b.takeTurn()).toBe(3 * wait);
    expect(await b.isCleared()).toBe(false);
    await a.clear();
    clock = plus(clock, second);
    expect(await b.isCleared()).toBe(true);
  });
});

describe("dispatchers of two processes, with a destination that is down", () => {
  const failing: Outcome = { kind: "later", reason: "unavailable", detail: "503" };
  let crm: DestinationCase;
  let dispatchers: readonly Dispatcher[];

  beforeEach(() => {
    crm = aDestination({ concurrency: 1 });
    dispatchers = [0.1, 0.2].map((chance) =>
      createDispatcher({
        store,
        environment: anEdge,
        now: () => clock,
        chance: () => chance,
        emit: () => {},
        failpoint: () => {},
        probeAfter: 20,
      }),
    );
    for (const dispatcher of dispatchers) dispatcher.update(new Map([["crm", crm.configured]]));
  });

  afterEach(() => Promise.all(dispatchers.map((dispatcher) => dispatcher.stop(0))));

  const breakers = () => dispatchers.map((dispatcher) => dispatcher.states().get("crm")?.breaker);
  const tick = () => {
    clock = plus(clock, 20);
    return breakers();
  };

  it("one probe is under way, and the other process sends nothing; when it has succeeded both go on", async () => {
    const [first, second] = dispatchers as [Dispatcher, Dispatcher];
    let succeed = (_: Outcome) => {};
    crm.answers.push(...Array.from({ length: 5 }, () => failing), () => new Promise((resolve) => (succeed = resolve)));
    await queue(store, ...Array.from({ length: 40 }, (_, n) => aMessage(`m${n}`)));
    first.start();
    await expect.poll(() => crm.sent.length).toBe(6);
    second.start();
    await expect.poll(() => tick().every((state) => state === "half-open")).toBe(true);
    expect(crm.sent).toHaveLength(6);
    succeed({ kind: "delivered" });
    await expect.poll(async () => tick() && (await store.stats()).deliveries.delivered, { timeout: 15_000 }).toBe(40);
    expect(crm.sent).toHaveLength(45);
  });
});
