import { describe, expect, it, onTestFinished } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { hour, minute, second } from "../../../src/core/time.ts";
import { http } from "../../../src/destinations/http.ts";
import { configured, makeContext, makeEdge, renderedBy } from "../../support/destination-edge.ts";
import { answer, json, type SinkStep } from "../../support/http-sink.ts";
import { monday } from "../../support/make.ts";
import { createMemoryStore } from "../../support/memory-store/index.ts";
import { settingsFor, vendorOnLoopback, viewOf } from "../../support/preset-case.ts";

const { sink, open } = vendorOnLoopback();

const requests = () => sink.requests.map(({ method, path }) => `${method} ${path}`);
const bodies = () => sink.requests.map(({ body }) => (body.startsWith("{") ? JSON.parse(body) : body));

/** The token that an OAuth server grants. */
const token = (value: string, more: JsonObject = {}) => json(200, { access_token: value, token_type: "Bearer", ...more });

describe("HubSpot", () => {
  it("delivers, and keeps the contact's id with the delivery", async () => {
    const { deliver, message } = open("hubspot.contact");
    sink.script(json(200, { status: "COMPLETE", results: [{ id: "101", new: true }] }));
    expect(await deliver(message())).toMatchObject({ kind: "delivered", reference: "101" });
  });

  it("takes an answer of 2xx that counts errors for a refusal, and tells them", async () => {
    const { deliver, message } = open("hubspot.contact");
    const errors = [{ category: "VALIDATION_ERROR", message: "Property values were not valid" }];
    sink.script(json(207, { status: "COMPLETE", results: [], numErrors: 1, errors }));
    expect(await deliver(message())).toMatchObject({
      kind: "refused",
      reason: "permanent",
      detail: expect.stringMatching(/^HTTP 207: .*not valid/),
    });
  });

  it.each([
    ["SECONDLY", 10 * second],
    ["DAILY", hour],
  ])("waits for its %s limit, without using up an attempt", async (policyName, after) => {
    const { deliver, message } = open("hubspot.contact");
    sink.script(json(429, { status: "error", errorType: "RATE_LIMIT", policyName }));
    expect(await deliver(message())).toMatchObject({ kind: "later", reason: "throttled", after, countsAsAttempt: false });
  });

  it("waits for a person where the scopes are missing", async () => {
    const { deliver, message } = open("hubspot.contact");
    sink.script(json(403, { status: "error", category: "MISSING_SCOPES" }));
    expect(await deliver(message())).toMatchObject({ kind: "pause", reason: "credentials" });
  });

  it("goes on with the note where only the note had failed", async () => {
    const { sender, deliver, message, to } = open("hubspot.note");
    sink.script(json(200, { results: [{ id: "101" }] }), answer(503), json(201, { id: "900" }));
    const one = message();
    const context = { key: "k", attempt: 1, reference: undefined, signal: AbortSignal.timeout(10_000) };
    const first = await sender.send(one, context);
    expect(first).toMatchObject({ kind: "onward", progress: { next: 1, saved: { contact: "101" } } });
    if (first.kind !== "onward") throw new Error("unreachable");
    expect(await sender.send(one, { ...context, progress: first.progress })).toMatchObject({ kind: "later", reason: "unavailable" });
    expect(await deliver(one, { key: "k", progress: first.progress })).toMatchObject({ kind: "delivered", reference: "900" });
    expect(requests()).toEqual(["POST /crm/v3/objects/contacts/batch/upsert", "POST /crm/v3/objects/notes", "POST /crm/v3/objects/notes"]);
    expect(sink.requests.map(({ headers }) => headers["idempotency-key"])).toEqual(["k", "k-note", "k-note"]);
    expect(bodies()[1].associations[0].to).toEqual({ id: "101" });
    expect(to.policy.limit).toEqual({ count: 90, per: 10 * second });
  });
});

