/** The server of the admin port. It closes even while readers follow the stream. */

import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { guardWith } from "../../core/guard.ts";
import type { Emit } from "../../core/signal.ts";
import { retried } from "../../net/retried.ts";
import { isBroken } from "../broken-answer.ts";
import type { Bus } from "../bus.ts";
import type { AdminParts } from "./parts.ts";
import { createOidcFlow } from "./sign-in/oidc.ts";
import { openSessions } from "./sign-in/sessions.ts";
import { createStream } from "./stream/stream.ts";

export interface AdminServer {
  /** Answers a request of another program's server. */
  readonly serve: RequestListener;
  /** Resolves with the actual port. Rejects with Node's error, e.g. EADDRINUSE. */
  listen(port: number, host: string): Promise<number>;
  /** Loads the handler, so that no request has to: later there may be no file descriptor left. */
  load(): Promise<void>;
  close(): Promise<void>;
}

export type AdminServerParts = Omit<AdminParts, "stream" | "emit"> & {
  readonly bus: Bus;
  /** The most open connections; 256 where it is left out. */
  readonly connections?: number;
};

/** Express, which passes unknown paths to `next`; without one it would print and show the error. */
type Listener = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/** Ends slow senders, because no call of this port takes longer. */
const limits = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 5_000, maxHeaderSize: 16_384 };

export function createAdminServer({ bus, connections = 256, ...parts }: AdminServerParts): AdminServer {
  const { emit } = bus;
  const guard = guardWith((error) => emit({ name: "bug", where: "admin", error: String(error) }));
  const stream = createStream({ bus, guard });
  // Express is loaded after the webhook port is open, so no sender waits for it.
  const app = retried(async (): Promise<Listener> => {
    const { createAdminApp } = await import("./app.ts");
    const { tickets, access, store, now, randomId, oidc } = parts;
    const flow = oidc === undefined ? undefined : createOidcFlow(oidc, tickets, now);
    const sessions = await openSessions({ tickets, tokens: access.tokens, provider: flow?.provider, keep: store.keep, now, randomId });
    return createAdminApp({ ...parts, stream, emit }, { sessions, flow });
  });
  const serve: RequestListener = (request, response) => {
    const onBug = (error: unknown) => fail(error, response, parts.randomId, emit);
    app()
      .then((listener) => listener(request, response, onBug))
      .catch(onBug);
  };
  const server = createServer(limits, serve);
  server.maxConnections = connections;
  server.on("drop", () => emit({ name: "connection.dropped", port: "admin", why: "limit" }));
  return {
    serve,
    listen: (port, host) => listen(server, port, host),
    load: async () => void (await app()),
    async close() {
      stream.close();
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The outermost handler: a bug is answered and does not end the process. */
function fail(error: unknown, response: ServerResponse, randomId: () => string, emit: Emit): void {
  const isBug = !isBroken(error);
  if (isBug) emit({ name: "bug", where: "admin", error: String(error) });
  if (response.headersSent || !isBug) {
    response.destroy();
    return;
  }
  const message = "The relay failed at this request; its log says why.";
  const body = JSON.stringify({ error: { code: "internal", message, request_id: randomId() } });
  response.writeHead(500, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port); // it listens on a port, not on a pipe
    });
  });
}
