/** One destination at work: claims what is due as far as its gate has room, sends it, settles it. */

import type { Crossing } from "../core/crossing.ts";
import { type Chance, type Mode, type Outcome, type Sending, type Settled, settle } from "../core/delivery.ts";
import type { Configured, Edge, Sender } from "../core/destination.ts";
import { type Emit, failureOf, type Signal } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, type Instant, plus } from "../core/time.ts";
import { type Alarm, createAlarm } from "./alarm.ts";
import { attempt } from "./attempt.ts";
import { type Claims, createClaims } from "./claims.ts";
import { Company } from "./company.ts";
import { type BreakerState, createGate, type Gate, isFailure, longestAttempt, probeAfter } from "./gate.ts";
import type { Account } from "./meter.ts";
import { shareOf, type Take, takeOf } from "./shares.ts";
import type { StandingNews } from "./standing.ts";

export interface LaneOptions {
  readonly name: string;
  readonly configured: Configured;
  readonly edge: Edge;
  readonly store: Store;
  readonly now: Clock;
  readonly chance: Chance;
  readonly emit: Emit;
  readonly crossing: Crossing;
  readonly probeAfter?: Duration;
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
  readonly #company: Company;
  readonly #claims: Claims;
  readonly #alarm: Alarm;
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
  #collectingUntil: Instant | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
    const { configured, now, emit, name, store } = options;
    const { policy } = configured;
    const wait = options.probeAfter ?? probeAfter;
    const turn = Math.max(wait, longestAttempt(policy));
    this.#company = new Company({ to: name, store, now, me: options.chance(), wait, turn });
    const pool = policy.updates?.pool;
    this.#gate = createGate({
      policy,
      now,
      sharers: () => store.deliverers(),
      updatesFrom: pool === undefined ? undefined : options.account(pool),
      probeAfter: wait,
      changed: (state) => {
        emit({ name: "breaker.changed", to: name, state });
        if (state === "open") this.#inBackground(this.#company.warn());
        if (state === "closed") this.#inBackground(this.#company.giveAllClear());
        this.ring();
      },
      told: (news) => this.#tell(news),
    });
    this.#claims = createClaims({ name, configured, store, gate: this.#gate, now });
    this.#alarm = createAlarm(() => this.ring(), now);
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

  /** Rings at a moment; the earliest counts. */
  ringAt(at: Instant): void {
    this.#alarm.set(at);
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
      if (claimed.length === 0 && this.#gate.state() === "half-open") await this.#company.passTurn();
      const isFull = claimed.length === take.max;
      for (const some of chunks(claimed, policy.batch?.max ?? 1)) this.#launch(some);
      if (isFull) this.#again = true;
      if (take.modes[0] === undefined) this.#hungry = isFull;
      else this.#waitForRoom(); // for what has no room yet
    }
  }

  /** Of those that share a destination that is down, one tries it at a time; what one has found, the others need not find for themselves. */
  async #mayTry(): Promise<boolean> {
    const state = this.#gate.state();
    if (state === "closed" && (await this.#company.hearsOfTrouble())) this.#gate.open();
    if (state !== "half-open" || this.#underWay.size > 0) return true;
    const at = await this.#company.takeTurn();
    if (at !== undefined) this.ringAt(at);
    return at === undefined;
  }

  #inBackground(work: Promise<void>): void {
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
    const { configured, now } = this.#options;
    const every = configured.policy.batch?.every;
    if (!every || this.#hungry) return false;
    const from = this.#collectingUntil;
    if (from !== undefined && from <= now()) {
      this.#collectingUntil = undefined;
      return false;
    }
    this.#collectingUntil ??= plus(now(), every);
    this.ringAt(this.#collectingUntil);
    return true;
  }

  /** Comes back by the clock where time alone makes room, and otherwise when an attempt ends. */
  #waitForRoom(): void {
    this.#hungry = true;
    for (const share of ["posts", "updates"] as const) {
      const at = this.#gate.opensAt(share);
      if (at !== undefined && at > this.#options.now()) this.ringAt(at);
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
    this.#company.learn(!outcomes.every(isFailure));
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

  #report({ sending: { message, attempts }, outcome, settled }: Ending): void {
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
      waited: settled.attempt.at + attempt.took - message.dueAt,
      dueAt,
    });
  }

  /** What people should know of the destination itself. */
  #tell(news: StandingNews): void {
    const { emit, name } = this.#options;
    const { kind, ...what } = news;
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

interface Ending {
  readonly sending: Sending;
  readonly outcome: Outcome;
  readonly settled: Settled;
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
