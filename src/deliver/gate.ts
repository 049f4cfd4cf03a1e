/**
 * Whether a destination may be sent to just now: breaker, rate limit, Retry-After, pause, concurrency. What the gate holds
 * back is not claimed, so waiting at it never uses up an attempt.
 */

import CircuitBreaker from "opossum";
import type { Outcome } from "../core/delivery.ts";
import type { DeliveryPolicy } from "../core/destination.ts";
import { type Clock, type Duration, type Instant, second } from "../core/time.ts";
import { type Account, createMeter } from "./meter.ts";
import type { Share } from "./shares.ts";
import { learn, type Pause, type Standing, type StandingNews, upright } from "./standing.ts";

/** How long an open breaker waits before it lets one message try, so that a healed destination is found within it. */
export const probeAfter: Duration = 10 * second;

export type BreakerState = "closed" | "open" | "half-open";

export interface GateOptions {
  readonly policy: DeliveryPolicy;
  readonly now: Clock;
  /** How many processes send to it, this one included: each keeps to its part of a limit. */
  readonly sharers?: () => number;
  /** What updates spend from, where other destinations do, too. */
  readonly updatesFrom?: Account | undefined;
  readonly probeAfter?: Duration;
  /** Something has changed by itself: look again. */
  readonly changed: (state: BreakerState) => void;
  /** People should know how the destination stands. */
  readonly told: (news: StandingNews) => void;
}

export interface Gate {
  /** How many more messages may be sent now, with this many attempts under way; of posts where nothing else is said. */
  room(underWay: number, share?: Share): number;
  /** When there may be room again by the passing of time alone; undefined where an answer must come first. */
  opensAt(share?: Share): Instant | undefined;
  /** Messages were claimed, or are about to be. */
  took(count: number, share?: Share): void;
  /** Fewer were claimed than that. */
  gaveBack(count: number, share?: Share): void;
  /** Runs one attempt, which may carry `count` messages, through the breaker: an outcome for each of them. */
  pass(attempt: () => Promise<readonly Outcome[]>, count?: number, share?: Share): Promise<readonly Outcome[]>;
  state(): BreakerState;
  /** Others have found the destination down: as if we had. */
  open(): void;
  /** Why a person has to look, where the destination is paused. */
  paused(): string | undefined;
  close(): void;
}

/** Carries outcomes that count as a failure through the breaker. */
class Failed extends Error {
  readonly outcomes: readonly Outcome[];
  constructor(outcomes: readonly Outcome[]) {
    super("the attempt failed");
    this.outcomes = outcomes;
  }
}

export function createGate(options: GateOptions): Gate {
  const { policy, now, sharers, changed, told } = options;
  const wait = options.probeAfter ?? probeAfter;
  const breaker = createBreaker(policy, wait);
  const paces = {
    posts: createMeter(policy.limit, { now, sharers }),
    updates: createMeter(policy.updates, { now, sharers, account: options.updatesFrom }),
  };
  let standing: Standing = upright;
  /** After the breaker has closed: 1, 2, 4 … at once, so that a healed destination is not knocked over. */
  let window = policy.concurrency;

  breaker.on("open", () => changed("open"));
  breaker.on("halfOpen", () => changed("half-open"));
  breaker.on("close", () => {
    window = 1;
    changed("closed");
  });

  function room(underWay: number, share: Share = "posts"): number {
    const { pause } = standing;
    const meter = paces[share];
    if (meter.isHeld() || breaker.opened || isShut(pause, now())) return 0;
    if (breaker.halfOpen || pause !== undefined) return underWay === 0 ? 1 : 0;
    const free = (Math.min(window, policy.concurrency) - underWay) * (policy.batch?.max ?? 1);
    return Math.min(free, meter.room());
  }

  function learnFrom(outcome: Outcome, share: Share): void {
    paces[share].learn(outcome);
    const learned = learn(standing, outcome, now(), policy.disableAfter);
    standing = learned.standing;
    if (learned.news !== undefined) told(learned.news);
  }

  return {
    room,
    opensAt(share = "posts") {
      const at = now();
      if (isShut(standing.pause, at)) return standing.pause?.until;
      const meter = paces[share];
      return meter.isHeld() || !(breaker.opened || breaker.halfOpen) ? meter.opensAt() : undefined;
    },
    took: (count, share = "posts") => paces[share].spend(count),
    gaveBack: (count, share = "posts") => paces[share].giveBack(count),
    async pass(attempt, count = 1, share = "posts") {
      const probing = breaker.halfOpen;
      const ended = await passed({ breaker, attempt, count, wait });
      const outcomes = ended.map((outcome) => (probing && outcome.kind === "later" ? ofProbe(outcome, wait) : outcome));
      if (outcomes.some(isTaken)) window = Math.min(policy.concurrency, window * 2);
      for (const outcome of outcomes) learnFrom(outcome, share);
      return outcomes;
    },
    state: () => (breaker.opened ? "open" : breaker.halfOpen ? "half-open" : "closed"),
    open: () => breaker.open(),
    paused: () => standing.pause && `${standing.pause.reason}: ${standing.pause.detail}`,
    close: () => breaker.shutdown(),
  };
}

