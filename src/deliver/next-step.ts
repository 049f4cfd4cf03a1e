/** What a lane does next. Pure: the lane carries the step out, and asks again. */

import type { Duration } from "../core/time.ts";
import type { Take } from "./shares.ts";

/** All that wakes a lane. */
export const wakeReasons = {
  news: "the store has queued something, a redrive asks, or the relay starts",
  clock: "a delivery is due, a limit has room, a turn has come, or a batch was collected for long enough",
  breaker: "the breaker has changed",
  ended: "an attempt has ended, and there may be more to send",
  hastened: "what waited for its own repetition is due now",
} as const;

export type WakeReason = keyof typeof wakeReasons;

/** What a lane knows from one step to the next. */
export interface LaneProgress {
  /** Something has woken it, and it has not looked since. */
  readonly isAwake: boolean;
  /** The last claim was full, or there was no room: there is more. */
  readonly hasMore: boolean;
  /** Something needed no sending: where one is there may be many. */
  readonly hasFree: boolean;
  /** When what was left in the store to collect is taken. */
  readonly collectsUntil: Duration | undefined;
  /** What was tried since it last looked. */
  readonly tried: readonly Tried[];
}

type Tried = "turn" | "sum" | "append" | "update";

export const atRest: LaneProgress = { isAwake: false, hasMore: false, hasFree: false, collectsUntil: undefined, tried: [] };

/** What the lane sees when it asks. */
export interface Facts {
  readonly isClosed: boolean;
  /** What there is room for. */
  readonly take: Take | undefined;
  /** Messages that are no updates. */
  readonly postsRoom: number;
  /** How long a batch is collected; undefined or 0: not at all. */
  readonly collectFor: Duration | undefined;
  readonly now: Duration;
}

export type LaneStep =
  /** Nothing until it is woken. */
  | { readonly do: "rest" }
  /** Ask whether this process may send, where the destination is in trouble. */
  | { readonly do: "take turn" }
  | { readonly do: "wait for room" }
  | { readonly do: "collect"; readonly until: Duration }
  /** Send as one what is too much to be sent one by one. */
  | { readonly do: "sum up" }
  /** Settle what needs no sending. */
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

/** It looks now: what wakes it from here on makes it look again. */
export function looking(before: LaneProgress): LaneProgress {
  return { ...before, isAwake: false, tried: ["turn"] };
}

/** It may not try, or there was nothing to do but to wait. */
export function resting(before: LaneProgress, collectsUntil = before.collectsUntil): LaneProgress {
  return { ...before, tried: [], collectsUntil };
}

export function waitingForRoom(before: LaneProgress): LaneProgress {
  const { tried } = before;
  return { ...before, hasMore: true, hasFree: before.hasFree && !tried.includes("update"), tried: [] };
}

/** What was tried has launched something and may again, or there was nothing. */
export function afterTrying(before: LaneProgress, what: Tried, hasLaunched: boolean): LaneProgress {
  const collected = before.hasMore ? before : { ...before, collectsUntil: undefined };
  if (hasLaunched) return { ...collected, isAwake: true, tried: [] };
  return { ...collected, tried: [...before.tried, what] };
}

/** What is found free while it claims is looked at later. */
export function claiming(before: LaneProgress): LaneProgress {
  return { ...before, hasFree: false };
}

/** A full claim leaves more behind; where one kind of messages had no room, what is left waits for it. */
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

/** An attempt needed no sending. */
export function foundFree(before: LaneProgress): LaneProgress {
  return { ...before, hasFree: true };
}
