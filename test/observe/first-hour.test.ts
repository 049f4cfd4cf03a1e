import { describe, expect, it } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { createFirstHour } from "../../src/observe/first-hour.ts";
import { makeChat, makeOther, monday } from "../support/make.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { makeAccepted, makeAnswered } from "../support/signals.ts";

function openFirstHour(store = createMemoryStore()) {
  const told: Signal[] = [];
  const hour = createFirstHour({ store, now: () => monday, emit: (signal) => void told.push(signal) });
  return { store, told, ...hour };
}

const keep = (store: ReturnType<typeof createMemoryStore>, event: Parameters<typeof JSON.stringify>[0]) =>
  store.accept({ kind: "event", event, raw: Buffer.from("{}") });

describe("the first hour", () => {
  it("begins with nothing", async () => {
    expect(await openFirstHour().progress()).toEqual({ reachedAt: undefined, test: undefined, first: undefined });
  });

  it("knows that something has reached the relay, refused or not", async () => {
    const { watch, progress } = openFirstHour();
    watch(makeAnswered({ status: 401, code: "signature_invalid" }));
    expect(await progress()).toMatchObject({ reachedAt: monday, test: undefined });
  });

  it("takes no sample of the relay's own for a sender that has reached it", async () => {
    const { watch, progress } = openFirstHour();
    watch(makeAnswered({ type: "chat.push", agent: "sample-agent" }));
    expect(await progress()).toMatchObject({ reachedAt: undefined });
    watch(makeAnswered({ type: "chat.push", agent: "A80HVD8577" }));
    expect(await progress()).toMatchObject({ reachedAt: monday });
  });

  it.each([
    ["header", "the dashboard's test has arrived, protected by the header"],
    ["signature", "the dashboard's test has arrived, protected by a signature"],
  ] as const)("says that the dashboard's test has arrived, protected by a %s", async (provenBy, detail) => {
    const { watch, progress, told } = openFirstHour();
    watch(makeAnswered({ type: "test", provenBy }));
    expect(told).toEqual([{ name: "setup.test_arrived", source: "bithuman", provenBy, detail }]);
    expect(await progress()).toMatchObject({ test: { at: monday, by: provenBy }, first: undefined });
  });

  it("takes no refused test for one that has arrived", async () => {
    const { watch, progress, told } = openFirstHour();
    watch(makeAnswered({ type: "test", status: 503, code: "storage_full" }));
    expect([await progress(), told]).toMatchObject([{ test: undefined }, []]);
  });

  it("tells of the first event of a real visitor once, whatever is started again", async () => {
    const store = createMemoryStore();
    const { watch, told } = openFirstHour(store);
    watch(makeAccepted({ id: "e1", type: "room.join" }));
    watch(makeAccepted({ id: "e2" }));
    const later = openFirstHour(store);
    later.watch(makeAccepted({ id: "e3" }));
    await expect.poll(() => told).toEqual([expect.objectContaining({ name: "setup.first_event", id: "e1", type: "room.join" })]);
    await later.progress();
    expect(later.told).toEqual([]);
  });

  it.each([
    ["the sample of send", { agent: "sample-agent" }],
    ["the dashboard's test", { agent: "test_agent_123" }],
    ["an event that no visitor makes", { type: "agent.ready" }],
  ])("does not take %s for a real visitor", async (_, given) => {
    const { watch, told, progress } = openFirstHour();
    watch(makeAccepted(given));
    expect([await progress(), told]).toMatchObject([{ first: undefined }, []]);
  });

  it("finds after a start what had arrived before", async () => {
    const store = createMemoryStore();
    await keep(store, makeOther({ type: "test", agent: "test_agent_123" }));
    await keep(store, makeChat({ agent: "sample-agent" }));
    await keep(store, makeChat({ agent: "A80HVD8577" }));
    const { progress } = openFirstHour(store);
    expect(await progress()).toEqual({ reachedAt: monday, test: { at: monday, by: undefined }, first: { at: monday, type: "chat.push" } });
  });
});
