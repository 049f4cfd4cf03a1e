/**
 * How a destination stands as a whole, and how long its messages wait for it: it asks for fewer requests, it cannot be reached, or a person has to mend
 * something. In each case the wait belongs to the destination, not to a message: it grows, one message at a time tries whether it is over, people
 * are told once, and what has waited for too long ends (delivery.ts). Pure. Times are those of a clock that nobody can set, since only spans matter.
 */

import type { Outcome, PauseReason } from "./delivery.ts";
import { type Duration, hour, minute, second } from "./time.ts";

/** A destination that waits for a person is tried again this often, since what is wrong may be mended where we cannot see it; never one that is gone. */
const tryAgainAfter: Readonly<Record<PauseReason, Duration | undefined>> = {
  credentials: 10 * minute,
  account: 10 * minute,
  missing: 10 * minute,
  proxy: minute,
  address: minute, // a name server may have been wrong for a moment
  failing: hour,
  gone: undefined,
};

/** A destination that asks for fewer requests and does not say for how long: the first wait, which doubles with each refusal, and the longest. */
const firstThrottle: Duration = 5 * second;
const longestThrottle: Duration = 10 * minute;
/** So many times in a row a wait that was asked for is kept as it is; after that it grows, too, where it turns out to be too short. */
const believed = 3;
/** Ordinary rate limits hold for seconds. People are told of one that holds for longer. */
const reportAfter: Duration = 2 * minute;

/** One attempt, which may have carried several messages. */
export interface SeenAttempt {
  readonly outcomes: readonly Outcome[];
  readonly startedAt: Duration;
  readonly now: Duration;
}

/** What people should be told. */
export type StandingChange =
  /** `isKnown`: they were told before, by another process or before a restart. */
  | { readonly kind: "paused"; readonly reason: PauseReason | "throttled"; readonly detail: string; readonly isKnown?: true }
  | { readonly kind: "resumed"; readonly was: PauseReason | "throttled"; readonly lasted: Duration }
  | { readonly kind: "failing"; readonly failures: number; readonly of: number };

/** The other side has asked for fewer requests. */
export interface DestinationThrottle {
  /** Since when it has taken nothing. */
  readonly since: Duration;
  /** When it last asked: attempts that had begun before tell nothing new. */
  readonly askedAt: Duration;
  /** Then one message may try. */
  readonly until: Duration;
  /** How often in a row it has asked. */
  readonly times: number;
  readonly detail: string;
  /** People know. */
  readonly isReported: boolean;
}

export interface Throttled {
  readonly throttle: DestinationThrottle | undefined;
  readonly news: StandingChange | undefined;
}

/** Whether an outcome concerns every message of the destination: it asked to wait, or did not look at the message at all. */
export function asksToWait(outcome: Outcome): outcome is Outcome & { readonly kind: "later" } {
  return outcome.kind === "later" && outcome.reason !== "interrupted" && (outcome.after !== undefined || outcome.countsAsAttempt === false);
}

/** Whether the destination is to blame: an answer that refuses one message, or asks us to wait, is an answer. */
export function isFailure(outcome: Outcome): boolean {
  return outcome.kind === "later" && outcome.reason !== "throttled" && outcome.reason !== "interrupted";
}

/** What an attempt says about the requests that a destination takes. */
export function afterAttempt(before: DestinationThrottle | undefined, seen: SeenAttempt): Throttled {
  const { outcomes, startedAt, now } = seen;
  const asking = outcomes.filter(asksToWait);
  const isOld = before !== undefined && startedAt < before.askedAt;
  if (asking.length === 0 && (before === undefined || isOld)) return { throttle: before, news: undefined };
  if (before !== undefined && isOld)
    return { throttle: { ...before, until: Math.max(before.until, now + longestAsked(asking)) }, news: undefined };
  if (before !== undefined && outcomes.some(isAnswer))
    return asking.length === 0 ? endedThrottle(before, outcomes, now) : heldAgain(undefined, asking, now);
  return asking.length > 0 || outcomes.some(isFailure) ? heldAgain(before, outcomes, now) : { throttle: before, news: undefined };
}

/** It took the message, or looked at it and refused it. */
function isAnswer({ kind }: Outcome): boolean {
  return kind !== "later";
}

/** What it waits for now is a person: that is told instead. */
function endedThrottle({ isReported, since }: DestinationThrottle, outcomes: readonly Outcome[], now: Duration): Throttled {
  const isMended = isReported && !outcomes.some(({ kind }) => kind === "pause");
  return { throttle: undefined, news: isMended ? { kind: "resumed", was: "throttled", lasted: now - since } : undefined };
}