describe("Salesforce", () => {
  it("fetches a token once for many, and again when the first one's session is over", async () => {
    const { deliver, message } = open("salesforce.contact", { key_field: "Avatar_Session__c" });
    const over = json(401, [{ message: "Session expired or invalid", errorCode: "INVALID_SESSION_ID" }]);
    sink.script(token("t1"), json(201, { id: "003", success: true, created: true }), over, token("t2"), answer(204));
    expect(await deliver(message())).toMatchObject({ kind: "delivered", reference: "003" });
    expect(await deliver(message())).toMatchObject({ kind: "delivered" });
    expect(sink.requests.map(({ path, headers }) => headers.authorization ?? path)).toEqual([
      "/services/oauth2/token",
      "Bearer t1",
      "Bearer t1",
      "/services/oauth2/token",
      "Bearer t2",
    ]);
    expect(new URLSearchParams(sink.requests[0]?.body).get("grant_type")).toBe("client_credentials");
  });

  it("has one fetch a token while others wait for it", async () => {
    const { deliver, message } = open("salesforce.contact");
    sink.always({
      kind: "respond",
      respond: ({ path }) => (path.endsWith("/token") ? { status: 200, body: '{"access_token":"t1"}' } : { status: 204 }),
    });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => deliver(message())));
    expect(outcomes.every(({ kind }) => kind === "delivered")).toBe(true);
    expect(requests().filter((each) => each.includes("/token"))).toHaveLength(1);
  });

  it("waits for a person where a fresh token is refused too, and where there is none", async () => {
    const { deliver, message } = open("salesforce.contact");
    sink.script(token("t1"), answer(401), token("t2"), answer(401), json(400, { error: "invalid_client" }));
    expect(await deliver(message())).toMatchObject({
      kind: "pause",
      reason: "credentials",
      detail: "HTTP 401, also with a new access token",
    });
    expect(await deliver(message())).toMatchObject({ kind: "pause", reason: "credentials", detail: "no access token: invalid_client" });
  });

  it("waits, without using up an attempt, where it says 403 and means its daily limit", async () => {
    const { deliver, message } = open("salesforce.contact");
    const body = [{ message: "TotalRequests Limit exceeded.", errorCode: "REQUEST_LIMIT_EXCEEDED" }];
    sink.script(token("t1"), json(403, body), json(403, [{ errorCode: "INSUFFICIENT_ACCESS" }]));
    expect(await deliver(message())).toMatchObject({ kind: "later", reason: "throttled", after: 15 * minute, countsAsAttempt: false });
    expect(await deliver(message())).toMatchObject({ kind: "pause", reason: "credentials" });
  });

  it("takes 300, a key that several contacts have, for a refusal", async () => {
    const { deliver, message } = open("salesforce.contact");
    sink.script(token("t1"), json(300, ["/services/data/v62.0/sobjects/Contact/003A", "/services/data/v62.0/sobjects/Contact/003B"]));
    expect(await deliver(message())).toMatchObject({ kind: "refused", reason: "permanent" });
  });

  it("opens a task for the contact it finds, and without one where there is none", async () => {
    const { deliver, message } = open("salesforce.task");
    const created = json(201, { id: "00T", success: true });
    sink.script(token("t1"), json(200, { Id: "003" }), created, json(404, [{ errorCode: "NOT_FOUND" }]), created);
    expect(await deliver(message())).toMatchObject({ kind: "delivered", reference: "00T" });
    expect(await deliver(message())).toMatchObject({ kind: "delivered", reference: "00T" });
    expect(bodies()[2].WhoId).toBe("003");
    expect(bodies()[4]).not.toHaveProperty("WhoId");
  });
});

