/** A real HTTP proxy on loopback: it opens tunnels (CONNECT), passes http requests on, and remembers both. */

import { once } from "node:events";
import { createServer, type IncomingMessage, request as requestOf, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

export interface TestProxy {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** `CONNECT host:port` or `POST http://host:port/path`, in their order. */
  readonly seen: readonly string[];
  close(): Promise<void>;
}

export interface TestProxyOptions {
  /** `user:password` that it wants. */
  readonly login?: string;
  /** What it answers instead of passing anything on. */
  readonly refuses?: number;
  /** Where it leads a name; every name that is not listed is looked up by the system. */
  readonly hosts?: Readonly<Record<string, string>>;
}

export async function openProxy({ login, refuses, hosts = {} }: TestProxyOptions = {}): Promise<TestProxy> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const wanted = login === undefined ? undefined : `Basic ${Buffer.from(login).toString("base64")}`;
  const refusal = ({ headers }: IncomingMessage) => (wanted !== undefined && headers["proxy-authorization"] !== wanted ? 407 : refuses);
  const at = (host: string) => hosts[host] ?? host;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
  };

  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const status = refusal(request);
    if (status === undefined) passOn(request, response, at);
    else response.writeHead(status).end();
  });
  server.on("connection", keep);
  server.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    seen.push(`CONNECT ${request.url}`);
    keep(socket);
    const status = refusal(request);
    if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const { hostname, port } = new URL(`http://${request.url}`);
    const target = connect(Number(port || 80), at(hostname), () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      target.write(head);
      target.pipe(socket).pipe(target);
    });
    keep(target);
    target.on("error", () => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port, not on a path
    seen,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** RFC 9112, 3.2.2: the request line holds the whole address. */
function passOn(request: IncomingMessage, response: ServerResponse, at: (host: string) => string): void {
  const { hostname, port, pathname, search } = new URL(request.url ?? "");
  const { "proxy-authorization": _, "proxy-connection": __, ...headers } = request.headers;
  const { method } = request;
  const onward = requestOf({ host: at(hostname), port: port || 80, method, path: pathname + search, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  request.pipe(onward);
}
