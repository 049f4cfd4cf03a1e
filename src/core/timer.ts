/** Something to be woken for. A due timer comes back in as an event of kind `due`. */

import type { Event } from "./event.ts";
import type { JsonObject } from "./json.ts";
import { type Duration, type Instant, plus, second } from "./time.ts";

/** The kinds of timers. The key of a timer begins with its kind: these words stand in users' databases and never change. */
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
 * The kinds of timers that say that something did not come: a session is idle, nobody answers, an incident is neither claimed nor over.
 * Some senders repeat what they could not deliver, so after a start these wait for that. Every other timer is due when it is due.
 */
export const absences = ["idle", "silence", "quiet", "identity", "step"] as const satisfies readonly TimerKind[];

export function isAbsence(key: string): boolean {
  return absences.some((kind) => isOfKind(key, kind));
}

export function isOfKind(key: string, kind: TimerKind): boolean {
  return key.startsWith(`${kind} `);
}

/** Each session that is open has one timer of this kind: stores count sessions by it. Its keys are those from `from` to before `to`. */
export const sessionTimers = keysOfKind("idle");

function keysOfKind(kind: TimerKind): { readonly kind: TimerKind; readonly from: string; readonly to: string } {
  return { kind, from: `${kind} `, to: `${kind}!` }; // "!" is the character behind the space
}

/**
 * Our clock was set back by `by`: a timer that was set before fires by the clock of now, and its event happens at the moment that the clock
 * of before would have shown, since all that it is compared with was written by that clock.
 */
export function setBackBy<Set extends Pick<Timer, "payload"> & { readonly dueAt: Instant }>(timer: Set, by: Duration): Set {
  return { ...timer, dueAt: plus(timer.dueAt, -by), payload: { ...timer.payload, ahead: aheadOf(timer.payload) + by } };
}

/** The same of an event that waits for its evaluation: it was received by the clock of before, and the timers that it sets go by the clock of now. */
export function receivedBackBy(event: Event, by: Duration): Event {
  const receivedAt = plus(event.receivedAt, -by);
  if (event.kind !== "due") return { ...event, receivedAt };
  return { ...event, receivedAt, data: { ...event.data, ahead: aheadOf(event.data) + by } };
}

/** By how much the clock that a timer goes by is ahead of ours. */
export function aheadOf({ ahead }: JsonObject): Duration {
  return typeof ahead === "number" ? ahead : 0;
}

/** From here on what waits was set by the clock of before: what was set since is due earlier, unless it waits longer than the clock went back. */
export function setBefore(now: Instant, by: Duration): Instant {
  return plus(now, by - noticedWithin);
}

/** The clock is looked at each second. */
const noticedWithin: Duration = 5 * second;

export interface Timer {
  /** One timer stands under a key; setting it again moves it. */
  readonly key: string;
  /** `undefined` cancels. */
  readonly dueAt: Instant | undefined;
  readonly source: string;
  readonly agent: string;
  readonly session: string | undefined;
  readonly payload: JsonObject;
}
