/** `GET /api/stream`: every signal as a server-sent event, to whoever follows. */

import type { Request, Response } from "express";
import type { Guard } from "../../core/guard.ts";
import type { Signal } from "../../core/signal.ts";
import { toIso } from "../../core/time.ts";
import { answeredFields, isAnswered } from "../answered.ts";
import type { Bus } from "../bus.ts";
import { maskSignal } from "./mask.ts";

export interface StreamOptions {
  readonly bus: Pick<Bus, "subscribe">;
  /** For what is written when no request is being answered. */
  readonly guard: Guard;
  /** Milliseconds between comments that keep the connection open where nothing happens. */
  readonly heartbeat?: number;
  /** Bytes that may wait for a reader before it is dropped: one that stalls must not fill our memory (W05). */
  readonly patience?: number;
}

export interface Stream {
  /** False where there are too many readers already. `isMasked`: whether this reader must not see texts now. */
  open(request: Request, response: Response, isMasked: () => boolean): boolean;
  readonly readers: number;
  close(): void;
}

const mostReaders = 100;

/** Signals of this many milliseconds share one write: a burst of events must not cost a system call each. */
const gatherFor = 40;

const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

export function createStream({ bus, guard, heartbeat = 15_000, patience = 1_048_576 }: StreamOptions): Stream {
  const readers = new Map<Response, () => boolean>();
  let duty: Duty | undefined;

  function send({ whole, masked }: Written): void {
    for (const [reader, isMasked] of readers) {
      if (reader.writableLength > patience) reader.destroy();
      else reader.write(isMasked() ? masked() : whole);
    }
  }

  /** Where nobody follows, a signal costs nothing. */
  function leave(reader: Response): void {
    readers.delete(reader);
    if (readers.size > 0) return;
    duty?.end();
    duty = undefined;
  }

  return {
    open(request, response, isMasked) {
      if (readers.size >= mostReaders) return false;
      response.writeHead(200, headers);
      response.write("retry: 2000\n\n");
      response.once(
        "close",
        guard(() => leave(response)),
      );
      request.socket.setNoDelay(true);
      readers.set(response, isMasked);
      duty ??= beginDuty(bus, heartbeat, guard(send));
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

/** What is done for as long as somebody follows. */
interface Duty {
  end(): void;
}

/** What is written to readers at once. */
interface Written {
  readonly whole: string;
  /** The same without texts; it costs something only where somebody is to read it. */
  readonly masked: () => string;
}

/** Gathers signals and sends them together; sends a word now and then where there are none. */
function beginDuty(bus: StreamOptions["bus"], heartbeat: number, send: (written: Written) => void): Duty {
  let gathered: Numbered[] = [];
  let number = 0;
  let gathering: NodeJS.Timeout | undefined;
  const flush = () => {
    gathering = undefined;
    const ended = gathered;
    gathered = [];
    send({ whole: ended.map(written).join(""), masked: once(() => ended.map(writtenMasked).join("")) });
  };
  const leaveBus = bus.subscribe((signal) => {
    number += 1;
    gathered.push({ number, fields: signalFields(signal) });
    gathering ??= setTimeout(flush, gatherFor);
  });
  const beat = setInterval(() => send({ whole: stillHere, masked: () => stillHere }), heartbeat);
  return {
    end() {
      leaveBus();
      clearTimeout(gathering);
      clearInterval(beat);
    },
  };
}

const stillHere = ": still here\n\n";

interface Numbered {
  readonly number: number;
  /** JSON. */
  readonly fields: unknown;
}

function written({ number, fields }: Numbered): string {
  return `id: ${number}\ndata: ${JSON.stringify(fields)}\n\n`;
}

function writtenMasked({ number, fields }: Numbered): string {
  return written({ number, fields: maskSignal(fields) });
}

/** However many ask, it is made once. */
function once(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Names as in all JSON of this port. What an error of ours says stays in the log: nobody knows what it may quote. */
function signalFields(signal: Signal): object {
  if (signal.name === "bug") return { name: signal.name, where: signal.where };
  if (signal.name === "process.ready") return { name: signal.name, port: signal.port, admin_port: signal.adminPort };
  if (isAnswered(signal)) return answeredFields(signal);
  if (signal.name !== "delivery.attempted") return signal;
  const { dueAt, ...rest } = signal;
  return { ...rest, due_at: dueAt === undefined ? null : toIso(dueAt) };
}