function isShut(pause: Pause | undefined, now: Instant): boolean {
  return pause !== undefined && (pause.until === undefined || now < pause.until);
}

function isTaken({ kind }: Outcome): boolean {
  return kind === "delivered" || kind === "onward";
}

/** A probe that fails takes no attempt from its message. */
function ofProbe(outcome: Outcome & { kind: "later" }, wait: Duration): Outcome {
  return { ...outcome, after: wait, countsAsAttempt: false };
}

type Breaker = CircuitBreaker<[() => Promise<readonly Outcome[]>], readonly Outcome[]>;

/** The breaker's own limit only guards against an attempt that never ends: the attempt has its signal. */
export function longestAttempt({ timeout }: DeliveryPolicy): Duration {
  return timeout + 2 * second;
}

/** Opens where half of at least five attempts within ten seconds failed. */
function createBreaker(policy: DeliveryPolicy, resetTimeout: Duration): Breaker {
  const failing = async (attempt: () => Promise<readonly Outcome[]>): Promise<readonly Outcome[]> => {
    const outcomes = await attempt();
    if (outcomes.every(isFailure)) throw new Failed(outcomes);
    return outcomes;
  };
  return new CircuitBreaker(failing, {
    timeout: longestAttempt(policy),
    resetTimeout,
    errorThresholdPercentage: 50,
    volumeThreshold: 5,
    rollingCountTimeout: 10 * second,
    enableSnapshots: false,
  });
}

/** Whether the destination is to blame: an answer that refuses one message, or asks us to wait, is an answer. */
export function isFailure(outcome: Outcome): boolean {
  return outcome.kind === "later" && outcome.reason !== "throttled" && outcome.reason !== "interrupted";
}

interface Passing {
  readonly breaker: Breaker;
  readonly attempt: () => Promise<readonly Outcome[]>;
  readonly count: number;
  readonly wait: Duration;
}

async function passed({ breaker, attempt, count, wait }: Passing): Promise<readonly Outcome[]> {
  try {
    return await breaker.fire(attempt);
  } catch (error) {
    if (error instanceof Failed) return error.outcomes;
    const outcome = ofBreaker(error, wait);
    if (outcome === undefined) throw error;
    return Array.from({ length: count }, () => outcome);
  }
}

/** What the breaker itself had to say. */
function ofBreaker(error: unknown, wait: Duration): Outcome | undefined {
  const code = (error as { code?: unknown }).code;
  if (code === "EOPENBREAKER")
    return { kind: "later", reason: "unavailable", detail: "the breaker is open", after: wait, countsAsAttempt: false };
  return code === "ETIMEDOUT" ? { kind: "later", reason: "timeout", detail: "the attempt did not end", ambiguous: true } : undefined;
}
