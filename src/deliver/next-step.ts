/** Decides the next step of a lane. Pure: the lane takes the step and asks again. */

import type { Duration } from "../core/time.ts";
import type { Take } from "./shares.ts";

/** Everything that wakes a lane. */
export const wakeReasons = {
  news: "the store has queued something, a redrive asks, or the relay starts",
  clock: "a delivery is due, a limit has room, a turn has come, or a batch was collected for long enough",
  breaker: "the breaker has changed",
  ended: "an attempt has ended, and there may be more to send",
  hastened: "what waited for its own repetition is due now",
} as const;

export type WakeReason = keyof typeof wakeReasons;

/** What a lane remembers from one step to the next. */
export interface LaneProgress {
  /** Something has woken it since its last look. */
  readonly isAwake: boolean;
  /** The last claim was full, or there was no room, so more is waiting. */
  readonly hasMore: boolean;
  /** A message needed no request, and there may be many more. */
  readonly hasFree: boolean;
  /** When messages that were left in the store for a batch are taken. */
  readonly collectsUntil: Duration | undefined;
  /** What was tried since the last look. */
  readonly tried: readonly Tried[];
}

type Tried = "turn" | "sum" | "append" | "update";

export const atRest: LaneProgress = { isAwake: false, hasMore: false, hasFree: false, collectsUntil: undefined, tried: [] };

/** Nothing has woken it, and as far as it knows nothing waits that is due. */
export function isAtRest({ isAwake, hasMore, hasFree, collectsUntil }: LaneProgress): boolean {
  return !isAwake && !hasMore && !hasFree && collectsUntil === undefined;
}

/** What the lane sees at the moment. */
export interface Facts {
  readonly isClosed: boolean;
  /** What there is room for. */
  readonly take: Take | undefined;
  /** Room for messages that are no updates. */
  readonly postsRoom: number;
  /** How long a batch is collected; undefined or 0: not at all. */
  readonly collectFor: Duration | undefined;
  readonly now: Duration;
}

export type LaneStep =
  /** Wait until something wakes it. */
  | { readonly do: "rest" }
  /** Ask whether this process may send to a destination in trouble. */
  | { readonly do: "take turn" }
  | { readonly do: "wait for room" }
  | { readonly do: "collect"; readonly until: Duration }
  /** Send as one message what is too much to send one by one. */
  | { readonly do: "sum up" }
  /** Settle messages that need no request. */
  | { readonly do: "settle free"; readonly mode: "append" | "update" }
  | { readonly do: "claim"; readonly take: Take };

export function nextStep({ isAwake, hasMore, hasFree, collectsUntil, tried }: LaneProgress, facts: Facts): LaneStep {
  const { isClosed, take, postsRoom, collectFor, now } = facts;
  if (tried.length === 0) return isClosed || !isAwake ? { do: "rest" } : { do: "take turn" };
  if (take === undefined) return { do: "wait for room" };
  if (collectFor && !hasMore && tried.length === 1 && (collectsUntil === undefined || collectsUntil > now))
    return { do: "collect", until: collectsUntil ?? now + collectFor };
  if (hasMore && postsRoom > 0 && !tried.includes("sum")) return { do: "sum up" };
  for (const mode of ["append", "update"] as const) if (hasFree && !tried.includes(mode)) return { do: "settle free", mode };
  return { do: "claim", take };
}

export function woken(before: LaneProgress, reason: WakeReason): LaneProgress {
  return reason === "ended" && !before.hasMore ? before : { ...before, isAwake: true };
}

/** It looks now. What wakes it from here on makes it look again. */
export function looking(before: LaneProgress): LaneProgress {
  return { ...before, isAwake: false, tried: ["turn"] };
}

/** It may not try, or it can only wait. */
export function resting(before: LaneProgress, collectsUntil = before.collectsUntil): LaneProgress {
  return { ...before, tried: [], collectsUntil };
}

export function waitingForRoom(before: LaneProgress): LaneProgress {
  const { tried } = before;
  return { ...before, hasMore: true, hasFree: before.hasFree && !tried.includes("update"), tried: [] };
}

/** The last try has started something and may be repeated, or it found nothing. */
export function afterTrying(before: LaneProgress, what: Tried, hasLaunched: boolean): LaneProgress {
  const collected = before.hasMore ? before : { ...before, collectsUntil: undefined };
  if (hasLaunched) return { ...collected, isAwake: true, tried: [] };
  return { ...collected, tried: [...before.tried, what] };
}

/** A message without a request that appears during the claim is handled later. */
export function claiming(before: LaneProgress): LaneProgress {
  return { ...before, hasFree: false };
}

/** A full claim leaves more behind. Where one kind of message had no room, the rest waits for it. */
export function afterClaim(before: LaneProgress, take: Take, claimed: number): LaneProgress {
  const isFull = claimed === take.max;
  const isOfOneKind = take.modes[0] !== undefined;
  return {
    ...before,
    isAwake: before.isAwake || isFull,
    hasMore: isFull || isOfOneKind,
    collectsUntil: before.hasMore ? before.collectsUntil : undefined,
    tried: [],
  };
}

/** An attempt needed no request. */
export function foundFree(before: LaneProgress): LaneProgress {
  return { ...before, hasFree: true };
}
