/** One limit at work: what was spent of it, and until when the other side asked for nothing more. */

import { afterAttempt, type DestinationThrottle, type SeenAttempt, type StandingChange } from "../core/delivery-standing.ts";
import type { DeliveryPolicy } from "../core/destination.ts";
import type { Duration, Elapsed } from "../core/time.ts";
import { allowed, type Emptied, nextAt, partOf, refunded, spent } from "./pace.ts";

export interface Meter {
  isHeld(): boolean;
  /** Whether a wait that was asked for is over, and one message may try. */
  isTrying(): boolean;
  /** How many messages may go now; infinitely many without a limit. */
  room(): number;
  /** When the next one may go by the passing of time alone; undefined where time changes nothing. */
  opensAt(): Duration | undefined;
  spend(count: number): void;
  /** What was spent was not used. */
  giveBack(count: number): void;
  learn(seen: SeenAttempt): StandingChange | undefined;
  throttle(): DestinationThrottle | undefined;
  /** What another process has found. */
  adopt(throttle: DestinationThrottle): void;
}

/** What was spent so far. Meters that share one keep their limits together: what one of them spends, the others no longer have. */
export interface LimitAccount {
  emptied: Emptied;
  /** The other side asked everybody for nothing more until then. */
  holdUntil: Duration;
}

function openAccount(): LimitAccount {
  return { emptied: Number.NEGATIVE_INFINITY, holdUntil: Number.NEGATIVE_INFINITY };
}

/** One account for each name that is asked for. */
export function createAccounts(): (pool: string) => LimitAccount {
  const accounts = new Map<string, LimitAccount>();
  return (pool) => {
    const account = accounts.get(pool) ?? openAccount();
    accounts.set(pool, account);
    return account;
  };
}

export interface MeterOptions {
  readonly elapsed: Elapsed;
  /** How many processes keep the limit together, this one included (1). It may change at any time. */
  readonly sharers?: (() => number) | undefined;
  /** One that others spend from, too; its own where undefined. */
  readonly account?: LimitAccount | undefined;
}

export function createMeter(whole: DeliveryPolicy["limit"], { elapsed, sharers = () => 1, account = openAccount() }: MeterOptions): Meter {
  const part = () => whole && partOf(whole, sharers());
  /** A destination that fails asks nothing of the others. */
  let throttle: DestinationThrottle | undefined;
  /** Nothing of ours can be sent before: we are short of something ourselves. */
  let shortUntil = Number.NEGATIVE_INFINITY;
  const heldUntil = () => Math.max(throttle?.until ?? Number.NEGATIVE_INFINITY, shortUntil, account.holdUntil);

  function learnShortage({ outcomes, now }: SeenAttempt): void {
    for (const outcome of outcomes) {
      if (outcome.kind === "later" && outcome.reason === "interrupted") shortUntil = Math.max(shortUntil, now + (outcome.after ?? 0));
    }
  }

  function giveBack(count: number): void {
    const limit = part();
    if (limit !== undefined) account.emptied = refunded(account.emptied, count, limit);
  }

  return {
    isHeld: () => elapsed() < heldUntil(),
    isTrying: () => throttle !== undefined && elapsed() >= heldUntil(),
    room() {
      const limit = part();
      return limit === undefined ? Number.POSITIVE_INFINITY : allowed(account.emptied, elapsed(), limit);
    },
    opensAt() {
      if (elapsed() < heldUntil()) return heldUntil();
      const limit = part();
      return limit === undefined ? undefined : nextAt(account.emptied, elapsed(), limit);
    },
    spend(count) {
      const limit = part();
      if (limit !== undefined) account.emptied = spent(account.emptied, elapsed(), count, limit);
    },
    giveBack,
    learn(seen) {
      const { throttle: next, news } = afterAttempt(throttle, seen);
      throttle = next;
      const isAsked = seen.outcomes.some((outcome) => outcome.kind === "later" && outcome.reason === "throttled");
      if (isAsked && next !== undefined) account.holdUntil = Math.max(account.holdUntil, next.until);
      learnShortage(seen);
      giveBack(seen.outcomes.filter((outcome) => outcome.kind === "delivered" && outcome.free).length);
      return news;
    },
    throttle: () => throttle,
    adopt(found) {
      throttle = found;
    },
  };
}
