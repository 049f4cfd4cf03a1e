/**
 * Standard output and standard error of a process that must go on whatever reads them. Nothing here waits for a reader:
 * lines beyond the limit are dropped and counted.
 */

import { constants, fstatSync, openSync, write, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { type Duration, second } from "../core/time.ts";

export interface LogOutput {
  /** Accepts a line, or drops it. Never throws and never blocks. */
  write(line: string): void;
  /** Lines that were dropped since the start. */
  dropped(): number;
  /** Bytes of the lines that wait in memory. */
  waiting(): number;
  /** The most bytes that may wait from now on. */
  limit(bytes: number): void;
  /** Writes what can be written without waiting, for a process that ends in the same turn. */
  flush(): void;
  /** Resolves when nothing waits any more, or after a second. */
  end(): Promise<void>;
}

export interface LogOutputOptions {
  readonly put: Put;
  /** The line with the number of dropped lines. It is written when the output accepts lines again. */
  readonly droppedLine: (lines: number) => string;
}

/** Writes some of the bytes without blocking the process, and returns how many were written, or why none. */
export type Put = {
  (bytes: Uint8Array, done: (error: unknown, taken: number) => void): void;
  /** The same before it returns; throws where it cannot. */
  now(bytes: Uint8Array): number;
};

/** Four thousand ordinary lines. */
export const defaultLogBuffer = 1 << 20;

/** The most bytes that the operating system gets at once. */
const chunkSize = 1 << 16;

/** A full pipe is tried again after this. */
const retryFull: Duration = 20;

/** A failed output, e.g. on a full disk, is tried again after this. */
const retryFailed: Duration = second;

const endWithin: Duration = second;

export function createLogOutput(options: LogOutputOptions): LogOutput {
  const queue = new Queue(options);
  return {
    write: (line) => queue.add(line),
    dropped: () => queue.dropped,
    waiting: () => queue.size,
    limit: (bytes) => {
      queue.limit = bytes;
    },
    flush: () => queue.flush(),
    end: () => queue.idle(),
  };
}

class Queue {
  readonly #options: LogOutputOptions;
  limit = defaultLogBuffer;
  dropped = 0;
  /** Bytes in `#lines` and in `#chunk`. */
  size = 0;
  #lines: string[] = [];
  /** The rest of the bytes that are being written. */
  #chunk: Uint8Array = new Uint8Array();
  #linesInChunk = 0;
  /** Dropped lines that the output has reported; `#reporting` of them are in the chunk. */
  #reported = 0;
  #reporting = 0;
  #isScheduled = false;
  #isWriting = false;
  /** The output is full now. */
  #isHeld = false;
  #hasFailed = false;
  /** The output ends inside a line, because a disk was full. */
  #isMidLine = false;
  #onIdle: (() => void)[] = [];

  constructor(options: LogOutputOptions) {
    this.#options = options;
  }

  add(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.#hasFailed || this.size + bytes > this.limit) {
      this.dropped += 1;
      return;
    }
    this.#lines.push(line);
    this.size += bytes;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#pump());
  }

  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, endWithin);
      this.#onIdle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  flush(): void {
    try {
      for (let chunk = this.#isWriting ? this.#next() : this.#current(); chunk.length > 0; chunk = this.#current()) {
        this.#chunk = chunk;
        this.#took(this.#options.put.now(chunk));
      }
    } catch {
      // A full pipe or disk: the process ends without these lines.
    }
  }

  #isIdle(): boolean {
    return this.#hasFailed || (this.#chunk.length === 0 && this.#lines.length === 0);
  }

  #pump(): void {
    this.#isScheduled = false;
    if (this.#isWriting || this.#isHeld || this.#hasFailed) return;
    const chunk = this.#current();
    if (chunk.length === 0) {
      this.#rest();
      return;
    }
    this.#chunk = chunk;
    this.#isWriting = true;
    this.#options.put(chunk, (error, taken) => {
      this.#isWriting = false;
      if (isFull(error)) return this.#hold();
      if (error) return this.#fail();
      this.#took(taken);
      this.#pump();
    });
  }

  #hold(): void {
    this.#isHeld = true;
    setTimeout(() => {
      this.#isHeld = false;
      this.#pump();
    }, retryFull).unref();
  }

  #rest(): void {
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  #current(): Uint8Array {
    return this.#chunk.length > 0 ? this.#chunk : this.#next();
  }

  /** The next lines as bytes, after the count of the lines that were dropped before them. */
  #next(): Uint8Array {
    const lines: string[] = [];
    for (let length = 0; length < chunkSize && this.#lines.length > lines.length; length += lines.at(-1)?.length ?? 0)
      lines.push(this.#lines[lines.length] ?? "");
    this.#lines.splice(0, lines.length);
    this.#linesInChunk = lines.length;
    const heading = this.#heading();
    this.size += Buffer.byteLength(heading);
    return Buffer.from(heading + lines.join(""));
  }

  #heading(): string {
    this.#reporting = this.dropped;
    if (this.dropped === this.#reported) return "";
    return `${this.#isMidLine ? "\n" : ""}${this.#options.droppedLine(this.dropped - this.#reported)}`;
  }

  #took(bytes: number): void {
    if (bytes > 0) this.#isMidLine = this.#chunk[bytes - 1] !== newline;
    this.#chunk = this.#chunk.subarray(bytes);
    this.size -= bytes;
    if (this.#chunk.length === 0) this.#reported = this.#reporting;
  }

  /** Drops what waits. The line with the count of dropped lines tests whether the output works again. */
  #fail(): void {
    const ends = this.#chunk.reduce((count, byte) => (byte === newline ? count + 1 : count), 0);
    this.dropped += this.#lines.length + Math.min(ends, this.#linesInChunk); // the heading ends first, and is no caller's line
    this.#lines = [];
    this.#chunk = new Uint8Array();
    this.size = 0;
    this.#hasFailed = true;
    this.#rest();
    setTimeout(() => {
      this.#hasFailed = false;
      this.#pump();
    }, retryFailed).unref();
  }
}

