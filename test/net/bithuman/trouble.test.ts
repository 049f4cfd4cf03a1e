import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type BithumanTrouble, troubleOf, troubleRows, troubleText } from "../../../src/net/bithuman/trouble.ts";
import { redactor } from "../../../src/net/redact.ts";
import { type ErrorSample, edge, errorAnswer, errors, notFound } from "../../support/bithuman-samples.ts";
import { monday } from "../../support/make.ts";

const troubleIn = ({ status, body }: ErrorSample, retryAfter?: string) => troubleOf({ status, body, retryAfter }, monday);
const json = (status: number, body: object): ErrorSample => ({ status, body: JSON.stringify(body) });

const samples: readonly (readonly [string, ErrorSample, Partial<BithumanTrouble>])[] = [
  ...(Object.keys(errors) as (keyof typeof errors)[]).map((code) => [code, errorAnswer(code), { code }] as const), // keys of a literal
  ["a plan, with its link", errorAnswer("PLAN_REQUIRED"), { consequence: "account", link: "https://www.bithuman.ai/pricing" }],
  ["no credits, with its link", errorAnswer("INSUFFICIENT_BALANCE"), { consequence: "account", link: "https://www.bithuman.ai/#billing" }],
  ["too many avatars", errorAnswer("CONCURRENCY_LIMIT_REACHED"), { consequence: "later" }],
  ["a suspended account", errorAnswer("ACCOUNT_SUSPENDED"), { consequence: "account" }],
  ["somebody else's account", errorAnswer("FORBIDDEN"), { consequence: "credentials" }],
  ["a wrong secret", errorAnswer("UNAUTHORIZED"), { consequence: "credentials" }],
  ["no agent", notFound("agent"), { code: "NOT_FOUND", consequence: "refused", cure: expect.stringContaining("no such agent") }],
  ["no room", notFound("rooms"), { code: "NOT_FOUND", consequence: "refused", cure: expect.stringContaining("has left") }],
  ["the edge's 1010", edge.blocked, { code: "EDGE_BLOCKED", consequence: "refused" }],
  ["the edge's page with 403", { status: 403, body: "<html>" }, { code: "EDGE_BLOCKED" }],
  ["the edge's 502", edge.badGateway, { code: "UNAVAILABLE", consequence: "later", message: "HTTP 502, and no JSON" }],
  ["the edge's 504", edge.timeout, { code: "UNAVAILABLE", consequence: "later" }],
  ["401 without a body", { status: 401, body: "" }, { code: "UNAUTHORIZED" }],
  ["402 without a code", json(402, {}), { code: "INSUFFICIENT_BALANCE" }],
  ["403 without a code", json(403, {}), { code: "FORBIDDEN" }],
  ["404 without a code", json(404, { detail: "Not Found" }), { code: "NOT_FOUND", message: "Not Found" }],
  ["500", json(500, {}), { code: "UNAVAILABLE", consequence: "later" }],
  ["418", json(418, {}), { code: "REQUEST_REFUSED", consequence: "refused" }],
  [
    "a code that is new",
    json(403, { error: { code: "REGION_CLOSED", message: "Not in your region", help_url: "https://www.bithuman.ai/help" } }),
    { code: "REGION_CLOSED", message: "Not in your region", consequence: "account", link: "https://www.bithuman.ai/help" },
  ],
  ["an error under 200", json(200, { error: { code: "PLAN_REQUIRED", message: "No", httpStatus: 403 } }), { code: "PLAN_REQUIRED" }],
  ["an error as a text", json(429, { error: "slow down" }), { code: "RATE_LIMITED", message: "slow down" }],
  ["an error under data", json(402, { success: false, data: { error: { code: "PLAN_REQUIRED" } } }), { code: "PLAN_REQUIRED" }],
  ["a code that is no code", json(403, { error: { code: "<b>" } }), { code: "FORBIDDEN" }],
  ["a link that is none", json(403, { error: { code: "PLAN_REQUIRED", upgrade_url: "javascript:alert(1)" } }), { link: undefined }],
];

describe("trouble with bitHuman", () => {
  it.each(samples)("is read: %s", (_, answer, trouble) => {
    expect(troubleIn(answer)).toMatchObject(trouble);
  });

  it.each([
    json(200, { success: true, data: {} }),
    json(201, {}),
    { status: 200, body: "[]" },
    { status: 200, body: "" },
    json(200, { status: "success", status_code: 200, data: { error: null } }),
  ])("is not seen where there is none: %j", (answer) => {
    expect(troubleIn(answer)).toBeUndefined();
  });

  it("says how long to wait", () => {
    expect(troubleIn(errorAnswer("RATE_LIMITED"), "7")).toMatchObject({ code: "RATE_LIMITED", after: 7_000 });
  });

  it("is told with code, message, cure and link, never with the secret, and never at length", () => {
    const told = json(403, {
      error: { code: "PLAN_REQUIRED", message: `canary ${"x".repeat(900)}`, upgrade_url: "https://b.ai/?s=canary" },
    });
    const trouble = troubleOf({ ...told, retryAfter: undefined }, monday, redactor(["canary"]));
    const text = trouble === undefined ? "" : troubleText(trouble);
    expect(text).toMatch(/^bitHuman answers PLAN_REQUIRED: \*\*\* x+…; move the bitHuman account .* \(https:\/\/b\.ai\/\)$/);
    expect(text.length).toBeLessThan(600);
  });

  it("has the table of docs/bithuman.md: each code with its cure, and no other", () => {
    const page = readFileSync("docs/bithuman.md", "utf8");
    const rows = [...page.matchAll(/^\| `([A-Z_]+)`[^|]*\|[^|]*\| (pauses|later|ends) \| (.+) \|$/gm)];
    const words = { credentials: "pauses", account: "pauses", later: "later", refused: "ends" } as const;
    expect(rows.map(([, code, what, cure]) => [code, what, cure])).toEqual(
      troubleRows.map(({ code, consequence, cure }) => [code, words[consequence], cure]),
    );
    for (const code of Object.keys(errors)) expect(rows.map(([, documented]) => documented)).toContain(code);
  });
});