describe("Pipedrive", () => {
  it("creates whom it does not find", async () => {
    const { deliver, message } = open("pipedrive.person");
    sink.script(json(200, { success: true, data: { items: [] } }), json(201, { success: true, data: { id: 7 } }));
    expect(await deliver(message())).toMatchObject({ kind: "delivered", reference: "7" });
    expect(requests()).toEqual(["GET /api/v2/persons/search?term=ada%40example.com&fields=email&exact_match=true", "POST /api/v2/persons"]);
  });

  it("updates whom it finds, and says nothing of what it does not know", async () => {
    const { deliver, message } = open("pipedrive.person");
    sink.script(json(200, { data: { items: [{ item: { id: 7 } }] } }), json(200, { data: { id: 7 } }));
    expect(await deliver(message())).toMatchObject({ kind: "delivered", reference: "7" });
    expect(requests()[1]).toBe("PATCH /api/v2/persons/7");
    expect(bodies()[1]).toEqual({ name: "Ada Lovelace" });
  });

  it("puts all deliveries of one person into one thread, so that no two look at the same time", () => {
    const { message } = open("pipedrive.person");
    expect(message().thread).toBe("ada@example.com");
  });
});

describe("Intercom", () => {
  it("updates the contact that a conflict names", async () => {
    const { deliver, message } = open("intercom.contact");
    const said = "A contact matching those details already exists with id=6329bd9ffe4e2e91dac76188";
    sink.script(
      json(409, { type: "error.list", errors: [{ code: "conflict", message: said }] }),
      json(200, { id: "6329bd9ffe4e2e91dac76188" }),
    );
    expect(await deliver(message())).toMatchObject({ kind: "delivered", reference: "6329bd9ffe4e2e91dac76188" });
    expect(requests()).toEqual(["POST /contacts", "PUT /contacts/6329bd9ffe4e2e91dac76188"]);
  });

  it("takes a conflict that names nobody for a refusal", async () => {
    const { deliver, message } = open("intercom.contact");
    sink.script(json(409, { type: "error.list", errors: [{ code: "conflict", message: "already exists" }] }));
    expect(await deliver(message())).toMatchObject({ kind: "refused", reason: "permanent" });
  });

  it.each([400, 403, 409, 422])("comes back after a %i with a Retry-After, which pauses nothing and refuses nothing", async (status) => {
    const { deliver, message } = open("intercom.contact");
    sink.script(answer(status, { "retry-after": "3.2" }));
    expect(await deliver(message())).toMatchObject({ kind: "later", reason: "unavailable", after: 4 * second });
  });

  it("reads when its limit ends, since it never says Retry-After", async () => {
    const { deliver, message } = open("intercom.contact");
    sink.script(answer(429, { "x-ratelimit-reset": String(monday / 1_000 + 7) }));
    expect(await deliver(message())).toMatchObject({ kind: "later", reason: "throttled", after: 7 * second });
  });
});

describe("Zoho", () => {
  it("reads the code of the record inside an answer of 200, and renews its token with the refresh token", async () => {
    const { deliver, message } = open("zoho.contact");
    const invalid = json(401, { code: "INVALID_TOKEN", status: "error" });
    const good = json(200, { data: [{ code: "SUCCESS", status: "success", details: { id: "42" } }] });
    const bad = json(200, { data: [{ code: "INVALID_DATA", status: "error", message: "invalid data" }] });
    sink.script(token("t1", { expires_in: 3600 }), invalid, token("t2", { expires_in: 3600 }), good, bad);
    expect(await deliver(message())).toMatchObject({ kind: "delivered", reference: "42" });
    expect(await deliver(message())).toMatchObject({
      kind: "refused",
      reason: "permanent",
      detail: expect.stringContaining("invalid data"),
    });
    expect(sink.requests.at(-1)?.headers.authorization).toBe("Zoho-oauthtoken t2");
    expect(new URLSearchParams(sink.requests[0]?.body).get("refresh_token")).toBe("canary-refresh_token");
  });
});

