import { beforeEach, describe, expect, it } from "vitest";
import { expiredDetail, type Outcome } from "../../src/core/delivery.ts";
import type { DeliveryPolicy } from "../../src/core/destination.ts";
import type { Signal } from "../../src/core/signal.ts";
import type { Store } from "../../src/core/store.ts";
import { day, hour, type Instant, minute, plus, second } from "../../src/core/time.ts";
import { createDispatcher } from "../../src/deliver/dispatcher.ts";
import { Lane } from "../../src/deliver/lane.ts";
import { aDestination, anEdge, type DestinationCase } from "../support/destination-case.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { aMessage, t0 } from "../support/store-cases.ts";
import { queue } from "../support/stored.ts";

/** A time that only the test moves, and a destination that answers by it. */
let store: Store;
let clock: Instant;
let crm: DestinationCase;
let signals: Signal[];
let lanes: Lane[];
/** By how much the clock on the wall was set. */
let wallSet: number;
let answer: () => Outcome;

const throttled: Outcome = { kind: "later", reason: "throttled", detail: "HTTP 429", countsAsAttempt: false };
const down: Outcome = { kind: "later", reason: "unavailable", detail: "HTTP 503" };
const delivered: Outcome = { kind: "delivered" };
/** Shorter than any breaker's: opossum's own timers are real ones. */
const probeAfter = 5;

beforeEach(() => {
  clock = t0;
  wallSet = 0;
  signals = [];
  lanes = [];
  store = createMemoryStore();
  answer = () => delivered;
  crm = answering();
});

function answering(policy: Partial<DeliveryPolicy> = {}): DestinationCase {
  const made = aDestination(policy);
  const open: typeof made.configured.open = (edge) => ({
    ...made.configured.open(edge),
    async send(message, context) {
      made.sent.push({ message, context });
      return answer();
    },
  });
  return { ...made, configured: { ...made.configured, open } };
}

function aLane(me = 0.1, isResumed = false): Lane {
  const lane = new Lane({
    name: "crm",
    configured: crm.configured,
    environment: anEdge,
    store,
    now: () => plus(clock, wallSet),
    elapsed: () => clock - t0,
    chance: () => me,
    emit: (signal) => signals.push(signal),
    failpoint: () => {},
    account: () => ({ emptied: 0, holdUntil: 0 }),
    probeAfter,
    isResumed,
  });
  lanes.push(lane);
  return lane;
}

/** Everything that can happen without time passing has happened. */
async function settle(): Promise<void> {
  for (let round = 0; round < 12; round += 1) await new Promise(setImmediate);
  while (lanes.some((lane) => lane.state().sending > 0)) await new Promise(setImmediate);
}

async function pass(span: number, step = second): Promise<void> {
  for (let passed = 0; passed < span; passed += step) {
    clock = plus(clock, step);
    for (const lane of lanes) lane.wake("news");
    await settle();
  }
}

const told = (name: Signal["name"]) => signals.filter((each) => each.name === name && !("isKnown" in each));
const many = (count: number) => Array.from({ length: count }, (_, index) => aMessage(`m${index}`));
const counts = async () => (await store.stats()).deliveries;

