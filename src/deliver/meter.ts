/** One limit: how much of it is used, and until when the other side asked for no more. */

import { afterAttempt, type DestinationThrottle, type SeenAttempt, type StandingChange } from "../core/delivery-standing.ts";
import type { DeliveryPolicy } from "../core/destination.ts";
import type { Duration, Elapsed } from "../core/time.ts";
import { allowed, type Emptied, nextAt, partOf, refunded, spent } from "./pace.ts";

export interface Meter {
  isHeld(): boolean;
  /** Whether a requested wait has ended and one message may try. */
  isTrying(): boolean;
  /** How many messages may be sent now; infinitely many without a limit. */
  room(): number;
  /** When time alone allows the next one; undefined where time changes nothing. */
  opensAt(): Duration | undefined;
  spend(count: number): void;
  /** Returns room that was not used. */
  giveBack(count: number): void;
  learn(seen: SeenAttempt): StandingChange | undefined;
  throttle(): DestinationThrottle | undefined;
  /** Takes over what another process has found. */
  adopt(throttle: DestinationThrottle): void;
}

/** The used part of a limit. Meters with the same account share their limit. */
export interface LimitAccount {
  emptied: Emptied;
  /** The other side asked all of them to send nothing before this. */
  holdUntil: Duration;
}

function openAccount(): LimitAccount {
  return { emptied: Number.NEGATIVE_INFINITY, holdUntil: Number.NEGATIVE_INFINITY };
}

/** One account for each name. */
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
  /** How many processes share the limit, this one included (1). It may change at any time. */
  readonly sharers?: (() => number) | undefined;
  /** An account that others use as well; its own where undefined. */
  readonly account?: LimitAccount | undefined;
}

export function createMeter(whole: DeliveryPolicy["limit"], { elapsed, sharers = () => 1, account = openAccount() }: MeterOptions): Meter {
  const part = () => whole && partOf(whole, sharers());
  /** A destination that fails does not make the others wait. */
  let throttle: DestinationThrottle | undefined;
  /** This process lacks a resource and sends nothing before this. */
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
