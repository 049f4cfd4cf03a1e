/** `GET /api/stream`: every signal as a server-sent event, for followers. */

import type { Request, Response } from "express";
import type { Guard } from "../../../core/guard.ts";
import type { Signal } from "../../../core/signal.ts";
import { toIso } from "../../../core/time.ts";
import { answeredFields, isAnswered } from "../../answered.ts";
import type { Bus } from "../../bus.ts";
import { maskSignal } from "../mask.ts";
import type { ConversationChanged, Followed } from "./followed.ts";

export interface StreamOptions {
  readonly bus: Pick<Bus, "subscribe">;
  /** Handles bugs in writes outside a request. */
  readonly guard: Guard;
  /** Milliseconds between comments that keep an idle connection open. */
  readonly heartbeat?: number;
  /** The most bytes that wait for a reader. A reader that stalls is dropped, because it must not fill our memory (W05). */
  readonly longestBacklog?: number;
}

export interface Stream {
  /** False where there are too many readers already. */
  open(request: Request, response: Response, reader: StreamReader): boolean;
  readonly readers: number;
  close(): void;
}

export interface StreamReader {
  /** Whether this reader may see no texts now. */
  readonly isMasked: () => boolean;
  /** What this reader follows; everything where undefined. */
  readonly followed: Followed | undefined;
}

const mostReaders = 100;

/** Signals of this many milliseconds share one write, so that a burst does not cost a system call each. */
const gatherFor = 40;

const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

export function createStream({ bus, guard, heartbeat = 15_000, longestBacklog = 1_048_576 }: StreamOptions): Stream {
  const readers = new Map<Response, StreamReader>();
  let duty: Duty | undefined;

  function write(textFor: (reader: StreamReader) => string): void {
    for (const [response, reader] of readers) {
      const text = textFor(reader);
      if (response.writableLength > longestBacklog) response.destroy();
      else if (text !== "") response.write(text);
    }
  }

  /** Without followers a signal costs nothing. */
  function leave(reader: Response): void {
    readers.delete(reader);
    if (readers.size > 0) return;
    duty?.end();
    duty = undefined;
  }

  return {
    open(request, response, reader) {
      if (readers.size >= mostReaders) return false;
      response.writeHead(200, headers);
      response.write("retry: 2000\n\n");
      response.once(
        "close",
        guard(() => leave(response)),
      );
      request.socket.setNoDelay(true);
      readers.set(response, reader);
      duty ??= beginDuty(bus, heartbeat, guard(write));
      return true;
    },
    get readers() {
      return readers.size;
    },
    close() {
      for (const reader of readers.keys()) reader.end();
    },
  };
}

/** What runs while somebody follows. */
interface Duty {
  end(): void;
}

/** Collects signals and sends them together; sends a comment now and then where there are none. */
function beginDuty(bus: StreamOptions["bus"], heartbeat: number, write: (textFor: (reader: StreamReader) => string) => void): Duty {
  let gathered: Numbered[] = [];
  let number = 0;
  let gathering: NodeJS.Timeout | undefined;
  const flush = () => {
    gathering = undefined;
    write(textsOf(gathered));
    gathered = [];
  };
  const leaveBus = bus.subscribe((signal) => {
    number += 1;
    gathered.push({ number, signal });
    gathering ??= setTimeout(flush, gatherFor);
  });
  const beat = setInterval(() => write(() => ": still here\n\n"), heartbeat);
  return {
    end() {
      leaveBus();
      clearTimeout(gathering);
      clearInterval(beat);
    },
  };
}

interface Numbered<What = Signal> {
  readonly number: number;
  readonly signal: What;
}

type Shown = Signal | ConversationChanged;

/** Followers of everything get the same text, which is made once; also once without texts of visitors, where a reader needs that. */
function textsOf(gathered: readonly Numbered[]): (reader: StreamReader) => string {
  const whole = once(() => gathered.map(written).join(""));
  const masked = once(() => gathered.map(writtenMasked).join(""));
  return ({ isMasked, followed }) => {
    if (followed === undefined) return isMasked() ? masked() : whole();
    const own = gathered.flatMap(({ number, signal }): readonly Numbered<Shown>[] => {
      const shown = followed.of(signal);
      return shown === undefined ? [] : [{ number, signal: shown }];
    });
    return own.map(isMasked() ? writtenMasked : written).join("");
  };
}

function written({ number, signal }: Numbered<Shown>): string {
  return eventText(number, signalFields(signal));
}

function writtenMasked({ number, signal }: Numbered<Shown>): string {
  return eventText(number, maskSignal(signalFields(signal)));
}

function eventText(number: number, fields: unknown): string {
  return `id: ${number}\ndata: ${JSON.stringify(fields)}\n\n`;
}

/** It is made once, however many ask. */
function once(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Names as in all JSON of this port. An error's text stays in the log, because it may quote anything. */
function signalFields(signal: Shown): object {
  if (signal.name === "conversation.changed") return signal;
  if (signal.name === "bug") return { name: signal.name, where: signal.where };
  if (signal.name === "process.ready") return { name: signal.name, port: signal.port, admin_port: signal.adminPort };
  if (isAnswered(signal)) return answeredFields(signal);
  if (signal.name === "conversations.changed") return { name: signal.name, count: signal.count };
  if (signal.name !== "delivery.attempted") return signal;
  const { dueAt, ...rest } = signal;
  return { ...rest, due_at: dueAt === undefined ? null : toIso(dueAt) };
}
