import { afterEach, describe, expect, it } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { createBus } from "../../src/observe/bus.ts";
import { changedBy, shareChanges } from "../../src/observe/replica-changes.ts";
import { makeAccepted, makeAttempted } from "../support/signals.ts";

const ending: (() => void)[] = [];

afterEach(() => {
  for (const end of ending.splice(0)) end();
});

/** Two replicas whose notices reach each other. */
function pair() {
  const notices: string[] = [];
  const listeners: ((notice: string) => void)[] = [];
  const [one, other] = [0, 1].map((index) => {
    const [bus, seen] = [createBus(), [] as Signal[]];
    bus.subscribe((signal) => seen.push(signal));
    const store = {
      notify(notice: string) {
        notices.push(notice);
        listeners[1 - index]?.(notice);
      },
      onNotice(listener: (notice: string) => void) {
        listeners[index] = listener;
        return () => {};
      },
    };
    ending.push(shareChanges({ bus, store, gatherFor: 5 }));
    return { bus, seen };
  });
  if (one === undefined || other === undefined) throw new Error("there are two");
  return { one, other, notices };
}

const changed = (count: number): Signal => ({
  name: "conversations.changed",
  count,
  conversations: Array.from({ length: count }, (_, n) => ({ id: `${n}`.padStart(32, "0"), session: `s${n}` })),
});

describe("replicas that share a database", () => {
  it("tell each other once what a burst has changed, and nothing of what they were told", async () => {
    const { one, other, notices } = pair();
    for (let n = 0; n < 1_000; n += 1) one.bus.emit(makeAccepted({ id: `e${n}` }));
    one.bus.emit(changed(2));
    one.bus.emit(makeAttempted({ event: "e1" }));
    one.bus.emit({ name: "setup.first_event", type: "chat.push" } as Signal);
    await expect.poll(() => other.seen).toHaveLength(1);
    expect(other.seen).toEqual([
      {
        name: "replica.changed",
        signals: ["event.accepted", "conversations.changed", "delivery.attempted"],
        accepted: 1_000,
        conversations: [0, 1].map((n) => ({ id: `${n}`.padStart(32, "0"), session: `s${n}` })),
        events: ["e1"],
      },
    ]);
    other.bus.emit(makeAccepted({ id: "later" }));
    await expect.poll(() => notices).toHaveLength(2);
    expect(JSON.parse(notices[1] ?? "")).toMatchObject({ signals: ["event.accepted"], accepted: 1 });
  });

  it("name no more than forty conversations and events, and fit into a notice of PostgreSQL", async () => {
    const attempted = Array.from({ length: 41 }, (_, n) => makeAttempted({ event: `e${n}` }));
    expect(changedBy([changed(41), ...attempted])).not.toHaveProperty("conversations");
    expect(changedBy([changed(41), ...attempted])).not.toHaveProperty("events");
    const { one, notices } = pair();
    const conversations = Array.from({ length: 40 }, (_, n) => ({ id: `c${n}`, session: "長".repeat(200) }));
    one.bus.emit({ name: "conversations.changed", count: 40, conversations });
    await expect.poll(() => notices).toHaveLength(1);
    expect(Buffer.byteLength(notices[0] ?? "")).toBeLessThan(7_000);
    expect(JSON.parse(notices[0] ?? "")).toEqual({ name: "replica.changed", signals: ["conversations.changed"], accepted: 0 });
  });
});
