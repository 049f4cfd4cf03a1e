/**
 * How a destination does as a whole, and how long its messages wait for it. Three things make all of them wait: the destination asks for
 * fewer
 * requests, it cannot be reached, or a person has to repair something. The wait grows. One message at a time tries whether it is over.
 * People get
 * one report. A message that has waited for too long ends (delivery.ts). Pure. Times come from a clock that nobody can set, since only
 * spans matter.
 */

import type { Outcome, PauseReason } from "./delivery.ts";
import { type Duration, hour, type Instant, minute, second } from "./time.ts";

/**
 * A destination that waits for a person is tried again at this interval, since we may not see the repair. One that is gone is not tried.
 */
const tryAgainAfter: Readonly<Record<PauseReason, Duration | undefined>> = {
  credentials: 10 * minute,
  account: 10 * minute,
  missing: 10 * minute,
  proxy: minute,
  address: minute, // a name server may have answered wrongly for a moment
  failing: hour,
  gone: undefined,
};

/** When a destination that waits for a person is tried, for people. */
export function triesWords(reason: PauseReason): string {
  const wait = tryAgainAfter[reason];
  if (wait === undefined) return "Send a test on the page tries it";
  const each = wait === minute ? "minute" : wait === hour ? "hour" : `${wait / minute} minutes`;
  return `one message tries every ${each}, and Send a test on the page tries at once`;
}

/** The first and the longest wait for a destination that asks for fewer requests without a time. The wait doubles with each refusal. */
const firstThrottle: Duration = 5 * second;
const longestThrottle: Duration = 10 * minute;
/**
 * The wait that a destination asks for is used unchanged this many times in a row. After that it grows as well, because it was too short.
 */
const believed = 3;
/** Ordinary rate limits last for seconds. People get a report of one that lasts longer than this. */
const reportAfter: Duration = 2 * minute;

/** One attempt, which may have carried several messages. */
export interface SeenAttempt {
  readonly outcomes: readonly Outcome[];
  readonly startedAt: Duration;
  readonly now: Duration;
}

/** A change that people get a report of. */
export type StandingChange =
  /** `isKnown`: another process, or this one before a restart, has reported it already. */
  | { readonly kind: "paused"; readonly reason: PauseReason | "throttled"; readonly detail: string; readonly isKnown?: true }
  | { readonly kind: "resumed"; readonly was: PauseReason | "throttled"; readonly lasted: Duration }
  | { readonly kind: "failing"; readonly failures: number; readonly of: number };

/** Why the messages of a destination wait. */
export interface DestinationWait {
  readonly reason: PauseReason | "throttled" | "unavailable";
  readonly detail: string;
  /** When one message tries; undefined: only after somebody has changed something. */
  readonly triesAt: Instant | undefined;
}

/** The other side has asked for fewer requests. */
export interface DestinationThrottle {
  /** The start of the time in which it takes nothing. */
  readonly since: Duration;
  /** When it asked last. Attempts that began before that bring nothing new. */
  readonly askedAt: Duration;
  /** When one message may try. */
  readonly until: Duration;
  /** How many times in a row it has asked. */
  readonly times: number;
  readonly detail: string;
  /** People got a report of it. */
  readonly isReported: boolean;
}

export interface Throttled {
  readonly throttle: DestinationThrottle | undefined;
  readonly news: StandingChange | undefined;
}

/** Whether an outcome concerns all messages of the destination: it asked us to wait, or it did not look at the message. */
export function asksToWait(outcome: Outcome): outcome is Outcome & { readonly kind: "later" } {
  return outcome.kind === "later" && outcome.reason !== "interrupted" && (outcome.after !== undefined || outcome.countsAsAttempt === false);
}

/** Whether the destination is to blame. An answer that refuses one message or asks us to wait does not count as a failure. */
export function isFailure(outcome: Outcome): boolean {
  return outcome.kind === "later" && outcome.reason !== "throttled" && outcome.reason !== "interrupted";
}

/** How an attempt changes the throttle of a destination. */
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

/** It took the message, or it looked at it and refused it. */
function isAnswer({ kind }: Outcome): boolean {
  return kind !== "later";
}

/** A pause for a person replaces the throttle, and the pause is reported instead. */
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

/** The wait after this many refusals in a row. `asked` is 0 where the destination named no time. */
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
  /** When it was found last. Attempts that began before that bring nothing new. */
  readonly foundAt: Duration;
  /** When one message may try; undefined: only after somebody has changed something. */
  readonly until: Duration | undefined;
}

/** Whether the destination waits for a person, and how many failures bring it there. */
export interface Standing {
  /** Failed attempts in a row that the destination is to blame for. */
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

/** How an attempt changes the state of its destination. `disableAfter` is the number of failures in a row that pauses it. */
export function learn(standing: Standing, { outcome, startedAt, now }: Attempted, disableAfter: number | undefined): Learned {
  const { pause } = standing;
  // Requests that were under way when a destination said that it is gone may still succeed. They do not bring it back.
  if (pause?.reason === "gone") return { standing, news: undefined };
  if (outcome.kind === "pause") return paused(standing, { ...outcome, now });
  if (pause !== undefined && startedAt < pause.foundAt) return { standing, news: undefined };
  if (outcome.kind === "delivered" || outcome.kind === "onward") return proven(standing, { startedAt, now });
  if (!isBlamed(outcome)) return { standing, news: undefined };
  const failures = standing.failures + 1;
  const worse = { ...standing, failures };
  if (disableAfter === undefined) return { standing: worse, news: undefined };
  if (failures < disableAfter) return { standing: worse, news: warning(failures, disableAfter) };
  return paused(worse, { reason: "failing", detail: `${failures} failures in a row; the last: ${outcome.detail}`, now });
}

/** It has taken a message. This ends a pause that was found before the message was sent. A test message brings back one that was gone. */
export function proven(standing: Standing, { startedAt, now }: Omit<Attempted, "outcome">): Learned {
  const { pause } = standing;
  if (pause !== undefined && startedAt < pause.foundAt) return { standing, news: undefined };
  return { standing: healthy, news: resumed(pause, now) };
}

function resumed(pause: Pause | undefined, now: Duration): StandingChange | undefined {
  return pause && { kind: "resumed", was: pause.reason, lasted: now - pause.since };
}

interface Found {
  readonly reason: PauseReason;
  readonly detail: string;
  readonly now: Duration;
}

/** Each reason is reported once. */
function paused(standing: Standing, { reason, detail, now }: Found): Learned {
  const before = standing.pause;
  const wait = tryAgainAfter[reason];
  const until = wait === undefined ? undefined : now + wait;
  const pause = { reason, detail, since: before?.since ?? now, foundAt: now, until };
  return { standing: { ...standing, pause }, news: before?.reason === reason ? undefined : { kind: "paused", reason, detail } };
}

/** A failed attempt that counts: nobody stopped it early or asked us to wait. */
function isBlamed(outcome: Outcome): outcome is Outcome & { readonly detail: string } {
  if (outcome.kind === "refused") return true;
  return outcome.kind === "later" && outcome.countsAsAttempt !== false && isFailure(outcome);
}

/** Reported three times before the pause. */
function warning(failures: number, of: number): StandingChange | undefined {
  return [0.5, 0.7, 0.9].some((share) => Math.ceil(of * share) === failures) ? { kind: "failing", failures, of } : undefined;
}
