/** The engine without a store and without a clock. Memories are in a map, and timers fire by the times of the events. */

import type { Due, Event, EventId } from "../../core/event.ts";
import type { Json } from "../../core/json.ts";
import { type Evaluation, type MemoryChange, type Planner, readsOf } from "../../core/rule.ts";
import { type Duration, day, type Instant, plus } from "../../core/time.ts";
import type { Timer } from "../../core/timer.ts";
import type { Digest } from "../engine/program.ts";
import { isOwnEnd } from "../engine/sessions/own-end.ts";
import { createAlarms, type SetTimer } from "./alarms.ts";

/** An event and its decisions. */
export interface ReplayStep {
  readonly event: Event;
  readonly evaluation: Evaluation;
}

export interface ReplayOptions {
  readonly planner: Planner;
  readonly digest: Digest;
  /** Whether `take` brings the events that the relay itself made, as in a record. Otherwise the clock brings them. */
  readonly isRecorded?: (key: string) => boolean;
  /** Whether a timer that is not in the record fires by the clock; otherwise it never fires. */
  readonly rings?: (timer: Timer) => boolean;
}

export interface Replay {
  /** Runs the timers that are due before the event, then the event, then the events that the relay makes of it. */
  take(event: Event): readonly ReplayStep[];
  /** Lets the clock run for a span, while timers are due. */
  rest(span: Duration): readonly ReplayStep[];
}

/**
 * The key of something that the relay itself made, in a record: a fired timer, the end of a conversation, a session that continues under
 * another id.
 */
export function ownKey(event: Event): string | undefined {
  if (event.kind === "due") return timerKey(event.timer, event.occurredAt);
  return isOwnEnd(event) || (event.kind === "identity" && event.handedOver === true) ? event.id : undefined;
}

function timerKey(timer: string, dueAt: Instant): string {
  return `${timer}\n${dueAt}`;
}

export function createReplay({ planner, digest, isRecorded = () => false, rings = () => true }: ReplayOptions): Replay {
  const memories = createMemories();
  const alarms = createAlarms();
  /** Events that these rules have made, and that are taken from the record. */
  const promised = new Set<string>();
  let now = 0 as Instant; // the clock begins before every event

  function evaluate(event: Event): readonly ReplayStep[] {
    const plan = planner([event]);
    const decision = plan.decide(memories.read(readsOf(plan)));
    memories.write(decision.memories, now);
    for (const timer of decision.timers) setTimer(timer);
    const steps = decision.evaluations.map((evaluation) => ({ event, evaluation }));
    return decision.events.length === 0 ? steps : [...steps, ...decision.events.flatMap(made)];
  }

  function setTimer(timer: Timer): void {
    const { key, dueAt } = timer;
    alarms.cancel(key);
    if (dueAt === undefined) return;
    const isTaken = isRecorded(timerKey(key, dueAt));
    if (isTaken) promised.add(timerKey(key, dueAt));
    else if (rings(timer)) alarms.set({ ...timer, dueAt });
  }

  function made(event: Event): readonly ReplayStep[] {
    if (!isRecorded(event.id)) return evaluate(event);
    promised.add(event.id);
    return [];
  }

  /**
   * The record contains events of other rules, which these rules may not have made. An event of a timer that was cancelled later still came
   * in,
   * because the cancelling event was waiting.
   */
  function isExpected(event: Event): boolean {
    const key = ownKey(event);
    return key === undefined || promised.delete(key);
  }

  function runTo(until: Instant): readonly ReplayStep[] {
    const steps: ReplayStep[] = [];
    for (let timer = alarms.next(until); timer !== undefined; timer = alarms.next(until)) {
      now = later(now, timer.dueAt);
      steps.push(...evaluate(dueEvent(timer, digest)));
    }
    return steps;
  }

  return {
    take(event) {
      const before = runTo(event.receivedAt);
      now = later(now, event.receivedAt);
      if (!isExpected(event)) return before;
      return before.length === 0 ? evaluate(event) : [...before, ...evaluate(event)];
    },
    rest: (span) => runTo(plus(now, span)),
  };
}

function later(one: Instant, other: Instant): Instant {
  return one < other ? other : one;
}

interface Memories {
  read(keys: readonly string[]): ReadonlyMap<string, Json>;
  write(changes: ReadonlyMap<string, MemoryChange>, now: Instant): void;
}

/** Expired memories are swept when there are this many. */
const sweptEach = 10_000;

/** The engine does not see expired memories. They are swept only to save space, and a day later, because timers may be late. */
function createMemories(): Memories {
  const kept = new Map<string, { readonly value: Json; readonly expiresAt: Instant }>();
  let writes = 0;

  function sweep(now: Instant): void {
    for (const [key, { expiresAt }] of kept) if (expiresAt < now - day) kept.delete(key);
  }

  return {
    read(keys) {
      const found = new Map<string, Json>();
      for (const key of keys) {
        const memory = kept.get(key);
        if (memory !== undefined) found.set(key, memory.value);
      }
      return found;
    },
    write(changes, now) {
      for (const [key, { value, expiresAt }] of changes) {
        if (value === undefined) kept.delete(key);
        else kept.set(key, { value, expiresAt });
        writes += 1;
        if (writes % sweptEach === 0) sweep(now);
      }
    },
  };
}

/** The event of a timer, as a store would make it. */
function dueEvent({ key, dueAt, source, agent, session, payload }: SetTimer, digest: Digest): Due {
  const id = digest(`${key}\n${dueAt}`).slice(0, 32) as EventId; // nobody sees this id
  return {
    kind: "due",
    id,
    type: "relay.timer",
    source,
    agent,
    session,
    occurredAt: dueAt,
    receivedAt: dueAt,
    data: payload,
    timer: key,
  };
}
