import { expect, it } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { day, hour, minute, plus } from "../../src/core/time.ts";
import { createExpiry, type DestinationLane } from "../../src/deliver/expiry.ts";
import { aDestination } from "../support/destination-case.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { aMessage, t0 } from "../support/store-cases.ts";
import { queue } from "../support/stored.ts";

/** A message that waits since `t0`, eight days later, before a destination that has been in trouble for so long. */
async function expire(troubledFor: number | undefined) {
  const store = createMemoryStore();
  const signals: Signal[] = [];
  await queue(store, aMessage("old"));
  const nothing = () => {};
  const lane: DestinationLane["lane"] = {
    state: () => ({ sending: 0, breaker: "closed", paused: undefined, waitsFor: undefined }),
    troubledFor: () => troubledFor,
    wakeAt: nothing,
    stop: async () => {},
    load: async () => {},
    wake: nothing,
    proven: () => false,
  };
  const expiry = createExpiry({ store, now: () => plus(t0, 8 * day), emit: (signal) => void signals.push(signal) });
  await expiry.ofOld("crm", t0, { lane, configured: aDestination().configured });
  return { state: (await store.delivery(aMessage("old").id))?.state, signals: signals.map(({ name }) => name) };
}

it("ends what has waited for a week where the destination took nothing for an hour", async () => {
  expect(await expire(hour)).toEqual({ state: "dead", signals: ["deliveries.ended"] });
});

it("ends nothing that was not tried for an hour: the relay itself may have been away", async () => {
  expect(await expire(undefined)).toEqual({ state: "waiting", signals: [] });
  expect(await expire(59 * minute)).toEqual({ state: "waiting", signals: [] });
});
