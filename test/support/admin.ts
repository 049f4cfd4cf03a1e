/** A running admin port over a store in memory, and the means to put something into it. */

import { request } from "node:http";
import type { NamedToken } from "../../src/core/access/principal.ts";
import { createTickets } from "../../src/net/ticket.ts";
import type { AdminParts, Reload } from "../../src/observe/admin/parts.ts";
import { createAdminServer } from "../../src/observe/admin/server.ts";
import { type Bus, createBus } from "../../src/observe/bus.ts";
import { createDestinationWatch } from "../../src/observe/destination-figures.ts";
import { createHealth, type Health } from "../../src/observe/health.ts";
import { createLimitWatch } from "../../src/observe/limits-reached.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { createUnheardWatch } from "../../src/observe/unheard-languages.ts";
import { quoteRedactor } from "../../src/rules/templates/contacts.ts";
import { monday } from "./make.ts";
import { createMemoryStore } from "./memory-store/index.ts";

export interface RunningAdmin {
  readonly port: number;
  readonly url: string;
  readonly store: AdminParts["store"];
  readonly bus: Bus;
  readonly health: Health;
  close(): Promise<void>;
}

export type AdminOverride = Partial<
  Pick<
    AdminParts,
    | "store"
    | "access"
    | "destinations"
    | "tokenTries"
    | "loopback"
    | "allowedHosts"
    | "reload"
    | "tryOut"
    | "now"
    | "setup"
    | "refused"
    | "masksForViewers"
    | "timezone"
    | "tickets"
    | "publicAddress"
    | "oidc"
    | "visitor"
    | "about"
    | "rules"
    | "shownDestination"
    | "destinationWait"
    | "uploadKnowledge"
  >
> & {
  /** The one token of the admin. */
  readonly token?: string;
  /** 0, a free one, where it does not matter. */
  readonly port?: number;
};

const nothingChanged: Reload = () => ({ kind: "reloaded", version: "v1", changed: [] });

export async function startAdmin(override: AdminOverride = {}): Promise<RunningAdmin> {
  const {
    store = createMemoryStore(),
    token,
    loopback = true,
    tokenTries,
    allowedHosts = [],
    reload = nothingChanged,
    tryOut,
    now = () => monday,
    setup,
    refused,
    masksForViewers = () => false,
    timezone = () => "UTC",
    tickets = createTickets("the key of the tests"),
    publicAddress,
  } = override;
  const bus = createBus();
  const health = createHealth({ store });
  const metrics = createMetrics({
    version: "1.0.0",
    store,
    now,
    elapsed: now,
    log: { dropped: () => 0, waiting: () => 0 },
    unfinished: () => 0,
  });
  bus.subscribe(health.watch);
  bus.subscribe(metrics.watch);
  const figures = createDestinationWatch(now);
  bus.subscribe(figures.watch);
  const unheard = createUnheardWatch(now);
  bus.subscribe(unheard.watch);
  const limits = createLimitWatch(now);
  bus.subscribe(limits.watch);
  let ids = 0;
  const randomId = () => {
    ids += 1;
    return String(ids).padStart(26, "0");
  };
  const tokens: readonly NamedToken[] = token === undefined ? [] : [{ name: "admin", role: "admin", token }];
  const access = override.access ?? { tokens, from: token === undefined ? "preview" : "environment" };
  const trying = tryOut === undefined ? {} : { tryOut };
  const server = createAdminServer({
    bus,
    store,
    health,
    metrics,
    reload,
    rotateSecret: async () => {},
    access,
    masksForViewers,
    timezone,
    tickets,
    publicAddress,
    oidc: override.oidc,
    rules: override.rules,
    shownDestination: override.shownDestination,
    destinationWait: override.destinationWait,
    destinationFigures: figures,
    unheard,
    limits,
    tokenTries,
    loopback,
    allowedHosts,
    destinations: override.destinations,
    visitor: override.visitor,
    redactQuote: quoteRedactor([]),
    uploadKnowledge: override.uploadKnowledge,
    about: override.about,
    now,
    randomId,
    setup,
    refused,
    ...trying,
  });
  const port = await server.listen(override.port ?? 0, "127.0.0.1");
  bus.emit({ name: "process.ready", port: 0, adminPort: port });
  bus.emit({ name: "rules.loaded", version: "v1", rules: 1, changed: [] });
  return { port, url: `http://127.0.0.1:${port}`, store, bus, health, close: server.close };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request whose every header and path byte is the test's: `fetch` would tidy them up. */
export function ask(
  port: number,
  path: string,
  {
    method = "GET",
    headers = {},
    body,
  }: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
