import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { sendMutated } from "../support/mutated-requests.ts";
import { makeChatBody, nowInSeconds, okOf, openPublicPort } from "./public-port.ts";

/** `npm run faults:nightly -- --only requests` sends a million to the built relay. */
const requests = 20_000;
const seed = 20_261_207;
const connections = 16;

/** Bytes that something still holds. */
function memoryInUse(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

// R39
describe("mutated requests", () => {
  it(`${requests} of seed ${seed} get no 5xx, break nothing and leave no memory behind`, { timeout: 120_000 }, async () => {
    const bugs: Signal[] = [];
    const { port, post } = await openPublicPort({
      accept: async (arrival) => ({ status: "accepted", id: arrival.kind === "event" ? arrival.event.id : arrival.id }),
      emit: (signal) => {
        if (signal.name === "bug") bugs.push(signal);
      },
    });
    const sent = (count: number, from: number) => sendMutated({ port, count, connections, seed: from, now: () => nowInSeconds });
    await sent(requests / 4, seed);
    const before = memoryInUse();
    const statuses = await sent((requests * 3) / 4, seed + 1);

    expect([...statuses.keys()].filter((status) => status.startsWith("5"))).toEqual([]);
    for (const expected of ["200", "400", "401", "404", "405", "415"]) expect(statuses.get(expected)).toBeGreaterThan(0);
    expect(bugs).toEqual([]);
    expect(memoryInUse() - before).toBeLessThan(5_000_000);
    expect(okOf(await post(makeChatBody())).status).toBe("accepted");
  });
});
