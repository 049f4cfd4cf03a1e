/** A public port that answers as it is told, and keeps what it got. */

import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

export interface Door {
  readonly url: string;
  readonly port: number;
  readonly got: { readonly body: string; readonly signature: string; readonly path: string; readonly headers: IncomingHttpHeaders }[];
  answer: { status: number; body: string };
  close(): void;
}

/** Speaks TLS where it is given a certificate (PEM texts). */
export async function openDoor(tls?: { readonly cert: string; readonly key: string }): Promise<Door> {
  const serve: RequestListener = (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const { headers, url = "" } = request;
      door.got.push({ body, signature: String(headers["x-bithuman-signature"]), path: url, headers });
      response.writeHead(door.answer.status).end(door.answer.body);
    });
  };
  const server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const door: Door = {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}/webhook`,
    port,
    got: [],
    answer: { status: 200, body: '{"status":"accepted","event_id":"e1"}' },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return door;
}
