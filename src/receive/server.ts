/** The public port: source paths go straight to the receiver, everything else to the public app. */

import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerOptions, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { type Duration, second } from "../core/time.ts";
import { type ParserError, refuseConnection } from "./broken-connection.ts";
import type { Receiver } from "./receiver.ts";
import type { ReceiveLimits } from "./visit.ts";

export interface PublicServerOptions {
  readonly receiver: Receiver;
  /** Loads what serves the paths that are no source's, at the first request for one. */
  readonly app: () => Promise<RequestListener>;
  readonly limits: ReceiveLimits;
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
  /** PEM texts; plain HTTP without. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface PublicServer {
  /** Resolves with the port, which 0 leaves to the system. Rejects where it cannot be had. */
  listen(port: number, host: string): Promise<number>;
  /** Listens on a bound socket that another process holds, by its file descriptor. Resolves with the port. */
  listenOn(fd: number): Promise<number>;
  /**
   * For `delay` (ms, default 0) still takes new connections, each answer ending its own, so that balancers can look elsewhere; then
   * stops listening, closes idle connections, and resolves when the last answer is out. What hangs longer than `drainWithin` is cut off.
   */
  drain(delay?: Duration): Promise<void>;
}

/** A request's headers must be there by then. Node looks every `checkEvery`. */
const headersWithin = 10 * second;
const checkEvery = 1 * second;

/** Longer than a balancer in front keeps idle connections (60 s): it must be the one to close them. */
const keepAlive = 65 * second;

const drainWithin = 8 * second;

/** So many connections wait in the kernel while the process is busy or started again; the kernel has a limit of its own. */
const backlog = 4_096;

export function createPublicServer(options: PublicServerOptions): PublicServer {
  const { receiver, limits, randomId } = options;
  let draining = false;
  let app: Promise<RequestListener> | undefined;
  const server = openServer(options);
  const silent = silentConnections(server, options.tls === undefined ? "connection" : "secureConnection");
  server.on("request", serve);
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    if (Number(request.headers["content-length"] ?? 0) <= limits.bodyBytes) response.writeContinue();
    serve(request, response);
  });
  server.on("checkExpectation", serve); // what else a sender expects is no reason to lose its event
  server.on("clientError", (error: ParserError, socket) => refuseConnection(error, socket, randomId));

  function serve(request: IncomingMessage, response: ServerResponse): void {
    if (draining) response.shouldKeepAlive = false;
    if (!receiver.handle(request, response)) serveOther(request, response);
  }

  function serveOther(request: IncomingMessage, response: ServerResponse): void {
    app ??= options.app();
    void app.then((listener) => listener(request, response));
  }

  return {
    listen: (port, host) => listen(server, { port, host }),
    listenOn: (fd) => listen(server, { fd }),
    async drain(delay = 0) {
      draining = true;
      receiver.drain();
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      await close(server, silent);
    },
  };
}

function openServer({ limits, tls }: PublicServerOptions): Server {
  const settings: ServerOptions = {
    headersTimeout: Math.min(headersWithin, limits.bodyWithin),
    requestTimeout: limits.bodyWithin,
    connectionsCheckingInterval: checkEvery,
    keepAliveTimeout: keepAlive,
    maxHeaderSize: 16_384,
  };
  return tls === undefined ? createServer(settings) : createTlsServer({ ...settings, ...tls });
}

type Place = { readonly port: number; readonly host: string } | { readonly fd: number };

function listen(server: Server, place: Place): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ ...place, backlog }, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port); // a TCP server that listens has one
    });
  });
}

/** Connections on which nothing was asked yet. Node does not count them as idle, so it would wait for them. */
function silentConnections(server: Server, opening: "connection" | "secureConnection"): ReadonlySet<Socket> {
  const silent = new Set<Socket>();
  server.on(opening, (socket: Socket) => {
    silent.add(socket);
    socket.once("close", () => silent.delete(socket));
  });
  server.on("request", ({ socket }: IncomingMessage) => silent.delete(socket));
  return silent;
}

function close(server: Server, silent: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    // Node closes what is idle now; the rest becomes idle with its last answer.
    const sweep = setInterval(() => server.closeIdleConnections(), 20);
    const cut = setTimeout(() => server.closeAllConnections(), drainWithin);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
    for (const socket of silent) socket.destroy();
  });
}
