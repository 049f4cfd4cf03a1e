/** A real HTTP server on loopback that does what it is told to, once per request, and remembers what it was sent. */

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What the sink does with one request. */
export type SinkStep =
  | ({ readonly kind: "answer" } & SinkAnswer)
  /** Answers with what the function makes of the request. */
  | { readonly kind: "respond"; readonly respond: (request: SinkRequest) => SinkAnswer }
  /** Does what the function makes of the request. */
  | { readonly kind: "depends"; readonly on: (request: SinkRequest) => SinkStep }
  /** Closes the connection before reading. */
  | { readonly kind: "reset" }
  /** Does the work, and then the answer gets lost. */
  | { readonly kind: "lost" }
  /** Reads, and never answers. */
  | { readonly kind: "hang" }
  /** Sends the status and the headers, and never a body. */
  | { readonly kind: "headers-only"; readonly status: number }
  /** Sends the status and then a byte now and then. */
  | { readonly kind: "drip"; readonly status: number; readonly every: number }
  /** Sends a body of that many bytes. */
  | { readonly kind: "huge"; readonly status: number; readonly bytes: number }
  /** Sends the status and half of the body it promised. */
  | { readonly kind: "broken-body"; readonly status: number }
  /** Answers 100 Continue, which nobody has asked for, and then 200. */
  | { readonly kind: "continued" }
  /** Answers with something that is not HTTP. */
  | { readonly kind: "garbage" };

export interface SinkAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request whose body was read, so that its work counts as done. */
export interface SinkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface HttpSink {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly requests: readonly SinkRequest[];
  /** Connections that were ever opened. */
  readonly connections: number;
  /** What to do with the next requests, one step each; afterwards 200 again. */
  script(...steps: readonly SinkStep[]): void;
  /** What to do with every request that no step of the script is left for. */
  always(step: SinkStep): void;
  /** Waits until that many requests were read. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

export const ok: SinkStep = { kind: "answer", status: 200 };

export function answer(status: number, headers: Readonly<Record<string, string>> = {}, body = ""): SinkStep {
  return { kind: "answer", status, headers, body };
}

/** The same with a body of JSON. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): SinkStep {
  return answer(status, { "content-type": "application/json", ...headers }, JSON.stringify(body));
}

/** Opens a sink on a free port. */
export async function openHttpSink(): Promise<HttpSink> {
  const steps: SinkStep[] = [];
  const requests: SinkRequest[] = [];
  const sockets = new Set<Socket>();
  const counted = new EventTarget();
  let usual: SinkStep = ok;
  let connections = 0;

  const server = createServer((request, response) => {
    void serve(request, response, steps.shift() ?? usual, (read) => {
      requests.push(read);
      counted.dispatchEvent(new Event("read"));
    });
  });
  server.on("connection", (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port, not on a path
    requests,
    get connections() {
      return connections;
    },
    script: (...more) => void steps.push(...more),
    always: (step) => {
      usual = step;
    },
    until: async (count) => {
      while (requests.length < count) await once(counted, "read");
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  step: SinkStep,
  read: (request: SinkRequest) => void,
): Promise<void> {
  if (step.kind === "reset") return void request.socket.resetAndDestroy();
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk); // bytes, since no encoding is set
  } catch {
    return; // the client went away
  }
  const got: SinkRequest = {
    method: request.method ?? "",
    path: request.url ?? "",
    headers: request.headers as Readonly<Record<string, string | undefined>>, // only set-cookie is ever a list, and clients do not send it
    body: Buffer.concat(chunks).toString("utf8"),
  };
  // The work first: whoever waits for a request may look at what it did.
  const settled = settledStep(step, got);
  read(got);
  respond(response, settled);
}

function settledStep(step: SinkStep, request: SinkRequest): Exclude<SinkStep, { kind: "respond" | "depends" }> {
  if (step.kind === "depends") return settledStep(step.on(request), request);
  return step.kind === "respond" ? { kind: "answer", ...step.respond(request) } : step;
}

function respond(response: ServerResponse, step: Exclude<SinkStep, { kind: "respond" | "depends" }>): void {
  switch (step.kind) {
    case "answer":
      return void response.writeHead(step.status, step.headers).end(step.body ?? "");
    case "lost":
      return void response.socket?.destroy();
    case "reset":
      return void response.socket?.resetAndDestroy();
    case "hang":
      return;
    case "headers-only":
      return void response.writeHead(step.status).flushHeaders();
    case "drip":
      return void drip(response, step);
    case "huge":
      return void response.writeHead(step.status).end(Buffer.alloc(step.bytes, "x"));
    case "broken-body":
      return void response.writeHead(step.status, { "content-length": "100" }).write("half", () => response.socket?.destroy());
    case "continued":
      return void response.socket?.end("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    case "garbage":
      return void response.socket?.end("this is not HTTP\r\n\r\n");
    default:
      return void (step satisfies never);
  }
}

function drip(response: ServerResponse, { status, every }: SinkStep & { kind: "drip" }): void {
  response.writeHead(status);
  const timer = setInterval(() => response.write("."), every);
  response.on("close", () => clearInterval(timer));
}
