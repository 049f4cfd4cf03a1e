/** A sender of webhooks for tests: signs as bitHuman does, and speaks HTTP well or badly. */

import { createHmac } from "node:crypto";
import { type OutgoingHttpHeaders, request } from "node:http";
import { connect, type Socket } from "node:net";

export const secret = "whsec_kept-as-text-with-its-prefix";

type Headers = Record<string, string>;

/** The headers of the first generations: a digest of the body alone. */
export function signBody(raw: string | Uint8Array, key = secret): Headers {
  return { "x-bithuman-signature": `sha256=${createHmac("sha256", key).update(raw).digest("hex")}` };
}

/** The headers of the second generation; `timestamp` is in seconds. */
export function signTimestamped(raw: string | Uint8Array, timestamp: number | string, key = secret): Headers {
  const digest = createHmac("sha256", key).update(`${timestamp}.`).update(raw).digest("hex");
  return { "x-bithuman-timestamp": String(timestamp), "x-bithuman-signature": `sha256=${digest}` };
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

export interface Letter {
  readonly raw?: string | Uint8Array;
  readonly headers?: OutgoingHttpHeaders;
  readonly method?: string;
  readonly path?: string;
  /** Sends the body in pieces of unknown total length. */
  readonly chunked?: boolean;
}

/** Sends one request on a connection of its own. */
export function send(port: number, letter: Letter): Promise<Reply> {
  const { raw = "", headers = {}, method = "POST", path = "/webhook", chunked = false } = letter;
  const length = chunked || method === "GET" ? {} : { "content-length": Buffer.byteLength(raw) };
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, method, path, agent: false, headers: { ...length, ...headers } });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.end(raw);
  });
}

/** A bare connection: what was written to it, and all that came back. */
export interface Wire {
  readonly socket: Socket;
  /** Resolves with what has come once it holds `text`; rejects where the connection ends without it. */
  until(text: string): Promise<string>;
  /** Resolves with all that came, when the other side has closed. */
  closed(): Promise<string>;
}

export function openWire(port: number, first: string | Uint8Array = ""): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.off("error", reject);
      socket.on("error", () => undefined); // a reset ends in "close" too
      if (first.length > 0) socket.write(first);
      resolve(wireOn(socket));
    });
    socket.once("error", reject);
  });
}

function wireOn(socket: Socket): Wire {
  let text = "";
  let isClosed = false;
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
  });
  socket.on("close", () => {
    isClosed = true;
  });
  return {
    socket,
    until: (part) =>
      new Promise((resolve, reject) => {
        const look = () => text.includes(part) && resolve(text);
        socket.on("data", look);
        socket.on("close", () => reject(new Error(`the connection ended with ${JSON.stringify(text)}`)));
        look();
      }),
    closed: () => new Promise((resolve) => (isClosed ? resolve(text) : socket.on("close", () => resolve(text)))),
  };
}

/** A request as text, for a wire. */
export function requestText(headers: Headers, body = "", line = "POST /webhook HTTP/1.1"): string {
  const lines = Object.entries({ host: "relay.test", ...headers }).map(([name, value]) => `${name}: ${value}`);
  return [line, ...lines, "", body].join("\r\n");
}
