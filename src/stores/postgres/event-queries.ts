/** Arrivals and their evaluation. Many processes may do both, but only one at a time evaluates a session. */

import type { Failpoint } from "../../core/failpoint.ts";
import { type Decision, isWorthKeeping, limitedIn, type Plan, type Planner, readsOf, skippedIn } from "../../core/rule.ts";
import type { Acceptance, Arrival, Evaluated, EvaluatedEvent } from "../../core/store.ts";
import { type Duration, type Instant, second } from "../../core/time.ts";
import { dueEvent } from "../due-event.ts";
import { AtHand } from "./at-hand.ts";
import { type Database, type DatabaseConnection, type PostgresTrouble, troubleOf } from "./connection.ts";
import type { HeartbeatPart } from "./heartbeat.ts";
import { finish, insertArrivals, insertOwn, type Kept, type LaneShare, putBack, type TakenEvents, take } from "./inbox.ts";
import { writeIncidents } from "./incidents.ts";
import { guarded, lockAll, memoryLocks } from "./locks.ts";
import { type PostgresMemories, readMemories, setTimers, staleMemory, takeDueTimers, takeEarlyTimers, writeMemories } from "./memory.ts";
import { queue } from "./outbox.ts";
import { pauseAfterEvaluating, rest } from "./pace.ts";
import { PoisonEvents } from "./poison-events.ts";
import { laneCount } from "./schema.ts";

/** The most arrivals in one statement. */
const arrivalsAtOnce = 1_000;

/** How often each process looks into all lanes. */
const lookAroundEach: Duration = second;

/** How often an evaluation is repeated after a conflict with another one. */
const repeats = 5;

export interface EventQueriesParts {
  /** A commit on this connection is on the disk when it returns. */
  readonly accepting: DatabaseConnection;
  /** A commit on this connection is on the disk soon (docs/decisions/0008-what-waits-for-the-disk.md). */
  readonly evaluating: DatabaseConnection;
  readonly failpoint: Failpoint;
  /** This process, which still has what it accepted in memory. */
  readonly replica: number;
  /** The lanes that this process evaluates. */
  readonly part: () => HeartbeatPart;
  readonly announce: (news: { readonly events: boolean; readonly deliveries: readonly string[] }) => void;
  readonly succeeded: () => void;
  readonly failed: (error: unknown) => void;
}

interface Waiting {
  readonly arrival: Arrival;
  readonly resolve: (acceptance: Acceptance) => void;
}

/** What one evaluation took and decided. */
interface Step {
  readonly taken: readonly TakenEvents[];
  readonly decision: Decision | undefined;
  /** Ids of messages that were not queued before. */
  readonly queued: ReadonlySet<string>;
}

export class EventQueries {
  readonly #parts: EventQueriesParts;
  #arrivals: Waiting[] = [];
  #storing: Promise<void> | undefined;
  readonly #trials: PoisonEvents;
  readonly #atHand = new AtHand();
  #rounds = 0;
  #restUntil = Number.NEGATIVE_INFINITY;
  /** When an evaluation last looked into all lanes. */
  #lookedAround = Number.NEGATIVE_INFINITY;
  /** The evaluations of this process run one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(parts: EventQueriesParts, trials: PoisonEvents) {
    this.#parts = parts;
    this.#trials = trials;
  }

  static async open(parts: EventQueriesParts): Promise<EventQueries> {
    return new EventQueries(parts, await PoisonEvents.open(parts.accepting));
  }

  /** Arrivals during a statement go into the next one. */
  accept(arrival: Arrival): Promise<Acceptance> {
    return new Promise((resolve) => {
      this.#arrivals.push({ arrival, resolve });
      this.#storing ??= this.#storeAll();
    });
  }

