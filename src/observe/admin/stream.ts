/** `GET /api/stream`: every signal as a server-sent event, to whoever follows. */

import type { Request, Response } from "express";
import type { Guard } from "../../core/guard.ts";
import type { Signal } from "../../core/signal.ts";
import { toIso } from "../../core/time.ts";
import { answeredFields, isAnswered } from "../answered.ts";
import type { Bus } from "../bus.ts";

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
  /** False where there are too many readers already. */
  open(request: Request, response: Response): boolean;
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
  const readers = new Set<Response>();
  let duty: Duty | undefined;

  function send(text: string): void {
    for (const reader of readers) {
      if (reader.writableLength > patience) reader.destroy();
      else reader.write(text);
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
    open(request, response) {
      if (readers.size >= mostReaders) return false;
      response.writeHead(200, headers);
      response.write("retry: 2000\n\n");
      response.once(
        "close",
        guard(() => leave(response)),
      );
      request.socket.setNoDelay(true);
      readers.add(response);
      duty ??= beginDuty(bus, heartbeat, guard(send));
      return true;
    },
    get readers() {
      return readers.size;
    },
    close() {
      for (const reader of readers) reader.end();
    },
  };
}

/** What is done for as long as somebody follows. */
interface Duty {
  end(): void;
}

/** Gathers signals and sends them together; sends a word now and then where there are none. */
function beginDuty(bus: StreamOptions["bus"], heartbeat: number, send: (text: string) => void): Duty {
  let gathered = "";
  let number = 0;
  let gathering: NodeJS.Timeout | undefined;
  const flush = () => {
    gathering = undefined;
    send(gathered);
    gathered = "";
  };
  const leaveBus = bus.subscribe((signal) => {
    number += 1;
    gathered += `id: ${number}\ndata: ${signalText(signal)}\n\n`;
    gathering ??= setTimeout(flush, gatherFor);
  });
  const beat = setInterval(() => send(": still here\n\n"), heartbeat);
  return {
    end() {
      leaveBus();
      clearTimeout(gathering);
      clearInterval(beat);
    },
  };
}

/** Names as in all JSON of this port. What an error of ours says stays in the log: nobody knows what it may quote. */
function signalText(signal: Signal): string {
  if (signal.name === "bug") return JSON.stringify({ name: signal.name, where: signal.where });
  if (signal.name === "process.ready") return JSON.stringify({ name: signal.name, port: signal.port, admin_port: signal.adminPort });
  if (isAnswered(signal)) return JSON.stringify(answeredFields(signal));
  if (signal.name !== "delivery.attempted") return JSON.stringify(signal);
  const { dueAt, ...rest } = signal;
  return JSON.stringify({ ...rest, due_at: dueAt === undefined ? null : toIso(dueAt) });
}
