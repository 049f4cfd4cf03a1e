/** Arrivals and their evaluation: which events wait, which of them are in memory, and which may have ended the process. */

import type { Message, Sending } from "../../core/delivery.ts";
import type { Event } from "../../core/event.ts";
import type { Failpoint } from "../../core/failpoint.ts";
import { type Decision, limitedIn, type Planner, readsOf, skippedIn } from "../../core/rule.ts";
import type { Acceptance, Arrival, Evaluated, EvaluatedEvent, Handover } from "../../core/store.ts";
import type { Instant } from "../../core/time.ts";
import { dueEvent } from "../due-event.ts";
import { crashLoopDetail, suspectLimit, triesAllowed } from "../suspects.ts";
import { type SqliteTrouble, troubleOf } from "./driver.ts";
import type { Inbox, Inserted, Pending } from "./inbox.ts";
import type { Incidents } from "./incidents.ts";
import type { Memories } from "./memory.ts";
import type { Outbox } from "./outbox.ts";
import { createPace, inPacedSteps } from "./pace.ts";
import type { Timers } from "./timers.ts";
import type { QueuedWrite, Writer } from "./writer.ts";

/** The most waiting events in memory. The rest is read back from the disk. */
const freshLimit = 4_096;

export interface EventWritesParts {
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly memories: Memories;
  readonly timers: Timers;
  readonly incidents: Incidents;
  readonly failpoint: Failpoint;
  /** The writer is made after this object, which it asks for arrivals. */
  readonly writer: () => Writer;
}

/** What one evaluation took and decided. */
interface Step {
  readonly taken: readonly Pending[];
  readonly decision: Decision | undefined;
  readonly queued: ReadonlyMap<string, readonly string[]>;
  readonly claimed: readonly Sending[];
}

/** The present rules, and the lanes with room. */
interface Evaluating {
  readonly plan: Planner;
  readonly handover: Handover | undefined;
}

interface Waiting {
  readonly arrival: Arrival;
  readonly resolve: (acceptance: Acceptance) => void;
}

export class EventWrites {
  readonly #parts: EventWritesParts;
  #arrivals: Waiting[] = [];
  /** The oldest pending events. While `#onDisk`, younger ones are not among them. */
  #fresh: Pending[] = [];
  #onDisk: boolean;
  /** How many of the oldest are tried one by one. */
  #suspects: number;
  readonly #pace = createPace();
  readonly #firingPace = createPace();
  /** Evaluations run one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: EventWritesParts) {
    this.#parts = parts;
    this.#suspects = parts.inbox.pending(suspectLimit).length;
    this.#onDisk = this.#suspects > 0;
  }

  accept(arrival: Arrival): Promise<Acceptance> {
    return new Promise((resolve) => {
      this.#arrivals.push({ arrival, resolve });
      this.#parts.writer().wake();
    });
  }

  /** The arrivals of this turn, as one piece of work. */
  collected(): QueuedWrite | undefined {
    if (this.#arrivals.length === 0) return undefined;
    const batch = this.#arrivals;
    this.#arrivals = [];
    const inserted: Inserted[] = [];
    return {
      write: () => this.#insert(batch, inserted),
      committed: () => this.#keep(inserted),
      resolve: () => this.#answer(batch, inserted),
      reject: (error) => {
        for (const { resolve } of batch) resolve({ status: "refused", reason: refusals[troubleOf(error)] });
      },
      waitsFor: "own",
    };
  }

  #insert(batch: readonly Waiting[], inserted: Inserted[]): void {
    const { inbox, failpoint } = this.#parts;
    failpoint("before-accept");
    for (const { arrival } of batch) inserted.push(inbox.insert(arrival));
    failpoint("in-accept");
  }

