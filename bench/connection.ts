/** One keep-alive connection, one request at a time, on a bare socket: the generator must cost less than what it measures. */

import { connect } from "node:net";

export interface Connection {
  /** Resolves by calling back with the status; the next request may then be sent. */
  send(request: Buffer, done: (status: number) => void): void;
  close(): void;
}

export function openConnection(port: number): Promise<Connection> {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  let done: ((status: number) => void) | undefined;
  let received: Buffer | undefined;

  function finish(status: number): void {
    const callback = done;
    done = undefined;
    received = undefined;
    callback?.(status);
  }

  socket.on("data", (chunk: Buffer) => {
    received = received === undefined ? chunk : Buffer.concat([received, chunk]);
    const status = wholeAnswer(received);
    if (status !== undefined) finish(status);
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

/** The status, where the whole answer is there. */
function wholeAnswer(bytes: Buffer): number | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  if (bytes.length < end + 4 + Number(length ?? 0)) return undefined;
  return Number(head.slice(9, 12));
}
