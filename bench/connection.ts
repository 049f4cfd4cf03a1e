/** One keep-alive connection, one request at a time, on a bare socket: the generator must cost less than what it measures. */

import { connect } from "node:net";

export interface Connection {
  /** Calls back with the answer; the next request may then be sent. */
  send(request: Buffer, done: (status: number, body: string) => void): void;
  close(): void;
}

export function openConnection(port: number): Promise<Connection> {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  let done: ((status: number, body: string) => void) | undefined;
  let received: Buffer | undefined;

  function finish(status: number, body = "the connection was closed"): void {
    const callback = done;
    done = undefined;
    received = undefined;
    callback?.(status, body);
  }

  socket.on("data", (chunk: Buffer) => {
    received = received === undefined ? chunk : Buffer.concat([received, chunk]);
    const answer = wholeAnswer(received);
    if (answer !== undefined) finish(answer.status, answer.body);
  });
  socket.on("close", () => finish(0));
  return new Promise((resolve, reject) => {
    socket.on("error", reject); // after it is open a failure shows as "close"
    socket.on("connect", () =>
      resolve({
        send(request, callback) {
          done = callback;
          if (socket.destroyed) finish(0);
          else socket.write(request);
        },
        close: () => void socket.destroy(),
      }),
    );
  });
}

/** Undefined while some of it is missing. */
function wholeAnswer(bytes: Buffer): { readonly status: number; readonly body: string } | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  if (bytes.length < end + 4 + Number(length ?? 0)) return undefined;
  return { status: Number(head.slice(9, 12)), body: bytes.toString("utf8", end + 4) };
}
