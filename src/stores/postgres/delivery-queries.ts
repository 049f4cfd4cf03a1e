/** The dispatcher's view of deliveries. Claims and outcomes of one turn are sent together. */

import type { DeliveryId, Sending, Settled } from "../../core/delivery.ts";
import type { Failpoint } from "../../core/failpoint.ts";
import type { Claim, DueDestination, Hastened, Store } from "../../core/store.ts";
import { type Clock, type Duration, type Instant, second } from "../../core/time.ts";
import { type Database, type DatabaseConnection, troubleOf } from "./connection.ts";
import {
  backlog,
  claimDeliveries,
  hasten,
  inThread,
  letGoOfAllBut,
  markDead,
  markOldDead,
  release,
  settleDeliveries,
  waiting,
  within,
} from "./outbox.ts";

/** How long a failed write of an outcome is repeated. After that the lease ends, and the message is sent again under its key. */
const insistFor: Duration = 20 * second;
const insistEach: Duration = 200;

/** Two clocks that differ by at most this count as the same time. */
const sameTime: Duration = second;

export interface DeliveryQueriesParts {
  readonly connection: DatabaseConnection;
  readonly owner: number;
  readonly now: Clock;
  readonly failpoint: Failpoint;
  readonly announce: (news: { readonly events: boolean; readonly deliveries: readonly string[] }) => void;
  readonly succeeded: () => void;
  readonly failed: (error: unknown) => void;
}

interface Outcome {
  readonly settled: readonly Settled[];
  readonly resolve: (ids: readonly DeliveryId[]) => void;
  readonly reject: (error: unknown) => void;
}

export class DeliveryQueries
  implements Pick<Store, "waiting" | "backlog" | "claimDeliveries" | "settle" | "release" | "markAllDead" | "hasten">
{
  readonly #parts: DeliveryQueriesParts;
  /** Claimed deliveries that are not settled. */
  readonly #held = new Map<string, Sending>();
  #outcomes: Outcome[] = [];
  #writing: Promise<void> | undefined;
  /** The answer to a claim was lost, so nobody has the deliveries that it took. */
  #unsure = false;

  constructor(parts: DeliveryQueriesParts) {
    this.#parts = parts;
  }

  waiting(): Promise<readonly DueDestination[]> {
    return this.#use(waiting);
  }

  backlog(to: string, now: Instant, max: number): Promise<number> {
    return this.#use((db) => backlog(db, to, now, max));
  }

  #use<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
    return this.#watched(this.#parts.connection.use(work));
  }

  /** Reports success or failure. */
  async #watched<Result>(working: Promise<Result>): Promise<Result> {
    try {
      const result = await working;
      this.#parts.succeeded();
      return result;
    } catch (error) {
      if (troubleOf(error) !== "other") this.#parts.failed(error);
      throw error;
    }
  }

  async claimDeliveries(claim: Claim): Promise<readonly Sending[]> {
    const offset = claim.now - this.#parts.now();
    const claimant = { owner: this.#parts.owner, offset: Math.abs(offset) < sameTime ? 0 : offset };
    const claimed = await this.#use(async (db) => {
      if (this.#unsure) await letGoOfAllBut(db, claimant.owner, [...this.#held.keys()]);
      this.#unsure = true;
      const found = await claimDeliveries(db, claim, claimant);
      this.#unsure = false;
      for (const sending of found) this.#held.set(sending.message.id, sending);
      return found;
    });
    if (claimed.length > 0) this.#parts.failpoint("after-claim");
    return claimed;
  }

  settle(settled: readonly Settled[]): Promise<readonly DeliveryId[]> {
    return new Promise((resolve, reject) => {
      this.#outcomes.push({ settled, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve)); // all of this turn belong together
    while (this.#outcomes.length > 0) await this.#write(this.#outcomes.splice(0));
    this.#writing = undefined; // in the same step as the last check, so that no caller relies on a run that has ended
  }

  async #write(outcomes: readonly Outcome[]): Promise<void> {
    const settled = outcomes.flatMap((each) => each.settled);
    try {
      const written = await this.#insist(settled, performance.now() + insistFor);
      for (const { id } of settled) this.#held.delete(id);
      for (const each of outcomes) each.resolve(each.settled.filter(({ id }) => written.has(id)).map(({ id }) => id));
    } catch (error) {
      for (const each of outcomes) each.reject(error);
    }
  }

  async #insist(settled: readonly Settled[], until: number): Promise<ReadonlySet<string>> {
    for (;;) {
      try {
        return await this.#settleOnce(settled);
      } catch (error) {
        if (troubleOf(error) === "other" || performance.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, insistEach));
      }
    }
  }

  async #settleOnce(settled: readonly Settled[]): Promise<ReadonlySet<string>> {
    const threads = settled.flatMap(({ id }) => this.#threadOf(id));
    const crossed = settled.some(({ next }) => next.state === "dead") ? "in-bury" : "in-settle";
    const write = (db: Database) => {
      const done = within(db, threads, () => settleDeliveries(db, settled));
      this.#parts.failpoint(crossed);
      return done;
    };
    const { connection } = this.#parts;
    const written = await this.#watched(threads.length === 0 ? connection.use(write) : connection.transact(write));
    if (threads.length > 0) this.#parts.announce({ events: false, deliveries: threads.map(({ to }) => to) });
    return written;
  }

  #threadOf(id: string): ReturnType<typeof inThread> {
    const sending = this.#held.get(id);
    return sending === undefined ? [] : inThread(sending.message);
  }

  async release(sending: readonly Sending[]): Promise<void> {
    await this.#use((db) => release(db, sending));
    for (const { message } of sending) this.#held.delete(message.id);
  }

  async markAllDead(...[to, reason, detail, now, before]: Parameters<Store["markAllDead"]>): Promise<number> {
    if (before === undefined) return this.#use((db) => markDead(db, { to, reason, detail, now }));
    const { connection } = this.#parts;
    let dead = 0;
    for (;;) {
      const count = await this.#watched(connection.transact((db) => markOldDead(db, { to, reason, detail, now }, before)));
      if (count === 0) return dead;
      dead += count;
    }
  }

  async hasten(hastened: readonly Hastened[], now: Instant): Promise<void> {
    if (hastened.length > 0) await this.#use((db) => hasten(db, hastened, now));
  }

  async idle(): Promise<void> {
    await this.#writing;
  }
}
