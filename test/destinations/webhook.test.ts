import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Event } from "../../src/core/event.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { plus, second } from "../../src/core/time.ts";
import { webhook } from "../../src/destinations/webhook/webhook.ts";
import { readBithuman } from "../../src/receive/bithuman.ts";
import { conformsToDestination } from "../conformance/destination.ts";
import { configured, makeContext, makeEdge, makeView, messages, renderedBy } from "../support/destination-edge.ts";
import { httpFault, httpFaults } from "../support/http-faults.ts";
import { answer, type HttpSink, openHttpSink, type SinkRequest } from "../support/http-sink.ts";
import { makeChat, makeExampleEvent, monday } from "../support/make.ts";
import { HTTP, SvixWebhook } from "../support/peers.ts";

function secretOf(text: string): string {
  return `whsec_${Buffer.from(text.padEnd(24, "-")).toString("base64")}`;
}

const canary = secretOf("canary");
const said = "my card is 4111 1111 1111 1111";
const question = "Zoë asks: “is this ünïcode?” 😀";
const local = { allow_private: ["127.0.0.0/8"] };

conformsToDestination({
  name: "webhook",
  faults: httpFaults,
  async open() {
    const sink = await openHttpSink();
    const to = configured(webhook, { url: `${sink.url}/in/canary-path`, secret: canary, ...local }, [
      { name: "PATH", value: "canary-path" },
    ]);
    return {
      sender: to.open(makeEdge()),
      message: messages(webhook, to, said),
      arrange: (fault) => sink.script(httpFault(fault)),
      until: sink.until,
      keys: () => sink.requests.map(({ headers }) => headers["webhook-id"] ?? ""),
      secrets: [canary, "canary-path", said],
      hangUp: sink.close,
    };
  },
});

