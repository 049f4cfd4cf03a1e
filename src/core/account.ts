/** How long the credits of a bitHuman account last. Pure. */

import { type Duration, day, type Instant, minute } from "./time.ts";

/** What bitHuman says of an account. */
export interface Account {
  readonly balance: number;
  /** Credits a minute that all sessions together cost now. */
  readonly rate: number;
  /** Sessions that run now. */
  readonly active: number;
  /** bitHuman's own estimate of the minutes that are left; undefined where it makes none. */
  readonly estimate: number | undefined;
}

/** At the present rate; by bitHuman's estimate where no session runs. Undefined where neither is known. */
export function minutesLeft({ balance, rate, estimate }: Account): number | undefined {
  if (balance <= 0) return 0;
  return rate > 0 ? Math.floor(balance / rate) : estimate;
}

export interface AccountState {
  readonly isLow: boolean;
  /** Whether people get a report now. */
  readonly report: boolean;
  /** When people got the last report. */
  readonly reportedAt: Instant | undefined;
}

/** People get one report a day while the balance is low. A balance of twice the limit ends that, since the rate changes all day. */
export function accountState(account: Account, below: Duration, reportedAt: Instant | undefined, now: Instant): AccountState {
  const left = minutesLeft(account);
  if (left === undefined || left * minute >= below) {
    const isWell = left !== undefined && left * minute >= 2 * below;
    return { isLow: false, report: false, reportedAt: isWell ? undefined : reportedAt };
  }
  const report = reportedAt === undefined || now - reportedAt >= day;
  return { isLow: true, report, reportedAt: report ? now : reportedAt };
}
