import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Tried } from "../../../src/core/destination.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { http } from "../../../src/destinations/http.ts";
import { presetNames, takePreset } from "../../../src/destinations/preset/shelf.ts";
import { answer, type HttpSink, json, openHttpSink, type SinkStep } from "../../support/http-sink.ts";
import { settingsFor } from "../../support/preset-case.ts";

let sink: HttpSink;

beforeEach(async () => {
  sink = await openHttpSink();
});
afterEach(() => sink.close());

/** What `doctor` is told of a destination with this preset. */
async function trial(preset: string, more: JsonObject = {}): Promise<readonly Tried[]> {
  return (await http.tryOut?.(http.schema.parse({ ...settingsFor(preset, sink.url), ...more }), () => undefined)) ?? [];
}

const grant = json(200, { access_token: "canary-access", expires_in: 3_600 });
const zendesk = [json(200, { user: { id: 5, role: "admin" } })];
const intercom = [json(200, { type: "admin", id: "1", app: { type: "app", region: "US" } })];
const hubspot = [
  json(200, { hubId: 1, scopes: ["oauth", "crm.objects.contacts.read", "crm.objects.contacts.write"] }),
  json(200, { results: [] }),
];
const salesforce = [grant, json(200, { name: "Contact", createable: true, updateable: true, fields: [] })];
const twilio = [json(200, { sid: "AC1", status: "active" })];

/** What the vendors' pages show for the harmless call, in the order in which it is asked. */
const good: Readonly<Record<string, readonly SinkStep[]>> = {
  "airtable.record": [json(200, { id: "usr1", scopes: [] })],
  "attio.person": [json(200, { active: true, scope: "record_permission:read-write object_configuration:read" })],
  discord: [json(200, { id: "1", channel_id: "2" })],
  "freshdesk.ticket": [json(200, { primary_language: "en" })],
  "google-sheets.row": [grant, json(200, { spreadsheetId: "s1" })],
  "hubspot.contact": hubspot,
  "hubspot.note": hubspot,
  "intercom.contact": intercom,
  "intercom.event": intercom,
  "jira.issue": [json(200, { accountId: "1" }), json(200, { permissions: { CREATE_ISSUES: { havePermission: true } } })],
  "monday.item": [json(200, { data: { me: { id: "1" } } })],
  "notion.page": [json(200, { object: "user", type: "bot" })],
  ntfy: [json(200, { role: "user" })],
  "pagerduty.event": [json(202, { status: "success" })],
  "pipedrive.person": [json(200, { success: true, data: { id: 1 } })],
  pushover: [json(200, { status: 1, devices: ["phone"] })],
  "salesforce.contact": salesforce,
  "salesforce.task": salesforce,
  telegram: [json(200, { ok: true, result: { id: 1, is_bot: true } }), json(200, { ok: true, result: { id: 2, type: "group" } })],
  "twilio.sms": twilio,
  "twilio.whatsapp": twilio,
  "whatsapp.message": [json(200, { id: "1" })],
  "zendesk.ticket": zendesk,
  "zendesk.user": zendesk,
  "zoho.contact": [grant, answer(204)],
};

/** These can only be seen by a message in the channel. */
const untried = ["google-chat", "mattermost", "teams"];

/** The calls with a body that create nothing: the last opens nothing where nothing was opened before. */
const harmless = [/\/token$/, /access-token-info$/, /users\/validate\.json$/, /^\/v2$/, /^\/v2\/enqueue$/];

