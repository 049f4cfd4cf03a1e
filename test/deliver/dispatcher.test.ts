import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outcome } from "../../src/core/delivery.ts";
import type { Configured, Sender } from "../../src/core/destination.ts";
import type { Signal } from "../../src/core/signal.ts";
import type { Store } from "../../src/core/store.ts";
import { type Instant, minute } from "../../src/core/time.ts";
import { createDispatcher, type Dispatcher } from "../../src/deliver/dispatcher.ts";
import { aDestination, anEdge, type DestinationCase } from "../support/destination-case.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { aMessage, t0 } from "../support/store-cases.ts";
import { queue } from "../support/stored.ts";

let store: Store;
let dispatcher: Dispatcher;
let crm: DestinationCase;
let signals: Signal[];
let clock: number;
/** What chance says next; then 0. */
let chances: number[];

const failing: Outcome = { kind: "later", reason: "unavailable", detail: "503" };

beforeEach(() => {
  clock = t0;
  signals = [];
  store = createMemoryStore();
  crm = aDestination();
  chances = [];
  dispatcher = createDispatcher({
    store,
    environment: anEdge,
    now: () => clock as Instant,
    chance: () => chances.shift() ?? 0,
    emit: (signal) => signals.push(signal),
    failpoint: () => {},
    probeAfter: 20,
  });
  dispatcher.update(new Map([["crm", crm.configured]]));
  dispatcher.start();
});

afterEach(() => dispatcher.stop(0));

const stateOf = async (name: string) => (await store.delivery(aMessage(name).id))?.state;
const delivered = (count: number) => expect.poll(async () => (await store.stats()).deliveries.delivered).toBe(count);

