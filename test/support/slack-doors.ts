/** How a fake Slack reaches the app: over the socket that the app opened, or by signed requests to the address it was given. */

import { createHmac } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { JsonObject } from "../../src/core/json.ts";

/** What the app answered. `body` is what came with the acknowledgement: `{}` mostly. */
export interface Acknowledged {
  readonly status: number;
  readonly body: JsonObject | string;
  /** Milliseconds. */
  readonly took: number;
}

/** One message of Slack's to the app. */
export interface Outgoing {
  readonly kind: "interactive" | "slash_commands" | "events_api";
  readonly payload: JsonObject;
  /** For a repeated event. */
  readonly retry?: number;
}

/** How to spoil a signed request. */
export interface Forged {
  /** Seconds off from now. */
  readonly skew?: number;
  readonly timestamp?: string;
  readonly signature?: string | null;
  readonly secret?: string;
}

export interface Doors {
  /** Where the app connects to. */
  readonly socketUrl: string;
  /** From now on by signed requests, e.g. to `http://127.0.0.1:8080/slack/events`. */
  callAt(url: string): void;
  /** Waits for a socket of the app. */
  connected(): Promise<void>;
  /** Closes the sockets, as Slack does now and then. */
  recycle(): void;
  /** How many sockets the app has. */
  readonly sockets: () => number;
  /** Sends to the app, and waits for its acknowledgement, three seconds at most as Slack does: then its status is 0. */
  deliver(outgoing: Outgoing, forged?: Forged): Promise<Acknowledged>;
  /** Sends any bytes to the app, signed or not quite. */
  request(body: string, forged?: Forged, headers?: Readonly<Record<string, string>>): Promise<Acknowledged>;
  /** A trigger for one modal within three seconds. */
  trigger(): string;
  /** Whether a trigger was good; it is not any more. */
  redeem(trigger: string): boolean;
  /** A response_url, for an answer to that person. */
  responseUrl(origin: Origin): string;
  readonly origins: ReadonlyMap<string, Origin>;
  close(): Promise<void>;
}

interface Origin {
  readonly user: string;
  readonly channel: string;
}

export interface DoorsOptions {
  /** Of this Slack. */
  readonly url: string;
  readonly signingSecret: string;
}

const patience = 3_000;

export async function createDoors({ url, signingSecret }: DoorsOptions): Promise<Doors> {
  const socket = await openSocket();
  const triggers = new Map<string, number>();
  const origins = new Map<string, Origin>();
  let address: string | undefined;

  const request: Doors["request"] = (body, forged = {}, headers = {}) =>
    post(address ?? "http://127.0.0.1:1", body, { ...signed(body, { secret: signingSecret, ...forged }), ...headers });

  return {
    socketUrl: socket.url,
    callAt: (to) => {
      address = to;
    },
    connected: socket.connected,
    recycle: socket.recycle,
    sockets: socket.count,
    request,
    deliver(outgoing, forged = {}) {
      if (address === undefined) return socket.send(outgoing);
      const { body, headers } = asRequest(outgoing);
      return request(body, forged, headers);
    },
    trigger() {
      const trigger = `${triggers.size + 1}.0001.canary`;
      triggers.set(trigger, Date.now());
      return trigger;
    },
    redeem(trigger) {
      const at = triggers.get(trigger) ?? 0;
      triggers.set(trigger, 0);
      return Date.now() - at < patience;
    },
    responseUrl(origin) {
      const name = `T0001/${origins.size + 1}/canary`;
      origins.set(name, origin);
      return `${url}/response/${name}`;
    },
    origins,
    close: socket.close,
  };
}

function signed(body: string, { skew = 0, timestamp, signature, secret = "" }: Forged): Record<string, string> {
  const at = timestamp ?? String(Math.floor(Date.now() / 1_000) + skew);
  const right = `v0=${createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex")}`;
  const headers: Record<string, string> = { "x-slack-request-timestamp": at };
  if (signature !== null) headers["x-slack-signature"] = signature ?? right;
  return headers;
}

const form = "application/x-www-form-urlencoded";

function asRequest({ kind, payload, retry }: Outgoing): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
  const again: Record<string, string> =
    retry === undefined ? {} : { "x-slack-retry-num": String(retry), "x-slack-retry-reason": "http_timeout" };
  if (kind === "events_api") return { body: JSON.stringify(payload), headers: { "content-type": "application/json", ...again } };
  const fields = kind === "interactive" ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>); // a command's fields are texts
  return { body: new URLSearchParams(fields).toString(), headers: { "content-type": form, ...again } };
}

async function post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<Acknowledged> {
  const startedAt = Date.now();
  try {
    const response = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(patience) });
    return { status: response.status, body: parsed(await response.text()), took: Date.now() - startedAt };
  } catch {
    return { status: 0, body: "", took: Date.now() - startedAt };
  }
}

function parsed(text: string): JsonObject | string {
  try {
    return JSON.parse(text) as JsonObject; // what an app answers with
  } catch {
    return text;
  }
}

interface Socket {
  readonly url: string;
  connected(): Promise<void>;
  recycle(): void;
  count(): number;
  send(outgoing: Outgoing): Promise<Acknowledged>;
  close(): Promise<void>;
}

interface Reply {
  readonly envelope_id: string;
  readonly payload?: JsonObject;
}

async function openSocket(): Promise<Socket> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const waiting = new Map<string, (reply: Reply) => void>();
  const alive: WebSocket[] = [];
  let envelopes = 0;
  server.on("connection", (client) => {
    alive.push(client);
    client.on("close", () => alive.splice(alive.indexOf(client), 1));
    client.on("message", (data) => {
      const reply = JSON.parse(String(data)) as Reply; // apps send nothing else
      waiting.get(reply.envelope_id)?.(reply);
    });
    client.send(JSON.stringify({ type: "hello", num_connections: alive.length, connection_info: { app_id: "A0001" } }));
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link`, // it listens on a port, not on a path
    async connected() {
      while (alive.length === 0) await once(server, "connection");
    },
    recycle() {
      for (const client of [...alive]) client.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
    },
    count: () => alive.length,
    send({ kind, payload, retry }) {
      envelopes += 1;
      const id = `envelope-${envelopes}`;
      const startedAt = Date.now();
      alive[0]?.send(
        JSON.stringify({
          envelope_id: id,
          type: kind,
          payload,
          accepts_response_payload: kind !== "events_api",
          retry_attempt: retry ?? 0,
        }),
      );
      return new Promise((resolve) => {
        const late = setTimeout(() => resolve({ status: 0, body: "", took: patience }), patience);
        waiting.set(id, (reply) => {
          clearTimeout(late);
          resolve({ status: 200, body: reply.payload ?? {}, took: Date.now() - startedAt });
        });
      });
    },
    async close() {
      for (const client of [...alive]) client.close();
      server.close();
      await once(server, "close");
    },
  };
}
