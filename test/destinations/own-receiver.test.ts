import { readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Outcome } from "../../src/core/delivery.ts";
import type { Destination } from "../../src/core/destination.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { http } from "../../src/destinations/http.ts";
import { webhook } from "../../src/destinations/webhook/webhook.ts";
import { configured, makeContext, makeEdge, renderedBy } from "../support/destination-edge.ts";
import { answer, openHttpSink } from "../support/http-sink.ts";

const kinds: readonly (readonly [string, Destination, JsonObject])[] = [
  ["http", http, {}],
  ["webhook", webhook, { secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD" }],
];

const one = "/in";
const many = "/in/{{ event.session }}";

interface Row {
  readonly status: number;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly unsure?: boolean;
  readonly ends: Partial<Outcome> & JsonObject;
}

const rows: readonly Row[] = [
  {
    status: 401,
    ends: { kind: "pause", reason: "credentials", detail: expect.stringContaining("anew: one message tries every 10 minutes") },
  },
  { status: 401, path: many, ends: { kind: "pause", reason: "credentials" } },
  { status: 402, path: many, ends: { kind: "pause", reason: "account" } },
  {
    status: 403,
    ends: {
      kind: "pause",
      reason: "credentials",
      detail: expect.stringContaining("or give it the right to do this: one message tries every 10 minutes"),
    },
  },
  { status: 403, path: many, ends: { kind: "refused", reason: "permanent" } },
  { status: 403, headers: { "retry-after": "7" }, ends: { kind: "later", reason: "unavailable", after: 7_000 } },
  { status: 410, ends: { kind: "pause", reason: "gone" } },
  { status: 410, path: many, ends: { kind: "refused", reason: "permanent" } },
  { status: 421, ends: { kind: "later", reason: "unavailable" } },
  { status: 423, ends: { kind: "later", reason: "unavailable" } },
  { status: 409, ends: { kind: "refused", reason: "permanent" } },
  { status: 409, unsure: true, ends: { kind: "later", reason: "unavailable" } },
  { status: 429, ends: { kind: "later", reason: "throttled", countsAsAttempt: false } },
  { status: 408, ends: { kind: "later" } },
  { status: 503, ends: { kind: "later" } },
  {
    status: 503,
    headers: { "retry-after": "7" },
    ends: { kind: "later", reason: "unavailable", after: 7_000, detail: expect.stringContaining("if it goes on, its log says more") },
  },
  { status: 301, ends: { kind: "refused", reason: "redirect_not_followed" } },
  {
    status: 302,
    headers: { location: "https://new.example.com/in" },
    ends: { detail: expect.stringMatching(/^HTTP 302 \(.*write that address as url.*\): to https:\/\/new\.example\.com\/…$/) },
  },
  {
    status: 302,
    headers: { location: "/login" },
    ends: { detail: expect.stringMatching(/^HTTP 302 \(the receiver asks people to log in: .*\): to another path .*, a login page$/) },
  },
  { status: 501, ends: { kind: "later", reason: "unavailable" } },
  { status: 507, ends: { kind: "later", reason: "unavailable" } },
  ...[400, 404, 405, 406, 411, 413, 415, 417, 418, 422, 426, 431, 451].map(
    (status): Row => ({ status, ends: { kind: "refused", reason: "permanent" } }),
  ),
];

/** Answers that say what to do. */
const withCure = [301, 401, 404, 405, 408, 409, 410, 413, 418, 429, 501, 503, 507];

describe.each(kinds)("the answer of a receiver of one's own, by %s,", (_, kind, settings) => {
  it.each(rows)("%j ends as docs/receivers.md says", async ({ status, path = one, headers = {}, unsure = false, ends }) => {
    const sink = await openHttpSink();
    const to = configured(kind, { url: sink.url + path, allow_private: ["127.0.0.0/8"], ...settings });
    const sender = to.open(makeEdge());
    onTestFinished(async () => {
      await sender.close();
      await sink.close();
    });
    sink.script({ ...answer(status), headers } as ReturnType<typeof answer>);
    const [message] = renderedBy(kind, to);
    const outcome = message && (await sender.send(message, makeContext(message, { unsure })));
    expect(outcome).toMatchObject(ends);
    if (outcome?.kind === "pause") expect(outcome.detail).toMatch(/^HTTP \d+/);
    if (outcome?.kind === "pause") expect(outcome.detail).toContain("Send a test on the page tries");
    if (withCure.includes(status) && !("retry-after" in headers))
      expect(outcome).toMatchObject({
        detail: expect.stringMatching(/^HTTP \d+ \(.*(correct|set|shorten|write|is it running|is the way|look there|permit|make room)/),
      });
  });
});

it("docs/receivers.md names each answer of the table", () => {
  const page = readFileSync("docs/receivers.md", "utf8");
  for (const { status } of rows.filter((row) => ![400, 404, 405, 413, 422].includes(row.status) && row.status < 411))
    expect(page).toMatch(new RegExp(`^\\| .*(${status}|${String(status)[0]}xx).* \\|`, "m"));
});
