/** One destination at work: claims what is due as far as its gate has room, sends it, settles it. */

import type { Crossing } from "../core/crossing.ts";
import { type Chance, type Mode, type Outcome, type Sending, type Settled, settle } from "../core/delivery.ts";
import { asksToWait, isFailure, type StandingNews } from "../core/delivery-standing.ts";
import type { Configured, Edge, Sender } from "../core/destination.ts";
import { type Emit, failureOf, type Signal } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import type { Clock, Duration, Elapsed, Instant } from "../core/time.ts";
import { type Alarm, createAlarm } from "./alarm.ts";
import { attempt } from "./attempt.ts";
import { type Claims, createClaims } from "./claims.ts";
import { createDelayed, type Delayed } from "./delayed.ts";
import { createGate, type Gate } from "./gate.ts";
import type { Account } from "./meter.ts";
import { type BreakerState, longestAttempt, probeAfter } from "./prober.ts";
import { SharedStanding } from "./shared-standing.ts";
import { shareOf, type Take, takeOf } from "./shares.ts";
import type { Hold } from "./standings.ts";

export interface LaneOptions {
  readonly name: string;
  readonly configured: Configured;
  readonly edge: Edge;
  readonly store: Store;
  /** For what is due and what is recorded. */
  readonly now: Clock;
  /** For what waits in memory; by `now` where nothing is said. */
  readonly elapsed?: Elapsed;
  readonly chance: Chance;
  readonly emit: Emit;
  readonly crossing: Crossing;
  readonly probeAfter?: Duration;
  /** It goes on where a process before it has ended, and waits for as long as that one would have. */
  readonly isResumed?: boolean;
  /** What a pool of destinations has spent. */
  readonly account: (pool: string) => Account;
}

export interface LaneState {
  readonly breaker: BreakerState;
  readonly paused: string | undefined;
  readonly sending: number;
}

