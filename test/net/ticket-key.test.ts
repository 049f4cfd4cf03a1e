import { describe, expect, it, vi } from "vitest";
import { createTickets } from "../../src/net/ticket.ts";
import { followKey, keptKey, rotateKey } from "../../src/net/ticket-key.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";

describe("the key of the tickets", () => {
  it("is changed for whoever turns to it, and for replicas that follow", async () => {
    vi.useFakeTimers();
    const { keep } = createMemoryStore();
    const [here, replica] = [createTickets(await keptKey(keep, "first")), createTickets(await keptKey(keep, "not used"))];
    const stop = followKey(keep, replica, "not used");
    const link = here.seal("claim i1");
    here.turnTo(await rotateKey(keep, "second"));
    expect(here.open(link)).toBeUndefined();
    expect(replica.open(link)).toBe("claim i1");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(replica.open(link)).toBeUndefined();
    expect(replica.open(here.seal("claim i2"))).toBe("claim i2");
    stop();
    vi.useRealTimers();
  });

  it("is one, also where two change it at once", async () => {
    const { keep } = createMemoryStore();
    await keptKey(keep, "first");
    const [one, two] = await Promise.all([rotateKey(keep, "a"), rotateKey(keep, "b")]);
    expect(one).not.toBe("first");
    expect(await keptKey(keep, "not used")).toBe(two);
  });
});
