/** A public port that answers as it is told, and keeps what it got. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Door {
  readonly url: string;
  readonly port: number;
  readonly got: { readonly body: string; readonly signature: string }[];
  answer: { status: number; body: string };
  close(): void;
}

export async function openDoor(): Promise<Door> {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      door.got.push({ body, signature: String(request.headers["x-bithuman-signature"]) });
      response.writeHead(door.answer.status).end(door.answer.body);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const door: Door = {
    url: `http://127.0.0.1:${port}/webhook`,
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
