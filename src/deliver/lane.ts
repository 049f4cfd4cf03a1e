/** One destination at work: claims what is due as far as its gate has room, sends it, settles it. */

import type { Crossing } from "../core/crossing.ts";
import { type Chance, type Outcome, type Sending, settle } from "../core/delivery.ts";
import type { Configured, Edge, Sender } from "../core/destination.ts";
import type { Emit } from "../core/signal.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, type Instant, second } from "../core/time.ts";
import { type BreakerState, createGate, type Gate } from "./gate.ts";

/** A claim outlives its attempt by this much before somebody else may take it. */
const leaseSlack: Duration = 30 * second;

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
}

export interface LaneState {
  readonly breaker: BreakerState;
  readonly paused: string | undefined;
  readonly sending: number;
}

export class Lane {
  readonly #options: LaneOptions;
  readonly #gate: Gate;
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #sender: Sender | undefined;
  #claiming: Promise<void> | undefined;
  #again = false;
  #closed = false;
  /** The last claim was full: there is more. */
  #hungry = false;
  /** People were told that it is paused. */
  #told = false;
  #alarm: NodeJS.Timeout | undefined;
  #alarmAt = Number.POSITIVE_INFINITY;

  constructor(options: LaneOptions) {
    this.#options = options;
    const { configured, now, probeAfter, emit, name } = options;
    this.#gate = createGate({
      policy: configured.policy,
      now,
      ...(probeAfter === undefined ? {} : { probeAfter }),
      changed: (state) => {
        emit({ name: "breaker.changed", to: name, state });
        this.ring();
      },
    });
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
    if (at >= this.#alarmAt || this.#closed) return;
    clearTimeout(this.#alarm);
    this.#alarmAt = at;
    this.#alarm = setTimeout(
      () => {
        this.#alarmAt = Number.POSITIVE_INFINITY;
        this.ring();
      },
      Math.max(0, at - this.#options.now()),
    );
  }

  async #claimAll(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      const room = this.#gate.room(this.#underWay.size);
      if (room <= 0) return this.#waitForRoom();
      const { name, store, now, configured } = this.#options;
      const claimed = await store.claimDeliveries({ to: name, max: room, lease: configured.policy.timeout + leaseSlack, now: now() });
      if (claimed.length > 0) this.#gate.took(claimed.length);
      this.#hungry = claimed.length === room;
      for (const sending of claimed) this.#launch(sending);
      if (this.#hungry) this.#again = true;
    }
  }

  /** Comes back by the clock where time alone makes room, and otherwise when an attempt ends. */
  #waitForRoom(): void {
    this.#hungry = true;
    const at = this.#gate.opensAt();
    if (at !== undefined && at > this.#options.now()) this.ringAt(at);
  }

  #launch(sending: Sending): void {
    const done: Promise<void> = this.#deliver(sending)
      .catch((error: unknown) => this.#bug("settle", error))
      .finally(() => {
        this.#underWay.delete(done);
        if (this.#hungry) this.ring();
      });
    this.#underWay.add(done);
  }

  async #deliver(sending: Sending): Promise<void> {
    const { store, now, chance, configured, crossing } = this.#options;
    const startedAt = now();
    crossing("before-send");
    const outcome = await this.#gate.pass(() => this.#attempt(sending));
    crossing("after-send");
    const settled = settle(sending, { outcome, startedAt, endedAt: now() }, configured.policy.retry, chance);
    const written = await store.settle([settled]);
    if (settled.next.state === "waiting") this.ringAt(settled.next.dueAt);
    if (written.length > 0) this.#report(sending, outcome, settled);
  }

  async #attempt(sending: Sending): Promise<Outcome> {
    const { configured, edge } = this.#options;
    const stopping = this.#stopping.signal;
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(configured.policy.timeout)]);
    const over = abandoned(signal, () => stopping.aborted);
    try {
      this.#sender ??= configured.open(edge);
      const { key, attempts, reference, progress } = sending;
      const outcome = await Promise.race([
        this.#sender.send(sending.message, {
          key,
          attempt: attempts + 1,
          reference,
          signal,
          ...(progress === undefined ? {} : { progress }),
        }),
        over.outcome,
      ]);
      return this.#stopping.signal.aborted && outcome.kind === "later" ? { ...outcome, countsAsAttempt: false } : outcome;
    } catch (error) {
      this.#bug("send", error);
      return { kind: "later", reason: "interrupted", detail: "the attempt broke off", ambiguous: true };
    } finally {
      over.forget();
    }
  }

  #report({ message, attempts }: Sending, outcome: Outcome, settled: ReturnType<typeof settle>): void {
    const { attempt, next, id } = settled;
    const { emit, name } = this.#options;
    const dueAt = next.state === "waiting" ? next.dueAt : undefined;
    emit({
      name: "delivery.attempted",
      id,
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
    if ((outcome.kind === "delivered" || outcome.kind === "onward") && this.#told) emit({ name: "destination.resumed", to: name });
    if (outcome.kind !== "later") this.#told = outcome.kind === "pause";
    if (outcome.kind === "pause") emit({ name: "destination.paused", to: name, reason: outcome.reason, detail: outcome.detail });
  }

  /** What the store could not write is tried again; what else went wrong is ours. */
  #bug(where: string, error: unknown): void {
    const { emit, store } = this.#options;
    const trouble = store.trouble();
    if (trouble === undefined)
      emit({ name: "bug", where: `deliver ${where}`, error: error instanceof Error ? error.message : String(error) });
    else emit({ name: "store.trouble", detail: trouble });
  }

  /** Claims no more, waits up to `grace` for what is under way, then breaks it off: it goes back to be sent again. */
  async stop(grace: Duration): Promise<void> {
    clearTimeout(this.#alarm);
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

/** A sender that was told to end has this long to say how it ended. */
const lastWord: Duration = 250;

interface Abandoned {
  readonly outcome: Promise<Outcome>;
  readonly forget: () => void;
}

/** What an attempt has come to whose sender does not answer although it was told to end. */
function abandoned(signal: AbortSignal, isStopping: () => boolean): Abandoned {
  let onAbort = () => {};
  const outcome = new Promise<Outcome>((resolve) => {
    onAbort = () => {
      const reason = isStopping() ? "interrupted" : "timeout";
      setTimeout(() => resolve({ kind: "later", reason, detail: "no answer in time", ambiguous: true }), lastWord);
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
  return { outcome, forget: () => signal.removeEventListener("abort", onAbort) };
}
