/** The main job from end to end: a signed webhook in, rules, and each destination's real counterpart on the other side. */

import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeSlack, openFakeSlack } from "../support/fake-slack.ts";
import { answer, type HttpSink, openHttpSink } from "../support/http-sink.ts";
import { openWorkshop, type Relay, type StatsAnswer, type Workshop } from "../support/relay.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const hookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

let crm: HttpSink;
let hook: HttpSink;
let slack: FakeSlack;
let mail: SmtpSink;
let workshop: Workshop;
let relay: Relay;

function rules(): string {
  return `
version: 1
destinations:
  support: { slack: { channel: "#avatar-escalations" } }
  oncall: { email: { to: [oncall@example.com, boss@example.com] } }
  crm:
    http:
      method: PUT
      url: ${crm.url}/v1/sessions/{{ event.session }}
      headers: { authorization: "Bearer \${CRM_TOKEN}" }
      json: { agent: "{{ event.agent }}", said: "{{ event.message }}" }
      allow_private: [127.0.0.0/8]
  hook: { webhook: { url: "${hook.url}/in", secret: "\${HOOK_SECRET}", allow_private: [127.0.0.0/8] } }
  terminal: { console: {} }
rules:
  - name: asks-for-a-human
    on: chat.push
    when: { role: user, keywords: [refund, "speak to a human", "cancel*"] }
    severity: high
    then: [support, oncall, crm, hook, terminal]
`;
}

beforeAll(async () => {
  [crm, hook, slack, mail] = await Promise.all([openHttpSink(), openHttpSink(), openFakeSlack(), openSmtpSink()]);
  workshop = openWorkshop(rules());
  relay = await workshop.start({
    CRM_TOKEN: "canary-crm-token",
    HOOK_SECRET: hookSecret,
    SLACK_BOT_TOKEN: slack.token,
    SLACK_API_URL: slack.url,
    SMTP_URL: mail.url,
    SMTP_FROM: "relay@example.com",
  });
});

afterAll(async () => {
  await workshop.close();
  await Promise.all([crm.close(), hook.close(), slack.close(), mail.close()]);
});

const delivered = (count: number) =>
  expect.poll(async () => (await relay.api<StatsAnswer>("/api/stats")).deliveries.delivered, { timeout: 15_000 }).toBe(count);

describe("a visitor who asks for a human", () => {
  it("reaches Slack, each mailbox, the CRM, a webhook and the terminal, once", async () => {
    crm.script(answer(503), { kind: "lost" });
    const reply = await relay.say("I want to speak to a human <!channel>");
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text)).toEqual({ status: "accepted", event_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    await relay.say("what are your opening hours?");
    await delivered(7); // one of them in the thread: what was said
    expect(await relay.api("/api/stats")).toMatchObject({ events: 2, evaluated: 2, deliveries: { delivered: 7, dead: 0, waiting: 0 } });
  });

  it("is told to Slack as inert text", () => {
    expect(slack.messages.map(({ thread }) => thread)).toEqual([undefined, slack.messages[0]?.ts]);
    for (const { payload, text } of slack.messages) {
      expect(JSON.stringify(payload.blocks)).toContain("I want to speak to a human <!channel>");
      expect(text).not.toContain("<!channel>");
    }
    expect(slack.faults).toEqual([]);
  });

  it("is told by e-mail, one letter to each", () => {
    expect(mail.mails.map(({ to }) => to).sort()).toEqual([["boss@example.com"], ["oncall@example.com"]]);
    expect(mail.mails[0]?.letter.text).toContain("I want to speak to a human");
  });

  it("is told to the CRM under one key, however often it has to be sent", () => {
    expect(crm.requests.length).toBeGreaterThanOrEqual(3);
    expect(new Set(crm.requests.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    expect(crm.requests.at(-1)).toMatchObject({
      method: "PUT",
      path: "/v1/sessions/s1",
      headers: { authorization: "Bearer canary-crm-token" },
    });
    expect(JSON.parse(crm.requests.at(-1)?.body ?? "")).toEqual({ agent: "A80HVD8577", said: "I want to speak to a human <!channel>" });
  });

  it("is told to a webhook that can verify who sent it", () => {
    const [request] = hook.requests;
    if (request === undefined) throw new Error("nothing came");
    const verified = new Webhook(hookSecret).verify(request.body, request.headers as Record<string, string>); // the three headers are there, or it throws
    expect(verified).toMatchObject({ rule: "asks-for-a-human", event: { type: "chat.push", session: "s1" } });
  });

  // L01
  it("leaves no secret in the log, the API or the metrics", async () => {
    const shown = await Promise.all(
      ["/api/deliveries", "/api/events", "/api/stats", "/metrics", "/readyz"].map(async (path) => (await relay.raw(path)).text()),
    );
    const all = [...relay.lines, ...shown].join("\n");
    for (const canary of ["canary", hookSecret, slack.token]) expect(all).not.toContain(canary);
  });
});
