/** Answers that are not the vendor's, or not as its documentation has them. */

import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { presetNames } from "../../../src/destinations/preset/shelf.ts";
import { makeContext } from "../../support/destination-edge.ts";
import { answer, json, type SinkStep } from "../../support/http-sink.ts";
import { ada, vendorOnLoopback, viewOf } from "../../support/preset-case.ts";

const { sink, open } = vendorOnLoopback();

/** A token where one is asked for, and this for everything else. */
function withToken(step: SinkStep): SinkStep {
  return { kind: "depends", on: ({ path }) => (/token$/.test(path) ? json(200, { access_token: "t1" }) : step) };
}

const visitor = viewOf({ ...ada, phone: "+15558675310" });

describe.each(presetNames())("%s", (preset) => {
  it("takes no web page for a delivery", async () => {
    const { deliver, message } = open(preset);
    sink.always(withToken(answer(200, { "content-type": "text/html" }, "\n<!doctype html><title>Sign in to the network</title>")));
    expect(await deliver(message(visitor))).toMatchObject({ kind: "later", reason: "bad_answer", ambiguous: true });
  });

  it("waits for a person where its address sends everything elsewhere", async () => {
    const { deliver, message } = open(preset);
    sink.always(withToken(answer(302, { location: "https://login.example.com/" })));
    expect(await deliver(message(visitor))).toMatchObject({
      kind: "pause",
      reason: "address",
      detail: expect.stringContaining("HTTP 302"),
    });
    expect(sink.requests.filter(({ path }) => !/token$/.test(path))).toHaveLength(1);
  });

  it("asks for answers that are not compressed", async () => {
    const { deliver, message } = open(preset);
    sink.always(withToken(answer(503)));
    await deliver(message(visitor));
    expect(sink.requests.map(({ headers }) => headers["accept-encoding"])).toEqual(sink.requests.map(() => "identity"));
  });
});

describe("what an answer tells is read", () => {
  it("where the answer repeats a long text several times", async () => {
    const { deliver, message } = open("hubspot.note");
    const text = "長".repeat(8_000);
    const repeated = { properties: { hs_note_body: text, hs_body_preview: text, hs_body_preview_html: text, hs_all: text }, id: "900" };
    sink.script(json(200, { results: [{ id: "101", new: false }] }), json(201, repeated));
    expect(await deliver(message())).toMatchObject({ kind: "delivered", reference: "900" });
  });

  it.each<[string, string, object, object]>([
    ["twilio.sms", "a number as a text", { code: "21611" }, { kind: "later", reason: "unavailable" }],
    ["whatsapp.message", "a number as a text", { error: { code: "190" } }, { kind: "pause" }],
    ["monday.item", "a code in other letters", { errors: [{ extensions: { code: "COMPLEXITYEXCEPTION" } }] }, { reason: "throttled" }],
    ["pipedrive.person", "a truth value as a text", { success: "false" }, { kind: "refused" }],
  ])("of %s, with %s", async (preset, _what, body, outcome) => {
    const { deliver, message } = open(preset);
    sink.always(json(preset === "twilio.sms" || preset === "whatsapp.message" ? 400 : 200, body));
    expect(await deliver(message(visitor))).toMatchObject(outcome);
  });

  it("for its status, and for the id under which the vendor's support finds the request", async () => {
    const { sender, deliver, message } = open("hubspot.note");
    const id = { "x-hubspot-correlation-id": "a43683b0-5717-4ceb-80b4-104d02915d8c" };
    sink.script(
      json(200, { results: [{ id: "101" }] }, id),
      json(201, { id: "900" }),
      json(400, { message: "no" }, { "x-request-id": "r-1" }),
    );
    const one = message();
    const first = await sender.send(one, makeContext(one));
    expect(first).toMatchObject({ kind: "onward", detail: "HTTP 200 (request a43683b0-5717-4ceb-80b4-104d02915d8c)" });
    const { progress } = first as { readonly progress: Json }; // by the line above
    expect(await sender.send(one, makeContext(one, { progress }))).toMatchObject({ kind: "delivered", detail: "HTTP 201" });
    expect(await deliver(message())).toMatchObject({ kind: "refused", detail: 'HTTP 400 (request r-1): {"message":"no"}' });
  });

  it.each<[string, string, Readonly<Record<string, string>>, object]>([
    ["names none", "HTTP 200", {}, {}],
    ["names it in the body", "HTTP 200 (request be9772bf)", {}, { request_id: "be9772bf" }],
    ["has something else in the header", "HTTP 200", { "x-request-id": "ada@example.com said so" }, {}],
  ])("where the answer %s", async (_what, detail, headers, more) => {
    const { deliver, message } = open("notion.page");
    sink.script(json(200, { object: "page", id: "p1", ...more }, headers));
    expect(await deliver(message())).toMatchObject({ kind: "delivered", detail });
  });

  it("behind a byte order mark", async () => {
    const { deliver, message } = open("hubspot.contact");
    sink.script(answer(200, { "content-type": "application/json" }, `\ufeff${JSON.stringify({ results: [{ id: "101", new: true }] })}`));
    expect(await deliver(message())).toMatchObject({ kind: "delivered", reference: "101" });
  });
});

describe("a token endpoint", () => {
  it.each<[string, SinkStep, object]>([
    [
      "is overloaded and says so in JSON",
      json(503, { status: 503, error: "Service Unavailable" }),
      { kind: "later", reason: "unavailable" },
    ],
    ["limits, and says so in JSON", json(429, { error: "rate_limited" }), { kind: "later", reason: "throttled" }],
    ["asks to come back", json(400, { error: "busy" }, { "retry-after": "7" }), { kind: "later", after: 7_000 }],
    ["is in trouble for a moment", json(400, { error: "temporarily_unavailable" }), { kind: "later", reason: "unavailable" }],
    [
      "asks to try again, as Salesforce does",
      json(400, { error: "unknown_error", error_description: "retry your request" }),
      { kind: "later" },
    ],
    ["shows a web page", answer(200, {}, "<html>maintenance</html>"), { kind: "later", reason: "bad_answer" }],
    ["says no", json(400, { error: "invalid_grant" }), { kind: "pause", reason: "credentials" }],
    ["sends elsewhere", answer(302, { location: "https://login.example.com/" }), { kind: "pause", reason: "credentials" }],
  ])("that %s", async (_what, step, outcome) => {
    const { deliver, message } = open("salesforce.contact");
    sink.always(step);
    expect(await deliver(message())).toMatchObject(outcome);
  });
});