  async #storeAll(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve)); // all of this turn belong together
    while (this.#arrivals.length > 0) {
      await this.#store(this.#arrivals.splice(0, arrivalsAtOnce));
    }
    this.#storing = undefined; // in the same step as the last check, so that no caller relies on a run that has ended
  }

  async #store(batch: readonly Waiting[]): Promise<void> {
    const { accepting, failpoint, replica, announce, succeeded, failed } = this.#parts;
    failpoint("before-accept");
    try {
      const { acceptances, events } = await accepting.use((db) => {
        const stored = insertArrivals(
          db,
          batch.map(({ arrival }) => arrival),
          replica,
        );
        failpoint("in-accept");
        return stored;
      });
      failpoint("after-accept-commit");
      succeeded();
      this.#atHand.keep(events);
      if (events.length > 0) announce({ events: true, deliveries: [] });
      for (const [index, { resolve }] of batch.entries()) resolve(acceptances[index] ?? refused("other"));
    } catch (error) {
      if (troubleOf(error) === "again") return this.#store(batch);
      failed(error);
      for (const { resolve } of batch) resolve(refused(troubleOf(error)));
    }
  }

  /** Waits until every arrival has its answer. */
  async idle(): Promise<void> {
    await this.#storing;
    await this.#last;
  }

  /** Drops what it has in memory of a session. */
  forget(session: string): void {
    this.#atHand.forget(session);
  }

  /** Drops everything in memory, because the stored events were changed. */
  reread(): void {
    this.#atHand.clear();
  }

  evaluate(max: number, plan: Planner): Promise<Evaluated> {
    const next = this.#last.then(() => this.#evaluateNext(max, plan));
    this.#last = next.catch(() => {}); // the caller gets the error
    return next;
  }

  async #evaluateNext(max: number, plan: Planner): Promise<Evaluated> {
    await rest(this.#restUntil - performance.now());
    const begun = performance.now();
    const most = this.#trials.atMost(max);
    const evaluated = await this.#evaluatePart(begun, most, plan);
    const now = performance.now();
    this.#restUntil = now + pauseAfterEvaluating({ found: evaluated.count, max: most, took: now - begun, parts: this.#parts.part().parts });
    return evaluated;
  }

  /**
   * Each process has lanes of its own, so that batches are large and processes do not wait for each other. A process without work there
   * looks into
   * the others, and each process does so now and then, because the one they belong to may hang.
   */
  async #evaluatePart(now: number, max: number, plan: Planner): Promise<Evaluated> {
    this.#rounds = (this.#rounds + 7) % laneCount; // 7 and 64 have no common divisor, so every lane comes first in turn
    const { parts, part } = this.#parts.part();
    const share = { max, from: this.#rounds, lanes: Math.ceil(laneCount / parts) };
    if (parts > 1 && now - this.#lookedAround < lookAroundEach) {
      const evaluated = await this.#evaluate({ ...share, parts, part }, plan);
      if (evaluated.count > 0) return evaluated;
    }
    this.#lookedAround = now;
    return this.#evaluate({ ...share, parts: 1, part: 0 }, plan);
  }

  async #evaluate(share: LaneShare, plan: Planner): Promise<Evaluated> {
    const step = await this.#decided(share, plan, repeats);
    const evaluated = evaluatedOf(step);
    if (evaluated.count === 0) return evaluated;
    this.#parts.failpoint("after-evaluate");
    this.#trials.ended(step.taken);
    this.#parts.succeeded();
    const deliveries = evaluated.decisions.flatMap(({ queued }) => queued);
    const events = (step.decision?.events.length ?? 0) > 0;
    if (events || deliveries.length > 0) this.#parts.announce({ events, deliveries });
    return evaluated;
  }

  /** Another process may have changed the same rows. The evaluation then runs again on the new state. */
  async #decided(share: LaneShare, plan: Planner, left: number): Promise<Step> {
    const { evaluating, failpoint, replica, failed } = this.#parts;
    try {
      const { queued, ...step } = await evaluating.transact((db) =>
        decide(db, { share, kept: { keeper: replica, atHand: this.#atHand }, plan, failpoint, trials: this.#trials }),
      );
      return { ...step, queued: await queued };
    } catch (error) {
      if (left > 0 && isInTheWay(error)) return this.#decided(share, plan, left - 1);
      if (troubleOf(error) !== "other") failed(error);
      await this.#trials.failed(error);
      throw error;
    }
  }

  /** Turns due timers into events. */
  async fireTimers(now: Instant, max: number, awaited?: readonly string[]): Promise<number> {
    const { evaluating, announce } = this.#parts;
    const count = await evaluating.transact(async (db) => {
      const due = await (awaited === undefined ? takeDueTimers(db, now, max) : takeEarlyTimers(db, now, max, awaited));
      if (due.length > 0)
        await insertOwn(
          db,
          due.map((timer) => dueEvent(timer, now)),
        );
      return due.length;
    });
    if (count > 0) announce({ events: true, deliveries: [] });
    return count;
  }
}

interface Deciding {
  readonly share: LaneShare;
  readonly kept: Kept;
  readonly plan: Planner;
  readonly failpoint: Failpoint;
  readonly trials: PoisonEvents;
}

/** In one transaction: takes, reads, decides, writes. The writes are sent without waiting, so the commit goes with them. */
async function decide(
  db: Database,
  { share, kept, plan, failpoint, trials }: Deciding,
): Promise<Omit<Step, "queued"> & { readonly queued: Promise<Step["queued"]> }> {
  const { now: taken, later } = trials.choose(await take(db, share, kept));
  if (later.length > 0) void putBack(db, later);
  const [first] = taken;
  const isGuilty = first !== undefined && trials.isGuilty(first); // such an event is always alone
  if (isGuilty) trials.putAside(db, first);
  if (first === undefined || isGuilty) return { taken, decision: undefined, queued: Promise.resolve(new Set()) };
  await trials.begin(taken);
  const planned = plan(taken.map(({ event }) => event));
  const memories = await lockedMemories(db, planned, taken);
  const decision = planned.decide(memories.values);
  const finished = decision.evaluations.map(({ trace, conversation, reading }, index) => ({
    seq: taken[index]?.seq ?? 0,
    version: trace.version,
    trace: isWorthKeeping(trace) ? JSON.stringify(trace) : null,
    conversation: conversation ?? null,
    reading: reading === undefined ? null : JSON.stringify(reading),
  }));
  const messages = decision.evaluations.flatMap(({ messages }) => messages);
  writeMemories(db, decision.memories, memories);
  setTimers(db, decision.timers);
  writeIncidents(db, decision.incidents);
  void finish(db, finished);
  trials.acquit(db, taken);
  if (decision.events.length > 0) void insertOwn(db, decision.events);
  const queued = queue(db, messages);
  failpoint("in-evaluate");
  if (messages.some(({ thread }) => thread !== undefined)) await queued; // it waits for more than one statement
  queued.catch(() => {}); // the transaction fails with it
  return { taken, decision, queued };
}

async function lockedMemories(db: Database, planned: Plan, taken: readonly TakenEvents[]): Promise<PostgresMemories> {
  const locks = memoryLocks(
    planned.keys,
    taken.map(({ event }) => event),
  );
  if (locks.length > 0) void db.run(lockAll, [guarded.memory, locks]); // the next reads see what the transaction before has written
  return readMemories(db, readsOf(planned));
}

function isInTheWay(error: unknown): boolean {
  return troubleOf(error) === "again" || (error as { code?: unknown }).code === staleMemory;
}

const refusals = {
  full: "storage_full",
  down: "storage_down",
  busy: "storage_slow",
  again: "storage_slow",
  other: "storage_down",
} as const satisfies Record<PostgresTrouble, string>;

function refused(trouble: PostgresTrouble): Acceptance {
  return { status: "refused", reason: refusals[trouble] };
}

function evaluatedOf({ taken, decision, queued }: Step): Evaluated {
  const decisions: EvaluatedEvent[] = [];
  if (decision === undefined) return { count: taken.length, decisions };
  for (const [index, { event }] of taken.entries()) {
    const evaluation = decision.evaluations[index];
    const fresh = evaluation?.messages.filter(({ id }) => queued.has(id)) ?? [];
    const skipped = evaluation === undefined ? [] : skippedIn(evaluation.trace);
    decisions.push({
      event,
      rules: evaluation?.findings.map(({ rule }) => rule) ?? [],
      queued: fresh.map(({ to }) => to),
      skipped,
      ...limitedIn(evaluation?.trace),
    });
  }
  return { count: taken.length, decisions };
}
