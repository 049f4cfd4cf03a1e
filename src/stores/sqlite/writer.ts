/**
 * The one writing connection. Work of one turn of the event loop is written at the turn's end. Arrivals share one transaction
 * that is on the disk before their senders get an answer. All other work follows in the next turn, in a second transaction that does not
 * wait for the disk. The answers to arrivals go out between the two.
 * A power cut can only revert the second transaction. Its decisions are then made again from the arrivals (docs/decisions/0008-what-waits-
 * for-the-disk.md).
 */

import type { Duration } from "../../core/time.ts";
import { type Driver, type Statement, troubleOf } from "./driver.ts";

/** Work inside the transaction. `committed` runs after the fsync, before the caller gets the result. */
export interface Work<Result> {
  readonly write: () => Result;
  readonly committed?: (result: Result) => void;
}

/** One piece of work, and its caller. */
export interface QueuedWrite {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Without arrivals, what was written reaches the disk within this. */
const syncWithin: Duration = 200;

/** Another program may hold the database for this long. Then waiting work fails, and its callers know what to do. */
const heldFor: Duration = 2_000;

/** The interval of the tries meanwhile. */
const tryEach: Duration = 40;

export interface WriterOptions {
  readonly db: Driver;
  /** The arrivals of the turn. */
  readonly collected: () => QueuedWrite | undefined;
  /** Remembers the state in memory. The returned function restores it when a piece of work is rolled back. */
  readonly mark: () => () => void;
  /** Writes something, so that a commit syncs to the disk. */
  readonly touch: () => void;
  /** Runs last in every transaction. */
  readonly closing: () => void;
  /** The turn is on disk. */
  readonly succeeded: () => void;
  /** A commit failed: nothing of the turn is written, and it must not be repeated unchanged. */
  readonly failed: (error: unknown) => void;
}

export class Writer {
  readonly #options: WriterOptions;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #save: Statement;
  readonly #release: Statement;
  #queue: QueuedWrite[] = [];
  #scheduled = false;
  /** Arrivals had the last turn, so the next one is for all other work, however much arrives. */
  #isTurnOfRest = false;
  #waits = true;
  #sync: NodeJS.Timeout | undefined;
  #onIdle: (() => void)[] = [];
  #isApart = false;
  /** Another program holds the database, and the same transaction will be tried again soon. */
  #isHeld = false;
  #isClosed = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#begin = options.db.prepare("BEGIN IMMEDIATE");
    this.#commit = options.db.prepare("COMMIT");
    this.#save = options.db.prepare("SAVEPOINT work");
    this.#release = options.db.prepare("RELEASE work");
  }

  /** Rejects with the database's own error where the work or the commit failed; nothing of it is then written. */
  perform<Result>({ write, committed }: Work<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      let result: Result;
      this.#queue.push({
        write: () => {
          result = write();
        },
        resolve: () => {
          committed?.(result);
          resolve(result);
        },
        reject,
      });
      this.wake();
    });
  }

  /** Requests a turn where only `collected` has something. */
  wake(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#turn());
  }

  /** Nothing is written while `work` runs. Other work waits. */
  async apart<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#isApart = true;
    try {
      return await work();
    } finally {
      this.#isApart = false;
      if (this.#scheduled) setImmediate(() => this.#turn());
    }
  }

  /** Waits until nothing is queued. */
  idle(): Promise<void> {
    return !this.#isClosed && (this.#scheduled || this.#isHeld) ? new Promise((resolve) => this.#onIdle.push(resolve)) : Promise.resolve();
  }

  #turn(): void {
    if (this.#isClosed) return; // the process is ending, e.g. in the middle of a reload, so nobody needs the result
    if (this.#isApart || this.#isHeld) return; // it is requested again afterwards
    this.#scheduled = false;
    const wasTurnOfRest = this.#isTurnOfRest;
    const arrived = wasTurnOfRest ? undefined : this.#options.collected();
    if (arrived !== undefined) this.#transact([arrived], true);
    else if (this.#queue.length > 0) this.#transact(this.#queue.splice(0), false);
    this.#isTurnOfRest = arrived !== undefined && this.#queue.length > 0;
    if (wasTurnOfRest || this.#isTurnOfRest) this.wake(); // one of the two had to wait
    this.#rest();
  }

  #rest(): void {
    if (!this.#scheduled && !this.#isHeld) for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  /** `since`: the time of the first try. */
  #transact(batch: readonly QueuedWrite[], waits: boolean, since = performance.now()): void {
    const done: QueuedWrite[] = [];
    try {
      this.#waitForDisk(waits);
      if (!this.#begun(since)) {
        this.#tryAgain(batch, waits, since);
        return;
      }
      for (const each of batch) if (this.#written(each)) done.push(each);
      this.#options.closing();
      this.#commit.run();
    } catch (error) {
      this.#rollback();
      this.#options.failed(error);
      for (const each of batch) each.reject(error); // a promise settles once, so a caller with a result keeps it
      return;
    }
    this.#syncSoon(waits);
    this.#options.succeeded();
    for (const each of done) each.resolve();
  }

  /** False where another program holds the database, and not for too long yet. */
  #begun(since: number): boolean {
    try {
      this.#begin.run();
      return true;
    } catch (error) {
      if (troubleOf(error) !== "busy" || performance.now() - since > heldFor) throw error;
      return false;
    }
  }

  /** Everything else continues meanwhile; further work waits behind this. */
  #tryAgain(batch: readonly QueuedWrite[], waits: boolean, since: number): void {
    this.#isHeld = true;
    setTimeout(() => {
      this.#isHeld = false;
      if (this.#isApart) this.#tryAgain(batch, waits, since);
      else this.#transact(batch, waits, since);
      if (this.#scheduled) setImmediate(() => this.#turn());
      this.#rest();
    }, tryEach);
  }

  /** FULL: the commit is on the disk when it returns, even if the power fails. NORMAL: it will be, with the next one that waits. */
  #waitForDisk(waits: boolean): void {
    if (waits === this.#waits) return;
    this.#options.db.exec(waits ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    this.#waits = waits;
  }

  /** A commit that waits writes all earlier ones to the disk. If none follows, an empty one does. */
  #syncSoon(waits: boolean): void {
    if (waits) {
      clearTimeout(this.#sync);
      this.#sync = undefined;
    } else this.#sync ??= setTimeout(() => this.#syncNow(), syncWithin);
  }

  #syncNow(): void {
    this.#sync = undefined;
    if (this.#isApart || this.#isHeld) this.#syncSoon(false);
    else this.#transact([{ write: this.#options.touch, resolve() {}, reject() {} }], true);
  }

  /** Nothing is written any more. Later work gets no result. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#sync);
  }

  /** A failing piece of work rolls back only itself. */
  #written(each: QueuedWrite): boolean {
    const goBack = this.#options.mark();
    this.#save.run();
    try {
      each.write();
    } catch (error) {
      goBack();
      this.#options.db.exec("ROLLBACK TO work; RELEASE work"); // throws where SQLite has rolled back by itself, e.g. on a full disk
      each.reject(error);
      return false;
    }
    this.#release.run();
    return true;
  }

  #rollback(): void {
    try {
      this.#options.db.exec("ROLLBACK");
    } catch {
      // SQLite has already rolled back by itself (sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction").
    }
  }
}
