/**
 * The circuit breaker of a destination. It opens when attempts fail, and lets one message try after waits that grow while the tries fail.
 */

import CircuitBreaker from "opossum";
import type { Outcome } from "../core/delivery.ts";
import { doubled, isFailure } from "../core/delivery-standing.ts";
import type { DeliveryPolicy } from "../core/destination.ts";
import { type Duration, type Elapsed, second } from "../core/time.ts";

export type BreakerState = "closed" | "open" | "half-open";

/** How long an open breaker waits before one message may try. The wait doubles with each failed try, up to five times this. */
export const probeAfter: Duration = 10 * second;
const longestProbe = 5;

/** Carries outcomes that count as failures through the breaker. */
class Failed extends Error {
  readonly outcomes: readonly Outcome[];
  constructor(outcomes: readonly Outcome[]) {
    super("the attempt failed");
    this.outcomes = outcomes;
  }
}

type Breaker = CircuitBreaker<[() => Promise<readonly Outcome[]>], readonly Outcome[]>;

/** The breaker's own limit only guards against an attempt that never ends, because the attempt has its own signal. */
export function longestAttempt({ timeout }: DeliveryPolicy): Duration {
  return timeout + 2 * second;
}

export interface CircuitBreakerOptions {
  readonly policy: DeliveryPolicy;
  readonly elapsed: Elapsed;
  readonly probeAfter?: Duration | undefined;
  /** `isKnown`: it was opened from outside. */
  readonly changed: (state: BreakerState, isKnown: boolean) => void;
  /** It has opened for this long. */
  readonly opened: (wait: Duration) => void;
}

export interface ProbingBreaker {
  state(): BreakerState;
  /** When it was last closed; undefined while it is closed. */
  since(): Duration | undefined;
  /** When it lets a message try; undefined while it is not open. */
  triesAt(): Duration | undefined;
  /** The wait before the next try. */
  wait(): Duration;
  open(): void;
  /** A message has passed beside it. */
  mend(): void;
  /** `isSent` is false where the breaker let nothing pass. */
  pass(
    attempt: () => Promise<readonly Outcome[]>,
    count: number,
  ): Promise<{ readonly outcomes: readonly Outcome[]; readonly isSent: boolean }>;
  close(): void;
}

/** A breaker whose wait grows while its tries fail. */
export function createCircuitBreaker({ policy, elapsed, changed, opened, ...options }: CircuitBreakerOptions): ProbingBreaker {
  const first = options.probeAfter ?? probeAfter;
  const waitAfter = (tries: number) => doubled(first, tries, longestProbe * first);
  const waits: { resetTimeout: number } = { resetTimeout: first }; // opossum reads it each time it opens
  const breaker = createBreaker(policy, waits);
  let tries = 0;
  let since: Duration | undefined;
  let wait = first;
  let openedAt: Duration = 0;
  let isKnown = false;

  breaker.on("open", () => {
    tries += 1;
    openedAt = elapsed();
    since ??= openedAt;
    wait = waitAfter(tries);
    waits.resetTimeout = waitAfter(tries + 1);
    opened(wait);
    changed("open", isKnown);
  });
  breaker.on("halfOpen", () => changed("half-open", false));
  breaker.on("close", () => {
    tries = 0;
    since = undefined;
    wait = first;
    waits.resetTimeout = first;
    changed("closed", false);
  });
  return {
    state: () => (breaker.opened ? "open" : breaker.halfOpen ? "half-open" : "closed"),
    since: () => since,
    triesAt: () => (breaker.opened ? openedAt + wait : undefined),
    wait: () => wait,
    open() {
      isKnown = true;
      breaker.open();
      isKnown = false;
    },
    mend: () => breaker.close(),
    pass: (attempt, count) => passed({ breaker, attempt, count, wait }),
    close: () => breaker.shutdown(),
  };
}

/** Opens when half of at least five attempts within ten seconds have failed. `waits` is used by reference and may change. */
function createBreaker(policy: DeliveryPolicy, waits: { resetTimeout: number }): Breaker {
  const failing = async (attempt: () => Promise<readonly Outcome[]>): Promise<readonly Outcome[]> => {
    const outcomes = await attempt();
    if (outcomes.every(isFailure)) throw new Failed(outcomes);
    return outcomes;
  };
  const settings = {
    timeout: longestAttempt(policy),
    errorThresholdPercentage: 50,
    volumeThreshold: 5,
    rollingCountTimeout: 10 * second,
    enableSnapshots: false,
  };
  return new CircuitBreaker(failing, Object.assign(waits, settings));
}

interface Passing {
  readonly breaker: Breaker;
  readonly attempt: () => Promise<readonly Outcome[]>;
  readonly count: number;
  readonly wait: Duration;
}

async function passed({ breaker, attempt, count, wait }: Passing): ReturnType<ProbingBreaker["pass"]> {
  try {
    return { outcomes: await breaker.fire(attempt), isSent: true };
  } catch (error) {
    if (error instanceof Failed) return { outcomes: error.outcomes, isSent: true };
    const outcome = ofBreaker(error, wait);
    if (outcome === undefined) throw error;
    return { outcomes: Array.from({ length: count }, () => outcome), isSent: outcome.reason === "timeout" };
  }
}

/** An error of the breaker itself. */
function ofBreaker(error: unknown, wait: Duration): (Outcome & { readonly kind: "later" }) | undefined {
  const code = (error as { code?: unknown }).code;
  if (code === "EOPENBREAKER")
    return { kind: "later", reason: "unavailable", detail: "the breaker is open", after: wait, countsAsAttempt: false };
  return code === "ETIMEDOUT" ? { kind: "later", reason: "timeout", detail: "the attempt did not end", ambiguous: true } : undefined;
}
