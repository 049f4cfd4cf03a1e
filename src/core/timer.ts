/** A timer. When it is due it comes back as an event of kind `due`. */

import type { Event } from "./event.ts";
import type { JsonObject } from "./json.ts";
import { type Duration, type Instant, plus, second } from "./time.ts";

/** The kinds of timers. The key of a timer begins with its kind. Users' databases contain these words, so they never change. */
export const timerKinds = [
  "idle",
  "silence",
  "release",
  "digest",
  "identity",
  "rejoined",
  "inherit",
  "step",
  "refresh",
  "wake",
  "quiet",
  "join",
  "over",
  "follow",
] as const;

export type TimerKind = (typeof timerKinds)[number];

/**
 * The kinds of timers that report an absence: a session is idle, nobody answers, an incident is neither claimed nor over.
 * Some senders repeat events that they could not deliver, so after a start these timers wait for the repetitions. All other timers fire on
 * time.
 */
export const absences = ["idle", "silence", "quiet", "identity", "step"] as const satisfies readonly TimerKind[];

export function isAbsence(key: string): boolean {
  return absences.some((kind) => isOfKind(key, kind));
}

export function isOfKind(key: string, kind: TimerKind): boolean {
  return key.startsWith(`${kind} `);
}

/** Every open session has one timer of this kind, and stores count sessions by it. Its keys are those from `from` to before `to`. */
export const sessionTimers = keysOfKind("idle");

function keysOfKind(kind: TimerKind): { readonly kind: TimerKind; readonly from: string; readonly to: string } {
  return { kind, from: `${kind} `, to: `${kind}!` }; // "!" is the next character after the space
}

/**
 * Our clock was set back by `by`. A timer that was set before fires by the present clock. Its event happens at the time that the earlier
 * clock
 * would have shown, because the earlier clock wrote everything that it is compared with.
 */
export function setBackBy<Set extends Pick<Timer, "payload"> & { readonly dueAt: Instant }>(timer: Set, by: Duration): Set {
  return { ...timer, dueAt: plus(timer.dueAt, -by), payload: { ...timer.payload, ahead: aheadOf(timer.payload) + by } };
}

/**
 * The same for an event that waits for its evaluation: the earlier clock received it, and the timers that it sets follow the present clock.
 */
export function receivedBackBy(event: Event, by: Duration): Event {
  const receivedAt = plus(event.receivedAt, -by);
  if (event.kind !== "due") return { ...event, receivedAt };
  return { ...event, receivedAt, data: { ...event.data, ahead: aheadOf(event.data) + by } };
}

/** How far the clock of a timer is ahead of ours. */
export function aheadOf({ ahead }: JsonObject): Duration {
  return typeof ahead === "number" ? ahead : 0;
}

/**
 * What waits until this time or later was set by the earlier clock. What was set since is due earlier, unless it waits longer than the
 * clock went back.
 */
export function setBefore(now: Instant, by: Duration): Instant {
  return plus(now, by - noticedWithin);
}

/** The clock is checked every second. */
const noticedWithin: Duration = 5 * second;

export interface Timer {
  /** Each key has one timer. Setting it again moves it. */
  readonly key: string;
  /** `undefined` cancels the timer. */
  readonly dueAt: Instant | undefined;
  readonly source: string;
  readonly agent: string;
  readonly session: string | undefined;
  readonly payload: JsonObject;
}
