import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/core/delivery.ts";
import { hour, minute, plus } from "../../src/core/time.ts";
import { learn, type Standing, type StandingNews, upright } from "../../src/deliver/standing.ts";
import { monday } from "../support/make.ts";

const delivered: Outcome = { kind: "delivered" };
const refused: Outcome = { kind: "refused", reason: "permanent", detail: "HTTP 404" };
const unavailable: Outcome = { kind: "later", reason: "unavailable", detail: "HTTP 503" };
const throttled: Outcome = { kind: "later", reason: "throttled", detail: "HTTP 429", countsAsAttempt: false };
const interrupted: Outcome = { kind: "later", reason: "interrupted", detail: "stopped while sending" };
const credentials: Outcome = { kind: "pause", reason: "credentials", detail: "HTTP 401" };
const gone: Outcome = { kind: "pause", reason: "gone", detail: "HTTP 410" };

interface Story {
  readonly standing: Standing;
  readonly news: readonly StandingNews[];
}

function told(outcomes: readonly Outcome[], disableAfter?: number): Story {
  const news: StandingNews[] = [];
  let standing = upright;
  for (const outcome of outcomes) {
    const learned = learn(standing, outcome, monday, disableAfter);
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
    expect(standing.pause?.until).toBe(plus(monday, hour));
  });

  it("counts from the beginning after one was taken", () => {
    expect(told([...times(99, refused), delivered, ...times(99, unavailable)], 100).standing).toEqual({ failures: 99, pause: undefined });
  });

  it("does not count what the destination is not to blame for", () => {
    expect(told([...times(200, throttled), ...times(200, interrupted)], 100)).toEqual({ standing: upright, news: [] });
  });

  it("never leaves a destination alone that has no such limit", () => {
    expect(told(times(1_000, refused))).toEqual({ standing: { failures: 1_000, pause: undefined }, news: [] });
  });

  it("stays with what is wrong until one is taken", () => {
    const { standing, news } = told([...times(2, refused), refused, delivered], 2);
    expect(news.map(({ kind }) => kind)).toEqual(["failing", "paused", "paused", "resumed"]);
    expect(standing).toEqual(upright);
  });

  it("tries bad credentials again after ten minutes", () => {
    expect(told([credentials]).standing.pause).toEqual({ reason: "credentials", detail: "HTTP 401", until: plus(monday, 10 * minute) });
  });

  it("stays with one that is gone, whatever was still under way", () => {
    const { standing, news } = told([gone, delivered, unavailable, credentials, gone], 2);
    expect(standing.pause).toMatchObject({ reason: "gone", until: undefined });
    expect(news).toEqual([{ kind: "paused", reason: "gone", detail: "HTTP 410" }]);
  });

  it("is tried again a minute after its name led to an address that is not public", () => {
    const { standing, news } = told([{ kind: "pause", reason: "address", detail: "the host name leads inside" }]);
    expect(standing.pause?.until).toBe(plus(monday, minute));
    expect(news).toEqual([{ kind: "paused", reason: "address", detail: "the host name leads inside" }]);
  });
});
