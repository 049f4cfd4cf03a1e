import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Signal } from "../../../src/core/signal.ts";
import { day, type Instant, minute, plus, second } from "../../../src/core/time.ts";
import { openAccountWatch } from "../../../src/receive/account/open.ts";
import { type FakeBithuman, openBithuman } from "../../support/bithuman.ts";
import { creditSummary, edge, envelopes, errorAnswer } from "../../support/bithuman-samples.ts";
import { monday } from "../../support/make.ts";
import { createMemoryStore } from "../../support/memory-store/index.ts";

describe("the watch over the bitHuman account", () => {
  let bithuman: FakeBithuman;
  let now: Instant;
  let signals: Signal[];
  const open: { stop(): Promise<void> }[] = [];
  let store: ReturnType<typeof createMemoryStore>;

  beforeEach(async () => {
    bithuman = await openBithuman();
    store = createMemoryStore();
    now = monday;
    signals = [];
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((watch) => watch.stop()));
    await bithuman.close();
  });

  function watch() {
    const variables: Readonly<Record<string, string>> = { BITHUMAN_API_SECRET: bithuman.secret, BITHUMAN_API_URL: bithuman.url };
    const opened = openAccountWatch({
      variable: (name) => variables[name],
      version: "0.0.0-test",
      keep: store.keep,
      below: () => day,
      now: () => now,
      randomId: () => `process-${open.length}`,
      emit: (signal) => void signals.push(signal),
    });
    if (opened === undefined) throw new Error("there is no way to the account");
    open.push(opened);
    return opened;
  }

  it.each([
    ["as its sample", undefined, creditSummary],
    ["under {success, data}", envelopes.success, creditSummary],
    ["under {status, status_code, data}", envelopes.status, creditSummary],
    ["bare", envelopes.bare, creditSummary],
    ["as a list", envelopes.success, [creditSummary]],
    ["as a list under a name", envelopes.success, { summaries: [creditSummary] }],
    ["as texts", undefined, { balance: "1200", minutes_estimate: "600" }],
  ])("reads what bitHuman answers %s, and tells once that it is low", async (_, envelope, credits) => {
    bithuman.envelope = envelope;
    bithuman.credits = credits;
    bithuman.burning = { rate: 2.5, active: 1 };
    const account = watch();
    await account.look();
    const facts = { balance: 1_200, rate: 2.5, active: 1, minutesLeft: 480 };
    expect(signals).toEqual([
      { name: "account.seen", ...facts, isLow: true },
      { name: "account.low", ...facts, below: day },
    ]);
    now = plus(now, 5 * minute);
    await account.look();
    expect(signals.slice(2)).toEqual([{ name: "account.seen", ...facts, isLow: true }]);
  });

  it("asks by one of several processes, and shows it in all of them", async () => {
    const [one, two] = [watch(), watch()];
    bithuman.burning = { rate: 0.1, active: 1 };
    await Promise.all([one.look(), two.look()]);
    expect(bithuman.asked.filter((path) => path === "/v2/credit-summaries")).toHaveLength(1);
    now = plus(now, minute);
    await one.look();
    await two.look();
    expect(bithuman.asked.filter((path) => path === "/v2/credit-summaries")).toHaveLength(1);
    expect(signals.filter(({ name }) => name === "account.seen")).toHaveLength(3);
  });

  it("looks at once after a start, however short ago the process before has", async () => {
    await watch().look();
    now = plus(now, 30 * second);
    watch().start();
    await expect.poll(() => bithuman.asked.filter((path) => path === "/v2/credit-summaries").length).toBe(2);
  });

  it.each([
    ["a plan", errorAnswer("PLAN_REQUIRED"), { code: "PLAN_REQUIRED", passes: false, link: "https://www.bithuman.ai/pricing" }],
    ["an empty account", errorAnswer("INSUFFICIENT_BALANCE"), { code: "INSUFFICIENT_BALANCE", passes: false }],
    ["the edge", edge.badGateway, { code: "UNAVAILABLE", passes: true }],
    ["another answer", { status: 200, body: "{}" }, { code: "UNEXPECTED_ANSWER", passes: true }],
  ])("says what stands in its way: %s", async (_, fault, told) => {
    bithuman.faults.push(fault);
    await watch().look();
    expect(signals).toMatchObject([{ name: "account.refused", cure: expect.stringMatching(/\w/), ...told }]);
  });
});
