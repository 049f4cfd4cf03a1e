/**
 * Brings commits to the disk without blocking the process: an fsync of the write-ahead log, in another thread. One runs at a time, and
 * everything that is committed meanwhile shares the next one. With `synchronous=NORMAL` a commit writes the log and does not fsync it; an
 * fsync after the commit is then what FULL does at the end of the commit (sqlite.org/pragma.html#pragma_synchronous).
 */

import { closeSync, fdatasync, openSync } from "node:fs";
import type { Duration } from "../../../core/time.ts";

/** Work that nobody waits for reaches the disk within this. */
const syncWithin: Duration = 200;

export interface SyncWaiter {
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

export interface LogSync {
  /** Everything that is committed now will be on the disk when it calls `done`. */
  after(waiting: SyncWaiter): void;
  /** Calls `done` when everything is on the disk that somebody waits for now; at once where nobody waits. */
  whenCaughtUp(waiting: SyncWaiter): void;
  /** What is committed now reaches the disk soon. */
  soon(): void;
  isRunning(): boolean;
  close(): void;
}

export interface LogSyncOptions {
  /**
   * The write-ahead log, which SQLite keeps as long as the database is open. To close another descriptor of it drops no lock of SQLite's:
   * those are on the other two files.
   */
  readonly path: string;
  /** The disk failed. The kernel does not report dropped data twice, so it must not be trusted again. */
  readonly failed: (error: unknown) => void;
  /** Nobody waits any more. */
  readonly idle: () => void;
}

export function openLogSync({ path, failed, idle }: LogSyncOptions): LogSync {
  const file = openSync(path, "r+");
  let running: SyncWaiter[] | undefined;
  let next: SyncWaiter[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function start(): void {
    if (running !== undefined || isClosed) return;
    clearTimeout(timer);
    timer = undefined;
    running = next;
    next = [];
    fdatasync(file, ended);
  }

  function soon(): void {
    timer ??= setTimeout(onTime, syncWithin);
  }

  function onTime(): void {
    timer = undefined;
    if (running === undefined) start();
    else soon(); // the one that runs began before some of the commits
  }

  function ended(error: unknown): void {
    const waited = running ?? [];
    running = undefined;
    if (isClosed) closeSync(file);
    if (next.length > 0) start();
    if (error) failed(error);
    for (const each of waited) error ? each.failed(error) : each.done();
    if (running === undefined) idle();
  }

  return {
    after(waiting) {
      next.push(waiting);
      start();
    },
    whenCaughtUp(waiting) {
      const batch = next.length > 0 ? next : running;
      if (batch === undefined) waiting.done();
      else batch.push(waiting);
    },
    soon,
    isRunning: () => running !== undefined,
    close() {
      isClosed = true;
      clearTimeout(timer);
      if (running === undefined) closeSync(file);
    },
  };
}
