/**
 * Decides whether a destination may get messages now: breaker, rate limit, throttle, pause, concurrency. Messages that the gate
 * holds back are not claimed, so waiting never uses up an attempt.
 */

import type { Outcome } from "../core/delivery.ts";
import { asksToWait, type DestinationThrottle } from "../core/delivery-standing.ts";
import type { Duration } from "../core/time.ts";
import { type BreakerState, createCircuitBreaker, type ProbingBreaker } from "./circuit-breaker.ts";
import { createDestinationHealth, earliest, type HealthOptions, type MeasuredWait } from "./destination-health.ts";
import type { Share } from "./shares.ts";

export interface GateOptions extends HealthOptions {
  readonly probeAfter?: Duration;
  /** The breaker has changed. `isKnown`: another process has opened and reported it. */
  readonly changed: (state: BreakerState, isKnown: boolean) => void;
}

export interface Gate {
  /** How many more messages may be sent now, while this many attempts run; posts by default. */
  room(underWay: number, share?: Share): number;
  /** When time alone may make room; undefined where an answer has to come first. */
  opensAt(share?: Share): Duration | undefined;
  /** Messages were claimed, or will be. */
  took(count: number, share?: Share): void;
  /** Fewer were claimed. */
  gaveBack(count: number, share?: Share): void;
  /** Runs one attempt with `count` messages through the breaker. Returns the outcome of each. */
  pass(attempt: () => Promise<readonly Outcome[]>, count?: number, share?: Share): Promise<readonly Outcome[]>;
  /** A test message that was sent beside the gate at this time has been delivered. */
  proven(startedAt: Duration): void;
  state(): BreakerState;
  /** Another process has found the destination down. */
  open(): void;
  /** Another process has found that it asks for fewer requests. */
  follow(throttle: DestinationThrottle): void;
  /** Another process has found that it accepts messages. */
  tryNow(): void;
  /** What holds it, as far as other processes share it. */
  hold(): "unavailable" | "throttled" | undefined;
  /** Whether its wait has ended and one message may try. */
  isTrying(): boolean;
  /** How long it has taken nothing, for any reason; undefined where it accepts messages. */
  troubledFor(): Duration | undefined;
  /** Why its messages wait now; undefined where it accepts messages. */
  waitsFor(): MeasuredWait | undefined;
  /** Why its messages wait, where people got a report of it. */
  paused(): string | undefined;
  close(): void;
}

export function createGate(options: GateOptions): Gate {
  const { policy, elapsed, held = () => {} } = options;
  const health = createDestinationHealth(options);
  const { paces } = health;
  const breaker = createCircuitBreaker({
    policy,
    elapsed,
    probeAfter: options.probeAfter,
    changed(state, isKnown) {
      if (state === "closed") {
        health.narrow();
        held(undefined);
      }
      options.changed(state, isKnown);
    },
    opened: (wait) => held({ why: "unavailable", wait }),
  });

  return {
    room(underWay, share = "posts") {
      const meter = paces[share];
      if (meter.isHeld() || breaker.state() === "open" || health.isShut()) return 0;
      if (breaker.state() === "half-open" || health.isPaused() || meter.isTrying()) return underWay === 0 ? 1 : 0;
      return Math.min((health.window() - underWay) * (policy.batch?.max ?? 1), meter.room());
    },
    opensAt(share = "posts") {
      if (health.isShut()) return health.triesAt();
      const meter = paces[share];
      return meter.isHeld() || breaker.state() === "closed" ? meter.opensAt() : undefined;
    },
    took: (count, share = "posts") => paces[share].spend(count),
    gaveBack: (count, share = "posts") => paces[share].giveBack(count),
    async pass(attempt, count = 1, share = "posts") {
      const isProbing = breaker.state() === "half-open";
      const isTrying = isProbing || paces[share].isTrying();
      const startedAt = elapsed();
      const { outcomes, isSent } = await breaker.pass(attempt, count);
      if (isSent) health.learn(outcomes, startedAt, share);
      const left = isProbing ? breaker.wait() : (paces[share].throttle()?.until ?? 0) - elapsed();
      return outcomes.map((outcome) => (isTrying && left > 0 ? ofProbe(outcome, left) : withWait(outcome, left)));
    },
    proven(startedAt) {
      const opened = breaker.since();
      if (opened === undefined || startedAt >= opened) breaker.mend();
      health.proven(startedAt);
    },
    state: breaker.state,
    open: breaker.open,
    follow: health.follow,
    tryNow: health.tryNow,
    hold: () => (breaker.state() !== "closed" ? "unavailable" : paces.posts.throttle() && "throttled"),
    isTrying: () => breaker.state() === "half-open" || (breaker.state() === "closed" && paces.posts.isTrying()),
    troubledFor: () => spanSince(earliest([health.since(), breaker.since()]), elapsed()),
    waitsFor: () => health.waitsFor() ?? waitOf(breaker),
    paused: health.paused,
    close: breaker.close,
  };
}

function spanSince(since: Duration | undefined, now: Duration): Duration | undefined {
  return since === undefined ? undefined : now - since;
}

function waitOf(breaker: ProbingBreaker): MeasuredWait | undefined {
  if (breaker.state() === "closed") return undefined;
  return { reason: "unavailable", detail: "half of its last attempts failed, so one message tries at a time", until: breaker.triesAt() };
}

/** A failed probe, or a try of a destination that asked to wait, uses up no attempt of its message. */
function ofProbe(outcome: Outcome, wait: Duration): Outcome {
  return outcome.kind === "later" ? { ...outcome, after: Math.max(wait, outcome.after ?? 0), countsAsAttempt: false } : outcome;
}

/** The wait of the destination is shown as the wait of the message. */
function withWait(outcome: Outcome, wait: Duration): Outcome {
  if (!asksToWait(outcome) || outcome.countsAsAttempt !== false || wait <= 0) return outcome;
  return { ...outcome, after: Math.max(outcome.after ?? 0, wait) };
}