describe("a quota that is used up for an hour, and answers 429 without a word of how long", () => {
  const quota = () => (clock < t0 + hour ? throttled : delivered);

  it("gets at most 20 requests for 1,000 messages, people are told once, and all is delivered afterwards", async () => {
    answer = quota;
    await queue(store, ...many(1_000));
    aLane().wake("news");
    await pass(hour - second);
    expect(crm.sent.length).toBeLessThanOrEqual(20);
    expect(told("destination.paused")).toEqual([{ name: "destination.paused", to: "crm", reason: "throttled", detail: "HTTP 429" }]);
    expect(lanes[0]?.state().paused).toBe("throttled: HTTP 429");
    expect(await counts()).toMatchObject({ waiting: 1_000, dead: 0 });
    await pass(11 * minute);
    expect(await counts()).toMatchObject({ delivered: 1_000, dead: 0 });
    expect(told("destination.resumed")).toEqual([expect.objectContaining({ to: "crm", was: "throttled" })]);
    expect(crm.sent.every(({ context }) => context.attempt === 1)).toBe(true);
  });

  it("is one quota for three replicas: one of them tries at a time, and people are told once", async () => {
    answer = quota;
    store = { ...store, deliverers: () => 3 };
    await queue(store, ...many(1_000));
    for (const me of [0.1, 0.2, 0.3]) aLane(me).wake("news");
    await pass(hour - second);
    expect(crm.sent.length).toBeLessThanOrEqual(30);
    expect(told("destination.paused")).toHaveLength(1);
    await pass(11 * minute);
    expect(await counts()).toMatchObject({ delivered: 1_000, dead: 0 });
  });

  it("is waited for across a restart, and people are not told again", async () => {
    answer = quota;
    await queue(store, ...many(100));
    aLane().wake("news");
    await pass(30 * minute);
    const before = crm.sent.length;
    await lanes.pop()?.stop(0);
    aLane(0.2, true).wake("news");
    await settle();
    expect(crm.sent).toHaveLength(before);
    await pass(30 * minute - second);
    expect(crm.sent.length).toBeLessThanOrEqual(20);
    expect(told("destination.paused")).toHaveLength(1);
    await pass(11 * minute);
    expect(await counts()).toMatchObject({ delivered: 100 });
    expect(told("destination.resumed")).toHaveLength(1);
  });

  it("is waited for by what is redriven and by what comes meanwhile, too", async () => {
    answer = () => ({ kind: "refused", reason: "permanent", detail: "HTTP 404" });
    await queue(store, ...many(200));
    aLane().wake("news");
    await settle();
    expect(await counts()).toMatchObject({ dead: 200 });
    answer = quota;
    crm.sent.length = 0;
    await store.redrive({ dryRun: false, newKey: false, now: clock });
    await queue(store, ...Array.from({ length: 100 }, (_, index) => aMessage(`new ${index}`)));
    await pass(hour - second);
    expect(crm.sent.length).toBeLessThanOrEqual(20);
    await pass(11 * minute);
    expect(await counts()).toMatchObject({ delivered: 300, dead: 0 });
  });
});

describe("a clock that is set while messages wait", () => {
  it.each([
    ["back by three hours", -3 * hour],
    ["forward by two days", 2 * day],
  ])("%s neither stalls nor hurries what waits", async (_, by) => {
    answer = () => (clock < t0 + hour ? throttled : delivered);
    await queue(store, ...many(50));
    aLane(0.9).wake("news");
    await pass(10 * minute);
    const before = crm.sent.length;
    wallSet = by;
    if (by < 0) await store.setBack(-by, plus(clock, by)); // the sweeper does
    await pass(50 * minute - second);
    expect(crm.sent.length - before).toBeLessThanOrEqual(6);
    expect(crm.sent.length - before).toBeGreaterThanOrEqual(3);
    await pass(11 * minute);
    const waiting = (await counts()).waiting;
    expect(waiting).toBe(0);
  });
});

describe("an end of waiting", () => {
  it("comes for each message a week after it was first due, with a reason; what is younger goes on", async () => {
    answer = () => throttled;
    crm = answering({ retry: { waits: [second], giveUpAfter: hour } });
    await queue(store, aMessage("old"));
    aLane().wake("news");
    await pass(40 * minute, 10 * second);
    await queue(store, aMessage("young", { dueAt: clock }));
    await pass(40 * minute, 10 * second);
    expect(await store.delivery(aMessage("old").id)).toMatchObject({
      state: "dead",
      reason: "expired",
      attempts: 0,
      detail: expiredDetail({ waits: [], giveUpAfter: hour }, "throttled: HTTP 429"),
    });
    expect(await store.delivery(aMessage("young").id)).toMatchObject({ state: "waiting" });
  });

  it("comes as well for what nobody tries, since its destination waits for a person; and not at once after the relay was away", async () => {
    answer = () => ({ kind: "pause", reason: "credentials", detail: "HTTP 401" });
    await queue(store, ...many(20));
    clock = plus(clock, 8 * day);
    const dispatcher = createDispatcher({
      store,
      environment: anEdge,
      now: () => clock,
      chance: () => 0,
      emit: (signal) => signals.push(signal),
      failpoint: () => {},
    });
    dispatcher.update(new Map([["crm", crm.configured]]));
    dispatcher.start();
    await expect.poll(() => told("destination.paused").length).toBe(1);
    await expect.poll(async () => (await counts()).waiting).toBe(20);
    clock = plus(clock, hour);
    const tried = crm.sent.length;
    await expect.poll(async () => (await counts()).dead, { timeout: 5_000 }).toBeGreaterThanOrEqual(20 - tried);
    expect(told("deliveries.ended")).toEqual([
      expect.objectContaining({
        to: "crm",
        reason: "expired",
        count: 20 - tried,
        detail: expect.stringContaining("credentials: HTTP 401"),
      }),
    ]);
    await dispatcher.stop(0);
  });
});

