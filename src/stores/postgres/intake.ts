/** Arrivals and their evaluation: many processes may do both at once, each session is in one pair of hands. */

import type { Crossing } from "../../core/crossing.ts";
import { type Decision, type Plan, type Planner, readsOf, skippedIn } from "../../core/rule.ts";
import type { Acceptance, Arrival, Evaluated, EvaluatedEvent } from "../../core/store.ts";
import type { Instant } from "../../core/time.ts";
import { dueEvent } from "../due-event.ts";
import { crashLoopDetail, suspectLimit, triesAllowed } from "../suspects.ts";
import { type Database, type Line, type PostgresTrouble, troubleOf } from "./connection.ts";
import {
  countTry,
  finish,
  insertArrivals,
  insertOwn,
  oldestPending,
  quarantine,
  type Share,
  type Suspect,
  type Taken,
  take,
  takeBack,
} from "./inbox.ts";
import { writeIncidents } from "./incidents.ts";
import { guarded, lockAll, memoryLocks, trials } from "./locks.ts";
import { type Memories, readMemories, setTimers, staleMemory, takeDueTimers, takeEarlyTimers, writeMemories } from "./memory.ts";
import { queue } from "./outbox.ts";
import { laneCount } from "./schema.ts";

/** So many arrivals go into one statement at most. */
const arrivalsAtOnce = 1_000;

/** An evaluation that another one got in the way of is made again so often. */
const repeats = 5;

export interface IntakeParts {
  /** Commits on this line are on the disk when they return. */
  readonly door: Line;
  /** Commits on this one follow soon (docs/decisions/0008-what-waits-for-the-disk.md). */
  readonly work: Line;
  readonly crossing: Crossing;
  /** How many processes share the work. */
  readonly replicas: () => number;
  readonly told: (news: { readonly events: boolean; readonly deliveries: readonly string[] }) => void;
  readonly succeeded: () => void;
  readonly failed: (error: unknown) => void;
}

interface Waiting {
  readonly arrival: Arrival;
  readonly resolve: (acceptance: Acceptance) => void;
}

/** What one evaluation took and decided. */
interface Step {
  readonly taken: readonly Taken[];
  readonly decision: Decision | undefined;
  /** Ids of messages that were not there before. */
  readonly queued: ReadonlySet<string>;
}

export class Intake {
  readonly #parts: IntakeParts;
  #arrivals: Waiting[] = [];
  #storing: Promise<void> | undefined;
  #suspects: readonly Suspect[];
  #rounds = 0;
  /** Evaluations of this process run one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: IntakeParts, suspects: readonly Suspect[]) {
    this.#parts = parts;
    this.#suspects = suspects;
  }

  /** Looks at what waits already: one of these events may have ended the process before. */
  static async open(parts: IntakeParts): Promise<Intake> {
    return new Intake(parts, await parts.work.use((db) => oldestPending(db, suspectLimit)));
  }

