import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/core/delivery.ts";
import {
  afterAttempt,
  type DestinationThrottle,
  healthy,
  learn,
  type Standing,
  type StandingChange,
  waitFor,
} from "../../src/core/delivery-standing.ts";
import { hour, minute, second } from "../../src/core/time.ts";

const now = 5_000;
const delivered: Outcome = { kind: "delivered" };
const refused: Outcome = { kind: "refused", reason: "permanent", detail: "HTTP 404" };
const unavailable: Outcome = { kind: "later", reason: "unavailable", detail: "HTTP 503" };
const throttled: Outcome = { kind: "later", reason: "throttled", detail: "HTTP 429", countsAsAttempt: false };
const interrupted: Outcome = { kind: "later", reason: "interrupted", detail: "stopped while sending" };
const credentials: Outcome = { kind: "pause", reason: "credentials", detail: "HTTP 401" };
const gone: Outcome = { kind: "pause", reason: "gone", detail: "HTTP 410" };

interface Story {
  readonly standing: Standing;
  readonly news: readonly StandingChange[];
}

function told(outcomes: readonly Outcome[], disableAfter?: number): Story {
  const news: StandingChange[] = [];
  let standing = healthy;
  for (const outcome of outcomes) {
    const learned = learn(standing, { outcome, startedAt: now, now }, disableAfter);
    standing = learned.standing;
    if (learned.news !== undefined) news.push(learned.news);
  }
  return { standing, news };
}

function times(count: number, outcome: Outcome): readonly Outcome[] {
  return Array.from({ length: count }, () => outcome);
}

describe("how a destination stands", () => {
  it("is told three times before, and then left alone with its last failure, after a hundred in a row", () => {
    const { standing, news } = told(times(100, refused), 100);
    expect(news).toEqual([
      ...[50, 70, 90].map((failures) => ({ kind: "failing", failures, of: 100 })),
      { kind: "paused", reason: "failing", detail: "100 failures in a row; the last: HTTP 404" },
    ]);
    expect(standing.pause?.until).toBe(now + hour);
  });

  it("counts from the beginning after one was taken", () => {
    expect(told([...times(99, refused), delivered, ...times(99, unavailable)], 100).standing).toEqual({ failures: 99, pause: undefined });
  });

  it("does not count what the destination is not to blame for", () => {
    expect(told([...times(200, throttled), ...times(200, interrupted)], 100)).toEqual({ standing: healthy, news: [] });
  });

  it("never leaves a destination alone that has no such limit", () => {
    expect(told(times(1_000, refused))).toEqual({ standing: { failures: 1_000, pause: undefined }, news: [] });
  });

  it("stays with what is wrong until one is taken", () => {
    const { standing, news } = told([...times(2, refused), refused, delivered], 2);
    expect(news.map(({ kind }) => kind)).toEqual(["failing", "paused", "resumed"]);
    expect(standing).toEqual(healthy);
  });

  it("tries bad credentials again after ten minutes", () => {
    expect(told([credentials]).standing.pause).toMatchObject({ reason: "credentials", detail: "HTTP 401", until: now + 10 * minute });
  });

  it("stays with one that is gone, whatever was still under way", () => {
    const { standing, news } = told([gone, delivered, unavailable, credentials, gone], 2);
    expect(standing.pause).toMatchObject({ reason: "gone", until: undefined });
    expect(news).toEqual([{ kind: "paused", reason: "gone", detail: "HTTP 410" }]);
  });

  it("is tried again a minute after its name led to an address that is not public", () => {
    const { standing, news } = told([{ kind: "pause", reason: "address", detail: "the host name leads inside" }]);
    expect(standing.pause?.until).toBe(now + minute);
    expect(news).toEqual([{ kind: "paused", reason: "address", detail: "the host name leads inside" }]);
  });
});

describe("a destination that asks for fewer requests", () => {
  const asked = (after: number): Outcome => ({ ...throttled, after }) as Outcome; // a wait added to one of kind later
  const start = 10_000;

  /** Each outcome comes when the wait of the one before is over, and `took` later. */
  function story(
    outcomes: readonly Outcome[],
    took = 0,
  ): { readonly throttle: DestinationThrottle | undefined; readonly news: readonly StandingChange[]; readonly at: number } {
    let throttle: DestinationThrottle | undefined;
    let at = start;
    const news: StandingChange[] = [];
    for (const outcome of outcomes) {
      const startedAt = Math.max(at, throttle?.until ?? at);
      at = startedAt + took;
      const learned = afterAttempt(throttle, { outcomes: [outcome], startedAt, now: at });
      throttle = learned.throttle;
      if (learned.news !== undefined) news.push(learned.news);
    }
    return { throttle, news, at };
  }

  it("is waited for 5 s where it does not say how long, then twice as long each time, up to ten minutes", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map((times) => waitFor(times, 0) / second)).toEqual([
      5, 10, 20, 40, 80, 160, 320, 600, 600, 600,
    ]);
  });

  it("is believed three times how long; where that turns out to be too short, the wait grows", () => {
    expect([1, 2, 3, 4, 5, 6, 40].map((times) => waitFor(times, 7 * second) / second)).toEqual([7, 7, 7, 7, 10, 20, 600]);
    expect(waitFor(40, hour)).toBe(hour);
  });

  it("is tried at most 20 times in an hour without a word of how long", () => {
    let tries = 0;
    while (story(times(tries + 1, throttled)).at < start + hour) tries += 1;
    expect(tries).toBeLessThanOrEqual(20);
    expect(tries).toBeGreaterThanOrEqual(6);
  });

  it("is told of once where it lasts for more than two minutes, and once more when it is over", () => {
    const { news, throttle } = story([...times(20, throttled), delivered]);
    expect(news.map(({ kind }) => kind)).toEqual(["paused", "resumed"]);
    expect(news[0]).toEqual({ kind: "paused", reason: "throttled", detail: "HTTP 429" });
    expect(throttle).toBeUndefined();
  });

  it("is not told of where an ordinary rate limit holds for seconds, however often", () => {
    expect(story(times(60, throttled).flatMap((each) => [each, delivered])).news).toEqual([]);
    expect(story([asked(hour)]).news).toHaveLength(1);
  });

  it("is one whatever was under way when it asked: that makes no wait longer and ends none", () => {
    const { throttle } = story([throttled]);
    const late = (outcome: Outcome) => afterAttempt(throttle, { outcomes: [outcome], startedAt: start - 1, now: start + 5 });
    expect(late(throttled)).toEqual({ throttle, news: undefined });
    expect(late(delivered)).toEqual({ throttle, news: undefined });
    expect(late(asked(minute)).throttle).toEqual({ ...throttle, until: start + 5 + minute });
  });

  it("is left where a probe gets no answer, and ends where one is answered, be it with a refusal", () => {
    expect(story([throttled, unavailable]).throttle).toMatchObject({ times: 2, since: start });
    expect(story([throttled, interrupted]).throttle).toMatchObject({ times: 1 });
    expect(story([throttled, refused]).throttle).toBeUndefined();
  });

  it("is told of as what it waits for then where a probe finds that a person has to act", () => {
    expect(story([...times(9, throttled), credentials]).news.map(({ kind }) => kind)).toEqual(["paused"]);
  });

  it("begins anew where a part of a batch was taken", () => {
    const { throttle } = story(times(9, throttled));
    const seen = { outcomes: [delivered, throttled], startedAt: throttle?.until ?? 0, now: throttle?.until ?? 0 };
    expect(afterAttempt(throttle, seen).throttle).toMatchObject({ times: 1, since: seen.now, isReported: false });
  });
});
