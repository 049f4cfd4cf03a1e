/** The public port. Source paths go directly to the receiver, everything else to the public app. */

import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { guardWith } from "../core/guard.ts";
import type { Emit } from "../core/signal.ts";
import { type Duration, second } from "../core/time.ts";
import { retried } from "../net/retried.ts";
import { type ParserError, refuseConnection } from "./broken-connection.ts";
import { answerBug } from "./bug.ts";
import { type Connections, limitConnections, usualLimit } from "./connections.ts";
import { pacedResponse } from "./paced-response.ts";
import type { Receiver } from "./receiver.ts";
import { createRefusalPace } from "./refusal-pace.ts";
import type { ReceiveLimits } from "./visit.ts";

export interface PublicServerOptions {
  readonly receiver: Receiver;
  /** Loads the handler of all other paths. `isMounted`: the request comes from another program's server, which gets it back. */
  readonly app: (isMounted: (request: IncomingMessage) => boolean) => Promise<OtherListener>;
  readonly limits: ReceiveLimits;
  /** The most open connections; the default where it is left out. */
  readonly connections?: number;
  readonly emit: Emit;
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
  /** PEM texts; plain HTTP without. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Express, which passes unknown paths to `next`; without one it would print the error. */
export type OtherListener = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

export interface PublicServer {
  /**
   * Answers a request of another program's server whose body was not read. Unknown paths go on to `next`; without one the answer
   * is 404.
   */
  serve(request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void): void;
  /** Resolves with the port; 0 lets the system choose. Rejects where the port is not available. */
  listen(port: number, host: string): Promise<number>;
  /** Listens on a bound socket of another process, by its file descriptor. Resolves with the port. */
  listenOn(fd: number): Promise<number>;
  /** Loads what webhooks do not need, so that no request has to: later there may be no file descriptor left. */
  load(): Promise<void>;
  /**
   * For `delay` (ms, default 0) it still accepts new connections, and each answer ends its own, so that balancers can look elsewhere. Then
   * it stops listening, closes idle connections, and resolves when the last answer is out. After `drainWithin` it closes what hangs.
   */
  drain(delay?: Duration): Promise<void>;
}

/** The time limit for a request's headers. Node checks it every `checkEvery`. */
const headersWithin = 10 * second;
const checkEvery = 1 * second;

/** Longer than a balancer in front keeps idle connections (60 s), because the balancer must be the one to close them. */
const keepAlive = 65 * second;

const drainWithin = 8 * second;

/** The most connections that wait in the kernel while the process is busy or restarts. The kernel has a limit of its own. */
const backlog = 4_096;

/** The time limit for a TLS handshake. */
const handshakeWithin = 10 * second;

export function createPublicServer(options: PublicServerOptions): PublicServer {
  const { receiver, limits, randomId, emit, connections: limit = usualLimit } = options;
  let draining = false;
  const mounted = new WeakSet<IncomingMessage>();
  const app = createOther(() => options.app((request) => mounted.has(request)));
  const visitors = createMounted({ options, app, mounted });
  const pace = createRefusalPace({ now: () => performance.now(), addressOf: receiver.addressOf });
  const guard = guardWith((error) => emit({ name: "bug", where: "receive", error: String(error) }));
  const server = openServer(options, pacedResponse(pace, guard));
  const connections = limitConnections(server, {
    limit,
    isSecure: options.tls !== undefined,
    onDrop: (why) => emit({ name: "connection.dropped", port: "public", why }),
    guard,
  });
  server.on("request", serve);
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    if (Number(request.headers["content-length"] ?? 0) <= limits.bodyBytes) guard(() => response.writeContinue())();
    serve(request, response);
  });
  server.on("checkExpectation", serve); // another expectation of a sender is no reason to lose its event
  server.on("clientError", (error: ParserError, socket) => {
    const isRefused = { yes: false };
    guard(() => {
      refuseConnection(error, socket, randomId);
      isRefused.yes = true;
    })();
    if (!isRefused.yes) socket.destroy();
  });

  /** The outermost handler: a bug that a request triggers is answered and does not end the process. */
  function serve(request: IncomingMessage, response: ServerResponse): void {
    if (connections.isTooMany(request)) return;
    const onBug = answerBug({ response, emit, randomId });
    guardWith(onBug)(() => {
      if (draining) response.shouldKeepAlive = false;
      if (!receiver.handle(request, response)) app.serve(request, response, onBug);
    })();
  }

  return {
    serve: visitors.serve,
    listen: (port, host) => listen(server, { port, host }),
    listenOn: (fd) => listen(server, { fd }),
    load: app.load,
    async drain(delay = 0) {
      draining = true;
      receiver.drain();
      pace.end();
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      await Promise.all([close(server, connections), visitors.answered()]);
    },
  };
}

/** The handler of all other paths. The next request repeats a failed load. */
function createOther(open: () => Promise<OtherListener>) {
  const listener = retried(open);
  return {
    load: async () => void (await listener()),
    serve(request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void {
      listener()
        .then((serve) => serve(request, response, next))
        .catch(next);
    },
  };
}

function openServer({ limits, tls }: PublicServerOptions, response: typeof ServerResponse): Server {
  const settings: ServerOptions = {
    headersTimeout: Math.min(headersWithin, limits.bodyWithin),
    requestTimeout: limits.bodyWithin,
    connectionsCheckingInterval: checkEvery,
    keepAliveTimeout: keepAlive,
    maxHeaderSize: 16_384,
    ServerResponse: response,
  };
  return tls === undefined ? createServer(settings) : createTlsServer({ ...settings, ...tls, handshakeTimeout: handshakeWithin });
}

type ListenAddress = { readonly port: number; readonly host: string } | { readonly fd: number };

function listen(server: Server, address: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ ...address, backlog }, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port); // a TCP server that listens has one
    });
  });
}

interface Mounted {
  readonly options: PublicServerOptions;
  readonly app: ReturnType<typeof createOther>;
  /** Requests that another program's server gets back where nothing here serves them. */
  readonly mounted: WeakSet<IncomingMessage>;
}

/** The requests of another server. */
function createMounted({ options: { receiver, emit, randomId }, app, mounted }: Mounted) {
  const unanswered = new Set<ServerResponse>();

  const serve: PublicServer["serve"] = (request, response, next) => {
    const onBug = answerBug({ response, emit, randomId });
    guardWith(onBug)(() => {
      if (wasRead(request)) return (next ?? onBug)(new Error(readBefore));
      if (receiver.handle(request, response)) {
        unanswered.add(response);
        response.once("close", () => unanswered.delete(response));
        return;
      }
      if (next !== undefined) mounted.add(request);
      app.serve(request, response, next ?? onBug);
    })();
  };

  return {
    serve,
    /** Resolves when each of them is answered, or its time is over. */
    async answered(): Promise<void> {
      if (unanswered.size === 0) return;
      const all = Promise.all([...unanswered].map((response) => new Promise((resolve) => response.once("close", resolve))));
      await Promise.race([all, new Promise((resolve) => setTimeout(resolve, drainWithin).unref())]);
    },
  };
}

const readBefore = "the body was read before the relay could: mount relay.handler before express.json() and the like";

function wasRead({ method, readableEnded, headers }: IncomingMessage): boolean {
  return method === "POST" && readableEnded && headers["content-length"] !== "0";
}

function close(server: Server, connections: Connections): Promise<void> {
  return new Promise((resolve) => {
    // Node closes idle connections now; the rest becomes idle with its last answer.
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
