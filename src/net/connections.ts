/** Connects to one origin, directly or through the proxy that the environment names for it. */

import type { buildConnector, Dispatcher } from "undici";
import { type HttpProxy, type ProxyVariable, readProxies } from "../core/network/proxy.ts";
import { type Duration, second } from "../core/time.ts";
import { type AddressGuard, blockedError, guardedLookup, isForbiddenHost, nameBlockedError } from "./address-guard.ts";
import { type ProxyFor, proxyFor } from "./proxy.ts";
import { TunnelClosed } from "./proxy-error.ts";
import { trusting } from "./trust.ts";

/** The time limit of a connection. */
const connectTimeout: Duration = 5 * second;

export interface ConnectionSettings {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly guard: AddressGuard;
  /** Connections at the same time. */
  readonly connections: number;
  readonly proxyFor: ProxyFor;
  /** The certificate (PEM) of an authority that is trusted beside the usual ones. */
  readonly ca?: string | undefined;
}

export interface HttpConnections {
  readonly origin: string;
  readonly dispatcher: Dispatcher;
  readonly proxy: HttpProxy | undefined;
}

/** Nothing is connected before the first request. Throws where the URL has a forbidden address and a proxy would connect to it. */
export async function openConnections(settings: ConnectionSettings): Promise<HttpConnections> {
  const { origin, guard } = settings;
  const url = new URL(origin);
  const proxy = settings.proxyFor(url);
  if (proxy === undefined) return { origin, dispatcher: await straight(settings), proxy };
  if (isForbiddenHost(url.hostname, guard)) throw blockedError(url.hostname);
  return { origin, dispatcher: await through(proxy, settings), proxy };
}

async function straight({ origin, guard, connections, ca }: ConnectionSettings): Promise<Dispatcher> {
  const { Pool, buildConnector } = await import("undici");
  const connect = buildConnector({ timeout: connectTimeout, lookup: guardedLookup(guard), ...trusting(ca) });
  return new Pool(origin, { connections, connect: guarded(connect, guard) });
}

/**
 * Connects to allowed addresses only. The address of the lookup is the address of the connection, and it is checked again after connecting.
 */
function guarded(connect: buildConnector.connector, guard: AddressGuard): buildConnector.connector {
  return (options, callback) => {
    if (isForbiddenHost(options.hostname, guard)) return callback(blockedError(options.hostname), null);
    connect(options, (...result) => {
      const [, socket] = result;
      if (socket?.remoteAddress === undefined || guard(socket.remoteAddress)) return callback(...result);
      socket.destroy();
      callback(nameBlockedError(), null); // an address in the URL was checked before
    });
  };
}

/** The proxy belongs to the operator, and it resolves names. It opens a tunnel for https and forwards http requests. */
async function through(proxy: HttpProxy, { connections, ca }: ConnectionSettings): Promise<Dispatcher> {
  const undici = await import("undici");
  return proxyAgent(undici, proxy, { connections, ca, tunnelsAll: false });
}

interface ProxyAgentSettings {
  readonly connections: number;
  readonly ca?: string | undefined;
  /** For protocols that need a tunnel, such as web sockets. */
  readonly tunnelsAll: boolean;
}

function proxyAgent(
  { Pool, ProxyAgent }: typeof import("undici"),
  { origin: uri, authorization: token }: HttpProxy,
  { connections, ca, tunnelsAll }: ProxyAgentSettings,
): Dispatcher {
  return new ProxyAgent({
    uri,
    ...(token === undefined ? {} : { token }),
    proxyTunnel: tunnelsAll,
    proxyTls: { timeout: connectTimeout },
    requestTls: { timeout: connectTimeout, ...trusting(ca) },
    clientFactory(origin, options) {
      const pool = new Pool(origin, { ...options, connections, headersTimeout: connectTimeout });
      return Object.assign(pool, { connect: endingTunnels(pool.connect.bind(pool)) });
    },
    factory: (origin, options) => new Pool(origin, { ...options, connections }),
  });
}

type OpenTunnel = (options: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;

/** undici takes a proxy that hangs up for a connection that was kept for too long: it would ask again at once, for ever, and hear no signal. */
function endingTunnels(open: OpenTunnel): OpenTunnel {
  return (options) =>
    open(options).catch((error: unknown) => {
      throw error instanceof Error && "code" in error && error.code === "UND_ERR_SOCKET" ? new TunnelClosed(error) : error;
    });
}

/** The network access of clients that are not ours. */
export interface Outbound {
  readonly fetch: typeof fetch;
  /** The dispatcher for undici's clients; undefined where the environment names no proxy. */
  readonly dispatcher: Dispatcher | undefined;
  close(): Promise<void>;
}

/** Requests to any origin, each directly or through its proxy. No address is checked, because the operator has chosen them. */
export async function openOutbound(variable: ProxyVariable): Promise<Outbound> {
  const { https, http } = readProxies(variable);
  if (https === undefined && http === undefined) return { fetch, dispatcher: undefined, close: async () => undefined };
  const undici = await import("undici");
  const choose = proxyFor(variable);
  const dispatcher = new undici.Agent({
    factory(origin, options) {
      const proxy = choose(new URL(origin));
      return proxy === undefined
        ? new undici.Pool(origin, options)
        : proxyAgent(undici, proxy, { connections: manyAtOnce, tunnelsAll: true });
    },
  });
  const through = ((url: string | URL, init: object = {}) => undici.fetch(url, { ...init, dispatcher })) as unknown as typeof fetch; // the same standard
  return { fetch: through, dispatcher, close: () => dispatcher.close() };
}

/** Connections to one origin. A Slack client needs a few. */
const manyAtOnce = 16;
