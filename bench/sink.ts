/** Where deliveries arrive, in the generator's process, so that both ends are on one clock. Raw sockets again: it shares the machine. */

import { type AddressInfo, createServer, type Socket } from "node:net";

export interface Sink {
  readonly port: number;
  /** Called with the event's number for each delivery. */
  onArrival: (n: number) => void;
}

const answer = Buffer.from("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}");

export function openSink(): Promise<Sink> {
  const server = createServer({ noDelay: true }, (socket) => serve(socket, (n) => sink.onArrival(n)));
  const sink = { port: 0, onArrival: (_: number) => {} };
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(Object.assign(sink, { port: (server.address() as AddressInfo).port }))); // listening on TCP
  });
}

/** Requests come one at a time on a connection, each with a content-length. */
function serve(socket: Socket, arrived: (n: number) => void): void {
  let waiting = nothing;
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    for (let length = requestLength(waiting); length > 0; length = requestLength(waiting)) {
      const n = /"n":\s*"?(\d+)/.exec(waiting.toString("latin1", 0, length))?.[1];
      socket.write(answer);
      if (n !== undefined) arrived(Number(n));
      waiting = waiting.subarray(length);
    }
  });
}

const nothing: Buffer = Buffer.alloc(0);

/** 0 where the request is not whole yet. */
function requestLength(bytes: Buffer): number {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return 0;
  const length = end + 4 + Number(/content-length: (\d+)/i.exec(bytes.toString("latin1", 0, end))?.[1] ?? 0);
  return bytes.length >= length ? length : 0;
}
