import { afterEach, describe, expect, it } from "vitest";
import { defaultRetry, type Outcome } from "../../src/core/delivery.ts";
import type { StandingChange } from "../../src/core/delivery-standing.ts";
import type { DeliveryPolicy } from "../../src/core/destination.ts";
import { hour, minute, second } from "../../src/core/time.ts";
import type { BreakerState } from "../../src/deliver/circuit-breaker.ts";
import { createGate, type Gate } from "../../src/deliver/gate.ts";

const policy: DeliveryPolicy = { retry: defaultRetry, concurrency: 8, limit: undefined, timeout: second };
const delivered: Outcome = { kind: "delivered" };
const unavailable: Outcome = { kind: "later", reason: "unavailable", detail: "503" };
const refused: Outcome = { kind: "refused", reason: "permanent", detail: "404" };

let gate: Gate;
let clock = 1_000_000;
let states: BreakerState[] = [];
let news: StandingChange[] = [];
const became = (state: BreakerState) => expect.poll(() => states.at(-1)).toBe(state);

function open(override: Partial<DeliveryPolicy> = {}): Gate {
  states = [];
  news = [];
  gate = createGate({
    policy: { ...policy, ...override },
    elapsed: () => clock,
    probeAfter: 50,
    changed: (state) => states.push(state),
    report: (each) => news.push(each),
  });
  return gate;
}

async function send(times: number, outcome: Outcome): Promise<Outcome | undefined> {
  let last: Outcome | undefined;
  for (let each = 0; each < times; each += 1) [last] = await gate.pass(async () => [outcome]);
  return last;
}