  /** What arrives while a statement is under way is the next one. */
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
    this.#storing = undefined; // in the same breath as the last look, so that nobody relies on one that has ended
  }

  async #store(batch: readonly Waiting[]): Promise<void> {
    const { door, crossing, told, succeeded, failed } = this.#parts;
    crossing("before-accept");
    try {
      const accepted = await door.use((db) => {
        const stored = insertArrivals(
          db,
          batch.map(({ arrival }) => arrival),
        );
        crossing("in-accept");
        return stored;
      });
      crossing("after-accept-commit");
      succeeded();
      if (accepted.some(({ status }) => status === "accepted")) told({ events: true, deliveries: [] });
      for (const [index, { resolve }] of batch.entries()) resolve(accepted[index] ?? refused("other"));
    } catch (error) {
      if (troubleOf(error) === "again") return this.#store(batch);
      failed(error);
      for (const { resolve } of batch) resolve(refused(troubleOf(error)));
    }
  }

  /** Waits until everything that has come in is answered. */
  async idle(): Promise<void> {
    await this.#storing;
    await this.#last;
  }

  evaluate(max: number, plan: Planner): Promise<Evaluated> {
    const next = this.#last.then(() => this.#evaluateNext(max, plan));
    this.#last = next.catch(() => {}); // whoever asked for it hears of it
    return next;
  }

  async #evaluateNext(max: number, plan: Planner): Promise<Evaluated> {
    if (this.#suspects.length > 0) return this.#evaluateSuspect(this.#suspects, plan);
    this.#rounds = (this.#rounds + 7) % laneCount; // 7 and 64 have no divisor in common: every lane is first in turn
    const lanes = Math.max(1, Math.ceil(laneCount / this.#parts.replicas()));
    return this.#evaluate({ max, from: this.#rounds, lanes }, plan);
  }

  async #evaluate(share: Share, plan: Planner): Promise<Evaluated> {
    const step = await this.#decided(share, plan, repeats);
    const evaluated = evaluatedOf(step);
    if (evaluated.count === 0) return evaluated;
    this.#parts.crossing("after-evaluate");
    this.#parts.succeeded();
    const deliveries = evaluated.decisions.flatMap(({ queued }) => queued);
    const events = (step.decision?.events.length ?? 0) > 0;
    if (events || deliveries.length > 0) this.#parts.told({ events, deliveries });
    return evaluated;
  }

  /** Another process may have got in the way: it is done then, and the same is decided from what it left. */
  async #decided(share: Share, plan: Planner, left: number): Promise<Step> {
    const { work, crossing, failed } = this.#parts;
    try {
      const { queued, ...step } = await work.transact((db) => decide(db, { share, plan, crossing }));
      return { ...step, queued: await queued };
    } catch (error) {
      if (left > 0 && isInTheWay(error)) return this.#decided(share, plan, left - 1);
      if (troubleOf(error) !== "other") failed(error);
      throw error;
    }
  }

  /** What another process tries at this moment is not tried here: the tries of processes that live must not add up. */
  async #evaluateSuspect([suspect, ...rest]: readonly Suspect[], plan: Planner): Promise<Evaluated> {
    const { work } = this.#parts;
    if (suspect === undefined) return { count: 1, decisions: [] };
    const isOurs = await work.use((db) => trials.begin(db, suspect.lane));
    this.#suspects = rest;
    if (!isOurs) return { count: 1, decisions: [] };
    try {
      return await this.#counted(suspect, plan);
    } finally {
      await work.use((db) => trials.end(db, suspect.lane)).catch(() => {}); // the connection is gone, and the hold with it
    }
  }

  /** Counts the try on its own first, so that an event which ends the process is known by its tries. */
  async #counted(suspect: Suspect, plan: Planner): Promise<Evaluated> {
    const { work } = this.#parts;
    const tries = await work.use((db) => countTry(db, suspect));
    if (tries !== undefined && tries > triesAllowed) {
      await work.use((db) => quarantine(db, suspect, "crash_loop", crashLoopDetail));
    }
    if (tries === undefined || tries > triesAllowed) return { count: 1, decisions: [] };
    return this.#try(suspect, plan);
  }

  /** Another process may hold the lane, or the database may be away: then the event was not tried. */
  async #try(suspect: Suspect, plan: Planner): Promise<Evaluated> {
    const untry = () => this.#parts.work.use((db) => takeBack(db, suspect)).catch(() => {}); // the next start counts again
    try {
      const { decisions } = await this.#evaluate({ max: 1, from: suspect.lane, lanes: 1 }, plan);
      await untry();
      return { count: 1, decisions };
    } catch (error) {
      if (troubleOf(error) !== "other") await untry();
      throw error;
    }
  }

  /** Due timers become events. */
  async fireTimers(now: Instant, max: number, early = false): Promise<number> {
    const { work, told } = this.#parts;
    const count = await work.transact(async (db) => {
      const due = early ? await takeEarlyTimers(db, now, max) : await takeDueTimers(db, now, max);
      if (due.length > 0)
        await insertOwn(
          db,
          due.map((timer) => dueEvent(timer, now)),
        );
      return due.length;
    });
    if (count > 0) told({ events: true, deliveries: [] });
    return count;
  }
}

interface Deciding {
  readonly share: Share;
  readonly plan: Planner;
  readonly crossing: Crossing;
}

/** In one transaction: take, read, decide, write. What it writes is asked for and not waited for, so that the commit goes along with it. */
async function decide(
  db: Database,
  { share, plan, crossing }: Deciding,
): Promise<Omit<Step, "queued"> & { readonly queued: Promise<Step["queued"]> }> {
  const taken = await take(db, share);
  if (taken.length === 0) return { taken, decision: undefined, queued: Promise.resolve(new Set()) };
  const planned = plan(taken.map(({ event }) => event));
  const memories = await lockedMemories(db, planned, taken);
  const decision = planned.decide(memories.values);
  const finished = decision.evaluations.map(({ trace }, index) => ({
    seq: taken[index]?.seq ?? 0,
    version: trace.version,
    trace: trace.rules.length > 0 ? JSON.stringify(trace) : null,
  }));
  const messages = decision.evaluations.flatMap(({ messages }) => messages);
  writeMemories(db, decision.memories, memories);
  setTimers(db, decision.timers);
  writeIncidents(db, decision.incidents);
  void finish(db, finished);
  if (decision.events.length > 0) void insertOwn(db, decision.events);
  const queued = queue(db, messages);
  crossing("in-evaluate");
  if (messages.some(({ thread }) => thread !== undefined)) await queued; // it asks more than once
  queued.catch(() => {}); // the transaction fails with it
  return { taken, decision, queued };
}

async function lockedMemories(db: Database, planned: Plan, taken: readonly Taken[]): Promise<Memories> {
  const locks = memoryLocks(
    planned.keys,
    taken.map(({ event }) => event),
  );
  if (locks.length > 0) void db.run(lockAll, [guarded.memory, locks]); // what is read next sees what the one before us has written
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
  for (const [index, { event }] of taken.entries()) {
    const evaluation = decision?.evaluations[index];
    const fresh = evaluation?.messages.filter(({ id }) => queued.has(id)) ?? [];
    const skipped = evaluation === undefined ? [] : skippedIn(evaluation.trace);
    decisions.push({ event, rules: evaluation?.findings.map(({ rule }) => rule) ?? [], queued: fresh.map(({ to }) => to), skipped });
  }
  return { count: taken.length, decisions };
}