function heldAgain(before: DestinationThrottle | undefined, outcomes: readonly Outcome[], now: Duration): Throttled {
  const times = (before?.times ?? 0) + 1;
  const since = before?.since ?? now;
  const until = now + waitFor(times, longestAsked(outcomes));
  const detail = detailOf(outcomes) ?? before?.detail ?? "";
  const wasReported = before?.isReported ?? false;
  const isReported = wasReported || until - since > reportAfter;
  const news: StandingChange | undefined = isReported && !wasReported ? { kind: "paused", reason: "throttled", detail } : undefined;
  return { throttle: { since, askedAt: now, until, times, detail, isReported }, news };
}

function longestAsked(outcomes: readonly Outcome[]): Duration {
  return Math.max(0, ...outcomes.map((outcome) => (outcome.kind === "later" ? (outcome.after ?? 0) : 0)));
}

function detailOf(outcomes: readonly Outcome[]): string | undefined {
  return outcomes.find((outcome) => outcome.kind === "later")?.detail;
}

/** The wait after so many refusals in a row. `asked` is 0 where it did not say. */
export function waitFor(times: number, asked: Duration): Duration {
  const grown = asked === 0 ? times : times - believed;
  return Math.max(asked, grown < 1 ? 0 : doubled(firstThrottle, grown, longestThrottle));
}

/** The `times`th of waits that double from `first` up to `longest`. */
export function doubled(first: Duration, times: number, longest: Duration): Duration {
  return Math.min(longest, first * 2 ** Math.min(times - 1, 30));
}

export interface Pause {
  readonly reason: PauseReason;
  readonly detail: string;
  readonly since: Duration;
  /** When it was last found: attempts that had begun before tell nothing new. */
  readonly foundAt: Duration;
  /** When one message may try; undefined: not before somebody has changed something. */
  readonly until: Duration | undefined;
}

/** Whether it waits for a person, and how near it is to that. */
export interface Standing {
  /** Attempts in a row that the destination is to blame for. */
  readonly failures: number;
  readonly pause: Pause | undefined;
}

export const healthy: Standing = { failures: 0, pause: undefined };

export interface Learned {
  readonly standing: Standing;
  readonly news: StandingChange | undefined;
}

export interface Attempted {
  readonly outcome: Outcome;
  readonly startedAt: Duration;
  readonly now: Duration;
}

/** What an attempt says about its destination. `disableAfter` is how many failures in a row it may have. */
export function learn(standing: Standing, { outcome, startedAt, now }: Attempted, disableAfter: number | undefined): Learned {
  const { pause } = standing;
  // What was under way when a destination said that it is gone may still be taken: that does not bring it back.
  if (pause?.reason === "gone") return { standing, news: undefined };
  if (outcome.kind === "pause") return paused(standing, { ...outcome, now });
  if (pause !== undefined && startedAt < pause.foundAt) return { standing, news: undefined };
  if (outcome.kind === "delivered" || outcome.kind === "onward") return { standing: healthy, news: resumed(pause, now) };
  if (!isBlamed(outcome)) return { standing, news: undefined };
  const failures = standing.failures + 1;
  const worse = { ...standing, failures };
  if (disableAfter === undefined) return { standing: worse, news: undefined };
  if (failures < disableAfter) return { standing: worse, news: warning(failures, disableAfter) };
  return paused(worse, { reason: "failing", detail: `${failures} failures in a row; the last: ${outcome.detail}`, now });
}

function resumed(pause: Pause | undefined, now: Duration): StandingChange | undefined {
  return pause && { kind: "resumed", was: pause.reason, lasted: now - pause.since };
}

interface Found {
  readonly reason: PauseReason;
  readonly detail: string;
  readonly now: Duration;
}

/** People are told once for each reason. */
function paused(standing: Standing, { reason, detail, now }: Found): Learned {
  const before = standing.pause;
  const wait = tryAgainAfter[reason];
  const until = wait === undefined ? undefined : now + wait;
  const pause = { reason, detail, since: before?.since ?? now, foundAt: now, until };
  return { standing: { ...standing, pause }, news: before?.reason === reason ? undefined : { kind: "paused", reason, detail } };
}

/** An attempt that counts, and that nobody cut short or asked to wait. */
function isBlamed(outcome: Outcome): outcome is Outcome & { readonly detail: string } {
  if (outcome.kind === "refused") return true;
  return outcome.kind === "later" && outcome.countsAsAttempt !== false && isFailure(outcome);
}

/** Said three times on the way. */
function warning(failures: number, of: number): StandingChange | undefined {
  return [0.5, 0.7, 0.9].some((share) => Math.ceil(of * share) === failures) ? { kind: "failing", failures, of } : undefined;
}
