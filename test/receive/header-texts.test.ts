import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import type { Source } from "../../src/core/source.ts";
import { mountIdentity } from "../../src/receive/identity.ts";
import { mountLinks } from "../../src/receive/links.ts";
import { createMissed } from "../../src/receive/missed.ts";
import { createPublicApp } from "../../src/receive/public-app.ts";
import { createReceiver, defaultLimits } from "../../src/receive/receiver.ts";
import { createPublicServer } from "../../src/receive/server.ts";
import { createSlackEndpoint } from "../../src/receive/slack/endpoint.ts";
import { slackKeys } from "../../src/receive/slack/signature.ts";
import { startAdmin } from "../support/admin.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { digest } from "../support/program.ts";
import { openWire, secret, signBody } from "../support/sender.ts";
import { listOf, makeChatBody, makeSource, now, provenBy, randomId } from "./public-port.ts";
import { everybody } from "./slack/slack-port.ts";

/** Raise it for a long run. */
const runs = 400;
const seed = 20_261_207;

const sources: readonly Source[] = [
  makeSource({ allowIps: ["127.0.0.0/8", "::/0"], trustedHops: 1, proof: provenBy({ shownIn: ["x-webhook-secret", "authorization"] }) }),
  makeSource({ name: "proxied", path: "/proxied", shownPath: "/proxied", allowIps: ["10.0.0.0/8"], trustedProxies: ["127.0.0.0/8"] }),
  makeSource({ name: "open", path: "/open", shownPath: "/open", proof: { kind: "none" } }),
  makeSource({ name: "headers", path: "/headers", shownPath: "/headers", proof: { kind: "none" }, headers: { "x-api-key": "key" } }),
];

async function openPublic() {
  const store = createMemoryStore();
  const bugs: Signal[] = [];
  const emit = (signal: Signal) => {
    if (signal.name === "bug") bugs.push(signal);
  };
  const shared = { now: () => now, emit, randomId, limits: defaultLimits };
  const accept = store.accept.bind(store);
  const all = listOf(...sources);
  const door = createSlackEndpoint({ ...shared, bodyBytes: 4_096, keys: slackKeys("slack"), process: ({ ack }) => ack() });
  const links = { open: (text: string) => text, accept, incident: async () => undefined, people: () => everybody, digest };
  const server = createPublicServer({
    ...shared,
    receiver: createReceiver({
      ...shared,
      accept,
      sources: all,
      insecure: true,
      unseen: async (each) => each.map(({ arrival }) => arrival),
      keepFor: () => 1,
    }),
    app: async () =>
      createPublicApp({
        randomId,
        missed: createMissed({ ...shared, paths: () => sources.map(({ path }) => path) }),
        mount(app) {
          app.all("/slack/events", door);
          mountIdentity(app, { ...shared, accept, sources: all, keys: ["key"] });
          mountLinks(app, { ...shared, ...links });
        },
      }),
  });
  const port = await server.listen(0, "127.0.0.1");
  onTestFinished(() => server.drain());
  return { port, bugs };
}

async function openAdmin() {
  const admin = await startAdmin({ token: "a token of the admin port" });
  const bugs: Signal[] = [];
  admin.bus.subscribe((signal) => {
    if (signal.name === "bug") bugs.push(signal);
  });
  onTestFinished(() => admin.close());
  return { port: admin.port, bugs };
}

const chat = makeChatBody();

/** Every header that the code reads, and one that it does not. */
const names = [
  "x-forwarded-for",
  "content-length",
  "content-type",
  "content-encoding",
  "transfer-encoding",
  "authorization",
  "x-bithuman-signature",
  "x-bithuman-timestamp",
  "x-webhook-secret",
  "x-api-key",
  "host",
  "origin",
  "sec-fetch-site",
  "cookie",
  "expect",
  "connection",
  "upgrade",
  "idempotency-key",
  "x-slack-signature",
  "x-slack-request-timestamp",
  "x-slack-retry-num",
  "x-csrf-token",
  "if-none-match",
  "if-modified-since",
  "range",
  "accept",
  "last-event-id",
  "x-nobody-reads-this",
];

