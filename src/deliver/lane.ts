/** Runs one destination: claims due messages as far as the gate has room, sends them and settles them. */

import { setMaxListeners } from "node:events";
import { type Chance, type Outcome, type Sending, settle } from "../core/delivery.ts";
import { asksToWait, type DestinationWait, isFailure, type StandingChange } from "../core/delivery-standing.ts";
import type { Configured, SenderEnvironment } from "../core/destination.ts";
import type { Failpoint } from "../core/failpoint.ts";
import { type Emit, failureOf, type Signal } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, type Elapsed, type Instant, plus } from "../core/time.ts";
import { type Alarm, createAlarm } from "./alarm.ts";
import { attempt, type EndedAttempt } from "./attempt.ts";
import { type BreakerState, longestAttempt, probeAfter } from "./circuit-breaker.ts";
import { type Claims, createClaims } from "./claims.ts";
import type { Hold } from "./destination-health.ts";
import { createGate, type Gate } from "./gate.ts";
import { createLazySender, type LazySender } from "./lazy-sender.ts";
import type { LimitAccount } from "./meter.ts";
import {
  afterClaim,
  afterTrying,
  atRest,
  claiming,
  type Facts,
  foundFree,
  isAtRest,
  type LaneStep,
  looking,
  nextStep,
  resting,
  type WakeReason,
  waitingForRoom,
  woken,
} from "./next-step.ts";
import { createOwnRepetitions, type OwnRepetitions } from "./own-repetitions.ts";
import { SharedBreaker } from "./shared-breaker.ts";
import { shareOf, type Take, takeOf } from "./shares.ts";

export interface LaneOptions {
  readonly name: string;
  readonly configured: Configured;
  readonly environment: SenderEnvironment;
  readonly store: Store;
  /** For due times and records. */
  readonly now: Clock;
  /** For waits in memory; `now` where it is left out. */
  readonly elapsed?: Elapsed;
  readonly chance: Chance;
  readonly emit: Emit;
  readonly failpoint: Failpoint;
  readonly probeAfter?: Duration;
  /** It continues the work of an earlier process, and keeps the waits of that one. */
  readonly isResumed?: boolean;
  /** The account that a pool of destinations shares. */
  readonly account: (pool: string) => LimitAccount;
}

export interface LaneState {
  readonly breaker: BreakerState;
  readonly paused: string | undefined;
  /** Why its messages wait now; undefined where it accepts messages. */
  readonly waitsFor: DestinationWait | undefined;
  readonly sending: number;
}

