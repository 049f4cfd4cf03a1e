/** A real HTTP proxy on loopback before a real service: it lets requests through, or does what it is told to with the next one. */

import { once } from "node:events";
import { createServer, type IncomingMessage, request as requestTo, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What the front does with one request. */
export type FrontStep =
  /** Answers in place of the service. */
  | { readonly kind: "answer"; readonly status: number; readonly type: string; readonly body: string }
  /** The service does its work, and then its answer gets lost. */
  | { readonly kind: "lost" }
  /** Reads, and never answers. */
  | { readonly kind: "hang" };

export interface FrontRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface Front {
  readonly url: string;
  /** Those that the service has worked on. */
  readonly passed: readonly FrontRequest[];
  script(...steps: readonly FrontStep[]): void;
  /** Waits until that many requests were read. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a front before a service on 127.0.0.1. */
export async function openFront(port: number): Promise<Front> {
  const steps: FrontStep[] = [];
  const passed: FrontRequest[] = [];
  const sockets = new Set<Socket>();
  const counted = new EventTarget();
  let read = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const step = steps.shift();
    const { method = "", url: path = "", headers } = request;
    const body = await bytesOf(request);
    read += 1;
    counted.dispatchEvent(new Event("read"));
    if (step?.kind === "hang") return;
    if (step?.kind === "answer") return void response.writeHead(step.status, { "content-type": step.type }).end(step.body);
    const answer = await passOn(port, { method, path, headers, body });
    passed.push({ method, path, headers, body });
    if (step?.kind === "lost") return void response.socket?.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port, not on a path
    passed,
    script: (...more) => void steps.push(...more),
    until: async (count) => {
      while (read < count) await once(counted, "read");
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

interface Passed {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

function passOn(port: number, { method, path, headers, body }: FrontRequest): Promise<Passed> {
  return new Promise((resolve, reject) => {
    const sent = requestTo({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
      bytesOf(answer)
        .then((read) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: read }))
        .catch(reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
