/** Every kind of destination that speaks HTTP goes through the proxy of the environment: the names here exist at the proxy only. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outcome } from "../../src/core/delivery.ts";
import type { Destination } from "../../src/core/destination.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { avatar } from "../../src/destinations/avatar/avatar.ts";
import { http } from "../../src/destinations/http.ts";
import { kinesis } from "../../src/destinations/kinesis/kinesis.ts";
import { s3 } from "../../src/destinations/s3/s3.ts";
import { slack } from "../../src/destinations/slack/slack.ts";
import { verdict } from "../../src/destinations/verdict/verdict.ts";
import { webhook } from "../../src/destinations/webhook/webhook.ts";
import { spoke } from "../support/bithuman-samples.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { openFakeSlack } from "../support/fake-slack.ts";
import { openHttpSink, type SinkRequest } from "../support/http-sink.ts";
import { openKinesis, someone, stream } from "../support/kinesis.ts";
import { makeChat } from "../support/make.ts";
import { ada, settingsFor } from "../support/preset-case.ts";
import { openProxy, type TestProxy } from "../support/proxy.ts";
import { bucket, known, openS3 } from "../support/s3.ts";

const hosts = { "receiver.test": "127.0.0.1" };

let proxy: TestProxy;

beforeEach(async () => {
  proxy = await openProxy({ hosts });
});

afterEach(() => proxy.close());

/** The same address, by the name that only the proxy knows. */
function named(url: string): string {
  return url.replace("127.0.0.1", "receiver.test");
}

interface Case {
  readonly kind: Destination;
  readonly settings: JsonObject;
  readonly variables?: Readonly<Record<string, string>>;
  readonly action?: JsonObject;
}

async function send({ kind, settings, variables = {}, action = {} }: Case): Promise<Outcome> {
  const to = configured(kind, settings);
  const view = makeView(makeChat({}), { session: { id: "session_xyz789", room: "customer-support" }, identity: ada });
  const [message] = renderedBy(kind, to, action, view);
  if (message === undefined) throw new Error("nothing was rendered");
  const sender = to.open(makeEdge({ HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, ...variables }));
  const context = makeContext(message);
  let outcome = (await sender.sendMany?.([{ message, context }], context.signal))?.[0] ?? (await sender.send(message, context));
  while (outcome.kind === "onward") outcome = await sender.send(message, { ...context, progress: outcome.progress });
  await sender.close();
  return outcome;
}

/** A receiver that answers each request with what it is asked for. */
async function receiver(answerTo: (request: SinkRequest) => object = () => ({})) {
  const sink = await openHttpSink();
  const headers = { "content-type": "application/json" };
  sink.always({ kind: "respond", respond: (request) => ({ status: 200, headers, body: JSON.stringify(answerTo(request)) }) });
  return sink;
}

describe("behind a proxy", () => {
  it.each([
    ["http", http, (url: string) => ({ url: `${url}/in` })],
    ["webhook", webhook, (url: string) => ({ url: `${url}/in`, secret: `whsec_${Buffer.alloc(32, "a").toString("base64")}` })],
    ["a language model", verdict, (url: string) => ({ url: `${url}/v1/chat/completions`, model: "small" })],
  ] as const)("%s is delivered", async (_what, kind, settings) => {
    const sink = await receiver(() => ({ choices: [{ message: { content: '{"score": 0.5, "why": "calm"}' } }] }));
    expect(await send({ kind: kind as Destination, settings: settings(named(sink.url)) })).toMatchObject({ kind: "delivered" });
    expect(proxy.seen).toEqual([expect.stringContaining(`POST ${named(sink.url)}/`)]);
    await sink.close();
  });

  it("a preset is delivered, and its access token is fetched the same way", async () => {
    const sink = await receiver(({ path }) =>
      path.includes("/oauth2/token") ? { access_token: "t", expires_in: 3_600 } : { id: "003", records: [] },
    );
    await send({ kind: http, settings: settingsFor("salesforce.contact", named(sink.url)) });
    expect(proxy.seen[0]).toBe(`POST ${named(sink.url)}/services/oauth2/token`);
    expect(proxy.seen.length).toBe(sink.requests.length);
    expect(sink.requests.length).toBeGreaterThan(1);
    await sink.close();
  });

  it("Slack's Web API and an incoming webhook are reached", async () => {
    const fake = await openFakeSlack();
    const variables = { SLACK_BOT_TOKEN: fake.token, SLACK_API_URL: named(fake.url) };
    expect(await send({ kind: slack, settings: { channel: "#support" }, variables })).toMatchObject({ kind: "delivered" });
    expect(await send({ kind: slack, settings: { webhook_url: named(fake.webhookUrl) } })).toMatchObject({ kind: "delivered" });
    expect(proxy.seen).toEqual([expect.stringContaining("/chat.postMessage"), `POST ${named(fake.webhookUrl)}`]);
    await fake.close();
  });

  it("the avatar speaks", async () => {
    const sink = await receiver(() => spoke({ rooms: ["customer-support"] }));
    const variables = { BITHUMAN_API_SECRET: "s", BITHUMAN_API_URL: named(sink.url) };
    // The edge's clock and the event's time are the same, so it is not too late.
    expect(await send({ kind: avatar, settings: {}, variables, action: { text: "one moment" } })).toMatchObject({ kind: "delivered" });
    expect(proxy.seen).toEqual([expect.stringContaining(`POST ${named(sink.url)}/v1/agent/`)]);
    await sink.close();
  });

  it("S3 is written to", async () => {
    const service = await openS3();
    const variables = { ...known, AWS_ENDPOINT_URL: service.front.url }; // what stands in for S3 takes a name for a bucket
    expect(await send({ kind: s3, settings: { bucket }, variables })).toMatchObject({ kind: "delivered" });
    expect(proxy.seen).toEqual([`CONNECT ${new URL(service.front.url).host}`]);
    await service.close();
  });

  it("Kinesis is written to", async () => {
    const service = await openKinesis();
    const variables = { ...someone, AWS_ENDPOINT_URL: named(service.front.url) };
    expect(await send({ kind: kinesis, settings: { stream }, variables })).toMatchObject({ kind: "delivered" });
    expect(proxy.seen).toEqual([`CONNECT ${new URL(named(service.front.url)).host}`]);
    await service.close();
  });

  it("what NO_PROXY names is reached without it, by the clients of AWS too", async () => {
    const [sink, service] = [await receiver(), await openS3()];
    const variables = { NO_PROXY: "127.0.0.1", ...known, AWS_ENDPOINT_URL: service.front.url };
    const allow_private = ["127.0.0.0/8"];
    expect(await send({ kind: http, settings: { url: sink.url, allow_private }, variables })).toMatchObject({ kind: "delivered" });
    expect(await send({ kind: s3, settings: { bucket }, variables })).toMatchObject({ kind: "delivered" });
    expect(proxy.seen).toEqual([]);
    await Promise.all([sink.close(), service.close()]);
  });

  it("messages to AWS wait where the proxy wants a user and password", async () => {
    const closed = await openProxy({ login: "relay:secret" });
    const variables = { ...known, AWS_ENDPOINT_URL: "https://s3.receiver.test", HTTP_PROXY: closed.url, HTTPS_PROXY: closed.url };
    const outcome = await send({ kind: s3, settings: { bucket }, variables });
    expect(outcome).toMatchObject({ kind: "pause", reason: "proxy", detail: expect.stringContaining("HTTPS_PROXY") });
    await closed.close();
  });
});
