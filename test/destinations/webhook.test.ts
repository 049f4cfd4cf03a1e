import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { plus, second } from "../../src/core/time.ts";
import { webhook } from "../../src/destinations/webhook.ts";
import { conformsToDestination } from "../conformance/destination.ts";
import { configured, makeContext, makeEdge, makeView, messages, renderedBy } from "../support/destination-edge.ts";
import { httpFault, httpFaults } from "../support/http-faults.ts";
import { type HttpSink, openHttpSink, type SinkRequest } from "../support/http-sink.ts";
import { makeChat, monday } from "../support/make.ts";

function secretOf(text: string): string {
  return `whsec_${Buffer.from(text.padEnd(24, "-")).toString("base64")}`;
}

const canary = secretOf("canary");
const said = "my card is 4111 1111 1111 1111";
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

  async function sent(settings: JsonObject, attempts = 1): Promise<readonly SinkRequest[]> {
    const to = configured(webhook, { url: `${sink.url}/in`, secret: canary, ...local, ...settings });
    const sender = to.open(makeEdge({}, { now: () => now }));
    const [message] = renderedBy(webhook, to, {}, makeView(makeChat({ message: "Zoë asks: “is this ünïcode?” 😀" })));
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
        id: makeChat({ message: "Zoë asks: “is this ünïcode?” 😀" }).id,
        type: "chat.push",
        agent: "A80HVD8577",
        session: "session_xyz789",
        time: "2026-03-02T09:00:00.000Z",
        data: expect.objectContaining({ message: "Zoë asks: “is this ünïcode?” 😀" }),
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

  it.each([
    ["no prefix", "C2FVsBQIhrscChlQIMV+b5sSYspob7oD"],
    ["too short", "whsec_c2hvcnQ="],
    ["no base64", "whsec_not base64 at all, not base64 at all"],
    ["too long", `whsec_${Buffer.alloc(65).toString("base64")}`],
  ])("refuses at load a secret with %s", (_what, secret) => {
    expect(webhook.schema.safeParse({ url: "https://example.com", secret }).success).toBe(false);
  });
});