describe("messages in order", () => {
  it("arrive in order whatever fails meanwhile, and a dead letter lets the next one go", async () => {
    const conversation = (name: string) => Array.from({ length: 6 }, (_, n) => aMessage(`${name} ${n}`, { thread: `in order ${name}` }));
    const answers = [
      delivered,
      throttled,
      { ...down },
      delivered,
      delivered,
      { kind: "refused", reason: "permanent", detail: "HTTP 422" },
    ] as Outcome[];
    answer = () => answers.shift() ?? delivered;
    await queue(store, ...conversation("a"), ...conversation("b"));
    aLane(0.5).wake("news");
    await pass(10 * minute);
    expect(await counts()).toMatchObject({ waiting: 0, delivered: 11, dead: 1 });
    for (const name of ["a", "b"]) {
      const sent = crm.sent.filter(({ message }) => message.thread === `in order ${name}`).map(({ message }) => message.id);
      expect(sent.filter((id, n) => sent.indexOf(id) === n)).toEqual(conversation(name).map(({ id }) => id));
      expect(sent).toEqual([...sent].sort((one, other) => place(conversation(name), one) - place(conversation(name), other)));
    }
  });

  const place = (messages: readonly { readonly id: string }[], id: string) => messages.findIndex((each) => each.id === id);
});

describe("a destination that takes what is sent again", () => {
  it("gets at once what waits for a repetition of its own since the outage, and nobody loses an attempt by it", async () => {
    answer = () => down;
    await queue(store, ...many(6));
    aLane(0.9).wake("news");
    await settle();
    await expect.poll(() => lanes[0]?.state().breaker).not.toBe("closed");
    const dues = await Promise.all(many(6).map(async ({ id }) => (await store.delivery(id))?.dueAt ?? 0));
    expect(Math.max(...dues)).toBeGreaterThan(clock + second);
    answer = () => delivered;
    lanes[0]?.wake("news");
    await expect.poll(async () => lanes[0]?.wake("news") === undefined && (await counts()).delivered).toBe(6);
    expect(crm.sent.slice(-6).map(({ context }) => context.attempt)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(clock).toBe(t0);
  });

  it("leaves alone what has failed on its own before, and what is not to go yet", async () => {
    await queue(store, aMessage("own"), aMessage("later", { dueAt: plus(t0, hour) }));
    answer = () => ({ kind: "later", reason: "timeout", detail: "no answer" });
    aLane(0.9).wake("news");
    await settle();
    await pass(3 * second);
    answer = () => down;
    clock = plus(clock, 12 * second);
    const ownDue = (await store.delivery(aMessage("own").id))?.dueAt;
    await queue(store, ...many(6).map((each) => ({ ...each, dueAt: clock })));
    lanes[0]?.wake("news");
    await settle();
    await expect.poll(() => lanes[0]?.state().breaker).not.toBe("closed");
    answer = () => delivered;
    await expect.poll(async () => lanes[0]?.wake("news") === undefined && (await counts()).delivered).toBeGreaterThanOrEqual(6);
    expect((await store.delivery(aMessage("later").id))?.dueAt).toBe(t0 + hour);
    expect(ownDue).toBeDefined();
  });
});
