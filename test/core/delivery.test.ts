import { describe, expect, it } from "vitest";
import { defaultRetry, type Outcome, retryPolicy, type Sending, settle } from "../../src/core/delivery.ts";
import { hour, minute, plus, second } from "../../src/core/time.ts";
import { aMessage, t0 } from "../support/store-cases.ts";

const sending = (attempts: number): Sending => ({
  message: aMessage("m"),
  key: aMessage("m").id,
  attempts,
  fence: 1,
  reference: undefined,
});

const ended = (outcome: Outcome) => ({ outcome, startedAt: t0, endedAt: plus(t0, second) });
const later = (extra: Partial<Outcome & { kind: "later" }> = {}): Outcome => ({
  kind: "later",
  reason: "unavailable",
  detail: "503",
  ...extra,
});
const whole = () => 1;

describe("what follows an attempt", () => {
  it("is delivered, with what the destination left behind", () => {
    const { next, attempts } = settle(sending(0), ended({ kind: "delivered", reference: "ts-1" }), defaultRetry, whole);
    expect({ next, attempts }).toEqual({ next: { state: "delivered", at: plus(t0, second), reference: "ts-1" }, attempts: 1 });
  });

  it("says of a dead letter that others of its order go on without it", () => {
    const inOrder = { ...sending(0), message: aMessage("m", { thread: "in order session_1" }) };
    const refused: Outcome = { kind: "refused", reason: "permanent", detail: "404" };
    expect(settle(inOrder, ended(refused), defaultRetry, whole).next).toMatchObject({
      state: "dead",
      detail: "404; what comes after it in order goes on without it",
    });
  });

  it("goes on at once where one of several requests is done, with what is known so far, and uses up no attempt", () => {
    const { next, attempts, attempt } = settle(sending(2), ended({ kind: "onward", progress: { done: 1 } }), defaultRetry, whole);
    expect({ next, attempts }).toEqual({ next: { state: "waiting", dueAt: plus(t0, second), progress: { done: 1 } }, attempts: 2 });
    expect(attempt.kind).toBe("onward");
  });

  it("is dead at once where the destination refused it for good", () => {
    const { next } = settle(sending(0), ended({ kind: "refused", reason: "permanent", detail: "404" }), defaultRetry, whole);
    expect(next).toEqual({ state: "dead", at: plus(t0, second), reason: "permanent", detail: "404" });
  });

  it.each([
    [0, 5 * second],
    [1, 30 * second],
    [2, 2 * minute],
    [3, 10 * minute],
    [4, 30 * minute],
    [5, 2 * hour],
    [6, 5 * hour],
    [7, 10 * hour],
  ])("waits at most the schedule's step after attempt %i, and anything down to nothing", (before, step) => {
    expect(dueAfter(settle(sending(before), ended(later()), defaultRetry, whole))).toBe(step);
    expect(dueAfter(settle(sending(before), ended(later()), defaultRetry, () => 0))).toBe(0);
  });

  // D02
  it("is dead as exhausted after the last step, and says what the last attempt met", () => {
    const { next } = settle(sending(8), ended(later()), defaultRetry, whole);
    expect(next).toMatchObject({ state: "dead", reason: "exhausted", detail: "unavailable: 503" });
  });

  // D05
  it("keeps a wait that was asked for, spread by at most a tenth, and uses up no attempt", () => {
    const asked = later({ reason: "throttled", after: 3 * second, countsAsAttempt: false });
    expect(settle(sending(2), ended(asked), defaultRetry, whole).attempts).toBe(2);
    expect(dueAfter(settle(sending(2), ended(asked), defaultRetry, () => 0))).toBe(3 * second);
    expect(dueAfter(settle(sending(2), ended(asked), defaultRetry, whole))).toBe(3.3 * second);
  });

  it("uses up the schedule, not a short wait that is asked for each time, where an answer counts", () => {
    const asked = later({ after: second });
    expect([0, 1, 2, 3, 7].map((before) => dueAfter(settle(sending(before), ended(asked), defaultRetry, whole)))).toEqual([
      1.1 * second,
      1.1 * second,
      1.1 * second,
      10 * minute,
      10 * hour,
    ]);
  });

  it("is dead as expired where it has waited for its destination for a week, and not at its first attempt", () => {
    const policy = { waits: [hour] };
    const waited = { ...sending(0), since: plus(t0, -8 * 24 * hour) };
    const throttled = later({ reason: "throttled", countsAsAttempt: false });
    expect(settle(waited, ended(throttled), policy, whole).next).toMatchObject({
      state: "dead",
      reason: "expired",
      detail: "waited for more than 7d: throttled: 503",
    });
    expect(settle(sending(0), ended(throttled), policy, whole).next.state).toBe("waiting");
    expect(settle(waited, ended(later({ reason: "interrupted", countsAsAttempt: false })), policy, whole).next.state).toBe("waiting");
    expect(settle(waited, ended(throttled), { ...policy, giveUpAfter: 9 * 24 * hour }, whole).next.state).toBe("waiting");
    expect(settle(waited, ended({ kind: "delivered" }), policy, whole).next.state).toBe("delivered");
  });

  // D10
  it("never dies of attempts that do not count", () => {
    const uncounted = later({ countsAsAttempt: false });
    expect(settle(sending(8), ended(uncounted), defaultRetry, whole)).toMatchObject({ attempts: 8, next: { state: "waiting" } });
  });

  it("waits for a person where the destination is paused, without using up an attempt", () => {
    const paused: Outcome = { kind: "pause", reason: "credentials", detail: "invalid_auth" };
    expect(settle(sending(3), ended(paused), defaultRetry, whole)).toMatchObject({ attempts: 3, next: { state: "waiting" } });
  });
});

describe("a retry policy of one's own", () => {
  it("grows evenly from the first wait to the longest", () => {
    expect(retryPolicy({ attempts: 3, first: second, longest: 100 * second }).waits).toEqual([second, 10 * second, 100 * second]);
  });

  it("is one wait where one attempt is asked for", () => {
    expect(retryPolicy({ attempts: 1, first: second, longest: hour }).waits).toEqual([second]);
  });
});

function dueAfter({ next }: ReturnType<typeof settle>): number {
  return next.state === "waiting" ? next.dueAt - plus(t0, second) : Number.NaN;
}
