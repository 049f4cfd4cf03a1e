import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { viewOf as eventView } from "../../../src/core/event.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { type HttpSink, openHttpSink, type SinkAnswer, type SinkRequest } from "../../support/http-sink.ts";
import { makeJoin } from "../../support/make.ts";
import { openPreset, viewOf } from "../../support/preset-case.ts";

const folder = new URL("fixtures/", import.meta.url);

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What the vendor's own client sent; written by scripts/record-vendors.ts. */
function recordedOf(preset: string): readonly Recorded[] {
  return JSON.parse(readFileSync(new URL(`${preset}.json`, folder), "utf8")) as Recorded[];
}

const presets = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));

/** Settings with which a preset does what was recorded of the client. */
const settings: Readonly<Record<string, JsonObject>> = { "salesforce.contact": { key_field: "Avatar_Session__c" } };

/** Answers that take a preset through its steps; the first try finds nobody. */
function answerTo({ path }: SinkRequest, turn: number): SinkAnswer {
  const ok = (body: unknown): SinkAnswer => ({ status: 200, body: JSON.stringify(body) });
  if (path.endsWith("/oauth2/token")) return ok({ access_token: "canary-access" });
  if (path.includes("/persons/search")) return ok({ data: { items: turn === 0 ? [] : [{ item: { id: 101 } }] } });
  if (path.endsWith("?updateOnly=true")) return { status: 404 };
  if (path.endsWith("/users.json")) return { status: 422, body: '{"details":{"email":[{"error":"DuplicateValue"}]}}' };
  if (path === "/contacts") return { status: 409, body: '{"errors":[{"message":"already exists with id=101"}]}' };
  return ok({ id: "101", Id: "101", results: [{ id: "101" }], data: { id: 101 } });
}

/** A request as it was recorded of the clients, with what is different each time in one form. */
function formOf({ method, path, headers, body }: SinkRequest | Recorded, names: readonly string[]): Recorded {
  const told = names.map((name) => [name, headers[name]?.replace(/;\s*charset=utf-8$/i, "") ?? ""] as const);
  return { method, path, headers: Object.fromEntries(told), body: typeof body === "string" ? read(body) : body };
}

function read(body: string): unknown {
  if (body === "") return null;
  return body.startsWith("{") ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
}

let sink: HttpSink;

beforeEach(async () => {
  sink = await openHttpSink();
});
afterEach(() => sink.close());

describe("a preset sends what the vendor's own client sends:", () => {
  it.each(presets)("%s", async (preset) => {
    const join = makeJoin();
    const view = viewOf(undefined, {
      event: { ...eventView(join), id: "EVENT" },
      rule: { name: "joins", severity: "high" },
      finding: { because: "a visitor joined" },
      session: { id: join.session ?? null },
    });
    const { sender, deliver, message } = openPreset(preset, sink.url, settings[preset]);
    for (const turn of [0, 1]) {
      sink.always({ kind: "respond", respond: (request) => answerTo(request, turn) });
      const one = message(view, { title: "A visitor joined", text: "Room {{ event.room }}" });
      expect(await deliver(one)).toMatchObject({ kind: "delivered" });
    }
    await sender.close();
    for (const request of recordedOf(preset)) {
      const names = Object.keys(request.headers);
      expect(sink.requests.map((sent) => formOf(sent, names))).toContainEqual(formOf(request, names));
    }
    expect(sink.requests.length).toBeGreaterThanOrEqual(recordedOf(preset).length);
  });

  it("and each of these clients was recorded", () => {
    expect(presets).toEqual([
      "hubspot.contact",
      "hubspot.note",
      "intercom.contact",
      "intercom.event",
      "pagerduty.event",
      "pipedrive.person",
      "salesforce.contact",
      "salesforce.task",
      "zendesk.ticket",
      "zendesk.user",
    ]);
  });
});