export class Lane {
  readonly #options: LaneOptions;
  readonly #gate: Gate;
  readonly #shared: SharedBreaker;
  readonly #claims: Claims;
  readonly #alarm: Alarm;
  readonly #elapsed: Elapsed;
  /** Messages that wait for their own retry while the destination is in trouble. */
  readonly #ownRepetitions: OwnRepetitions;
  readonly #sender: LazySender;
  /** Aborted when nothing is claimed any more. */
  readonly #closing = new AbortController();
  /** Aborted when running attempts are stopped. */
  readonly #breakingOff = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  /** Attempts that a handover will begin. */
  #reserved = 0;
  #progress = atRest;
  #working: Promise<void> | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
    setMaxListeners(0, this.#breakingOff.signal); // as many attempts as there is room for
    this.#sender = createLazySender(options.configured, options.environment);
    const { configured, now, emit, name, store } = options;
    const { policy } = configured;
    const wait = options.probeAfter ?? probeAfter;
    const turn = Math.max(wait, longestAttempt(policy));
    const elapsed = options.elapsed ?? now;
    this.#elapsed = elapsed;
    this.#ownRepetitions = createOwnRepetitions(elapsed);
    this.#shared = new SharedBreaker({
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
      changed: (state, isKnown) => {
        emit({ name: "breaker.changed", to: name, state, ...(isKnown ? { isKnown } : {}) });
        this.wake("breaker");
      },
      held: (hold) => this.#inBackground(hold === undefined ? this.#goOn() : this.#shared.warn(hold)),
      report: (news) => this.#report(news),
    });
    this.#claims = createClaims({ name, configured, store, gate: this.#gate, now });
    this.#alarm = createAlarm(() => this.wake("clock"), elapsed);
  }

  /** Keeps room for a message that is being queued, and returns its lease; undefined where it has to wait for its turn. */
  reserve(dueAt: Instant): Duration | undefined {
    const { policy } = this.#options.configured;
    const isPlain = policy.batch === undefined && policy.updates === undefined && policy.overflow === undefined;
    const isFree = isAtRest(this.#progress) && this.#working === undefined && !this.#closing.signal.aborted;
    if (!isPlain || !isFree || dueAt > this.#options.now()) return undefined;
    if (this.#gate.hold() !== undefined || this.#gate.isTrying() || this.#gate.room(this.#underWay.size + this.#reserved) <= 0)
      return undefined;
    this.#reserved += 1;
    this.#gate.took(1);
    return this.#claims.lease;
  }

  /** Sends messages for which it has kept room, `reserved` in all. */
  takeOver(claimed: readonly Sending[], reserved: number): void {
    this.#reserved -= reserved;
    this.#gate.gaveBack(reserved - claimed.length);
    if (!this.#closing.signal.aborted) for (const sending of claimed) this.#launch([sending]);
    else if (claimed.length > 0) this.#inBackground(this.#options.store.release(claimed));
  }

  state(): LaneState {
    return { breaker: this.#gate.state(), paused: this.#gate.paused(), waitsFor: this.#waitsFor(), sending: this.#underWay.size };
  }

  #waitsFor(): DestinationWait | undefined {
    const wait = this.#gate.waitsFor();
    if (wait === undefined) return undefined;
    const { reason, detail, until } = wait;
    const left = until === undefined ? undefined : Math.max(0, until - this.#elapsed());
    return { reason, detail, triesAt: left === undefined ? undefined : plus(this.#options.now(), Math.round(left)) };
  }

  wake(reason: WakeReason): void {
    this.#progress = woken(this.#progress, reason);
    if (!this.#progress.isAwake || this.#working !== undefined || this.#closing.signal.aborted) return;
    this.#working = this.#work()
      .catch((error: unknown) => this.#bug("claim", error))
      .finally(() => {
        this.#working = undefined;
        this.#progress = resting(this.#progress);
        if (this.#progress.isAwake) this.wake("news"); // something came while the last step ended
      });
  }

  /** Wakes when something is due. The earliest time counts. */
  wakeAt(dueAt: Instant): void {
    this.#alarm.set(dueAt - this.#options.now());
  }

  /** A test message that was sent at this time has been delivered. Returns whether this ended trouble of the destination. */
  proven(startedAt: Duration): boolean {
    const wasTroubled = this.troubledFor() !== undefined;
    this.#gate.proven(startedAt);
    this.#shared.learn(true);
    this.wake("breaker");
    return wasTroubled && this.troubledFor() === undefined;
  }

  /** How long it has taken nothing, for any reason. */
  troubledFor(): Duration | undefined {
    return this.#gate.troubledFor();
  }

  async #work(): Promise<void> {
    for (;;) {
      const step = nextStep(this.#progress, this.#facts());
      if (step.do === "rest") return;
      await this.#carryOut(step);
    }
  }

  #facts(): Facts {
    const { policy } = this.#options.configured;
    const underWay = this.#underWay.size + this.#reserved;
    const [postsRoom, updates] = [this.#gate.room(underWay, "posts"), this.#gate.room(underWay, "updates")];
    return {
      isClosed: this.#closing.signal.aborted,
      take: takeOf({ posts: postsRoom, updates }, policy.updates !== undefined),
      postsRoom,
      collectFor: policy.batch?.every,
      now: this.#elapsed(),
    };
  }

  async #carryOut(step: Exclude<LaneStep, { readonly do: "rest" }>): Promise<void> {
    switch (step.do) {
      case "take turn":
        this.#progress = looking(this.#progress);
        if (!(await this.#mayTry())) this.#progress = resting(this.#progress);
        return;
      case "wait for room":
        this.#setAlarmForRoom();
        this.#progress = waitingForRoom(this.#progress);
        return;
      case "collect":
        this.#alarm.set(step.until - this.#elapsed());
        this.#progress = resting(this.#progress, step.until);
        return;
      case "sum up":
        return this.#try("sum", await this.#claims.overflow());
      case "settle free":
        return this.#try(step.mode, await this.#claims.needless(step.mode, this.#sender.open()));
      case "claim":
        return this.#claim(step.take);
      default:
        return step satisfies never;
    }
  }

  #try(what: "sum" | "append" | "update", batch: readonly Sending[]): void {
    if (batch.length > 0) this.#launch(batch, what === "sum");
    this.#progress = afterTrying(this.#progress, what, batch.length > 0);
  }

  async #claim(take: Take): Promise<void> {
    const { policy } = this.#options.configured;
    this.#progress = claiming(this.#progress);
    const claimed = await this.#claims.within(take);
    if (claimed.length === 0 && this.#gate.isTrying() && !(await this.#hasten(1))) await this.#shared.passTurn();
    for (const some of chunks(claimed, policy.batch?.max ?? 1)) this.#launch(some);
    if (take.modes[0] !== undefined) this.#setAlarmForRoom(); // for messages without room
    this.#progress = afterClaim(this.#progress, take, claimed.length);
  }

  /** Where processes share a destination in trouble, one of them tries it at a time. The others use its result. */
  async #mayTry(): Promise<boolean> {
    if (this.#gate.hold() === undefined) this.#follow(await this.#shared.foundByOthers());
    else if (this.#gate.hold() === "throttled" && !this.#gate.isTrying() && (await this.#shared.isCleared())) this.#gate.tryNow();
    if (!this.#gate.isTrying() || this.#underWay.size > 0) return true;
    const wait = await this.#shared.takeTurn();
    if (wait !== undefined) this.#alarm.set(wait);
    return wait === undefined;
  }

  #follow(heard: Hold | undefined): void {
    if (heard?.why === "throttled") this.#gate.follow(heard.throttle);
    if (heard?.why === "unavailable") this.#gate.open();
  }

  /** The destination accepts messages again, so no message waits for its own retry any longer. */
  async #goOn(): Promise<void> {
    if (this.#gate.hold() !== undefined) return;
    await this.#shared.clear();
    await this.#hasten();
  }

  /** False where no message waits for its own retry. */
  async #hasten(max?: number): Promise<boolean> {
    const hastened = this.#ownRepetitions.take(max);
    if (hastened.length === 0) return false;
    await this.#options.store.hasten(hastened, this.#options.now());
    this.wake("hastened");
    return true;
  }

  #inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#bug("tell the others", error));
  }

  /** Wakes by the clock where time alone makes room. Otherwise the end of an attempt wakes it. */
  #setAlarmForRoom(): void {
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
        this.wake("ended");
      });
    this.#underWay.add(done);
  }

  async #deliver(batch: readonly Sending[], isSum: boolean): Promise<void> {
    const { store, now, chance, configured, failpoint } = this.#options;
    const startedAt = now();
    failpoint("before-send");
    const outcomes = await this.#gate.pass(
      () => this.#attempt(batch, isSum),
      batch.length,
      shareOf(configured.policy, batch[0]?.message.mode),
    );
    failpoint("after-send");
    const drawn = chance(); // one value for all: messages that were sent together are retried together
    const ended = batch.map((sending, index): EndedAttempt => {
      const outcome = outcomes[index] as Outcome; // as many as were sent
      const settled = settle(sending, { outcome, startedAt, endedAt: now() }, configured.policy.retry, () => drawn);
      return { sending, outcome, settled };
    });
    const written = new Set(await store.settle(ended.map(({ settled }) => settled)));
    for (const each of ended) {
      this.#ownRepetitions.settled(each, this.#gate.troubledFor() !== undefined);
      if (each.settled.next.state === "waiting") this.wakeAt(each.settled.next.dueAt);
      if (written.has(each.settled.id)) this.#emitAttempt(each);
      if (each.outcome.kind === "delivered" && each.outcome.free) this.#progress = foundFree(this.#progress);
    }
  }

  async #attempt(batch: readonly Sending[], isSum: boolean): Promise<readonly Outcome[]> {
    const { timeout } = this.#options.configured.policy;
    const outcomes = await attempt(() => this.#sender.open(), {
      batch,
      isSum,
      timeout,
      stopping: this.#breakingOff.signal,
      bug: (error) => this.#bug("send", error),
    });
    this.#shared.learn(!outcomes.every((outcome) => isFailure(outcome) || asksToWait(outcome)));
    return outcomes;
  }

  /** Loads its packages. What cannot be loaded now is loaded with the first message. */
  async load(): Promise<void> {
    try {
      await this.#sender.open().load?.();
    } catch (error) {
      this.#bug("load", error);
    }
  }

  #emitAttempt({ sending: { message, attempts, since = message.dueAt }, outcome, settled }: EndedAttempt): void {
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

  /** Reports a change of the destination's own state. */
  #report(news: StandingChange): void {
    const { emit, name } = this.#options;
    const { kind, ...what } = news;
    if (kind === "resumed") this.#inBackground(this.#hasten());
    emit({ name: `destination.${kind}`, to: name, ...what } as Signal); // each change has its signal, with the same fields
  }

  /** A failed write is repeated; any other error is a bug of ours. */
  #bug(where: string, error: unknown): void {
    const { emit, store } = this.#options;
    emit(failureOf(`deliver ${where}`, error, store.trouble()));
  }

  /** Stops claiming and waits up to `grace` for running attempts. Then it aborts them, and their messages are sent again later. */
  async stop(grace: Duration): Promise<void> {
    this.#alarm.stop();
    const cut = setTimeout(() => this.#breakingOff.abort(), grace);
    this.#closing.abort();
    await this.#working;
    await Promise.all(this.#underWay);
    clearTimeout(cut);
    this.#breakingOff.abort();
    this.#gate.close();
    await this.#sender.close();
  }
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