export class Lane {
  readonly #options: LaneOptions;
  readonly #gate: Gate;
  readonly #shared: SharedStanding;
  readonly #claims: Claims;
  readonly #alarm: Alarm;
  readonly #elapsed: Elapsed;
  /** What waits for its own repetition since the destination is in trouble. */
  readonly #delayed: Delayed;
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #sender: Sender | undefined;
  #claiming: Promise<void> | undefined;
  #again = false;
  #closed = false;
  /** The last claim was full: there is more. */
  #hungry = false;
  /** Something needed no sending. */
  #wasFree = false;
  /** When what was left to collect is taken. */
  #collectingUntil: Duration | undefined;
  /** It is down by what others have found, who have told people. */
  #isHearsay = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    const { configured, now, emit, name, store } = options;
    const { policy } = configured;
    const wait = options.probeAfter ?? probeAfter;
    const turn = Math.max(wait, longestAttempt(policy));
    const elapsed = options.elapsed ?? now;
    this.#elapsed = elapsed;
    this.#delayed = createDelayed(elapsed);
    this.#shared = new SharedStanding({
      to: name,
      store,
      now,
      elapsed,
      me: options.chance(),
      wait,
      turn,
      isResumed: options.isResumed ?? false,
    });
    const pool = policy.updates?.pool;
    this.#gate = createGate({
      policy,
      elapsed,
      sharers: () => store.deliverers(),
      updatesFrom: pool === undefined ? undefined : options.account(pool),
      probeAfter: wait,
      changed: (state) => {
        emit({ name: "breaker.changed", to: name, state, ...(state === "open" && this.#isHearsay ? { isKnown: true } : {}) });
        this.ring();
      },
      held: (hold) => this.#inBackground(hold === undefined ? this.#goOn() : this.#shared.warn(hold)),
      told: (news) => this.#tell(news),
    });
    this.#claims = createClaims({ name, configured, store, gate: this.#gate, now });
    this.#alarm = createAlarm(() => this.ring(), elapsed);
  }

  state(): LaneState {
    return { breaker: this.#gate.state(), paused: this.#gate.paused(), sending: this.#underWay.size };
  }

  /** Something may be due. */
  ring(): void {
    this.#again = true;
    if (this.#claiming !== undefined || this.#closed) return;
    this.#claiming = this.#claimAll()
      .catch((error: unknown) => this.#bug("claim", error))
      .finally(() => {
        this.#claiming = undefined;
        if (this.#again && !this.#closed) this.ring();
      });
  }

  /** Rings when something is due; the earliest counts. */
  ringAt(dueAt: Instant): void {
    this.#alarm.set(dueAt - this.#options.now());
  }

  /** How long it has taken nothing, whatever the reason is. */
  troubledFor(): Duration | undefined {
    return this.#gate.troubledFor();
  }

  async #claimAll(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      if (!(await this.#mayTry())) return;
      const { policy } = this.#options.configured;
      if (this.#take() === undefined) return this.#waitForRoom();
      if (this.#isCollecting()) return;
      if (this.#gate.room(this.#underWay.size, "posts") > 0 && (await this.#sumUp())) continue;
      if (this.#wasFree && ((await this.#clear("append")) || (await this.#clear("update")))) continue;
      this.#wasFree = false;
      const take = this.#take(); // another lane of the pool may have taken the room meanwhile
      if (take === undefined) return this.#waitForRoom();
      const claimed = await this.#claims.within(take);
      if (claimed.length === 0 && this.#gate.isTrying() && !(await this.#hasten(1))) await this.#shared.passTurn();
      const isFull = claimed.length === take.max;
      for (const some of chunks(claimed, policy.batch?.max ?? 1)) this.#launch(some);
      if (isFull) this.#again = true;
      if (take.modes[0] === undefined) this.#hungry = isFull;
      else this.#waitForRoom(); // for what has no room yet
    }
  }

  /** Of those that share a destination in trouble, one tries it at a time; what one has found, the others need not find for themselves. */
  async #mayTry(): Promise<boolean> {
    if (this.#gate.hold() === undefined) this.#follow(await this.#shared.hears());
    else if (this.#gate.hold() === "throttled" && !this.#gate.isTrying() && (await this.#shared.isCleared())) this.#gate.tryNow();
    if (!this.#gate.isTrying() || this.#underWay.size > 0) return true;
    const wait = await this.#shared.takeTurn();
    if (wait !== undefined) this.#alarm.set(wait);
    return wait === undefined;
  }

  #follow(heard: Hold | undefined): void {
    if (heard?.why === "throttled") this.#gate.follow(heard.throttle);
    if (heard?.why !== "unavailable") return;
    this.#isHearsay = true;
    this.#gate.open();
    this.#isHearsay = false;
  }

  /** It takes what is sent again: nothing waits any longer for a repetition of its own. */
  async #goOn(): Promise<void> {
    if (this.#gate.hold() !== undefined) return;
    await this.#shared.giveAllClear();
    await this.#hasten();
  }

  /** False where nothing waits for a repetition of its own. */
  async #hasten(max?: number): Promise<boolean> {
    const hastened = this.#delayed.take(max);
    if (hastened.length === 0) return false;
    await this.#options.store.hasten(hastened, this.#options.now());
    this.ring();
    return true;
  }

  #inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#bug("tell the others", error));
  }

  /** What there is room for now. */
  #take(): Take | undefined {
    const [posts, updates] = [this.#gate.room(this.#underWay.size, "posts"), this.#gate.room(this.#underWay.size, "updates")];
    return takeOf({ posts, updates }, this.#options.configured.policy.updates !== undefined);
  }

  /** More is due than can be told one by one. */
  async #sumUp(): Promise<boolean> {
    return this.#hungry && this.#launched(await this.#claims.overflow(), true);
  }

  /** Settles what needs no sending, many at a time. */
  async #clear(mode: Mode): Promise<boolean> {
    return this.#launched(await this.#claims.needless(mode, this.#open()));
  }

  /** False where there is nothing; else there may be more. */
  #launched(batch: readonly Sending[], isSum = false): boolean {
    if (batch.length === 0) return false;
    this.#launch(batch, isSum);
    this.#again = true;
    return true;
  }

  /** Where many go in one request, what comes is left in the store for a while, so that more can come. */
  #isCollecting(): boolean {
    const every = this.#options.configured.policy.batch?.every;
    if (!every || this.#hungry) return false;
    const now = this.#elapsed();
    if (this.#collectingUntil !== undefined && this.#collectingUntil <= now) {
      this.#collectingUntil = undefined;
      return false;
    }
    this.#collectingUntil ??= now + every;
    this.#alarm.set(this.#collectingUntil - now);
    return true;
  }

  /** Comes back by the clock where time alone makes room, and otherwise when an attempt ends. */
  #waitForRoom(): void {
    this.#hungry = true;
    for (const share of ["posts", "updates"] as const) {
      const at = this.#gate.opensAt(share);
      if (at !== undefined && at > this.#elapsed()) this.#alarm.set(at - this.#elapsed());
    }
  }

  #launch(batch: readonly Sending[], isSum = false): void {
    const done: Promise<void> = this.#deliver(batch, isSum)
      .catch((error: unknown) => this.#bug("settle", error))
      .finally(() => {
        this.#underWay.delete(done);
        if (this.#hungry) this.ring();
      });
    this.#underWay.add(done);
  }

  async #deliver(batch: readonly Sending[], isSum: boolean): Promise<void> {
    const { store, now, chance, configured, crossing } = this.#options;
    const startedAt = now();
    crossing("before-send");
    const outcomes = await this.#gate.pass(
      () => this.#attempt(batch, isSum),
      batch.length,
      shareOf(configured.policy, batch[0]?.message.mode),
    );
    crossing("after-send");
    const drawn = chance(); // one for all: what went together comes back together
    const ended = batch.map((sending, index): Ending => {
      const outcome = outcomes[index] as Outcome; // as many as were sent
      const settled = settle(sending, { outcome, startedAt, endedAt: now() }, configured.policy.retry, () => drawn);
      return { sending, outcome, settled };
    });
    const written = new Set(await store.settle(ended.map(({ settled }) => settled)));
    for (const each of ended) {
      this.#delayed.settled(each, this.#gate.troubledFor() !== undefined);
      if (each.settled.next.state === "waiting") this.ringAt(each.settled.next.dueAt);
      if (written.has(each.settled.id)) this.#report(each);
      if (each.outcome.kind === "delivered" && each.outcome.free) this.#wasFree = true; // where one is there may be many
    }
  }

  async #attempt(batch: readonly Sending[], isSum: boolean): Promise<readonly Outcome[]> {
    const { timeout } = this.#options.configured.policy;
    const outcomes = await attempt(() => this.#open(), {
      batch,
      isSum,
      timeout,
      stopping: this.#stopping.signal,
      bug: (error) => this.#bug("send", error),
    });
    this.#shared.learn(!outcomes.every((outcome) => isFailure(outcome) || asksToWait(outcome)));
    return outcomes;
  }

  /** Loads what it sends with. What cannot be loaded now is loaded with the first message. */
  async load(): Promise<void> {
    try {
      await this.#open().load?.();
    } catch (error) {
      this.#bug("load", error);
    }
  }

  #open(): Sender {
    const { configured, edge } = this.#options;
    this.#sender ??= configured.open(edge);
    return this.#sender;
  }

  #report({ sending: { message, attempts, since = message.dueAt }, outcome, settled }: Ending): void {
    const { attempt, next, id } = settled;
    const { emit, name } = this.#options;
    const dueAt = next.state === "waiting" ? next.dueAt : undefined;
    emit({
      name: "delivery.attempted",
      id,
      event: message.event,
      to: name,
      rule: message.rule,
      attempt: attempts + 1,
      outcome: outcome.kind,
      state: next.state,
      reason: attempt.reason,
      detail: attempt.detail,
      took: attempt.took,
      waited: settled.attempt.at + attempt.took - since,
      dueAt,
    });
  }

  /** What people should know of the destination itself. */
  #tell(news: StandingNews): void {
    const { emit, name } = this.#options;
    const { kind, ...what } = news;
    if (kind === "resumed") this.#inBackground(this.#hasten());
    emit({ name: `destination.${kind}`, to: name, ...what } as Signal); // each kind of news has its signal, with the same fields
  }

  /** What the store could not write is tried again; what else went wrong is ours. */
  #bug(where: string, error: unknown): void {
    const { emit, store } = this.#options;
    emit(failureOf(`deliver ${where}`, error, store.trouble()));
  }

  /** Claims no more, waits up to `grace` for what is under way, then breaks it off: it goes back to be sent again. */
  async stop(grace: Duration): Promise<void> {
    this.#alarm.stop();
    const cut = setTimeout(() => this.#stopping.abort(), grace);
    this.#closed = true;
    await this.#claiming;
    await Promise.all(this.#underWay);
    clearTimeout(cut);
    this.#stopping.abort();
    this.#gate.close();
    await this.#sender?.close();
  }
}

export interface Ending {
  readonly sending: Sending;
  readonly outcome: Outcome;
  readonly settled: Settled;
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