describe("a token that was asked for too often", () => {
  it("is waited for: Zoho grants ten in ten minutes, and nobody has to mend anything", async () => {
    const { deliver, message } = open("zoho.contact");
    sink.script(
      json(400, {
        error: "Access Denied",
        error_description: "You have made too many requests continuously. Please try again after some time.",
        status: "failure",
      }),
    );
    expect(await deliver(message())).toMatchObject({ kind: "later", reason: "throttled", after: 10 * minute, countsAsAttempt: false });
  });
});

describe("a grant whose refresh token changes", () => {
  it("goes on after a restart with the token that is still good, and then with the newest refresh token", async () => {
    const store = createMemoryStore();
    const start = () => {
      const to = configured(http, settingsFor("zoho.contact", sink.url));
      const [message] = renderedBy(http, to, {}, viewOf());
      const sender = to.open(makeEdge({}, { keep: store.keep }));
      onTestFinished(() => sender.close());
      if (message === undefined) throw new Error("nothing was rendered");
      return () => sender.send(message, makeContext(message));
    };
    const good = json(200, { data: [{ status: "success", details: { id: "42" } }] });
    const invalid = json(401, { code: "INVALID_TOKEN" });
    sink.script(token("t1", { refresh_token: "r1" }), good, good, invalid, token("t2", { refresh_token: "r2" }), good);
    await start()();
    const again = start();
    expect(await again()).toMatchObject({ kind: "delivered" });
    expect(await again()).toMatchObject({ kind: "delivered" });
    const asked = sink.requests
      .filter(({ path }) => path.endsWith("/token"))
      .map(({ body }) => new URLSearchParams(body).get("refresh_token"));
    expect(asked).toEqual(["canary-refresh_token", "r1"]);
  });
});

describe("Attio", () => {
  it("waits until the date that Retry-After names", async () => {
    const { deliver, message } = open("attio.person");
    sink.script(answer(429, { "retry-after": new Date(monday + 4 * second).toUTCString() }));
    expect(await deliver(message())).toMatchObject({ kind: "later", reason: "throttled", after: 4 * second });
  });
});

type Row = readonly [preset: string, what: string, step: SinkStep, outcome: object];

const waits = (after: number) => ({ kind: "later", reason: "throttled", after, countsAsAttempt: false });
const isRefused = { kind: "refused", reason: "permanent" };
const isPaused = { kind: "pause", reason: "credentials" };
const isMissing = { kind: "pause", reason: "missing" };

/** Rows of the vendors' pages that no test above has. */
const rows: readonly Row[] = [
  ["hubspot.contact", "a contact that is not valid", json(400, { status: "error", category: "VALIDATION_ERROR" }), isRefused],
  [
    "hubspot.contact",
    "a conflict inside an answer that says partly",
    json(207, { status: "COMPLETE", numErrors: 1, errors: [] }),
    isRefused,
  ],
  ["hubspot.contact", "a path that is gone", json(404, { status: "error" }), isMissing],
  ["pipedrive.person", "too much", answer(429, { "x-ratelimit-reset": "2" }), waits(2 * second)],
  ["pipedrive.person", "a token that is no longer good", json(401, { success: false, error: "unauthorized access" }), isPaused],
  ["pipedrive.person", "abuse that goes on", json(403, { success: false }), isPaused],
  ["pipedrive.person", "a failure inside an answer of 200", json(200, { success: false, error: "bad" }), isRefused],
  ["intercom.contact", "a token that is no longer good", json(401, { errors: [{ code: "token_unauthorized" }] }), isPaused],
  ["intercom.event", "a contact that nobody knows", json(404, { errors: [{ code: "not_found" }] }), isRefused],
  ["intercom.event", "an event that is taken", answer(202), { kind: "delivered" }],
  ["attio.person", "a value that is not valid", json(400, { status_code: 400, code: "value_not_found" }), isRefused],
  ["zendesk.ticket", "a record that is not valid", json(422, { error: "RecordInvalid" }), isRefused],
  ["zendesk.ticket", "too much", answer(429, { "retry-after": "93" }), waits(93 * second)],
  ["zendesk.user", "no rights", json(403, { error: "Forbidden" }), isPaused],
  ["zendesk.user", "maintenance", answer(503, { "retry-after": "20" }), { kind: "later", reason: "unavailable", after: 20 * second }],
  ["pagerduty.event", "an event that is taken", json(202, { status: "success", dedup_key: "k" }), { kind: "delivered", reference: "k" }],
  ["pagerduty.event", "an event that is not valid", json(400, { status: "invalid event", errors: ["key"] }), isRefused],
  ["pagerduty.event", "too much", answer(429), waits(minute)],
  ["jira.issue", "a project that is not there", json(400, { errors: { project: "project is required" } }), isRefused],
  ["jira.issue", "too much", answer(429, { "retry-after": "5" }), waits(5 * second)],
  ["teams", "a card that is taken", answer(202), { kind: "delivered" }],
  ["teams", "too much", answer(429), waits(10 * second)],
  ["discord", "too much", answer(429, { "retry-after": "65" }), waits(65 * second)],
  ["discord", "a webhook that was removed", json(404, { code: 10015 }), isMissing],
  ["mattermost", "too much", answer(429, { "x-ratelimit-reset": "1" }), waits(second)],
  [
    "google-chat",
    "a message that is taken",
    json(200, { name: "spaces/a/messages/b" }),
    { kind: "delivered", reference: "spaces/a/messages/b" },
  ],
];

