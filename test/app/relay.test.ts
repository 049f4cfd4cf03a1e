import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import prometheus from "prom-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRelay, type Relay, type RelayOptions, RelayRefused, type SignalOf } from "../../src/index.ts";
import { type HttpSink, openHttpSink } from "../support/http-sink.ts";
import { type Reply, send, signBody } from "../support/sender.ts";

const secret = "whsec_kept-as-text-with-its-prefix";
const token = "an-admin-token-of-the-tests";

let folder = "";
let sink: HttpSink;
let closings: (() => Promise<unknown> | unknown)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "relay-library-"));
  sink = await openHttpSink();
});

afterEach(async () => {
  for (const close of closings.reverse()) await close();
  closings = [];
  await sink.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends each refund request to the sink. */
const rules = (path: string) => ({
  version: 1,
  destinations: { crm: { http: { method: "POST", url: `${sink.url}${path}`, allow_private: ["127.0.0.0/8"] } } },
  rules: [{ name: "refunds", on: "chat.push", when: { keywords: "refund" }, then: [{ to: "crm", json: { said: "{{ event.message }}" } }] }],
});

function relayOf(options: Partial<RelayOptions> = {}): Relay {
  const env = { BITHUMAN_WEBHOOK_SECRET: secret, AVATAR_RELAY_ADMIN_TOKEN: token };
  const relay = createRelay({ rules: rules("/one"), data: join(folder, "data"), env, ...options });
  closings.push(() => relay.stop());
  return relay;
}

async function served(listener: RequestListener): Promise<number> {
  const server: Server = createServer(listener).listen(0, "127.0.0.1");
  closings.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return (server.address() as AddressInfo).port; // it listens on a port
}

function say(port: number, message: string, path = "/webhook"): Promise<Reply> {
  const timestamp = Date.now() / 1_000;
  const data = { role: "user", message, session_id: "session_xyz789", timestamp };
  const raw = JSON.stringify({ agent_id: "agent_abc123", event_type: "chat.push", data, timestamp });
  return send(port, { raw, path, headers: { ...signBody(raw), "content-type": "application/json" } });
}

describe("a relay in a server of one's own", () => {
  it("takes webhooks and delivers, and leaves all other paths to the server", async () => {
    const relay = relayOf();
    const port = await served((request, response) => relay.handler(request, response, () => response.writeHead(418).end("own")));
    expect(await say(port, "too early")).toMatchObject({ status: 503 });
    await relay.start();
    expect(await say(port, "I want a refund")).toMatchObject({ status: 200 });
    await sink.until(1);
    expect(JSON.parse(sink.requests[0]?.body ?? "")).toEqual({ said: "I want a refund" });
    expect(await send(port, { method: "GET", path: "/elsewhere" })).toMatchObject({ status: 418, text: "own" });
    await relay.stop();
    expect(await say(port, "too late")).toMatchObject({ status: 503 });
  });

  it("answers 404 itself where nobody comes behind it", async () => {
    const relay = relayOf();
    await relay.start();
    const port = await served((request, response) => relay.handler(request, response));
    expect(await send(port, { method: "GET", path: "/elsewhere" })).toMatchObject({ status: 404 });
  });

  it("is mounted in Express under a path, with its page and API behind the token", async () => {
    const relay = relayOf();
    await relay.start();
    const app = express();
    app.use("/hooks", relay.handler);
    app.use("/relay", relay.admin);
    app.use((_request, response) => void response.status(418).end("own"));
    const port = await served(app);
    expect(await say(port, "a refund, please", "/hooks/webhook")).toMatchObject({ status: 200 });
    expect(await send(port, { method: "GET", path: "/hooks/elsewhere" })).toMatchObject({ status: 418 });
    const asked = (path: string, headers = {}) =>
      send(port, { method: "GET", path: `/relay${path}`, headers: { host: "app.example.com", ...headers } });
    expect(await asked("/api/stats")).toMatchObject({ status: 401 });
    expect(await asked("/metrics")).toMatchObject({ status: 401 });
    expect(await asked("/healthz")).toMatchObject({ status: 200 });
    const stats = await asked("/api/stats", { authorization: `Bearer ${token}` });
    expect(JSON.parse(stats.text)).toMatchObject({ events: 1 });
  });

  it("says so where the body was read before it", async () => {
    const relay = relayOf();
    await relay.start();
    const app = express();
    app.use(express.json(), relay.handler);
    const seen: string[] = [];
    const last: express.ErrorRequestHandler = (error, _request, response, _next) => {
      seen.push(String(error));
      response.status(500).end();
    };
    app.use(last);
    expect(await say(await served(app), "refund")).toMatchObject({ status: 500 });
    expect(seen).toEqual([expect.stringContaining("mount relay.handler before express.json()")]);
  });

  it("hands each signal to whoever asked for its name, and lines to the logger", async () => {
    const lines: string[] = [];
    const write = (_fields: unknown, message: string) => void lines.push(message);
    const relay = relayOf({ logger: { debug: write, info: write, warn: write, error: write } });
    const accepted: SignalOf<"event.accepted">[] = [];
    const all: string[] = [];
    const stop = relay.on("event.accepted", (signal) => accepted.push(signal));
    relay.on("*", ({ name }) => all.push(name));
    await relay.start();
    const port = await served(relay.handler);
    await say(port, "refund one");
    stop();
    await say(port, "refund two");
    await sink.until(2);
    expect(accepted).toMatchObject([{ name: "event.accepted", type: "chat.push" }]);
    expect(all).toContain("event.evaluated");
    expect(lines).toContain("ready");
    expect(JSON.stringify(lines)).not.toContain("refund");
  });
});

describe("the rules of a relay in a program", () => {
  it("are a text, too, and every mistake is in the refusal", async () => {
    const relay = relayOf({ rules: "version: 1\nrules:\n  - name: a\n    whn: {}\n  - name: a\n    then: [nobody]\n" });
    const refused = await relay.start().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RelayRefused);
    expect(refused).toMatchObject({ code: 78 });
    expect((refused as RelayRefused).problems.join("\n")).toMatch(/whn[\s\S]*nobody/);
  });

  it("are a file, which is read again when it is asked for", async () => {
    const file = join(folder, "rules.yaml");
    writeFileSync(file, JSON.stringify(rules("/one")));
    const relay = relayOf({ rules: file });
    await relay.start();
    writeFileSync(file, JSON.stringify(rules("/two")));
    expect(await relay.reload()).toMatchObject({ kind: "reloaded" });
    await say(await served(relay.handler), "refund");
    await sink.until(1);
    expect(sink.requests[0]?.path).toBe("/two");
    writeFileSync(file, "version: 7\n");
    expect(await relay.reload()).toMatchObject({ kind: "refused", problems: [expect.stringContaining("version")] });
  });
});

describe("a process with two relays", () => {
  it("keeps them apart, and is itself left as it was", async () => {
    const before = [process.listenerCount("SIGTERM"), process.listenerCount("uncaughtException"), process.umask()];
    const one = relayOf({ data: join(folder, "one") });
    const other = relayOf({ data: join(folder, "other"), rules: rules("/other") });
    await Promise.all([one.start(), other.start()]);
    const [first, second] = [await served(one.handler), await served(other.handler)];
    await say(first, "refund here");
    await say(second, "refund there");
    await sink.until(2);
    expect(sink.requests.map(({ path, body }) => [path, JSON.parse(body).said]).sort()).toEqual([
      ["/one", "refund here"],
      ["/other", "refund there"],
    ]);
    expect([process.listenerCount("SIGTERM"), process.listenerCount("uncaughtException"), process.umask()]).toEqual(before);
    expect(prometheus.register.getMetricsAsArray()).toEqual([]);
  });

  it("refuses the second on the same data folder", async () => {
    await relayOf().start();
    await expect(relayOf().start()).rejects.toMatchObject({ code: 73 });
  });

  it("makes a token where none is set", async () => {
    const relay = relayOf({ env: { BITHUMAN_WEBHOOK_SECRET: secret } });
    await relay.start();
    const port = await served(relay.admin);
    const made = readFileSync(join(folder, "data/admin-token"), "utf8").trim();
    expect(await send(port, { method: "GET", path: "/api/stats" })).toMatchObject({ status: 401 });
    expect(await send(port, { method: "GET", path: "/api/stats", headers: { authorization: `Bearer ${made}` } })).toMatchObject({
      status: 200,
    });
  });
});