describe("webhook", () => {
  let sink: HttpSink;
  let now = monday;

  beforeEach(async () => {
    sink = await openHttpSink();
    now = plus(Date.now() as typeof monday, 0); // the receiver's library looks at the real clock
  });

  afterEach(async () => {
    await sink.close();
  });

  async function sent(settings: JsonObject, attempts = 1, event: Event = makeChat({ message: question })): Promise<readonly SinkRequest[]> {
    const to = configured(webhook, { url: `${sink.url}/in`, secret: canary, ...local, ...settings });
    const sender = to.open(makeEdge({}, { now: () => now }));
    const [message] = renderedBy(webhook, to, {}, makeView(event));
    if (message === undefined) throw new Error("nothing was rendered");
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      await sender.send(message, makeContext(message, { attempt }));
      now = plus(now, 5 * second);
    }
    await sender.close();
    return sink.requests;
  }

  function verified(secret: string, { body, headers }: SinkRequest): unknown {
    const signed = Object.entries(headers).filter(([name]) => name.startsWith("webhook-")) as [string, string][]; // they are there, or verify throws
    return new Webhook(secret).verify(body, Object.fromEntries(signed));
  }

  it("is taken by a receiver of Standard Webhooks, with the body that the contract names", async () => {
    const [request] = await sent({});
    expect(request && verified(canary, request)).toEqual({
      rule: "asks-for-a-human",
      because: "the message holds “speak to a human”",
      event: {
        id: makeChat({ message: question }).id,
        type: "chat.push",
        agent: "A80HVD8577",
        session: "session_xyz789",
        time: "2026-03-02T09:00:00.000Z",
        data: expect.objectContaining({ message: question }),
      },
      session: { id: "session_xyz789", messages: 3 },
    });
    expect(request?.headers).toMatchObject({ "user-agent": "avatar-relay/0.0.0-test", "content-type": "application/json" });
  });

  it("is taken by receivers with the old and with the new secret, while they are changed", async () => {
    const secrets = [secretOf("old"), secretOf("new")];
    const [request] = await sent({ secret: secrets });
    for (const secret of secrets) expect(request && verified(secret, request)).toMatchObject({ rule: "asks-for-a-human" });
    expect(() => request && verified(secretOf("other"), request)).toThrow();
  });

  it("keeps its id and key over attempts, and signs each with its own time", async () => {
    const [first, second] = await sent({}, 2);
    expect(first?.headers["webhook-id"]).toBe(first?.headers["idempotency-key"]);
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(Number(second?.headers["webhook-timestamp"]) - Number(first?.headers["webhook-timestamp"])).toBe(5);
    expect(second && verified(canary, second)).toBeDefined();
  });

  it("sends the body that the file names", async () => {
    const [request] = await sent({ json: { who: "{{ event.agent }}" } });
    expect(request && verified(canary, request)).toEqual({ who: "A80HVD8577" });
  });

  it("is taken by Svix's receiver too", async () => {
    const [request] = await sent({});
    const { body, headers } = request as SinkRequest; // one was sent
    const svix = new SvixWebhook(canary);
    const signed = Object.fromEntries(
      ["id", "timestamp", "signature"].map((name) => [`webhook-${name}`, headers[`webhook-${name}`] ?? ""]),
    );
    expect(svix.verify(body, signed)).toMatchObject({ rule: "asks-for-a-human" });
    expect(() => svix.verify(`${body} `, signed)).toThrow();
  });

  describe("in the form of CloudEvents", () => {
    const strange = makeChat({ agent: "A 80/“H”", session: "sess\u00efon 100%", message: "Zoë" });
    const attributes = {
      specversion: "1.0",
      id: strange.id,
      source: "//bithuman/agents/A%2080%2F%E2%80%9CH%E2%80%9D",
      type: "ai.bithuman.chat.push.v1",
      subject: "sess\u00efon 100%",
      time: "2026-03-02T09:00:00.000Z",
      rule: "asks-for-a-human",
    };

    it("structured, is read by CloudEvents' own library", async () => {
      const [request] = await sent({ format: "cloudevents-structured" }, 1, strange);
      const event = HTTP.toEvent({ headers: { ...request?.headers }, body: request?.body });
      expect(event).toMatchObject({ ...attributes, datacontenttype: "application/json", data: { message: "Zoë" } });
      expect(request && verified(canary, request)).toMatchObject(attributes);
    });

    it("binary, is read by CloudEvents' own library, whatever stands in the attributes", async () => {
      const [request] = await sent({ format: "cloudevents-binary" }, 1, strange);
      const event = HTTP.toEvent({ headers: { ...request?.headers }, body: request?.body });
      // That library leaves the percent-encoding of the binding (3.1.3.2) to its caller.
      expect(event).toMatchObject({
        ...attributes,
        source: expect.any(String),
        subject: "sess%C3%AFon%20100%25",
        data: { message: "Zoë" },
      });
      expect(decodeURIComponent(request?.headers["ce-subject"] ?? "")).toBe(attributes.subject);
      expect(decodeURIComponent(request?.headers["ce-source"] ?? "")).toBe(attributes.source);
      expect(request && verified(canary, request)).toMatchObject({ message: "Zoë" });
    });

    it("carries what the file says as its data", async () => {
      const [request] = await sent({ format: "cloudevents-structured", json: { who: "{{ event.agent }}" } });
      expect(JSON.parse(request?.body ?? "")).toMatchObject({ id: makeChat({ message: question }).id, data: { who: "A80HVD8577" } });
    });

    it("says that the relay itself is the source of what it tells of itself", async () => {
      const own = { ...makeExampleEvent({ type: "relay.breaker.open" }), source: "relay", agent: "", session: undefined };
      const [request] = await sent({ format: "cloudevents-structured" }, 1, own);
      expect(HTTP.toEvent({ headers: { ...request?.headers }, body: request?.body })).toMatchObject({
        source: "//avatar-relay",
        type: "relay.breaker.open.v1",
      });
      expect(JSON.parse(request?.body ?? "")).not.toHaveProperty("subject");
    });
  });

  describe("signed as bitHuman does", () => {
    const bithuman = { secret: "their-secret", signature: "bithuman-v1" };

    it("is taken by code that checks bitHuman's signature, and reads as bitHuman's event", async () => {
      const [request] = await sent(bithuman);
      const digest = createHmac("sha256", "their-secret")
        .update(request?.body ?? "")
        .digest("hex");
      expect(request?.headers["x-bithuman-signature"]).toBe(`sha256=${digest}`);
      expect(request?.headers).not.toHaveProperty("webhook-signature");
      expect(JSON.parse(request?.body ?? "")).toEqual({
        agent_id: "A80HVD8577",
        event_type: "chat.push",
        data: { role: "user", message: question, session_id: "session_xyz789" },
        timestamp: monday / 1_000,
      });
    });

    it("is taken by another relay as the same event", async () => {
      const [request] = await sent(bithuman);
      const read = readBithuman(JSON.parse(request?.body ?? ""));
      expect(read).toMatchObject({ account: { kind: "chat", role: "user", message: question, session: "session_xyz789" }, at: monday });
    });

    it.each([
      ["no secret", { ...bithuman, secret: "" }],
      ["two secrets, for which it has no room", { ...bithuman, secret: ["one", "two"] }],
    ])("refuses at load %s", (_what, settings) => {
      expect(webhook.schema.safeParse({ url: "https://example.com", ...settings }).success).toBe(false);
    });
  });

  describe("that is gone", () => {
    async function outcomeOf(path: string): Promise<unknown> {
      sink.script(answer(410));
      const to = configured(webhook, { url: `${sink.url}${path}`, secret: canary, ...local });
      const sender = to.open(makeEdge());
      const [message] = renderedBy(webhook, to);
      const outcome = message && (await sender.send(message, makeContext(message)));
      await sender.close();
      return outcome;
    }

    // D03
    it("is sent nothing more", async () => {
      expect(await outcomeOf("/in")).toMatchObject({ kind: "pause", reason: "gone" });
    });

    it("is only missed where each event has an address of its own", async () => {
      expect(await outcomeOf("/in/{{ event.session }}")).toMatchObject({ kind: "refused", reason: "permanent" });
    });
  });

  it.each([
    ["a hundred failures in a row, where nothing is said", {}, 100],
    ["as many as the file says", { disable_after: 7 }, 7],
  ])("is left alone after %s", (_what, settings, failures) => {
    expect(configured(webhook, { url: "https://example.com", secret: canary, ...settings }).policy.disableAfter).toBe(failures);
  });

  it.each([
    ["no prefix", "C2FVsBQIhrscChlQIMV+b5sSYspob7oD"],
    ["too short", "whsec_c2hvcnQ="],
    ["no base64", "whsec_not base64 at all, not base64 at all"],
    ["too long", `whsec_${Buffer.alloc(65).toString("base64")}`],
  ])("refuses at load a secret with %s", (_what, secret) => {
    expect(webhook.schema.safeParse({ url: "https://example.com", secret }).success).toBe(false);
  });
});
