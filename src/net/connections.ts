/** The way to one origin: straight, or through the proxy that the environment names for it. */

import type { buildConnector, Dispatcher } from "undici";
import { type HttpProxy, type ProxyVariable, readProxies } from "../core/network/proxy.ts";
import { type Duration, second } from "../core/time.ts";
import { type AddressGuard, blockedError, guardedLookup, isForbiddenHost, nameBlockedError } from "./address-guard.ts";
import { type ProxyFor, proxyFor } from "./proxy.ts";
import { TunnelClosed } from "./proxy-error.ts";
import { trusting } from "./trust.ts";

/** How long a connection may take. */
const connectTimeout: Duration = 5 * second;

export interface ConnectionSettings {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly guard: AddressGuard;
  /** Connections at the same time. */
  readonly connections: number;
  readonly proxyFor: ProxyFor;
  /** An authority's certificate (PEM) that is believed beside the usual ones. */
  readonly ca?: string | undefined;
}

export interface HttpConnections {
  readonly origin: string;
  readonly dispatcher: Dispatcher;
  readonly proxy: HttpProxy | undefined;
}

/** Nothing is connected before the first request. Throws where the address that stands in the URL is forbidden and a proxy would be asked for it. */
export async function openConnections(settings: ConnectionSettings): Promise<HttpConnections> {
  const { origin, guard } = settings;
  const url = new URL(origin);
  const proxy = settings.proxyFor(url);
  if (proxy === undefined) return { origin, dispatcher: await straight(settings), proxy };
  if (isForbiddenHost(url.hostname, guard)) throw blockedError();
  return { origin, dispatcher: await through(proxy, settings), proxy };
}

async function straight({ origin, guard, connections, ca }: ConnectionSettings): Promise<Dispatcher> {
  const { Pool, buildConnector } = await import("undici");
  const connect = buildConnector({ timeout: connectTimeout, lookup: guardedLookup(guard), ...trusting(ca) });
  return new Pool(origin, { connections, connect: guarded(connect, guard) });
}

/** Connects to permitted addresses only: what was looked up is what is connected to, and is looked at once more when it is. */
function guarded(connect: buildConnector.connector, guard: AddressGuard): buildConnector.connector {
  return (options, callback) => {
    if (isForbiddenHost(options.hostname, guard)) return callback(blockedError(), null);
    connect(options, (...result) => {
      const [, socket] = result;
      if (socket?.remoteAddress === undefined || guard(socket.remoteAddress)) return callback(...result);
      socket.destroy();
      callback(nameBlockedError(), null); // an address that stands in the URL was judged before
    });
  };
}

/** The proxy is the operator's own, and it looks up the names. It opens a tunnel for https, and passes http requests on. */
async function through(proxy: HttpProxy, { connections, ca }: ConnectionSettings): Promise<Dispatcher> {
  const undici = await import("undici");
  return proxyAgent(undici, proxy, { connections, ca, tunnelsAll: false });
}

interface ProxyAgentSettings {
  readonly connections: number;
  readonly ca?: string | undefined;
  /** For what http alone cannot carry, such as web sockets. */
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

/** How clients that are not ours reach the world. */
export interface Outbound {
  readonly fetch: typeof fetch;
  /** What undici's clients dispatch with; undefined where the environment names no proxy. */
  readonly dispatcher: Dispatcher | undefined;
  close(): Promise<void>;
}

/** Requests to every origin, each straight or through its proxy. No address is judged: what they ask for is the operator's own. */
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

/** Connections to one origin; a client of Slack's needs a few. */
const manyAtOnce = 16;
