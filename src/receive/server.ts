/** The public port: source paths go straight to the receiver, everything else to the public app. */

import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerOptions, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Emit } from "../core/signal.ts";
import { type Duration, second } from "../core/time.ts";
import { retried } from "../net/retried.ts";
import { answer, errorAnswer } from "./answer.ts";
import { type ParserError, refuseConnection } from "./broken-connection.ts";
import { type Connections, limitConnections, usualLimit } from "./connections.ts";
import { pacedResponse } from "./paced-response.ts";
import type { Receiver } from "./receiver.ts";
import { createRefusalPace, type RefusalPace } from "./refusal-pace.ts";
import type { ReceiveLimits } from "./visit.ts";

export interface PublicServerOptions {
  readonly receiver: Receiver;
  /** Loads what serves the paths that are no source's. */
  readonly app: () => Promise<RequestListener>;
  readonly limits: ReceiveLimits;
  /** Open connections at most; as many as there usually may be where it is left out. */
  readonly connections?: number;
  readonly emit: Emit;
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
  /** Loads what is not needed for webhooks, so that no request is the first to need it: later there may be no descriptor left for a file. */
  load(): Promise<void>;
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

/** A TLS connection must be agreed on by then. */
const handshakeWithin = 10 * second;

export function createPublicServer(options: PublicServerOptions): PublicServer {
  const { receiver, limits, randomId, emit, connections: limit = usualLimit } = options;
  let draining = false;
  const app = createOther(options.app);
  const pace = createRefusalPace({ now: () => performance.now() });
  const server = openServer(options, pace);
  const connections = limitConnections(server, {
    limit,
    isSecure: options.tls !== undefined,
    onDrop: (why) => emit({ name: "connection.dropped", port: "public", why }),
  });
  server.on("request", serve);
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    if (Number(request.headers["content-length"] ?? 0) <= limits.bodyBytes) response.writeContinue();
    serve(request, response);
  });
  server.on("checkExpectation", serve); // what else a sender expects is no reason to lose its event
  server.on("clientError", (error: ParserError, socket) => {
    try {
      refuseConnection(error, socket, randomId);
    } catch (bug) {
      socket.destroy();
      emit({ name: "bug", where: "receive", error: String(bug) });
    }
  });

  /** The outermost place: whatever a stranger sends, a bug that it finds is answered and does not end the process. */
  function serve(request: IncomingMessage, response: ServerResponse): void {
    try {
      if (draining) response.shouldKeepAlive = false;
      if (receiver.handle(request, response)) return;
      app.serve(request, response).catch((error: unknown) => fail(error, response));
    } catch (error) {
      fail(error, response);
    }
  }

  function fail(error: unknown, response: ServerResponse): void {
    emit({ name: "bug", where: "receive", error: String(error) });
    if (response.headersSent) response.destroy();
    else answer(response, errorAnswer("internal", randomId()));
  }

  return {
    listen: (port, host) => listen(server, { port, host }),
    listenOn: (fd) => listen(server, { fd }),
    load: app.load,
    async drain(delay = 0) {
      draining = true;
      receiver.drain();
      pace.end();
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      await close(server, connections);
    },
  };
}

/** What serves the paths that are no source's. A load that failed is tried again by the next request. */
function createOther(open: () => Promise<RequestListener>) {
  const listener = retried(open);
  return {
    load: async () => void (await listener()),
    serve: async (request: IncomingMessage, response: ServerResponse): Promise<void> => (await listener())(request, response),
  };
}

function openServer({ limits, tls }: PublicServerOptions, pace: RefusalPace): Server {
  const settings: ServerOptions = {
    headersTimeout: Math.min(headersWithin, limits.bodyWithin),
    requestTimeout: limits.bodyWithin,
    connectionsCheckingInterval: checkEvery,
    keepAliveTimeout: keepAlive,
    maxHeaderSize: 16_384,
    ServerResponse: pacedResponse(pace),
  };
  return tls === undefined ? createServer(settings) : createTlsServer({ ...settings, ...tls, handshakeTimeout: handshakeWithin });
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

function close(server: Server, connections: Connections): Promise<void> {
  return new Promise((resolve) => {
    // Node closes what is idle now; the rest becomes idle with its last answer.
    const sweep = setInterval(() => server.closeIdleConnections(), 20);
    const cut = setTimeout(() => server.closeAllConnections(), drainWithin);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
    connections.closeSilent();
  });
}