describe("a gate", () => {
  afterEach(() => gate.close());

  it("has room for what the policy allows at once, as soon as something was taken, and for four until then", async () => {
    open();
    expect(gate.room(0)).toBe(4);
    await send(1, delivered);
    expect(gate.room(0)).toBe(8);
    expect(gate.room(8)).toBe(0);
  });

  it("keeps to its part of a limit that others keep, too, however many they are just now", async () => {
    let sharers = 1;
    gate = createGate({
      policy: { ...policy, concurrency: 100, limit: { count: 12, per: second } },
      elapsed: () => clock,
      sharers: () => sharers,
      changed: () => {},
      report: () => {},
    });
    await send(5, delivered);
    expect(gate.room(0)).toBe(12);
    sharers = 3;
    expect(gate.room(0)).toBe(4);
    gate.took(4);
    expect(gate.room(0)).toBe(0);
    clock += second;
    expect(gate.room(0)).toBe(4);
    sharers = 24;
    gate.took(gate.room(0));
    expect(gate.opensAt()).toBe(clock + 2 * second);
  });

  it("closes after five failures, and has no room until a probe may go", async () => {
    open();
    await send(5, unavailable);
    expect(gate.state()).toBe("open");
    expect(gate.room(0)).toBe(0);
    await became("half-open");
    expect(gate.room(0)).toBe(1);
    expect(gate.room(1)).toBe(0);
  });

  // D10
  it("takes no attempt for a probe that fails", async () => {
    open();
    await send(5, unavailable);
    await became("half-open");
    expect(await send(1, unavailable)).toMatchObject({ kind: "later", countsAsAttempt: false });
    expect(gate.state()).toBe("open");
  });

  // D11
  it("opens slowly after a probe that succeeds: one, two, four at once", async () => {
    open();
    await send(5, unavailable);
    await became("half-open");
    await send(1, delivered);
    const rooms = [gate.room(0)];
    for (let each = 0; each < 3; each += 1) {
      await send(1, delivered);
      rooms.push(gate.room(0));
    }
    expect(rooms).toEqual([2, 4, 8, 8]);
  });

  it("does not blame a destination for refusing a message", async () => {
    open();
    await send(20, refused);
    expect(gate.state()).toBe("closed");
  });

  // D09
  it("ends an attempt that never answers, and counts it", async () => {
    open({ timeout: -1_900 });
    const [outcome] = await gate.pass(() => new Promise<readonly Outcome[]>(() => {}));
    expect(outcome).toMatchObject({ kind: "later", reason: "timeout", ambiguous: true });
  });

  // D05
  it("waits as long as the destination asked, for all of its messages", async () => {
    open();
    await send(1, { kind: "later", reason: "throttled", detail: "429", after: 3 * second, countsAsAttempt: false });
    expect(gate.room(0)).toBe(0);
    expect(gate.opensAt()).toBe(clock + 3 * second);
    clock += 3 * second;
    expect([gate.room(0), gate.room(1)]).toEqual([1, 0]);
    await send(1, delivered);
    expect(gate.room(0)).toBe(2);
  });

  it("takes no attempt for the tries of one that asks to be tried again later, after the answer that said so", async () => {
    open();
    const busy: Outcome = { kind: "later", reason: "unavailable", detail: "503", after: 7 * second };
    expect(await send(1, busy)).toEqual(busy);
    for (const again of [busy, unavailable, busy]) {
      clock += 10 * minute;
      expect(gate.room(0)).toBe(1);
      expect(await send(1, again)).toMatchObject({ kind: "later", countsAsAttempt: false, after: expect.any(Number) });
    }
    clock += 10 * minute;
    await send(1, delivered);
    expect(await send(1, busy)).toEqual(busy);
  });

  // D17
  it("pauses where the credentials are refused, tries one again later, and goes on when it passes", async () => {
    open();
    await send(1, { kind: "pause", reason: "credentials", detail: "invalid_auth" });
    expect(gate.paused()).toBe("credentials: invalid_auth");
    expect(gate.room(0)).toBe(0);
    clock += 10 * minute;
    expect(gate.room(0)).toBe(1);
    await send(1, delivered);
    expect(gate.paused()).toBeUndefined();
    expect(gate.room(0)).toBe(8);
    expect(news).toEqual([
      { kind: "paused", reason: "credentials", detail: "invalid_auth" },
      { kind: "resumed", was: "credentials", lasted: 10 * minute },
    ]);
  });

  it("says why messages wait, and when one tries", async () => {
    open();
    expect(gate.waitsFor()).toBeUndefined();
    await send(1, { kind: "later", reason: "throttled", detail: "429", after: 3 * second, countsAsAttempt: false });
    expect(gate.waitsFor()).toMatchObject({ reason: "throttled", detail: "429", until: clock + 3 * second });
    await send(1, { kind: "pause", reason: "credentials", detail: "401" });
    expect(gate.waitsFor()).toMatchObject({ reason: "credentials", detail: "401", until: clock + 10 * minute });
    clock += 10 * minute;
    await send(1, delivered);
    await send(5, unavailable);
    expect(gate.waitsFor()).toMatchObject({ reason: "unavailable", until: clock + 50 });
  });

  // D03
  it("sends nothing more to one that is gone, however long it takes", async () => {
    open();
    await send(1, { kind: "pause", reason: "gone", detail: "HTTP 410" });
    clock += 1_000 * hour;
    expect(gate.room(0)).toBe(0);
    expect(gate.opensAt()).toBeUndefined();
    expect(gate.paused()).toBe("gone: HTTP 410");
  });

  it.each([
    ["credentials", 1, { kind: "pause", reason: "credentials", detail: "invalid_auth" }],
    ["one that is gone", 1, { kind: "pause", reason: "gone", detail: "HTTP 410" }],
    ["an open breaker", 5, unavailable],
  ] satisfies readonly (readonly [string, number, Outcome])[])(
    "ends the trouble when a test message is delivered: %s",
    async (_, times, outcome) => {
      open();
      await send(times, outcome);
      const early = clock - 1;
      clock += second;
      gate.proven(early);
      expect([gate.room(0), gate.troubledFor()]).toEqual([0, second]);
      gate.proven(clock);
      expect(gate.room(0)).toBeGreaterThan(0);
      expect([gate.state(), gate.troubledFor(), gate.paused()]).toEqual(["closed", undefined, undefined]);
      if (outcome.reason !== "unavailable") expect(news.map(({ kind }) => kind)).toEqual(["paused", "resumed"]);
    },
  );

  it("goes on with a wait that was asked for when a test message is delivered", async () => {
    open();
    await send(1, { kind: "later", reason: "throttled", detail: "429", after: 5 * minute });
    clock += second;
    gate.proven(clock);
    expect([gate.room(0), gate.opensAt()]).toEqual([0, clock + 5 * minute - second]);
  });

  it("has room for as many messages as fit into the requests that may be under way", () => {
    open({ concurrency: 2, batch: { max: 100, every: second } });
    expect([gate.room(0), gate.room(1), gate.room(2)]).toEqual([200, 100, 0]);
  });

  it("does not blame a destination that took a part of a batch", async () => {
    open();
    for (let each = 0; each < 20; each += 1) await gate.pass(async () => [unavailable, delivered], 2);
    expect(gate.state()).toBe("closed");
    for (let each = 0; each < 21; each += 1) await gate.pass(async () => [unavailable, unavailable], 2);
    expect(gate.state()).toBe("open");
  });

  it("has an outcome for each message that an open breaker turned away", async () => {
    open();
    await send(5, unavailable);
    expect(await gate.pass(async () => [delivered, delivered], 2)).toHaveLength(2);
  });

  it("keeps the pace of the policy", () => {
    open({ limit: { count: 1, per: second } });
    expect(gate.room(0)).toBe(1);
    gate.took(1);
    expect(gate.room(0)).toBe(0);
    expect(gate.opensAt()).toBe(clock + second);
  });
});
