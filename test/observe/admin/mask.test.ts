/** What a viewer is shown where texts are masked, and who may see the bytes as they came. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AdminRole, roles } from "../../../src/core/access/principal.ts";
import type { Signal } from "../../../src/core/signal.ts";
import type { Store } from "../../../src/core/store.ts";
import { reads } from "../../../src/observe/admin/calls.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { makeChat, makeIdentity, makeOther, monday } from "../../support/make.ts";
import { createMemoryStore } from "../../support/memory-store/index.ts";
import { programOf } from "../../support/program.ts";
import { makeAccepted, makeAccountRefused, makeAnswered, makeAttempted, makeBackfillFailed } from "../../support/signals.ts";
import { endDeliveries, plantEvent } from "../../support/stored.ts";

const canary = "canary-e7f1";
const tokenOf = (role: AdminRole) => `the-long-token-of-a-${role}`;
const tokens = roles.map((role) => ({ name: `the-${role}`, role, token: tokenOf(role) }));

const chat = makeChat({ message: `${canary} wants a human`, data: { message: canary, note: { [canary]: [canary] } } });
const identity = makeIdentity({ email: `${canary}@example.com`, name: canary });
const other = makeOther({ type: "cart.left", data: { [canary]: canary } });
const quarantined = makeChat({ message: "set aside" }).id;

/** A store on the disk would need a grouping for them. */
function questionsOf(text: string): Pick<Store, "questions" | "question"> {
  const counts = { times: 1, sessions: 1, answered: 0, unanswered: 1 };
  const quotes = [{ event: chat.id, session: chat.session, conversation: "c1", at: monday, text }];
  const upload = { state: "failed", at: monday, detail: text } as const;
  const answers = [{ revision: 1, at: monday, by: "anna", asked: text, text, upload }];
  const detail = { num: 1, name: text, language: "en", quotes, conversations: quotes, days: [{ ...counts, day: 1, revision: 0 }], answers };
  return {
    questions: async () => ({ rows: [{ num: 1, name: text, language: "en", ...counts, before: counts, quotes }], next: undefined }),
    question: async () => detail,
  };
}

let admin: RunningAdmin;
let isOn: boolean;
let paths: Readonly<Record<keyof typeof reads, readonly string[]>>;

/** Puts the canary wherever a visitor, an agent or another side can write. Returns the ids of the deliveries. */
async function plantAll(): Promise<readonly string[]> {
  const { store } = admin;
  const texts = { because: canary, text: canary };
  const deliveries = [];
  for (const event of [chat, identity, other]) {
    deliveries.push(...(await plantEvent(store, { event, raw: JSON.stringify({ said: canary }), to: ["support", "crm"], ...texts })));
  }
  await endDeliveries(store, "support", { kind: "refused", reason: "permanent", detail: canary });
  await endDeliveries(store, "crm", { kind: "delivered", reference: canary });
  const raw = new TextEncoder().encode(canary);
  const aside = { id: quarantined, source: "bithuman", receivedAt: monday, reason: "invalid_json", detail: canary } as const;
  await store.accept({ kind: "quarantined", ...aside, raw });
  const rule = { name: "asks", when: { keywords: "human" }, then: [{ to: "desk", settings: {} }], groupBy: [["message"]] };
  await store.accept({ kind: "event", event: makeChat({ message: `human ${canary}`, session: "s2" }), raw });
  await store.evaluate(10, createPlanner(programOf([rule])));
  return deliveries;
}

const paused: Signal = { name: "destination.paused", to: "crm", reason: "credentials", detail: canary };

/** One of each kind that may quote something. */
const quoting: readonly Signal[] = [
  paused,
  { name: "event.quarantined", id: "e2", source: "bithuman", reason: "invalid_json", detail: canary },
  makeAttempted({ outcome: "refused", state: "dead", reason: "permanent", detail: canary }),
  makeBackfillFailed({ detail: canary, cure: canary, link: canary }),
  makeAccountRefused({ detail: canary, cure: canary, link: canary }),
  makeAnswered({ path: `/hook/${canary}` }),
  { name: "webhook.missed", path: `/${canary}`, address: "127.0.0.1", requestId: "r1", detail: canary },
  { name: "rules.refused", problems: 1, first: canary },
  { name: "slack.disconnected", detail: canary },
  { name: "slack.unanswered", detail: canary },
  { name: "store.trouble", detail: canary },
  { name: "process.stopping", why: canary },
  { name: "bug", where: "deliver", error: canary },
];

