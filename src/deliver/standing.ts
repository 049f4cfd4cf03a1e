/** How a destination stands: whether it waits for a person, and how near it is to that. Pure. */

import type { Outcome, PauseReason } from "../core/delivery.ts";
import { type Duration, hour, type Instant, minute, plus } from "../core/time.ts";

/** A destination that waits is tried again this often, since what is wrong may be mended where we cannot see it; never one that is gone. */
const tryAgainAfter: Readonly<Record<PauseReason, Duration | undefined>> = {
  credentials: 10 * minute,
  account: 10 * minute,
  missing: 10 * minute,
  proxy: minute,
  address: minute, // a name server may have been wrong for a moment
  failing: hour,
  gone: undefined,
};

export interface Pause {
  readonly reason: PauseReason;
  readonly detail: string;
  /** When one message may try; undefined: not before somebody has changed something. */
  readonly until: Instant | undefined;
}

export interface Standing {
  /** Attempts in a row that the destination is to blame for. */
  readonly failures: number;
  readonly pause: Pause | undefined;
}

export const upright: Standing = { failures: 0, pause: undefined };

/** What people should be told. */
export type StandingNews =
  | { readonly kind: "paused"; readonly reason: PauseReason; readonly detail: string }
  | { readonly kind: "resumed" }
  | { readonly kind: "failing"; readonly failures: number; readonly of: number };

export interface Learned {
  readonly standing: Standing;
  readonly news: StandingNews | undefined;
}

/** What an attempt says about its destination. `disableAfter` is how many failures in a row it may have. */
export function learn(standing: Standing, outcome: Outcome, now: Instant, disableAfter: number | undefined): Learned {
  // What was under way when a destination said that it is gone may still be taken: that does not bring it back.
  if (standing.pause?.reason === "gone") return { standing, news: undefined };
  if (outcome.kind === "delivered" || outcome.kind === "onward")
    return { standing: upright, news: standing.pause === undefined ? undefined : { kind: "resumed" } };
  if (outcome.kind === "pause") return paused(standing, outcome.reason, outcome.detail, now);
  if (!isFailure(outcome)) return { standing, news: undefined };
  const failures = standing.failures + 1;
  const worse = { ...standing, failures };
  if (disableAfter === undefined) return { standing: worse, news: undefined };
  if (failures < disableAfter) return { standing: worse, news: warning(failures, disableAfter) };
  return paused(worse, "failing", `${failures} failures in a row; the last: ${outcome.detail}`, now);
}

function paused(standing: Standing, reason: PauseReason, detail: string, now: Instant): Learned {
  const wait = tryAgainAfter[reason];
  const until = wait === undefined ? undefined : plus(now, wait);
  return { standing: { ...standing, pause: { reason, detail, until } }, news: { kind: "paused", reason, detail } };
}

/** An attempt that counts, and that nobody cut short or asked to wait. */
function isFailure(outcome: Outcome): outcome is Outcome & { readonly detail: string } {
  if (outcome.kind === "refused") return true;
  return (
    outcome.kind === "later" && outcome.countsAsAttempt !== false && outcome.reason !== "throttled" && outcome.reason !== "interrupted"
  );
}

/** Said three times on the way. */
function warning(failures: number, of: number): StandingNews | undefined {
  return [0.5, 0.7, 0.9].some((share) => Math.ceil(of * share) === failures) ? { kind: "failing", failures, of } : undefined;
}