/** Values that are nearly right: most texts by chance are refused at the first look. */
const near = [
  "127.0.0.1",
  "fe80::1%a-b",
  "::ffff:127.0.0.1",
  "[::1]:8080",
  '"[2001:db8::1%25eth0]:80"',
  "1.2.3.4:99999",
  "0x7f.1",
  "::ffff:0:0/96",
  "unknown",
  ",,,",
  "0",
  "-1",
  "1e9",
  "Infinity",
  "NaN",
  "99999999999999999999",
  String(chat.length),
  "chunked",
  "gzip, chunked",
  "100-continue",
  "sha256=",
  String(signBody(chat)["x-bithuman-signature"]),
  `v0=${"0".repeat(64)}`,
  String(now / 1_000),
  `Bearer ${secret}`,
  "Bearer key",
  "Bearer",
  "Basic Og==",
  "multipart/form-data; boundary=",
  "application/json; charset=nobody-knows",
  "application/x-www-form-urlencoded",
  "null",
  "http://[",
  "http://localhost:0",
  "localhost:99999",
  "bytes=-1",
  "W/",
  "__proto__",
  "%",
  "%00",
  "=;=",
  "a".repeat(3_000),
];

const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }).map((codes) => String.fromCharCode(...codes));
const legal = fc.array(fc.integer({ min: 33, max: 255 }), { maxLength: 40 }).map((codes) => String.fromCharCode(...codes));
const value = fc.oneof(
  { arbitrary: fc.constantFrom(...near), weight: 4 },
  { arbitrary: fc.tuple(fc.constantFrom(...near), legal).map((both) => both.join("")), weight: 2 },
  { arbitrary: legal, weight: 2 },
  { arbitrary: bytes, weight: 1 },
);
const headers = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 6 });
const body = fc.constantFrom("", chat, "{", "5\r\nhello\r\n0\r\n\r\n", "payload=%7B%7D", "name=Ada", "\0");

const lines = {
  public: [
    ...["POST", "GET", "OPTIONS", "PUT"].map((method) => `${method} /webhook`),
    ...["/proxied", "/open", "/headers", "/slack/events", "/v1/sessions/a/identity?source=", "/l/bGluayBjbGFpbSBh", "/x", "/%"].map(
      (path) => `POST ${path}`,
    ),
    "GET /l/%ff",
    "CONNECT a:1",
    "GET *",
    "POST http://[/webhook",
  ],
  admin: [
    ...["/", "/healthz", "/readyz", "/metrics", "/setup", "/api/events?limit=%", "/api/events/%00", "/api/stream", "/page.js", "/%"].map(
      (path) => `GET ${path}`,
    ),
    ...["/api/reload", "/api/forget", "/api/deliveries/redrive", "/api/session"].map((path) => `POST ${path}`),
    "OPTIONS *",
  ],
};

/** Whatever else is in it, the request ends: the server may wait for no more of it than it has. */
async function answersTo(port: number, text: string): Promise<string> {
  const wire = await openWire(port, Buffer.from(text, "latin1"));
  wire.socket.end();
  return wire.closed();
}

/** Nothing, or answers of HTTP of which each is as long as it says: of a stream and of a `100 Continue` only the head. */
function isWhole(text: string): boolean {
  let rest = text;
  while (rest !== "") {
    const [head, status] = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(rest) ?? [];
    if (head === undefined || status === undefined) return false;
    const after = rest.slice(head.length);
    if (status === "100") rest = after;
    else if (/\r\ncontent-type: text\/event-stream/i.test(head)) return true;
    else if (/\r\ntransfer-encoding: chunked/i.test(head)) return after.includes("0\r\n\r\n");
    else {
      const length = status === "304" || status === "204" ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (after.length < length) return false;
      rest = after.slice(length);
    }
  }
  return true;
}

describe.each([
  ["public", openPublic, lines.public],
  ["admin", openAdmin, lines.admin],
] as const)("the %s port", (_port, open, asked) => {
  it("has a whole answer or none for every text of its headers, and finds no bug", async () => {
    const { port, bugs } = await open();
    const request = fc.record({ line: fc.constantFrom(...asked), headers, body, hasHost: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(request, async ({ line, headers: pairs, body: sent, hasHost }) => {
        const host = hasHost ? [["host", "127.0.0.1"] as const] : [];
        const head = [...host, ...pairs].map(([name, text]) => `${name}: ${text}\r\n`).join("");
        const text = await answersTo(port, `${line} HTTP/1.1\r\n${head}\r\n${sent}`);
        expect(isWhole(text), text).toBe(true);
        expect(text).not.toMatch(/^HTTP\/1\.1 500/);
        expect(text).not.toContain("node_modules");
        expect(bugs).toEqual([]);
      }),
      { numRuns: runs, seed },
    );
  });
});
