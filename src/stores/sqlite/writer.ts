/**
 * The one writing connection. Work of one turn of the event loop is written in that turn: first the arrivals, in one transaction, then what
 * they wake (evaluations, claims) with all other work, in a few more. No commit waits for the disk. An fsync in another thread follows the
 * arrivals, and their senders get an answer when it has ended (files/log-sync.ts). A power cut can only revert what came after the last fsync. Its
 * decisions are then made again from the arrivals (docs/decisions/0018-the-disk-is-waited-for-beside-the-work.md).
 */

import type { Duration } from "../../core/time.ts";
import { type Driver, type Statement, troubleOf } from "./driver.ts";
import type { LogSync } from "./files/log-sync.ts";

/** Work inside the transaction. `committed` runs after the commit, before the caller gets the result. */
export interface Work<Result> {
  readonly write: () => Result;
  readonly committed?: (result: Result) => void;
  /** The caller sends the result to others, so it waits until the arrivals that it may follow from are on the disk. */
  readonly leaves?: true;
  /** Nobody waits for it: it comes last in a turn, in a transaction of its own, so that it delays nothing that was queued with it. */
  readonly background?: true;
}

/** One piece of work, and its caller. */
export interface QueuedWrite {
  readonly write: () => void;
  readonly committed: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** `own`: until it is on the disk. `others`: until the arrivals before it are. */
  readonly waitsFor?: "own" | "others";
}

/** Within this time of a turn's beginning, what a transaction wakes is written in the same turn. Then answers and requests are handled. */
const longestTurn: Duration = 6;

/** Another program may hold the database for this long. Then waiting work fails, and its callers know what to do. */
const heldFor: Duration = 2_000;

/** The interval of the tries meanwhile. */
const tryEach: Duration = 40;

export interface WriterOptions {
  readonly db: Driver;
  readonly sync: LogSync;
  /** The arrivals of the turn. */
  readonly collected: () => QueuedWrite | undefined;
  /** So much waits that arrivals come first: senders give up, and what is stored does not. */
  readonly isBehind: () => boolean;
  /** Remembers the state in memory. The returned function restores it when a piece of work is rolled back. */
  readonly mark: () => () => void;
  /** Runs last in every transaction. */
  readonly closing: () => void;
  /** A transaction is written. */
  readonly succeeded: () => void;
  /** A commit failed: nothing of it is written, and it must not be repeated unchanged. */
  readonly failed: (error: unknown) => void;
}

