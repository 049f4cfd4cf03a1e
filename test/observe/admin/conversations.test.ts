/** Conversations on the admin port: what a person sees of them, and how they are found. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Event } from "../../../src/core/event.ts";
import { plus, second } from "../../../src/core/time.ts";
import { createVisitors } from "../../../src/evaluate/visitors.ts";
import { sessionDetail, sessions } from "../../../src/observe/admin/answers.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { makeChat, makeIdentity, makeSessionEnd, monday } from "../../support/make.ts";
import { createMemoryStore } from "../../support/memory-store/index.ts";
import { programOf } from "../../support/program.ts";
import { endDeliveries, refusedForGood } from "../../support/stored.ts";

const rules = [
  { name: "asks-for-money", on: ["chat.push"], when: { keywords: ["refund"] }, then: [{ to: "desk", settings: {} }] },
  { name: "tried-first", on: ["chat.push"], when: { keywords: ["refund"] }, then: [{ to: "desk", settings: {} }], mode: "shadow" as const },
];
const planner = createPlanner({ ...programOf(rules), readsAll: true });

let admin: RunningAdmin;
let isMasked: boolean;

beforeEach(async () => {
  isMasked = false;
  const store = createMemoryStore();
  const access = { tokens: [{ name: "eve", role: "viewer", token: "the-long-token-of-eve" }], from: "environment" } as const;
  admin = await startAdmin({ store, access, masksForViewers: () => isMasked, visitor: createVisitors(store) });
});
afterEach(() => admin.close());

async function take(...events: readonly Event[]): Promise<void> {
  for (const event of events) await admin.store.accept({ kind: "event", event, raw: new Uint8Array() });
  while ((await admin.store.evaluate(100, planner)).count > 0);
}

function says(message: string, after: number, more: Partial<Parameters<typeof makeChat>[0]> = {}): Event {
  const at = plus(monday, after * second);
  return makeChat({ message, occurredAt: at, receivedAt: at, session: "room/1 ü", ...more });
}

async function get(path: string) {
  const { status, text } = await ask(admin.port, `/api${path}`, { headers: { authorization: "Bearer the-long-token-of-eve" } });
  return { status, body: JSON.parse(text) };
}

const path = `/sessions/${encodeURIComponent("room/1 ü")}`;

describe("GET /api/sessions", () => {
  it("lists conversations with what was found and heard in them", async () => {
    await take(says("hello", 0), says("I want a refund", 5), makeSessionEnd({ session: "room/1 ü", occurredAt: plus(monday, 9 * second) }));
    const { body } = await get("/sessions");
    expect(sessions.parse(body)).toEqual(body);
    expect(body.next).toBeNull();
    expect(body.sessions).toHaveLength(1);
    expect(body.sessions[0]).toMatchObject({
      session: "room/1 ü",
      agent: "A80HVD8577",
      state: "ended",
      messages: 2,
      last_words: { role: "user", text: "I want a refund" },
      started_at: "2026-03-02T09:00:00.000Z",
      last_at: "2026-03-02T09:00:09.000Z",
      findings: [
        { rule: "asks-for-money", times: 1 },
        { rule: "tried-first", times: 1 },
      ],
      incidents: 1,
      match: null,
    });
  });

  it.each([
    ["q=refund", 1],
    ["q=nothing", 0],
    ["agent=A80HVD8577&state=open&rule=tried-first", 1],
    ["since=1h", 1],
    ["until=2026-03-02T08:00:00Z", 0],
    ["frustrated=true", 0],
    ["q=&agent=&rule=&state=&since=&until=&limit=&before=", 1],
  ])("finds by %s", async (query, count) => {
    await take(says("I want a refund", 0));
    const { status, body } = await get(`/sessions?${query}`);
    expect([status, body.sessions?.length]).toEqual([200, count]);
  });

  it.each(["state=odd", "since=yesterday", "limit=0", "frustrated=yes", "word=refund", "before=x"])(
    "refuses %s and says what it expects",
    async (query) => {
      const { status, body } = await get(`/sessions?${query}`);
      expect([status, body.error.code]).toEqual([400, "invalid_request"]);
      expect(body.error.message).toMatch(/xpected|nrecognized/);
    },
  );

  it("finds nothing by words that its reader may not see", async () => {
    await take(says("I want a refund", 0));
    isMasked = true;
    expect((await get("/sessions?q=refund")).body).toEqual({ sessions: [], next: null, masked: true });
    expect((await get("/sessions")).body.sessions).toHaveLength(1);
  });
});

describe("GET /api/sessions/:id", () => {
  it("shows the turns with what was heard, found and why, what was sent, the incident and the visitor", async () => {
    await take(makeIdentity({ email: "ada@example.com" }, { session: "room/1 ü" }), says("hello", -5), says("I want a refund", 0));
    await endDeliveries(admin.store, "desk", refusedForGood);
    const { body } = await get(path);
    expect(sessionDetail.parse(body)).toEqual(body);
    const [hello, refund] = body.turns;
    expect(hello).toMatchObject({
      role: "user",
      text: "hello",
      at: "2026-03-02T08:59:55.000Z",
      findings: [],
      readings: { repeat: 0, wants_human: 0 },
    });
    expect(refund.findings).toMatchObject([
      { rule: "asks-for-money", because: [{ condition: "keywords" }], held_back: null },
      { rule: "tried-first", sent: 0, held_back: { by: "shadow" } },
    ]);
    expect(body.incidents).toMatchObject([{ id: refund.findings[0].incident, rule: "asks-for-money", state: "open" }]);
    const ended = { event: refund.event, to: "desk", state: "dead", reason: "permanent" };
    const last = expect.objectContaining({ outcome: "refused", detail: "channel_not_found" });
    expect(body.deliveries).toContainEqual(expect.objectContaining({ ...ended, last_attempt: last }));
    expect(body.identity).toMatchObject({ email: "ada@example.com" });
    expect(body).toMatchObject({ turns_next: null, others: [] });
  });

  it("goes back page by page", async () => {
    await take(says("one", 0), says("two", 1), says("three", 2));
    const newest = (await get(`${path}?limit=2`)).body;
    expect(newest.turns.map(({ text }: { text: string }) => text)).toEqual(["two", "three"]);
    const before = (await get(`${path}?limit=2&before=${newest.turns_next}`)).body;
    expect(before.turns.map(({ text }: { text: string }) => text)).toEqual(["one"]);
    expect(before.turns_next).toBeNull();
  });

  it("says that nobody has the id", async () => {
    expect(await get("/sessions/nobody")).toMatchObject({ status: 404, body: { error: { code: "not_found" } } });
  });
});
