/** One limit at work: what was spent of it, and until when the other side asked for nothing more. */

import type { Outcome } from "../core/delivery.ts";
import type { DeliveryPolicy } from "../core/destination.ts";
import { type Clock, type Instant, plus } from "../core/time.ts";
import { allowed, type Emptied, nextAt, partOf, refunded, spent } from "./pace.ts";

export interface Meter {
  isHeld(): boolean;
  /** How many messages may go now; infinitely many without a limit. */
  room(): number;
  /** When the next one may go by the passing of time alone; undefined where time changes nothing. */
  opensAt(): Instant | undefined;
  spend(count: number): void;
  /** What was spent was not used. */
  giveBack(count: number): void;
  learn(outcome: Outcome): void;
}

/** What was spent so far. Meters that share one keep their limits together: what one of them spends, the others no longer have. */
export interface Account {
  emptied: Emptied;
  /** The other side asked everybody for nothing more until then. */
  holdUntil: Instant;
}

function openAccount(): Account {
  return { emptied: 0 as Emptied, holdUntil: 0 as Instant }; // long ago
}

/** One account for each name that is asked for. */
export function createAccounts(): (pool: string) => Account {
  const accounts = new Map<string, Account>();
  return (pool) => {
    const account = accounts.get(pool) ?? openAccount();
    accounts.set(pool, account);
    return account;
  };
}

export interface MeterOptions {
  readonly now: Clock;
  /** How many processes keep the limit together, this one included (1). It may change at any time. */
  readonly sharers?: (() => number) | undefined;
  /** One that others spend from, too; its own where undefined. */
  readonly account?: Account | undefined;
}

export function createMeter(whole: DeliveryPolicy["limit"], { now, sharers = () => 1, account = openAccount() }: MeterOptions): Meter {
  const part = () => whole && partOf(whole, sharers());
  /** A destination that fails asks nothing of the others. */
  let holdUntil = 0 as Instant;
  const heldUntil = () => Math.max(holdUntil, account.holdUntil) as Instant; // the later of two
  return {
    isHeld: () => now() < heldUntil(),
    room() {
      const limit = part();
      return limit === undefined ? Number.POSITIVE_INFINITY : allowed(account.emptied, now(), limit);
    },
    opensAt() {
      if (now() < heldUntil()) return heldUntil();
      const limit = part();
      return limit === undefined ? undefined : nextAt(account.emptied, now(), limit);
    },
    spend(count) {
      const limit = part();
      if (limit !== undefined) account.emptied = spent(account.emptied, now(), count, limit);
    },
    giveBack(count) {
      const limit = part();
      if (limit !== undefined) account.emptied = refunded(account.emptied, count, limit);
    },
    learn(outcome) {
      if (outcome.kind === "later" && outcome.after !== undefined) {
        const until = plus(now(), outcome.after);
        if (outcome.reason === "throttled") account.holdUntil = Math.max(account.holdUntil, until) as Instant; // the later of two
        holdUntil = Math.max(holdUntil, until) as Instant; // the later of two
      }
      if (outcome.kind === "delivered" && outcome.free) this.giveBack(1);
    },
  };
}
