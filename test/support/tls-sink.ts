/** The certificates of the tests, and an HTTPS server on loopback that shows one of them. */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

const folder = new URL("fixtures/tls/", import.meta.url);

/** A file of test/support/fixtures/tls (make.sh there has made it). */
export function tlsFile(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

/** The path of one. */
export function tlsPath(name: string): string {
  return new URL(name, folder).pathname;
}

export interface TlsSink {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  /** Method and path of each request. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** `shows`: which certificate, such as `server`, `expired`, `other-host`. */
export async function openTlsSink(shows: string, answer = "{}"): Promise<TlsSink> {
  const requests: string[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer({ cert: tlsFile(`${shows}.pem`), key: tlsFile(`${shows}.key`) }, (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume().on("end", () => response.writeHead(200, { "content-type": "application/json" }).end(answer));
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a path
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
