/**
 * The state of a destination by its attempts: whether it asks for fewer requests or waits for a person, and how many attempts it takes at
 * once.
 */

import type { Outcome } from "../core/delivery.ts";
import {
  type DestinationThrottle,
  type DestinationWait,
  healthy,
  learn,
  proven,
  type Standing,
  type StandingChange,
} from "../core/delivery-standing.ts";
import type { DeliveryPolicy } from "../core/destination.ts";
import type { Duration, Elapsed } from "../core/time.ts";
import { createMeter, type LimitAccount, type Meter } from "./meter.ts";
import type { Share } from "./shares.ts";

/** The most attempts at once for a destination that has taken nothing yet. */
const firstWindow = 4;

/** Why its messages wait, and when one of them tries, on the clock that nobody can set. */
export type MeasuredWait = Omit<DestinationWait, "triesAt"> & { readonly until: Duration | undefined };

/** Why a destination gets no messages, in the form that processes share. */
export type Hold =
  | { readonly why: "unavailable"; readonly wait: Duration }
  | { readonly why: "throttled"; readonly throttle: DestinationThrottle };

export interface HealthOptions {
  readonly policy: DeliveryPolicy;
  readonly elapsed: Elapsed;
  /** How many processes send to it, this one included. Each uses its part of the limit. */
  readonly sharers?: () => number;
  /** The account that updates spend from, where other destinations share it. */
  readonly updatesFrom?: LimitAccount | undefined;
  /** It is held, or held again; undefined: it is no longer held. */
  readonly held?: (hold: Hold | undefined) => void;
  /** A change of the destination's state that people get a report of. */
  readonly report: (news: StandingChange) => void;
}

export interface DestinationHealth {
  readonly paces: Readonly<Record<Share, Meter>>;
  /** How many attempts may run at once. */
  window(): number;
  /** After trouble the next attempts run one, two, four … at once, so that a recovering destination is not overloaded. */
  narrow(): void;
  isPaused(): boolean;
  /** It is paused, and no message may try yet. */
  isShut(): boolean;
  /** When a message may try while it is paused; undefined: only after somebody has changed something. */
  triesAt(): Duration | undefined;
  learn(outcomes: readonly Outcome[], startedAt: Duration, share: Share): void;
  /** It has taken a test message. A wait that it asked for goes on. */
  proven(startedAt: Duration): void;
  /** Another process has found that it asks for fewer requests. */
  follow(throttle: DestinationThrottle): void;
  /** Another process has found that it accepts messages. */
  tryNow(): void;
  /** Since when it has taken nothing; undefined where it accepts messages. */
  since(): Duration | undefined;
  /** Undefined where it accepts messages. */
  waitsFor(): MeasuredWait | undefined;
  /** Why its messages wait, where people got a report of it. */
  paused(): string | undefined;
}

export function createDestinationHealth({
  policy,
  elapsed,
  sharers,
  updatesFrom,
  report,
  held = () => {},
}: HealthOptions): DestinationHealth {
  const paces = {
    posts: createMeter(policy.limit, { elapsed, sharers }),
    updates: createMeter(policy.updates, { elapsed, sharers, account: updatesFrom }),
  };
  let standing: Standing = healthy;
  let window = Math.min(policy.concurrency, firstWindow);

  function learnOne(outcome: Outcome, startedAt: Duration): StandingChange | undefined {
    const learned = learn(standing, { outcome, startedAt, now: elapsed() }, policy.disableAfter);
    standing = learned.standing;
    return learned.news;
  }

  return {
    paces,
    window: () => window,
    narrow() {
      window = 1;
    },
    isPaused: () => standing.pause !== undefined,
    isShut: () => standing.pause !== undefined && (standing.pause.until === undefined || elapsed() < standing.pause.until),
    triesAt: () => standing.pause?.until,
    learn(outcomes, startedAt, share) {
      const before = paces[share].throttle();
      const news = [
        paces[share].learn({ outcomes, startedAt, now: elapsed() }),
        ...outcomes.map((outcome) => learnOne(outcome, startedAt)),
      ];
      const throttle = paces[share].throttle();
      if (throttle !== undefined && throttle !== before) window = 1;
      if (outcomes.some(isTaken)) window = Math.min(policy.concurrency, window * 2);
      for (const each of news) if (each !== undefined) report(each);
      if (share === "posts" && throttle !== before) held(throttle && { why: "throttled", throttle });
    },
    proven(startedAt) {
      const { standing: after, news } = proven(standing, { startedAt, now: elapsed() });
      standing = after;
      if (news !== undefined) report(news);
    },
    follow(throttle) {
      paces.posts.adopt(throttle);
      window = 1;
      if (throttle.isReported) report({ kind: "paused", reason: "throttled", detail: throttle.detail, isKnown: true });
    },
    tryNow() {
      const throttle = paces.posts.throttle();
      if (throttle !== undefined) paces.posts.adopt({ ...throttle, until: elapsed() });
    },
    since: () => earliest([standing.pause?.since, paces.posts.throttle()?.since]),
    waitsFor: () => standing.pause ?? throttleWait(paces.posts.throttle()),
    paused() {
      const { pause } = standing;
      const throttle = [paces.posts.throttle(), paces.updates.throttle()].find((each) => each?.isReported === true);
      return pause === undefined ? throttle && `throttled: ${throttle.detail}` : `${pause.reason}: ${pause.detail}`;
    },
  };
}

/** Undefined where none is known. */
export function earliest(times: readonly (Duration | undefined)[]): Duration | undefined {
  const known = times.filter((each) => each !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function throttleWait(throttle: DestinationThrottle | undefined): MeasuredWait | undefined {
  return throttle && { ...throttle, reason: "throttled" };
}

function isTaken({ kind }: Outcome): boolean {
  return kind === "delivered" || kind === "onward";
}