  #answer(batch: readonly Waiting[], inserted: readonly Inserted[]): void {
    this.#parts.failpoint("after-accept-commit");
    for (const [index, { acceptance }] of inserted.entries()) batch[index]?.resolve(acceptance);
  }

  #keep(inserted: readonly Inserted[]): void {
    for (const { pending } of inserted) {
      if (pending === undefined) continue;
      if (this.#onDisk || this.#fresh.length >= freshLimit) this.#onDisk = true;
      else this.#fresh.push(pending);
    }
  }

  evaluate(max: number, plan: Planner, handover?: Handover): Promise<Evaluated> {
    const next = this.#last.then(() => this.#evaluateNext(max, { plan, handover }));
    this.#last = next.catch(() => {}); // the caller gets the error
    return next;
  }

  async #evaluateNext(max: number, how: Evaluating): Promise<Evaluated> {
    if (this.#suspects > 0) return this.#evaluateSuspect(how);
    if (this.#fresh.length === 0 && !this.#onDisk) return { count: 0, decisions: [] };
    const most = this.#pace.within(max);
    return this.#evaluate(() => this.#next(most), most, how);
  }

  #next(max: number): readonly Pending[] {
    if (this.#fresh.length > 0) return this.#fresh.slice(0, max);
    return this.#onDisk ? this.#parts.inbox.pending(max) : [];
  }

  async #evaluate(take: () => readonly Pending[], max: number, how: Evaluating): Promise<Evaluated> {
    const writer = this.#parts.writer();
    const step = await writer.perform({
      write: () => this.#timed(() => this.#decide(take(), how)),
      committed: (done: Step) => {
        this.#advance(done, max);
        writer.whenOnDisk(() => this.#handOver(done, how));
      },
    });
    return evaluatedOf(step);
  }

  #handOver({ claimed }: Step, { handover }: Evaluating): void {
    if (claimed.length > 0) this.#parts.failpoint("after-claim");
    handover?.take(claimed);
  }

  #timed(work: () => Step): Step {
    const startedAt = performance.now();
    const step = work();
    this.#pace.took(step.taken.length, performance.now() - startedAt);
    return step;
  }

  #decide(taken: readonly Pending[], { plan, handover }: Evaluating): Step {
    const queued = new Map<string, readonly string[]>();
    const claimed: Sending[] = [];
    if (taken.length === 0) return { taken, decision: undefined, queued, claimed };
    const { inbox, memories, timers, incidents, failpoint } = this.#parts;
    const planned = plan(taken.map(({ event }) => event));
    const decision = planned.decide(memories.read(readsOf(planned)));
    for (const [index, evaluation] of decision.evaluations.entries()) {
      const { event, messages } = evaluation;
      inbox.finish(taken[index]?.seq ?? 0, evaluation);
      if (messages.length > 0) queued.set(event, this.#queue(messages, handover, claimed));
    }
    memories.write(decision.memories);
    for (const timer of decision.timers) timers.set(timer);
    for (const event of decision.events) this.#insertOwn(event);
    for (const incident of decision.incidents) incidents.write(incident);
    failpoint("in-evaluate");
    return { taken, decision, queued, claimed };
  }

  /** Returns the destinations of new messages, and adds to `claimed`. */
  #queue(messages: readonly Message[], handover: Handover | undefined, claimed: Sending[]): readonly string[] {
    return messages.flatMap((message) => {
      const queued = this.#parts.outbox.insert(message, handover);
      if (queued.claimed !== undefined) claimed.push(queued.claimed);
      return queued.isNew ? [message.to] : [];
    });
  }

  /** An event of the relay itself. It is read back from the disk when its turn comes. */
  #insertOwn(event: Event): void {
    this.#parts.inbox.insert({ kind: "event", event, raw: new TextEncoder().encode(JSON.stringify(event)) });
  }

  #advance({ taken, decision }: Step, max: number): void {
    if (decision === undefined) return;
    this.#parts.failpoint("after-evaluate");
    this.#parts.memories.keep(decision.memories);
    if (this.#fresh.length > 0) this.#fresh = this.#fresh.slice(taken.length);
    else if (taken.length < max) this.#onDisk = this.#parts.inbox.pending(1).length > 0;
    if (decision.events.length > 0) this.#onDisk = true;
  }

  /** Counts the try on the disk first, so that an event that ends the process can be identified. */
  async #evaluateSuspect(how: Evaluating): Promise<Evaluated> {
    const { inbox, writer } = this.#parts;
    const [suspect] = inbox.pending(1);
    this.#suspects -= 1;
    if (suspect === undefined) return { count: 1, decisions: [] };
    const tries = await writer().perform({ write: () => inbox.countTry(suspect.seq) });
    if (tries <= triesAllowed) return this.#evaluate(() => [suspect], 1, how);
    await writer().perform({ write: () => inbox.quarantine(suspect.seq, "crash_loop", crashLoopDetail) });
    return { count: 1, decisions: [] };
  }

  /** Events in memory may have been deleted. */
  reread(): void {
    this.#fresh = [];
    this.#onDisk = true;
  }

  fireTimers(now: Instant, max: number, awaited?: readonly string[]): Promise<number> {
    const { inbox, timers, writer } = this.#parts;
    return inPacedSteps({ writer: writer(), pace: this.#firingPace }, max, {
      write: (most) => {
        const due =
          awaited === undefined ? timers.takeDue(now, most) : timers.takeEarly(now, most, { awaited, before: inbox.oldestPending() });
        for (const timer of due) this.#insertOwn(dueEvent(timer, now));
        return due.length;
      },
      committed: (count) => {
        if (count > 0) this.#onDisk = true;
      },
    });
  }
}

const refusals = {
  full: "storage_full",
  io: "storage_down",
  corrupt: "storage_down",
  busy: "storage_slow",
  unopened: "storage_down",
  other: "storage_down",
} as const satisfies Record<SqliteTrouble, string>;

function evaluatedOf({ taken, decision, queued }: Step): Evaluated {
  const decisions: EvaluatedEvent[] = [];
  for (const [index, { event }] of taken.entries()) {
    const evaluation = decision?.evaluations[index];
    const skipped = evaluation === undefined ? [] : skippedIn(evaluation.trace);
    const rules = evaluation?.findings.map(({ rule }) => rule) ?? [];
    decisions.push({ event, rules, queued: queued.get(event.id) ?? [], skipped, ...limitedIn(evaluation?.trace) });
  }
  return { count: taken.length, decisions };
}
