/** Agents for clients that use Node's own http. Each connection is direct, or a tunnel through the proxy of its address. */

import { Agent, type AgentOptions, type ClientRequestArgs, request as requestPlain } from "node:http";
import { request as requestTls, Agent as TlsAgent } from "node:https";
import type { Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { type HttpProxy, type ProxyVariable, readProxies } from "../core/network/proxy.ts";
import { type Duration, second } from "../core/time.ts";
import { proxyFor } from "./proxy.ts";
import { ProxyError } from "./proxy-error.ts";

/** The time limit for opening a tunnel. */
const tunnelTimeout: Duration = 5 * second;

export interface Agents {
  readonly httpAgent?: Agent;
  readonly httpsAgent?: TlsAgent;
}

/** Undefined where the environment names no proxy: the client's own agents are enough. */
export function agentsFor(variable: ProxyVariable): Agents {
  const { https, http } = readProxies(variable);
  if (https === undefined && http === undefined) return {};
  const choose = proxyFor(variable);
  const usual: AgentOptions = { keepAlive: true, maxSockets: 50 };
  return {
    httpAgent: routed(new Agent(usual), ({ host, port }) => choose(new URL(`http://${inUrl(host)}:${port}`)), plain),
    httpsAgent: routed(new TlsAgent(usual), ({ host, port }) => choose(new URL(`https://${inUrl(host)}:${port}`)), secure),
  };
}

/** The target of an agent's connection. */
type Target = ClientRequestArgs & ConnectionOptions & { readonly host: string; readonly port: number };

type Connected = (error: Error | null, socket?: Socket) => void;

/** Node's agents open connections with this method, which the types of Node 20 do not have. */
interface Connecting {
  createConnection(target: Target, connected: Connected): Socket | undefined;
}

function routed<Kind extends Agent>(agent: Kind, choose: (target: Target) => HttpProxy | undefined, finish: Finish): Kind {
  const straight = (agent as unknown as Connecting).createConnection.bind(agent); // Node's documentation of http.Agent
  const own: Connecting = {
    createConnection(target, connected) {
      const proxy = choose(target);
      if (proxy === undefined) return straight(target, connected);
      tunnel(proxy, target).then((socket) => connected(null, finish(target, socket)), connected);
      return undefined;
    },
  };
  return Object.assign(agent, own);
}

type Finish = (target: Target, socket: Socket) => Socket;

const plain: Finish = (_, socket) => socket;
const secure: Finish = (target, socket) => connectTls({ ...target, socket });

/** RFC 9110, 9.3.6. */
function tunnel({ origin, authorization, variable }: HttpProxy, { host, port }: Target): Promise<Socket> {
  const path = `${inUrl(host)}:${port}`;
  const headers = { host: path, ...(authorization && { "proxy-authorization": authorization }) };
  const open = origin.startsWith("https:") ? requestTls : requestPlain;
  return new Promise((resolve, reject) => {
    const request = open(origin, { method: "CONNECT", path, headers, agent: false, timeout: tunnelTimeout });
    const silent = Object.assign(new Error("no tunnel in time"), { code: "UND_ERR_CONNECT_TIMEOUT" }); // undici uses these words
    request.once("timeout", () => request.destroy(silent));
    request.once("error", (error) => reject(new ProxyError(variable, error)));
    request.once("connect", ({ statusCode = 0 }, socket: Socket) => {
      if (statusCode === 200) return resolve(socket.setTimeout(0));
      socket.destroy();
      reject(new ProxyError(variable, undefined, statusCode));
    });
    request.end();
  });
}

function inUrl(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}
