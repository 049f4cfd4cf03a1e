/**
 * Whether a destination may be sent to just now: breaker, rate limit, Retry-After, pause, concurrency. What the gate holds
 * back is not claimed, so waiting at it never uses up an attempt.
 */

import CircuitBreaker from "opossum";
import type { Outcome } from "../core/delivery.ts";
import type { DeliveryPolicy } from "../core/destination.ts";
import { type Clock, type Duration, type Instant, minute, plus, second } from "../core/time.ts";
import { allowed, type Emptied, nextAt, spent } from "./pace.ts";

/** How long an open breaker waits before it lets one message try, so that a healed destination is found within it. */
const probeAfter: Duration = 10 * second;

/** A paused destination is tried again this often: credentials may have been mended where we cannot see it. */
const pauseFor: Duration = 10 * minute;

export type BreakerState = "closed" | "open" | "half-open";

export interface GateOptions {
  readonly policy: DeliveryPolicy;
  readonly now: Clock;
  readonly probeAfter?: Duration;
  /** Something has changed by itself: look again. */
  readonly changed: (state: BreakerState) => void;
}

export interface Gate {
  /** How many more may be sent now, with this many under way. */
  room(underWay: number): number;
  /** When there may be room again by the passing of time alone; undefined where an answer must come first. */
  opensAt(): Instant | undefined;
  /** Messages were claimed. */
  took(count: number): void;
  /** Runs one attempt through the breaker. */
  pass(attempt: () => Promise<Outcome>): Promise<Outcome>;
  state(): BreakerState;
  /** Why a person has to look, where the destination is paused. */
  paused(): string | undefined;
  close(): void;
}

/** Carries an outcome that counts as a failure through the breaker. */
class Failed extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super("the attempt failed");
    this.outcome = outcome;
  }
}

export function createGate(options: GateOptions): Gate {
  const { policy, now, changed } = options;
  const wait = options.probeAfter ?? probeAfter;
  const breaker = createBreaker(policy, wait);
  let emptied = 0 as Emptied; // long ago
  let holdUntil = 0 as Instant;
  let pausedFor: string | undefined;
  /** After the breaker has closed: 1, 2, 4 … at once, so that a healed destination is not knocked over. */
  let window = policy.concurrency;

  breaker.on("open", () => changed("open"));
  breaker.on("halfOpen", () => changed("half-open"));
  breaker.on("close", () => {
    window = 1;
    changed("closed");
  });

  function room(underWay: number): number {
    if (now() < holdUntil || breaker.opened) return 0;
    if (breaker.halfOpen || pausedFor !== undefined) return underWay === 0 ? 1 : 0;
    const free = Math.min(window, policy.concurrency) - underWay;
    return policy.limit === undefined ? free : Math.min(free, allowed(emptied, now(), policy.limit));
  }

  function learn(outcome: Outcome): void {
    if (outcome.kind === "delivered" || outcome.kind === "onward") {
      window = Math.min(policy.concurrency, window * 2);
      pausedFor = undefined;
    }
    if (outcome.kind === "pause") {
      pausedFor = `${outcome.reason}: ${outcome.detail}`;
      holdUntil = plus(now(), pauseFor);
    }
    if (outcome.kind === "later" && outcome.after !== undefined) holdUntil = Math.max(holdUntil, now() + outcome.after) as Instant; // the later of two instants
  }

  return {
    room,
    opensAt() {
      const at = now();
      if (at < holdUntil) return holdUntil;
      if (breaker.opened || breaker.halfOpen || policy.limit === undefined) return undefined;
      return nextAt(emptied, at, policy.limit);
    },
    took(count) {
      if (policy.limit !== undefined) emptied = spent(emptied, now(), count, policy.limit);
    },
    async pass(attempt) {
      const probing = breaker.halfOpen;
      const outcome = await passed(breaker, attempt, wait);
      learn(outcome);
      return probing && outcome.kind === "later" ? { ...outcome, after: wait, countsAsAttempt: false } : outcome;
    },
    state: () => (breaker.opened ? "open" : breaker.halfOpen ? "half-open" : "closed"),
    paused: () => pausedFor,
    close: () => breaker.shutdown(),
  };
}

type Breaker = CircuitBreaker<[() => Promise<Outcome>], Outcome>;

/** Opens where half of at least five attempts within ten seconds failed. */
function createBreaker({ timeout }: DeliveryPolicy, resetTimeout: Duration): Breaker {
  const failing = async (attempt: () => Promise<Outcome>): Promise<Outcome> => {
    const outcome = await attempt();
    if (isFailure(outcome)) throw new Failed(outcome);
    return outcome;
  };
  // The breaker's own timeout only guards against an attempt that never ends: the attempt has its signal.
  return new CircuitBreaker(failing, {
    timeout: timeout + 2 * second,
    resetTimeout,
    errorThresholdPercentage: 50,
    volumeThreshold: 5,
    rollingCountTimeout: 10 * second,
    enableSnapshots: false,
  });
}

/** Whether the destination is to blame: an answer that refuses one message, or asks us to wait, is an answer. */
function isFailure(outcome: Outcome): boolean {
  return outcome.kind === "later" && outcome.reason !== "throttled" && outcome.reason !== "interrupted";
}

async function passed(breaker: Breaker, attempt: () => Promise<Outcome>, wait: Duration): Promise<Outcome> {
  try {
    return await breaker.fire(attempt);
  } catch (error) {
    if (error instanceof Failed) return error.outcome;
    const code = (error as { code?: unknown }).code;
    if (code === "EOPENBREAKER")
      return { kind: "later", reason: "unavailable", detail: "the breaker is open", after: wait, countsAsAttempt: false };
    if (code === "ETIMEDOUT") return { kind: "later", reason: "timeout", detail: "the attempt did not end", ambiguous: true };
    throw error;
  }
}
