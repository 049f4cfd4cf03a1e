/** Lanes with room get what an evaluation queues without reading it back. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Sending } from "../../src/core/delivery.ts";
import type { Store } from "../../src/core/store.ts";
import { type Instant, plus, second } from "../../src/core/time.ts";
import { createDispatcher, type Dispatcher } from "../../src/deliver/dispatcher.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { aDestination, anEdge, type DestinationCase } from "../support/destination-case.ts";
import { aMessage, anArrival, t0 } from "../support/store-cases.ts";
import { deciding } from "../support/stored.ts";

let folder: string;
let store: Store;
let dispatcher: Dispatcher;
let crm: DestinationCase;
let claims: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-handover-"));
  const opened = await openSqliteStore({ folder, pid: process.pid, fatal: (_, error) => expect.unreachable(String(error)) });
  if (opened.kind !== "opened") throw new Error(opened.kind);
  store = opened.store;
  claims = 0;
  const counting: Store = {
    ...store,
    async claimDeliveries(claim) {
      const claimed = await store.claimDeliveries(claim);
      claims += claimed.length;
      return claimed;
    },
  };
  crm = aDestination();
  dispatcher = createDispatcher({
    store: counting,
    environment: anEdge,
    now: () => t0 as Instant,
    chance: () => 0,
    emit: () => {},
    failpoint: () => {},
  });
  dispatcher.update(new Map([["crm", crm.configured]]));
  dispatcher.start();
  await store.accept(anArrival("a"));
  await expect.poll(isAtRest).toBe(true);
});

/** It has looked for what an earlier process has left. */
function isAtRest(): boolean {
  const handover = dispatcher.handover();
  const lease = handover.lease(aMessage("any"));
  handover.take([]);
  return lease !== undefined;
}

afterEach(async () => {
  await dispatcher.stop(0);
  await store.close();
  rmSync(folder, { recursive: true });
});

const delivered = (count: number) => expect.poll(async () => (await store.stats()).deliveries.delivered).toBe(count);
const messages = (count: number) => Array.from({ length: count }, (_, index) => aMessage(`${index}`));

describe("a handover", () => {
  it("sends what a lane has room for without a claim, and leaves the rest to claims, each once", async () => {
    await store.evaluate(1, deciding({ messagesOf: () => messages(20) }), dispatcher.handover());
    await delivered(20);
    expect(claims).toBe(16); // a destination that has taken nothing yet has room for four
    expect(new Set(crm.sent.map(({ message }) => message.id)).size).toBe(20);
    expect(crm.sent).toHaveLength(20);
  });

  it("keeps room for no more than there is, and gives it back", () => {
    const handover = dispatcher.handover();
    const leases = messages(5).map((message) => handover.lease(message));
    expect(leases.map((lease) => lease !== undefined)).toEqual([true, true, true, true, false]);
    expect(dispatcher.handover().lease(aMessage("of another evaluation"))).toBeUndefined();
    handover.take([]);
    expect(dispatcher.handover().lease(aMessage("x"))).toBeDefined();
  });

  it("takes nothing that is due later, is for nobody, or comes when it has stopped", async () => {
    const handover = dispatcher.handover();
    expect(handover.lease(aMessage("x", { dueAt: plus(t0, second) }))).toBeUndefined();
    expect(handover.lease(aMessage("x", { to: "gone" }))).toBeUndefined();
    await dispatcher.stop(0);
    expect(handover.lease(aMessage("x"))).toBeUndefined();
  });

  it("leaves a destination in trouble alone", async () => {
    crm.answers.push(...Array.from({ length: 8 }, () => ({ kind: "later", reason: "unavailable", detail: "503" }) as const));
    await store.evaluate(1, deciding({ messagesOf: () => messages(8) }), dispatcher.handover());
    await expect.poll(() => dispatcher.states().get("crm")?.breaker).toBe("open");
    expect(dispatcher.handover().lease(aMessage("x"))).toBeUndefined();
  });

  it("returns what it gets after the stop began, unsent", async () => {
    const handover = dispatcher.handover();
    const claimed = await new Promise<readonly Sending[]>((take) => {
      void store.evaluate(1, deciding({ messagesOf: () => messages(1) }), { lease: handover.lease, take });
    });
    expect(claimed).toHaveLength(1);
    await dispatcher.stop(0);
    handover.take(claimed);
    await expect.poll(async () => (await store.stats()).deliveries).toMatchObject({ waiting: 1, sending: 0 });
    expect(crm.sent).toEqual([]);
  });
});