describe("the dispatcher", () => {
  it("sends what is queued, under its key, and says so", async () => {
    await queue(store, aMessage("a"));
    await delivered(1);
    expect(crm.sent.map(({ context }) => context.key)).toEqual([aMessage("a").id]);
    await expect
      .poll(() => signals)
      .toContainEqual(expect.objectContaining({ name: "delivery.attempted", to: "crm", state: "delivered", attempt: 1 }));
  });

  it("tries again when it is due, under the same key", async () => {
    crm.answers.push(failing, failing);
    await queue(store, aMessage("a"));
    await delivered(1);
    expect(crm.sent.map(({ context }) => [context.attempt, context.key])).toEqual([1, 2, 3].map((attempt) => [attempt, aMessage("a").id]));
  });

  it("sends what waits for a person as soon as a test message is delivered", async () => {
    crm.answers.push({ kind: "pause", reason: "credentials", detail: "401" });
    await queue(store, aMessage("a"));
    await expect.poll(() => signals).toContainEqual(expect.objectContaining({ name: "destination.paused", to: "crm" }));
    await queue(store, aMessage("b"));
    clock += 1;
    expect(dispatcher.proven("crm", clock)).toBe(true);
    await delivered(2);
    expect(signals).toContainEqual(expect.objectContaining({ name: "destination.resumed", to: "crm", was: "credentials" }));
    expect([dispatcher.proven("crm", clock), dispatcher.proven("nobody", clock)]).toEqual([false, false]);
  });

  // D03
  it("buries what is refused for good, and goes on with the next", async () => {
    crm.answers.push({ kind: "refused", reason: "permanent", detail: "404" });
    await queue(store, aMessage("a"), aMessage("b"));
    await delivered(1);
    expect(await stateOf("a")).toBe("dead");
  });

  // D12
  it("does not let a destination that hangs hold up another", async () => {
    const mail = aDestination();
    crm.answers.push(() => new Promise(() => {}));
    dispatcher.update(
      new Map([
        ["crm", crm.configured],
        ["mail", mail.configured],
      ]),
    );
    await queue(store, aMessage("a"), aMessage("b", { to: "mail" }));
    await delivered(1);
    expect(mail.sent).toHaveLength(1);
    expect(await stateOf("a")).toBe("sending");
  });

  it("has no more under way at once than the destination allows", async () => {
    const narrow = aDestination({ concurrency: 2 });
    let underWay = 0;
    let most = 0;
    const slow = async (): Promise<Outcome> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return { kind: "delivered" };
    };
    for (let each = 0; each < 10; each += 1) narrow.answers.push(slow);
    dispatcher.update(new Map([["narrow", narrow.configured]]));
    await queue(store, ...Array.from({ length: 10 }, (_, index) => aMessage(`n${index}`, { to: "narrow" })));
    await delivered(10);
    expect(most).toBe(2);
  });

  it("sends the messages of a thread in order, with the first one's reference", async () => {
    crm.answers.push({ kind: "delivered", reference: "ts-1" });
    await queue(store, aMessage("1", { thread: "t" }), aMessage("2", { thread: "t" }), aMessage("3", { thread: "t" }));
    await delivered(3);
    expect(crm.sent.map(({ message, context }) => [message.id, context.reference])).toEqual([
      [aMessage("1").id, undefined],
      [aMessage("2").id, "ts-1"],
      [aMessage("3").id, "ts-1"],
    ]);
  });

  it("goes on with the next request of a delivery at once, and hands it what the one before has found", async () => {
    crm.answers.push({ kind: "onward", progress: { contact: "101" } }, failing);
    await queue(store, aMessage("a"));
    await delivered(1);
    expect(crm.sent.map(({ context }) => context.progress)).toEqual([undefined, { contact: "101" }, { contact: "101" }]);
    expect(crm.sent.map(({ context }) => context.attempt)).toEqual([1, 1, 2]);
  });

  // D10
  it("holds everything while the destination is down, takes no attempts for it, and delivers all when it is back", async () => {
    for (let each = 0; each < 12; each += 1) crm.answers.push(failing);
    await queue(store, ...Array.from({ length: 6 }, (_, index) => aMessage(`m${index}`)));
    await expect.poll(() => signals).toContainEqual({ name: "breaker.changed", to: "crm", state: "open" });
    const later = <Value>(look: () => Value) => {
      clock += minute;
      return look();
    };
    await expect
      .poll(() => later(async () => (await store.stats()).deliveries), { timeout: 5_000 })
      .toMatchObject({ delivered: 6, dead: 0 });
    expect(Math.max(...crm.sent.map(({ context }) => context.attempt))).toBeLessThanOrEqual(4);
  });

  it("sends what can go in one request in one, and settles each message by itself", async () => {
    const table = aDestination({ batch: { max: 100, every: 20 } });
    const requests: number[] = [];
    const sendMany: Sender["sendMany"] = async (parcels) => {
      requests.push(parcels.length);
      return parcels.map(({ message }) => (message.id === aMessage("m3").id ? failing : { kind: "delivered" }));
    };
    dispatcher.update(
      new Map([["table", { ...table.configured, open: (edge) => ({ ...table.configured.open(edge), sendMany }) } satisfies Configured]]),
    );
    const later = () => {
      clock += 25;
      return requests.length;
    };
    await queue(store, ...Array.from({ length: 150 }, (_, index) => aMessage(`m${index}`, { to: "table" })));
    await expect.poll(later, { interval: 25 }).toBeGreaterThanOrEqual(2);
    expect(requests.slice(0, 2)).toEqual([100, 50]);
    await expect.poll(stateOfThird).toBe("waiting");
    expect(await store.stats()).toMatchObject({ deliveries: { delivered: 149 } });
  });

  it("sends together again what went together and was not taken", async () => {
    const table = aDestination({ batch: { max: 100, every: 0 } });
    const requests: (readonly string[])[] = [];
    const sendMany: Sender["sendMany"] = async (parcels) => {
      requests.push(parcels.map(({ message }) => message.id));
      return parcels.map(() => (requests.length === 1 ? failing : { kind: "delivered" }));
    };
    chances = [0.1, 0.5, 0.9];
    dispatcher.update(
      new Map([["table", { ...table.configured, open: (edge) => ({ ...table.configured.open(edge), sendMany }) } satisfies Configured]]),
    );
    await queue(store, ...["a", "b", "c"].map((name) => aMessage(name, { to: "table" })));
    await expect.poll(() => requests.length).toBe(1);
    await expect.poll(async () => (await store.stats()).deliveries.waiting).toBe(3);
    const due = await Promise.all(["a", "b", "c"].map(async (name) => (await store.delivery(aMessage(name).id))?.dueAt));
    expect(new Set(due).size).toBe(1);
  });

  const stateOfThird = () => stateOf("m3");

  // D29
  it("buries what waits for a destination that is gone, and a redrive is still possible", async () => {
    await queue(store, aMessage("a", { to: "gone" }));
    await expect.poll(async () => (await store.delivery(aMessage("a").id))?.reason, { timeout: 5_000 }).toBe("sink_removed");
  });

  it("keeps a message whose sender breaks, and calls it a bug of ours", async () => {
    crm.answers.push(() => Promise.reject(new Error("a bug")));
    await queue(store, aMessage("a"));
    await delivered(1);
    expect(signals).toContainEqual({ name: "bug", where: "deliver send", error: "a bug" });
  });

  // P05
  it("breaks off what hangs when it has to stop, and leaves it to be sent again", async () => {
    crm.answers.push(
      ({ context }) =>
        new Promise((resolve) =>
          context.signal.addEventListener("abort", () =>
            resolve({ kind: "later", reason: "interrupted", detail: "stopped", ambiguous: true }),
          ),
        ),
    );
    await queue(store, aMessage("a"));
    await expect.poll(() => crm.sent).toHaveLength(1);
    await dispatcher.stop(10);
    expect(await store.delivery(aMessage("a").id)).toMatchObject({ state: "waiting", attempts: 0 });
  });
});
