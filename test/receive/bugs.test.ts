import { createHmac } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { day } from "../../src/core/time.ts";
import { type IdentityOptions, mountIdentity } from "../../src/receive/identity.ts";
import { createPublicApp } from "../../src/receive/public-app.ts";
import { createReceiver, defaultLimits, type ReceiverOptions } from "../../src/receive/receiver.ts";
import { createPublicServer } from "../../src/receive/server.ts";
import { createSlackEndpoint, type SlackRequestOptions } from "../../src/receive/slack/endpoint.ts";
import { slackKeys } from "../../src/receive/slack/signature.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { openWire, requestText, signBody } from "../support/sender.ts";
import { listOf, makeChatBody, makeSource, now, randomId } from "./public-port.ts";

interface Planted {
  readonly webhook?: Partial<ReceiverOptions>;
  readonly identity?: Partial<IdentityOptions>;
  readonly slack?: Partial<SlackRequestOptions>;
}

/** Short, so that a timer that is left behind goes off while the test still looks. */
const limits = { ...defaultLimits, commitWithin: 60 };

/** The three ways of the public port that read a body, each with a bug; an error that nobody catches fails the whole run. */
async function open({ webhook, identity, slack }: Planted) {
  const store = createMemoryStore();
  const signals: Signal[] = [];
  const shared = { now: () => now, emit: (signal: Signal) => signals.push(signal), randomId, limits };
  const accept: ReceiverOptions["accept"] = (arrival) => store.accept(arrival);
  const sources = listOf(makeSource());
  const door = createSlackEndpoint({
    ...shared,
    bodyBytes: limits.bodyBytes,
    keys: slackKeys("slack"),
    process: ({ ack }) => ack(),
    ...slack,
  });
  const server = createPublicServer({
    ...shared,
    receiver: createReceiver({
      ...shared,
      accept,
      sources,
      unseen: async (arrived) => arrived.map(({ arrival }) => arrival),
      keepFor: () => day,
      ...webhook,
    }),
    app: async () =>
      createPublicApp({
        randomId,
        mount(app) {
          app.all("/slack/events", door);
          mountIdentity(app, { ...shared, accept, sources, keys: ["key"], ...identity });
        },
      }),
  });
  const port = await server.listen(0, "127.0.0.1");
  onTestFinished(() => server.drain());
  return { port, signals };
}

/** Throws at the call of that number, and again at each later one where `from` says so. */
function broken<Value>(value: Value, call: number, from = false): () => Value {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls === call || (from && calls > call)) throw new Error("planted");
    return value;
  };
}

function fails(): never {
  throw new Error("planted");
}

/** Keys that cannot be gone through. */
const unreadable: SlackRequestOptions["keys"] = Object.assign([], { [Symbol.iterator]: fails });

const chat = makeChatBody();
const webhook = requestText({ ...signBody(chat), "content-length": String(chat.length) }, chat);
const facts = '{"email":"ada@example.com"}';
const identity = requestText(
  { authorization: "Bearer key", "content-length": String(facts.length) },
  facts,
  "POST /v1/sessions/s1/identity HTTP/1.1",
);
const pressed = '{"type":"block_actions"}';
const stamp = String(now / 1_000);
const slack = requestText(
  {
    "content-type": "application/json",
    "content-length": String(pressed.length),
    "x-slack-request-timestamp": stamp,
    "x-slack-signature": `v0=${createHmac("sha256", "slack").update(`v0:${stamp}:${pressed}`).digest("hex")}`,
  },
  pressed,
  "POST /slack/events HTTP/1.1",
);

const forEver = () => new Promise<never>(() => {});

const bugs: readonly (readonly [what: string, request: string, planted: Planted, answer: RegExp])[] = [
  ["in what looks at a webhook's body", webhook, { webhook: { keepFor: fails } }, /^HTTP\/1.1 500/],
  ["in handing a webhook to the store", webhook, { webhook: { accept: fails } }, /^HTTP\/1.1 500/],
  ["behind the promise of a webhook's store", webhook, { webhook: { failpoint: broken(undefined, 1) } }, /^HTTP\/1.1 500/],
  ["after the answer to a webhook", webhook, { webhook: { failpoint: broken(undefined, 2) } }, /^HTTP\/1.1 200/],
  ["in the timer of a webhook that waits", webhook, { webhook: { accept: forEver, randomId: broken(randomId(), 1) } }, /^HTTP\/1.1 500/],
  ["in all that could answer", webhook, { webhook: { accept: forEver, randomId: broken(randomId(), 1, true) } }, /^$/],
  ["in what looks at an identity's body", identity, { identity: { sources: fails } }, /^HTTP\/1.1 500/],
  ["in handing an identity to the store", identity, { identity: { accept: fails } }, /^HTTP\/1.1 500/],
  [
    "in the timer of an identity that waits",
    identity,
    { identity: { accept: forEver, randomId: broken(randomId(), 1) } },
    /^HTTP\/1.1 500/,
  ],
  ["after the answer to an identity", identity, { identity: { now: broken(now, 2) } }, /^HTTP\/1.1 200/],
  ["in what looks at Slack's body", slack, { slack: { keys: unreadable } }, /^HTTP\/1.1 500/],
  ["in handing Slack's body on", slack, { slack: { process: fails } }, /^HTTP\/1.1 500/],
  ["in the answer that Slack should get", slack, { slack: { process: async () => {}, randomId: broken(randomId(), 1) } }, /^HTTP\/1.1 500/],
];

describe("a bug under a request to the public port", () => {
  it.each(bugs)("is reported, and ends neither the process nor the port: %s", async (_what, request, planted, answer) => {
    const { port, signals } = await open(planted);
    const wire = await openWire(port, request.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"));
    const text = await wire.closed();
    expect(text).toMatch(answer);
    expect(text).not.toContain("planted");
    expect(signals.filter(({ name }) => name === "bug").length).toBeGreaterThan(0);
    await timersOver();
    const next = await openWire(port, requestText({ connection: "close" }, "", "GET /nothing HTTP/1.1"));
    expect(await next.closed()).toMatch(/^HTTP\/1.1 404/);
  });

  it("leaves the others that wait for the disk their answers", async () => {
    const { port } = await open({ webhook: { accept: forEver, randomId: broken(randomId(), 1) } });
    const wires = await Promise.all([1, 2, 3].map(() => openWire(port, webhook)));
    const answers = await Promise.all(wires.map((wire) => wire.until('"error"')));
    expect(answers.map((text) => text.slice(9, 12)).sort()).toEqual(["500", "503", "503"]);
  });
});

/** All that was begun with `limits` has gone off: timers of one span go off in the order in which they began. */
async function timersOver(): Promise<void> {
  const { port } = await open({ webhook: { accept: forEver } });
  const wire = await openWire(port, webhook);
  await wire.until("storage_slow");
  wire.socket.destroy();
}
