import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Message, Outcome } from "../../src/core/delivery.ts";
import type { Configured, DeliveryPolicy, OutboundMessage } from "../../src/core/destination.ts";
import type { Store } from "../../src/core/store.ts";
import { type Instant, minute, plus, second } from "../../src/core/time.ts";
import { createDispatcher, type Dispatcher } from "../../src/deliver/dispatcher.ts";
import { aDestination, anEdge, type DestinationCase } from "../support/destination-case.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { aMessage, t0 } from "../support/store-cases.ts";
import { queue } from "../support/stored.ts";

let store: Store;
let dispatcher: Dispatcher;
let board: DestinationCase;
let sums: (readonly OutboundMessage[])[];
let clock: Instant;
let sumEnds: Outcome[];

beforeEach(() => {
  clock = t0;
  sums = [];
  sumEnds = [];
  store = createMemoryStore();
  board = aDestination({ concurrency: 1, limit: { count: 1, per: second }, ...shares });
  dispatcher = createDispatcher({ store, environment: anEdge, now: () => clock, chance: () => 0, emit: () => {}, failpoint: () => {} });
  dispatcher.update(new Map([["crm", summing(board.configured)]]));
});

afterEach(() => dispatcher.stop(0));

const shares: Partial<DeliveryPolicy> = { updates: { count: 2, per: minute }, overflow: { over: 5, most: 40 } };

function summing(configured: Configured): Configured {
  return {
    ...configured,
    open: (edge) => ({
      ...configured.open(edge),
      isNeedless: ({ mode }) => mode === "update",
      async sumUp(parcels) {
        sums.push(parcels);
        return sumEnds.shift() ?? { kind: "delivered", reference: "sum" };
      },
    }),
  };
}

const many = (count: number, override: Partial<Message> = {}) =>
  Array.from({ length: count }, (_, index) => aMessage(`${override.mode ?? "new"} ${index}`, { thread: `thread ${index}`, ...override }));
const delivered = (count: number) => expect.poll(async () => (await store.stats()).deliveries.delivered, { timeout: 15_000 }).toBe(count);

describe("more messages than the limit lets through", () => {
  it("are told as one after the first, a second at a time, and none is lost", async () => {
    await queue(store, ...many(100));
    dispatcher.start();
    await delivered(1);
    for (const count of [41, 81, 100]) {
      expect((await store.stats()).deliveries.delivered).toBeLessThan(count);
      clock = plus(clock, second);
      await delivered(count);
    }
    expect(board.sent).toHaveLength(1);
    expect(sums.map((parcels) => parcels.length)).toEqual([40, 40, 19]);
    expect(new Set(sums.flat().map(({ context }) => context.key)).size).toBe(99);
  });

  it("are told one by one while they are few", async () => {
    await queue(store, ...many(5));
    dispatcher.start();
    for (let count = 1; count <= 5; count += 1) {
      await delivered(count);
      clock = plus(clock, second);
    }
    expect(sums).toEqual([]);
  });

  it("wait together where the other side asks for it", async () => {
    sumEnds.push({ kind: "later", reason: "throttled", detail: "429", after: 5 * second, countsAsAttempt: false });
    await queue(store, ...many(30));
    dispatcher.start();
    await delivered(1);
    clock = plus(clock, second);
    await expect.poll(() => sums.length, { timeout: 15_000 }).toBe(1);
    clock = plus(clock, 6 * second);
    await delivered(30);
    const rows = await store.searchDeliveries({ limit: 100 });
    expect(rows.rows.every(({ attempts }) => attempts === 1)).toBe(true);
  });
});

describe("changes of messages", () => {
  const changes = (count: number) => many(count, { mode: "update" });

  it("have a limit of their own, and go although nothing new may", async () => {
    await queue(store, aMessage("first"), aMessage("second"), ...changes(2));
    dispatcher.start();
    await delivered(3);
    expect(board.sent.map(({ message }) => message.mode ?? "new").sort()).toEqual(["new", "update", "update"]);
    clock = plus(clock, second);
    await delivered(4);
  });

  /** Two destinations, by which the same app speaks. */
  function twoOfOnePool(): readonly DestinationCase[] {
    const pooled: Partial<DeliveryPolicy> = { concurrency: 1, updates: { count: 3, per: minute, pool: "one app" } };
    const both = [aDestination(pooled), aDestination(pooled)] as const;
    dispatcher.update(
      new Map([
        ["crm", both[0].configured],
        ["mail", both[1].configured],
      ]),
    );
    return both;
  }
  const sentBy = (both: readonly DestinationCase[]) => both.reduce((sum, { sent }) => sum + sent.length, 0);

  it("keep one limit for all destinations of a pool", async () => {
    const both = twoOfOnePool();
    await queue(
      store,
      ...changes(5),
      ...many(5, { mode: "update", to: "mail" }).map((each, index) => ({ ...each, id: aMessage(`mail ${index}`).id })),
    );
    dispatcher.start();
    for (const count of [3, 6, 9, 10]) {
      await delivered(count);
      expect(sentBy(both)).toBe(count);
      clock = plus(clock, minute);
    }
    expect(both.map(({ sent }) => sent.length)).toEqual([5, 5]);
  });

  it("are held for all destinations of a pool where the other side asks for it, and only then", async () => {
    const both = twoOfOnePool();
    const [one, other] = both;
    one?.answers.push({ kind: "later", reason: "throttled", detail: "429", after: 100, countsAsAttempt: false });
    await queue(store, ...changes(1));
    dispatcher.start();
    await expect.poll(() => one?.sent.length, { timeout: 15_000 }).toBe(1);
    await expect.poll(async () => (await store.stats()).deliveries.waiting, { timeout: 15_000 }).toBe(1);
    await queue(store, aMessage("theirs", { mode: "update", to: "mail" }), aMessage("new to them", { to: "mail" }));
    await delivered(1);
    expect(other?.sent.map(({ message }) => message.mode ?? "new")).toEqual(["new"]);
    clock = plus(clock, minute);
    await delivered(3);
  });

  it("wait for their own limit, and nothing new waits for them", async () => {
    await queue(store, ...changes(3));
    dispatcher.start();
    await delivered(2);
    await queue(store, aMessage("first"));
    await delivered(3);
    clock = plus(clock, minute);
    await delivered(4);
  });

  // D12
  it("are asked to wait without holding up what is new", async () => {
    board.answers.push({ kind: "later", reason: "throttled", detail: "429", after: 100, countsAsAttempt: false });
    await queue(store, ...changes(1));
    dispatcher.start();
    await expect.poll(() => board.sent.length, { timeout: 15_000 }).toBe(1);
    await queue(store, aMessage("first"));
    await delivered(1);
    expect(board.sent).toHaveLength(2);
  });

  it("are settled many at a time where there is nothing to send, and what there is stays in its turn", async () => {
    board.answers.push({ kind: "delivered", free: true });
    await queue(store, ...changes(200), ...many(1, { mode: "append", thread: "real" }));
    dispatcher.start();
    await delivered(201);
    expect(board.sent.length).toBe(201);
    expect(board.sent.filter(({ message }) => message.mode === "append")).toHaveLength(1);
  });

  it("cost nothing where there was nothing to send", async () => {
    for (let each = 0; each < 10; each += 1) board.answers.push({ kind: "delivered", free: true });
    await queue(store, ...changes(10));
    dispatcher.start();
    await delivered(10);
    expect(clock).toBe(t0);
  });
});
