/** The admin port as a server: it listens, and it closes although readers follow the stream. */

import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { AdminParts } from "./admin/parts.ts";
import { createStream } from "./admin/stream.ts";
import type { Bus } from "./bus.ts";

export interface AdminServer {
  /** The port it really listens on. Rejects with Node's error where it cannot, e.g. EADDRINUSE. */
  listen(port: number, host: string): Promise<number>;
  close(): Promise<void>;
}

export type AdminServerParts = Omit<AdminParts, "stream" | "emit"> & { readonly bus: Bus };

/** Ends slow senders: nobody needs longer for a call of this port. */
const limits = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 5_000, maxHeaderSize: 16_384 };

export function createAdminServer({ bus, ...parts }: AdminServerParts): AdminServer {
  const stream = createStream({ bus });
  // Express is loaded when webhooks are taken already: nobody who sends one waits for this port.
  let app: Promise<RequestListener> | undefined;
  const load = () => {
    app ??= import("./admin.ts").then(({ createAdminApp }) => createAdminApp({ ...parts, stream, emit: bus.emit }));
    return app;
  };
  bus.subscribe(({ name }) => name === "process.ready" && void load());
  const server = createServer(limits, (request, response) => void load().then((listener) => listener(request, response)));
  return {
    listen: (port, host) => listen(server, port, host),
    async close() {
      stream.close();
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
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
