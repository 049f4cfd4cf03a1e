/**
 * Checkpoints: what stands in the log of the embedded database is written into its file, and the log begins anew. The fsync of a large one
 * takes a second on a slow disk, and nothing would be answered meanwhile. So a thread makes them while the writer continues.
 */

import { type Duration, second } from "../../../core/time.ts";
import { type Driver, type Statement, troubleOf } from "../driver.ts";
import type { Writer } from "../writer.ts";

export type CheckpointRequest = "copy" | "close";

export type CheckpointResult =
  | { readonly kind: "copied" }
  /** The error of SQLite, with its code. */
  | { readonly kind: "failed"; readonly detail: string; readonly code: string | undefined; readonly errcode: number | undefined }
  /** The thread has ended, e.g. because its engine could not be loaded. */
  | { readonly kind: "ended"; readonly detail: string };

/** Writes the log into the file, from another thread. */
export interface Checkpointer {
  /** Resolves when what stood in the log is on the disk. It waits for no reader: what one of them still needs stays in the log. */
  copy(): Promise<CheckpointResult>;
  close(): Promise<void>;
}

export interface CheckpointsParts {
  readonly db: Driver;
  readonly writer: Pick<Writer, "apart">;
  /** Without it the writer makes all checkpoints. */
  readonly openCheckpointer?: (() => Checkpointer) | undefined;
  /** Called with errors of the database: a disk that failed is not trusted again. */
  readonly failed: (error: unknown) => void;
  /** Called with the reason why the writer makes checkpoints itself. */
  readonly fellBack: (detail: string) => void;
  /** How long the thread may take. */
  readonly patience?: Duration;
}

/** Pages in the log from which on SQLite makes a checkpoint in each commit. With the thread: 256 MB, which only a long reader reaches. */
const autocheckpoint = { withThread: 64_000, alone: 4_000 } as const;

/** Pages that are worth a checkpoint. */
const worthIt = 1_000;
/** Pages that are written while arrivals wait. */
const few = 100;
/** While the thread writes pages, others come in: each time fewer, but under load never none. */
const mostTimes = 4;

/** A thread that takes longer is blocked. */
const usualPatience: Duration = 10 * second;
/** Arrivals wait for so long at most. */
const apartFor: Duration = second;

export class Checkpoints {
  readonly #parts: CheckpointsParts;
  readonly #position: Statement;
  #open: CheckpointsParts["openCheckpointer"];
  #thread: Checkpointer | undefined;
  /** What the thread does now. */
  #copying: Promise<boolean> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isRunning = false;
  /** Pages that the last checkpoint left, because somebody reads an older state. */
  #held = 0;

  constructor(parts: CheckpointsParts) {
    this.#parts = parts;
    this.#open = parts.openCheckpointer;
    this.#position = parts.db.prepare("PRAGMA wal_checkpoint(NOOP)"); // only counts (SQLite 3.51)
    this.#helpItself(this.#open === undefined);
  }

  /** Called after each commit. */
  committed(): void {
    if (this.#open === undefined || this.#isRunning || this.#left() < this.#held + worthIt) return;
    this.#isRunning = true;
    void this.apart(async () => {}).then(() => {
      this.#isRunning = false;
      this.#held = this.#left();
    });
  }

  /** Nothing is written while `work` runs, and the log is written into the file, unless a reader or the disk prevents it. */
  apart<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.#last.then(() => this.#apart(work));
    this.#last = next.catch(() => {}); // the caller gets the error
    return next;
  }

  /** Resolves when the thread has ended, or does not answer. */
  async close(): Promise<void> {
    this.#open = undefined;
    await this.#thread?.close();
  }

  async #apart<Result>(work: () => Promise<Result>): Promise<Result> {
    const { writer, patience = usualPatience } = this.#parts;
    for (let times = 0, left = this.#left(); left > few && times < mostTimes; times += 1) {
      if (!(await this.#copy(patience))) break;
      const before = left;
      left = this.#left();
      if (left >= before) break; // a reader holds them, or more comes in than is written
    }
    return writer.apart(async () => {
      await this.#copy(Math.min(apartFor, patience));
      return work();
    });
  }

  /** False where the thread is not there, or is not done within the time. */
  async #copy(within: Duration): Promise<boolean> {
    if (this.#open === undefined || this.#copying !== undefined) return false;
    this.#copying = this.#answer(this.#open).then((copied) => this.#settle(copied));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), within);
    });
    const isCopied = await Promise.race([this.#copying, late]);
    clearTimeout(timer);
    if (isCopied !== "late") return isCopied;
    if (this.#open !== undefined) this.#fallBack(`the checkpoint thread has not answered for ${within / second} s`);
    return false;
  }

  async #answer(open: () => Checkpointer): Promise<CheckpointResult> {
    try {
      this.#thread ??= open();
      return await this.#thread.copy();
    } catch (error) {
      return { kind: "ended", detail: (error as Error).message }; // the system gives no thread
    }
  }

  #settle(copied: CheckpointResult): boolean {
    this.#copying = undefined;
    if (this.#open === undefined) return false; // it is closed
    if (copied.kind === "copied") this.#helpItself(false);
    else if (copied.kind === "failed") this.#refused(copied);
    else {
      this.#open = undefined;
      this.#fallBack(copied.detail);
    }
    return copied.kind === "copied";
  }

  #refused({ detail, code, errcode }: CheckpointResult & { readonly kind: "failed" }): void {
    const error = Object.assign(new Error(detail), { code, errcode });
    const why = troubleOf(error);
    if (why === "io" || why === "corrupt") this.#parts.failed(error);
    else this.#fallBack(detail);
  }

  #fallBack(detail: string): void {
    this.#helpItself(true);
    this.#parts.fellBack(detail);
  }

  #helpItself(isAlone: boolean): void {
    this.#parts.db.exec(`PRAGMA wal_autocheckpoint = ${isAlone ? autocheckpoint.alone : autocheckpoint.withThread}`);
  }

  /** Pages that stand only in the log. */
  #left(): number {
    if (this.#open === undefined) return 0; // nobody asks, and the database may be closed
    const row = this.#position.get();
    return Number(row?.log ?? 0) - Number(row?.checkpointed ?? 0);
  }
}