export class Writer {
  readonly #options: WriterOptions;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #save: Statement;
  readonly #release: Statement;
  #queue: QueuedWrite[] = [];
  #background: QueuedWrite[] = [];
  /** A turn is requested, or in progress. */
  #isBusy = false;
  /** There may be arrivals. */
  #isWoken = false;
  /** A turn with arrivals left other work, so the next one is for that, however much arrives. */
  #isTurnOfRest = false;
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
  perform<Result>({ write, committed, leaves, background }: Work<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      let result: Result;
      (background ? this.#background : this.#queue).push({
        write: () => {
          result = write();
        },
        committed: () => committed?.(result),
        resolve: () => resolve(result),
        reject,
        ...(leaves && { waitsFor: "others" }),
      });
      this.#request();
    });
  }

  /** Calls back when the arrivals until now are on the disk; never where that fails, because the process then ends. */
  whenOnDisk(done: () => void): void {
    this.#options.sync.whenCaughtUp({ done, failed() {} });
  }

  /** Requests a turn for what `collected` has. */
  wake(): void {
    this.#isWoken = true;
    this.#request();
  }

  #request(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    setImmediate(() => this.#turn());
  }

  /** Nothing is written while `work` runs. Other work waits. */
  async apart<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#isApart = true;
    try {
      return await work();
    } finally {
      this.#isApart = false;
      if (this.#isBusy) setImmediate(() => this.#turn());
    }
  }

  /** Waits until nothing is queued, and everything is on the disk that somebody waits for. */
  idle(): Promise<void> {
    return this.#isIdle() ? Promise.resolve() : new Promise((resolve) => this.#onIdle.push(resolve));
  }

  #isIdle(): boolean {
    return this.#isClosed || !(this.#isBusy || this.#isHeld || this.#options.sync.isRunning());
  }

  #turn(): void {
    if (this.#cannotWrite()) return;
    const until = performance.now() + (this.#options.isBehind() ? 0 : longestTurn);
    const arrived = this.#isTurnOfRest && this.#queue.length > 0 ? undefined : this.#collected();
    if (arrived !== undefined) this.#transact([arrived]);
    this.#goOn(until, arrived !== undefined);
  }

  #collected(): QueuedWrite | undefined {
    this.#isWoken = false;
    return this.#options.collected();
  }

  /** Writes what the transaction before has woken, which its callers queue in microtasks. */
  #goOn(until: number, hasArrived: boolean): void {
    afterMicrotasks(() => {
      if (this.#cannotWrite()) return;
      if (this.#queue.length === 0) return this.#endTurn(false);
      this.#transact(this.#queue.splice(0));
      if (performance.now() < until) this.#goOn(until, hasArrived);
      else this.#endTurn(hasArrived);
    });
  }

  #endTurn(isTurnOfRest: boolean): void {
    this.#isTurnOfRest = isTurnOfRest;
    const inBackground = this.#isHeld ? [] : this.#background.splice(0, 1);
    if (inBackground.length > 0) this.#transact(inBackground);
    this.#isBusy = false;
    if (this.#isWoken || this.#queue.length + this.#background.length > 0) this.#request();
    this.rest();
  }

  /** The process is ending, e.g. in the middle of a reload, so nobody needs the result; or the turn is requested again later. */
  #cannotWrite(): boolean {
    return this.#isClosed || this.#isApart || this.#isHeld;
  }

  /** Called when there may be nothing left to do. */
  rest(): void {
    if (this.#isIdle()) for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  /** `since`: the time of the first try. */
  #transact(batch: readonly QueuedWrite[], since = performance.now()): void {
    const done: QueuedWrite[] = [];
    try {
      if (!this.#begun(since)) {
        this.#tryAgain(batch, since);
        return;
      }
      for (const each of batch) if (this.#written(each, batch.length === 1)) done.push(each);
      this.#options.closing();
      this.#commit.run();
    } catch (error) {
      this.#rollback();
      this.#options.failed(error);
      for (const each of batch) each.reject(error); // a promise settles once, so a caller with a result keeps it
      return;
    }
    this.#options.sync.soon();
    this.#options.succeeded();
    for (const each of done) this.#committed(each);
  }

  #committed({ committed, resolve, reject, waitsFor }: QueuedWrite): void {
    const { sync } = this.#options;
    committed();
    if (waitsFor === "own") sync.after({ done: resolve, failed: reject });
    else if (waitsFor === "others") sync.whenCaughtUp({ done: resolve, failed: reject });
    else resolve();
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
  #tryAgain(batch: readonly QueuedWrite[], since: number): void {
    this.#isHeld = true;
    setTimeout(() => {
      this.#isHeld = false;
      if (this.#isApart) this.#tryAgain(batch, since);
      else this.#transact(batch, since);
      if (this.#isBusy) setImmediate(() => this.#turn());
      this.rest();
    }, tryEach);
  }

  /** Nothing is written any more. Later work gets no result. */
  close(): void {
    this.#isClosed = true;
    this.#options.sync.close();
  }

  /** A failing piece of work rolls back only itself. One that is alone needs no savepoint for that, which copies each page that it changes. */
  #written(each: QueuedWrite, isAlone: boolean): boolean {
    const goBack = this.#options.mark();
    if (!isAlone) this.#save.run();
    try {
      each.write();
    } catch (error) {
      goBack();
      // Either throws where SQLite has rolled back by itself, e.g. on a full disk.
      this.#options.db.exec(isAlone ? "ROLLBACK; BEGIN IMMEDIATE" : "ROLLBACK TO work; RELEASE work");
      each.reject(error);
      return false;
    }
    if (!isAlone) this.#release.run();
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

/** Node runs a tick when no microtask is left (nodejs.org/api/process.html#processnexttickcallback-args). */
function afterMicrotasks(work: () => void): void {
  queueMicrotask(() => process.nextTick(work));
}