describe("doctor", () => {
  it("tries every preset that a vendor lets it try", () => {
    expect([...Object.keys(good), ...untried].sort()).toEqual(presetNames());
  });

  it.each(Object.keys(good))("says that the credentials of %s are good, and creates nothing", async (preset) => {
    sink.script(...(good[preset] ?? []));
    const tried = await trial(preset);
    expect(tried.map(({ ok, what }) => [ok, what.startsWith(`${preset}: `)])).toEqual(tried.map(() => [true, true]));
    expect(tried.length).toBeGreaterThan(0);
    expect(sink.requests).toHaveLength(good[preset]?.length ?? 0);
    for (const { method, path } of sink.requests) if (method !== "GET") expect(harmless.some((each) => each.test(path))).toBe(true);
    const [{ body } = { body: "" }] = sink.requests.filter(({ path }) => path === "/v2" || path === "/v2/enqueue");
    if (body !== "") expect(body).toMatch(/"query \{ me|"event_action":"resolve"/);
  });

  it.each(Object.keys(good))("says what the token of %s is where it is refused, and no secret", async (preset) => {
    sink.always({
      kind: "respond",
      respond: ({ path, headers }) => ({ status: 401, body: `${path} ${headers.authorization ?? ""} is wrong` }),
    });
    const [{ ok, what, cure }, ...others] = (await trial(preset)) as readonly [Tried & { readonly cure: string }];
    expect([ok, others]).toEqual([false, []]);
    expect(what).toMatch(new RegExp(`^${preset}: .*(credentials|access token)`));
    const taken = takePreset(preset);
    const secrets = taken.ok ? Object.entries(taken.shelved.file.inputs).filter(([, { secret }]) => secret === true) : [];
    for (const [name, { about }] of secrets) expect(cure).toContain(`${name}: ${about}`);
    expect(`${what}${cure}`).not.toMatch(/canary-(token|client_secret|refresh_token|routing_key|hook|signature|user|topic)|PRIVATE KEY/);
  });

  it.each<readonly [preset: string, what: string, steps: readonly SinkStep[], told: string, cure: string]>([
    [
      "hubspot.contact",
      "a token without a scope",
      [json(200, { scopes: ["crm.objects.contacts.read"] })],
      "the token lacks the scope crm.objects.contacts.write",
      "add crm.objects.contacts.write",
    ],
    [
      "hubspot.contact",
      "a token without scopes, told by a refusal",
      [answer(404), json(403, { category: "MISSING_SCOPES", context: { missingScopes: ["crm.objects.contacts.read"] } })],
      "the token lacks the scope crm.objects.contacts.read",
      "add crm.objects.contacts.read",
    ],
    [
      "attio.person",
      "a token that only reads",
      [json(200, { active: true, scope: "record_permission:read" })],
      "the scopes record_permission:read-write, object_configuration:read",
      "add record_permission:read-write and object_configuration:read",
    ],
    [
      "salesforce.contact",
      "a user who may only read",
      [grant, json(200, { createable: false, updateable: false })],
      "may not create Contacts",
      "client_secret:",
    ],
    [
      "zendesk.user",
      "an anonymous caller, who is answered with 200",
      [json(200, { user: { id: null, name: "Anonymous user" } })],
      "nobody's",
      "token:",
    ],
    [
      "monday.item",
      "errors with status 200",
      [json(200, { errors: [{ message: "Not Authenticated" }] })],
      "takes the token for nobody's",
      "token:",
    ],
    [
      "jira.issue",
      "an account that may not",
      [json(200, { accountId: "1" }), json(200, { permissions: { CREATE_ISSUES: { havePermission: false } } })],
      "may not create issues",
      "token:",
    ],
    [
      "telegram",
      "a chat that it is not in",
      [json(200, { ok: true }), json(400, { ok: false, description: "Bad Request: chat not found" })],
      "chat not found",
      "token:",
    ],
    [
      "google-sheets.row",
      "a sheet that is not shared",
      [grant, json(403, { error: { status: "PERMISSION_DENIED" } })],
      "refused: HTTP 403",
      "share the sheet with its client_email",
    ],
    [
      "google-sheets.row",
      "a key that was deleted",
      [json(400, { error: "invalid_grant" })],
      "no access token: invalid_grant",
      "share the sheet",
    ],
    [
      "airtable.record",
      "no vendor at all",
      [{ kind: "reset" }, { kind: "reset" }, { kind: "reset" }],
      "the vendor cannot be reached",
      "the network open",
    ],
  ])("%s: %s", async (preset, _what, steps, told, cure) => {
    sink.script(...steps);
    const last = (await trial(preset)).at(-1);
    expect(last).toMatchObject({ ok: false, what: expect.stringContaining(told), cure: expect.stringContaining(cure) });
  });

  it.each(untried)("says that %s is reached and not tried, and sends nothing there", async (preset) => {
    expect(await trial(preset)).toEqual([
      { ok: true, what: expect.stringContaining(" is reached (OPTIONS / is answered with HTTP ") },
      { ok: true, what: expect.stringMatching(/ is not tried: only a /) },
    ]);
    expect(sink.requests.map(({ method, body }) => [method, body])).toEqual([["OPTIONS", ""]]);
  });

  it("says that the vendor is busy, and that nothing was tried", async () => {
    sink.always(answer(503));
    expect(await trial("airtable.record")).toEqual([
      { ok: true, what: "airtable.record is not tried: the vendor is busy just now (HTTP 503)" },
    ]);
  });

  it("takes no web page for a token that is good", async () => {
    sink.always(answer(200, { "content-type": "text/html" }, "<html>Sign in to the network</html>"));
    for (const preset of ["hubspot.contact", "airtable.record", "zendesk.ticket"])
      expect((await trial(preset))[0]).toMatchObject({ ok: false, what: `${preset}: a web page came in the place of an answer` });
  });
});