const newline = 10;

function isFull(error: unknown): boolean {
  return (error as { readonly code?: unknown } | undefined)?.code === "EAGAIN"; // Node's word for "it would have to wait"
}

/** The output of descriptor 1 or 2. */
export function openLogOutput(descriptor: 1 | 2, droppedLine: LogOutputOptions["droppedLine"]): LogOutput {
  return createLogOutput({ put: putOf(descriptor), droppedLine });
}

function putOf(descriptor: 1 | 2): Put {
  // As bigint: where the last plain stat saw a pipe, Node 20 to 24 follow no symbolic link in the path of the next module that they import
  // (realpathSync of lib/fs.js reads that stat again), and pnpm's node_modules is made of such links.
  const stats = fstatSync(descriptor, { bigint: true });
  if (stats.isFIFO() || stats.isSocket()) return putAtOnce(madeNonBlocking(descriptor));
  if (isatty(descriptor)) {
    const terminal = openedAgain(descriptor);
    if (terminal !== undefined) return putAtOnce(terminal);
  }
  return putMeanwhile(descriptor);
}

/** Node makes a pipe non-blocking when its stream is first used. A write to a full one then fails with EAGAIN. */
function madeNonBlocking(descriptor: 1 | 2): number {
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  stream.on("error", () => {}); // nobody writes to the stream itself
  return descriptor;
}

/** A stopped terminal (Ctrl-S) blocks a writer, except through a descriptor of its own. Undefined where the system has none. */
function openedAgain(descriptor: number): number | undefined {
  try {
    return openSync(`/dev/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}

function putAtOnce(descriptor: number): Put {
  const now = (bytes: Uint8Array) => writeSync(descriptor, bytes);
  const put = (bytes: Uint8Array, done: (error: unknown, taken: number) => void) => {
    let taken: number;
    try {
      taken = now(bytes);
    } catch (error) {
      return done(error, 0);
    }
    done(undefined, taken);
  };
  return Object.assign(put, { now });
}

/** Files have no EAGAIN, so another thread waits for a slow disk. */
function putMeanwhile(descriptor: number): Put {
  const put = (bytes: Uint8Array, done: (error: unknown, taken: number) => void) =>
    write(descriptor, bytes, (error, taken) => done(error ?? undefined, taken));
  return Object.assign(put, { now: (bytes: Uint8Array) => writeSync(descriptor, bytes) });
}