beforeEach(async () => {
  isOn = true;
  const mistakes = [{ code: "signature_missing", what: canary, cure: canary }];
  const refused = { request_id: "r1", at: "2026-03-02T09:00:00.000Z", code: "unauthorized", source: null, address: null, method: "POST" };
  admin = await startAdmin({
    access: { tokens, from: "environment" },
    masksForViewers: () => isOn,
    store: { ...createMemoryStore(), trouble: () => canary, ...questionsOf(canary) },
    refused: () => Promise.resolve([{ ...refused, path: `/${canary}`, bytes: 2, mistakes }]),
    setup: () =>
      Promise.resolve({
        url: undefined,
        path: "/webhook",
        port: 8080,
        header: { name: "x-api-key", value: canary },
        takesSignatures: true,
        progress: { reachedAt: undefined, test: undefined, first: undefined },
      }),
  });
  const deliveries = await plantAll();
  const { rows } = await admin.store.searchIncidents({ limit: 10 });
  for (const signal of quoting) admin.bus.emit(signal);
  paths = {
    "GET /events": ["/events", `/events?session=${canary}&limit=${canary}`],
    "GET /events/:id": [chat.id, identity.id, other.id, quarantined].map((id) => `/events/${id}`),
    "GET /deliveries": ["/deliveries"],
    "GET /deliveries/:id": deliveries.map((id) => `/deliveries/${id}`),
    "GET /destinations": ["/destinations"],
    "GET /incidents": ["/incidents"],
    "GET /incidents/:id": rows.map(({ id }) => `/incidents/${id}`),
    "GET /insights": ["/insights", `/insights?agent=${canary}`],
    "GET /questions": ["/questions"],
    "GET /questions/:id": ["/questions/1"],
    "GET /sessions": ["/sessions", `/sessions?q=${canary}`],
    "GET /sessions/:id": [`/sessions/${chat.session}`, "/sessions/s2"],
    "GET /stats": ["/stats"],
    "GET /status": ["/status"],
    "GET /stream": [],
    "GET /refused": ["/refused"],
    "GET /setup": ["/setup"],
    "GET /sessions/:id/test": [`/sessions/${canary}/test`],
    "GET /openapi.json": ["/openapi.json"],
    "GET /samples": ["/samples"],
    "GET /rules": ["/rules"],
    "GET /rules/text": ["/rules/text"],
    "GET /rules/versions": ["/rules/versions"],
    "GET /rules/versions/:id": ["/rules/versions/v0"],
  };
});
afterEach(() => admin.close());

const headersOf = (role: AdminRole) => ({ authorization: `Bearer ${tokenOf(role)}` });
const get = async (path: string, role: AdminRole) => (await ask(admin.port, `/api${path}`, { headers: headersOf(role) })).text;

/** What is written, and what each of its texts holds as base64. */
function readable(text: string): string {
  const texts = [...text.matchAll(/"([A-Za-z0-9+/=_-]{8,})"/g)].map(([, each = ""]) => Buffer.from(each, "base64").toString("latin1"));
  return [text, ...texts].join("\n");
}

/** What a reader of the stream is told of these signals; `opened` comes between. */
async function streamed(role: AdminRole, opened = () => {}): Promise<string> {
  const response = await fetch(`${admin.url}/api/stream`, { headers: headersOf(role) });
  opened();
  for (const signal of [...quoting, makeAccepted({ id: "the-last" })]) admin.bus.emit(signal);
  let text = "";
  for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    if (text.includes("the-last")) return text;
  }
  throw new Error("the stream ended before its last signal");
}

describe("a viewer where texts are masked", () => {
  it.each(Object.keys(reads) as (keyof typeof reads)[])("finds no text in %s", async (call) => {
    if (call === "GET /stream") return expect(readable(await streamed("viewer"))).not.toContain(canary);
    expect(paths[call].length).toBeGreaterThan(0);
    for (const path of paths[call]) expect(readable(await get(path, "viewer"))).not.toContain(canary);
  });

  it.each([
    "GET /events/:id",
    "GET /deliveries",
    "GET /deliveries/:id",
    "GET /incidents",
    "GET /status",
    "GET /refused",
    "GET /stream",
  ] as const)("is the only one for whom %s is masked, and only while the setting says so", async (call) => {
    const of = (role: AdminRole) => (call === "GET /stream" ? streamed(role) : get(paths[call][0] ?? "", role));
    expect(await of("responder")).toContain(canary);
    expect(await of("viewer")).not.toContain(canary);
    isOn = false;
    expect(await of("viewer")).toContain(canary);
  });

  it("still sees ids, types, times, counts, names of rules and states, and that texts are masked", async () => {
    expect(JSON.parse(await get(`/events/${chat.id}`, "viewer"))).toMatchObject({
      id: chat.id,
      type: "chat.push",
      session: chat.session,
      received_at: "2026-03-02T09:00:00.000Z",
      findings: [{ rule: "asks-for-a-human" }],
      event: { role: "user", message: "(masked)", data: null },
      raw: null,
      trace: { rules: [{ rule: "asks-for-a-human", held: true, because: [{ condition: "keywords", text: "(masked)" }] }, { held: false }] },
      masked: true,
    });
    expect(JSON.parse(await get("/deliveries", "viewer")).deliveries).toContainEqual(
      expect.objectContaining({ state: "dead", to: "support", reason: "permanent", detail: "(masked)", body: null, attempts: 1 }),
    );
    expect(JSON.parse(await get("/incidents", "viewer")).incidents).toMatchObject([{ rule: "asks", group: "(masked)", state: "open" }]);
    expect(JSON.parse(await get("/stats", "viewer"))).toMatchObject({ quarantined: 1, deliveries: { dead: 3 } });
    const signals = await streamed("viewer");
    expect(signals).toContain('"reason":"permanent","detail":"(masked)"');
  });

  it("is masked from the next signal on when the rules are reloaded while it follows", async () => {
    isOn = false;
    const text = await streamed("viewer", () => {
      isOn = true;
    });
    expect(text).not.toContain(canary);
  });

  it("is told what was wrong with its own request", async () => {
    expect(JSON.parse(await get("/events?sesion=x", "viewer")).error.message).toContain("sesion");
  });
});

describe("the bytes as they came", () => {
  it.each(roles)("are for an admin only, with or without the setting, and the answer says so: %s", async (role) => {
    isOn = false;
    const { raw, raw_withheld } = JSON.parse(await get(`/events/${chat.id}`, role));
    if (role === "admin") expect(Buffer.from(raw, "base64").toString()).toContain(canary);
    else expect({ raw, raw_withheld }).toEqual({ raw: null, raw_withheld: "The bytes as they came are shown to the role admin only." });
  });
});
