/** A message that says it is a test: sent as alerts are, and only where it does no harm. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDestinationTest } from "../../src/app/destination-test.ts";
import { oneLine } from "../../src/rules/language/diagnostic.ts";
import { makeEdge } from "../support/destination-edge.ts";
import { answer, type HttpSink, openHttpSink } from "../support/http-sink.ts";
import { monday } from "../support/make.ts";
import { openRulebook } from "../support/rulebook.ts";

let sink: HttpSink;
const printed: string[] = [];
/** The destinations that have taken a test, as the deliverer hears of them. */
const proven: string[] = [];

beforeEach(async () => {
  sink = await openHttpSink();
});
afterEach(() => sink.close());

function tester() {
  const { rulebook } = openRulebook(
    `version: 1
destinations:
  hook: { http: { url: "${sink.url}/in", allow_private: ["127.0.0.0/8"] } }
  screen: { console: {} }
  crm: { http: { preset: hubspot.contact, token: a-token } }
  helper: { avatar: { mode: whisper } }
  unused: { console: {} }
rules:
  - { name: asks, on: chat.push, when: { keywords: [human] }, then: [hook, { to: screen, title: "{{ event.agent }}", text: "{{ event.message }}" }, crm, { to: helper, text: "help" }] }
`,
    undefined,
    { BITHUMAN_WEBHOOK_SECRET: "a-secret-of-the-webhook", BITHUMAN_API_SECRET: "a-secret-of-the-account" },
  );
  const turned = rulebook.reload();
  if (turned.kind === "refused") throw new Error(turned.diagnostics.map(oneLine).join("\n"));
  const environment = makeEdge({}, { print: (text) => void printed.push(text) });
  return createDestinationTest({
    rulebook,
    environment,
    randomId: () => "id-1",
    now: () => monday,
    elapsed: () => 1,
    proven: (name) => proven.push(name) > 0,
  });
}

describe("testing a destination", () => {
  it("sends one message that says what it is and who sent it, and gives the answer back", async () => {
    expect(await tester()("hook", "ada")).toMatchObject({ kind: "tried", outcome: "delivered", resumed: true });
    const [request] = sink.requests;
    expect(JSON.parse(String(request?.body))).toMatchObject({ rule: "TEST", event: { agent: "TEST", data: { test: true } } });
    expect(String(request?.body)).toContain("This is a test of the destination hook, sent by ada");
    expect(request?.headers["idempotency-key"]).toBe("test-id-1");
    sink.script(answer(503, {}, "down"));
    expect(await tester()("hook", "ada")).toMatchObject({
      kind: "tried",
      outcome: "later",
      reason: "unavailable",
      detail: expect.stringContaining("503"),
      resumed: false,
    });
    expect(proven).toEqual(["hook"]);
  });

  it("words it as the rule that sends there would", async () => {
    expect(await tester()("screen", "ada")).toMatchObject({ kind: "tried", outcome: "delivered" });
    expect(printed.join()).toContain("TEST");
    expect(printed.join()).toContain("sent by ada");
  });

  it.each([
    ["crm", /make one up/],
    ["helper", /visitor would hear it/],
    ["unused", /no rule sends to it/],
  ])("sends nothing to %s, and says why", async (name, why) => {
    expect(await tester()(name, "ada")).toEqual({ kind: "unfit", why: expect.stringMatching(why) });
    expect(sink.requests).toEqual([]);
  });

  it("knows no other names, and does one at a time", async () => {
    const test = tester();
    expect(await test("nobody", "ada")).toEqual({ kind: "unknown" });
    const two = await Promise.all([test("hook", "ada"), test("hook", "ada")]);
    expect(two.map(({ kind }) => kind)).toEqual(["tried", "busy"]);
  });
});