describe("an answer", () => {
  it.each(rows)("of %s for %s", async (preset, _what, step, outcome) => {
    const { deliver, message } = open(preset);
    sink.script(step);
    expect(await deliver(message())).toMatchObject(outcome);
  });

  it("of no help desk makes a second ticket: each request carries the delivery's key", async () => {
    const { deliver, message } = open("zendesk.ticket");
    const one = message();
    sink.script({ kind: "lost" }, json(201, { ticket: { id: 35436 } }, { "x-idempotency-lookup": "hit" }));
    expect(await deliver(one)).toMatchObject({ kind: "later", ambiguous: true });
    expect(await deliver(one)).toMatchObject({ kind: "delivered", reference: "35436" });
    expect(sink.requests.map(({ headers }) => headers["idempotency-key"])).toEqual([one.id, one.id]);
  });
});

describe("Telegram", () => {
  it("waits as long as the body of its answer says", async () => {
    const { deliver, message } = open("telegram");
    sink.script(json(429, { ok: false, error_code: 429, parameters: { retry_after: 35 } }));
    expect(await deliver(message())).toMatchObject({ kind: "later", reason: "throttled", after: 35 * second });
    expect(requests()).toEqual(["POST /botcanary-token/sendMessage"]);
  });
});

describe("a channel's webhook", () => {
  it.each(["teams", "discord", "google-chat", "mattermost"])("%s queues no part of its address, and tells none of it", async (preset) => {
    const { deliver, message } = open(preset);
    sink.script({ kind: "respond", respond: ({ path }) => ({ status: 400, body: `cannot post to ${sink.url}${path}, that is ${path}` }) });
    const one = message();
    expect(JSON.stringify(one.body)).not.toContain("canary");
    const outcome = await deliver(one);
    expect(outcome).toMatchObject({ kind: "refused" });
    expect(JSON.stringify(outcome)).not.toMatch(/canary-(hook|signature)/);
    expect(requests()).toEqual(["POST /hooks/canary-hook?sig=canary-signature"]);
  });

  it("Discord shows what a visitor writes as it is: no mention, no link, no heading", async () => {
    const { deliver, message } = open("discord");
    const event = { message: "@everyone [bank](https://evil.example) # hi", agent: "A1" };
    await deliver(message(viewOf({}, { event }), { text: "**{{ event.message }}**" }));
    expect(bodies()[0].allowed_mentions).toEqual({ parse: [] });
    expect(bodies()[0].content).toContain("**@\u200beveryone \\[bank\\](https://evil.example) \\# hi**");
  });
});
