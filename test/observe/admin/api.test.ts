import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reload } from "../../../src/observe/admin/parts.ts";
import { type AdminOverride, ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { makeChat, monday } from "../../support/make.ts";
import { createMemoryStore } from "../../support/memory-store/index.ts";
import { makeEvaluated } from "../../support/signals.ts";
import { endDeliveries, plantEvent, refusedForGood } from "../../support/stored.ts";

let admin: RunningAdmin;

/** One takes every dead letter, one takes none, and one only what was made for it. */
const destinations: AdminOverride["destinations"] = () =>
  new Map([
    ["other", { adopt: () => ({ adopted: true }) }],
    ["strict", { adopt: () => undefined }],
    ["closed", {}],
  ]);

beforeEach(async () => {
  admin = await startAdmin({ destinations });
});
afterEach(() => admin.close());

async function restart(override: AdminOverride): Promise<void> {
  await admin.close();
  admin = await startAdmin(override);
}

async function get(path: string) {
  const { status, text } = await ask(admin.port, path);
  return { status, body: JSON.parse(text) };
}

async function remove(path: string) {
  const { status, text } = await ask(admin.port, path, { method: "DELETE" });
  return { status, body: JSON.parse(text) };
}

async function post(path: string, body: unknown) {
  const headers = { "content-type": "application/json" };
  const { status, text } = await ask(admin.port, path, {
    method: "POST",
    headers,
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status, body: JSON.parse(text) };
}

describe("GET /api/events", () => {
  it("shows what came in and which rules held, the newest first", async () => {
    await plantEvent(admin.store, { event: makeChat({ message: "one" }) });
    await plantEvent(admin.store, { event: makeChat({ message: "two" }), rule: "frustrated-user" });
    const { events, next } = (await get("/api/events")).body;
    expect(events[0]).toEqual({
      id: makeChat({ message: "two" }).id,
      type: "chat.push",
      agent: "A80HVD8577",
      session: "session_xyz789",
      received_at: "2026-03-02T09:00:00.000Z",
      status: "evaluated",
      role: "user",
      text: "two",
      findings: [{ rule: "frustrated-user", sent: 0, held_back: null }],
    });
    expect(events).toHaveLength(2);
    expect(next).toBeNull();
  });

  it("gives a page and where the next begins", async () => {
    for (const message of ["one", "two", "three"]) await plantEvent(admin.store, { event: makeChat({ message }) });
    const first = (await get("/api/events?limit=2")).body;
    expect(first.events).toHaveLength(2);
    const second = (await get(`/api/events?limit=2&before=${first.next}`)).body;
    expect(second.events.map(({ id }: { id: string }) => id)).toEqual([makeChat({ message: "one" }).id]);
    expect(second.next).toBeNull();
  });

  it.each([
    ["session=s2", 1],
    ["session=s2&type=chat.push&status=evaluated", 1],
    ["type=room.join", 0],
    ["status=quarantined", 0],
    ["session=&type=&status=&limit=&before=", 2],
  ])("finds by %s", async (query, count) => {
    await plantEvent(admin.store, { event: makeChat() });
    await plantEvent(admin.store, { event: makeChat({ session: "s2" }) });
    expect((await get(`/api/events?${query}`)).body.events).toHaveLength(count);
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=501", "limit"],
    ["limit=x", "limit"],
    ["status=gone", "status"],
    ["before=abc", "before"],
    ["sesion=s1", "sesion"],
    ["type=a&type=b", "type"],
  ])("says what is wrong with %s", async (query, named) => {
    const { status, body } = await get(`/api/events?${query}`);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: "invalid_request", request_id: expect.stringMatching(/^.{26}$/) });
    expect(body.error.message).toContain(named);
  });
});

describe("GET /api/events/:id", () => {
  it("shows the event, its bytes as they were signed, and why each rule held or did not", async () => {
    const event = makeChat({ message: "I want a human" });
    const raw = '{ "message" : "I want a human", "timestamp": 1705312200.0 }';
    await plantEvent(admin.store, { event, raw });
    const { body } = await get(`/api/events/${event.id}`);
    expect(body).toMatchObject({ id: event.id, source: "bithuman", event: { message: "I want a human", role: "user" }, quarantine: null });
    expect(Buffer.from(body.raw, "base64").toString()).toBe(raw);
    expect(body.trace).toEqual({
      version: "v1",
      rules: [
        {
          rule: "asks-for-a-human",
          held: true,
          because: [{ condition: "keywords", text: "the message holds “human”" }],
          facts: {},
          sent: 0,
        },
        { rule: "frustrated-user", held: false, stopped: [{ at: "frustration", saw: 0.12 }] },
      ],
    });
  });

  it("shows what was quarantined and why", async () => {
    const { id } = makeChat();
    const raw = new TextEncoder().encode("[1,");
    await admin.store.accept({
      kind: "quarantined",
      id,
      source: "bithuman",
      receivedAt: monday,
      reason: "invalid_json",
      detail: "at 3",
      raw,
    });
    const { body } = await get(`/api/events/${id}`);
    expect(body).toMatchObject({ status: "quarantined", event: null, trace: null, quarantine: { reason: "invalid_json", detail: "at 3" } });
  });

  it("says that there is none, without repeating what was asked", async () => {
    const { status, body } = await get("/api/events/%3Cscript%3E");
    expect(status).toBe(404);
    expect(JSON.stringify(body)).not.toContain("script");
  });
});

describe("deliveries", () => {
  beforeEach(async () => {
    await plantEvent(admin.store, { to: ["support", "crm"], text: "a person is wanted" });
    await endDeliveries(admin.store, "support", refusedForGood);
  });

  it("show what is sent where, and what came of it", async () => {
    const { deliveries, next } = (await get("/api/deliveries?state=dead&to=support")).body;
    expect(next).toBeNull();
    expect(deliveries).toEqual([
      {
        id: `${makeChat().id}-support`,
        event: makeChat().id,
        rule: "asks-for-a-human",
        to: "support",
        state: "dead",
        attempts: 1,
        attempts_made: 1,
        reason: "permanent",
        detail: "channel_not_found",
        due_at: "2026-03-02T09:00:00.000Z",
        waits_for: null,
        body: { text: "a person is wanted" },
      },
    ]);
  });

  it.each([
    ["state=waiting", 1],
    ["rule=asks-for-a-human", 2],
    ["rule=other", 0],
    [`event=${makeChat().id}`, 2],
    ["limit=1", 1],
  ])("are found by %s", async (query, count) => {
    expect((await get(`/api/deliveries?${query}`)).body.deliveries).toHaveLength(count);
  });

  it("tell every attempt and the key under which it was sent", async () => {
    const { body } = await get(`/api/deliveries/${makeChat().id}-support`);
    expect(body.history).toEqual([
      { at: "2026-03-02T09:00:00.000Z", took_ms: 0, outcome: "refused", reason: "permanent", detail: "channel_not_found" },
    ]);
    expect(body.idempotency_key).toBe(`${makeChat().id}-support`);
  });

  it("refuse a state that there is not", async () => {
    expect((await get("/api/deliveries?state=lost")).status).toBe(400);
  });

  it("are counted first and sent again after, when asked to", async () => {
    expect((await post("/api/redrive", { state: "dead", to: "support", dry_run: true })).body).toEqual({ matched: 1, queued: 0 });
    expect((await admin.store.stats()).deliveries.dead).toBe(1);
    expect((await post("/api/redrive", { state: "dead", to: "support" })).body).toEqual({ matched: 1, queued: 1 });
    expect((await admin.store.stats()).deliveries).toMatchObject({ dead: 0, waiting: 2 });
  });

  it("go with the session that is forgotten, after it was counted", async () => {
    const session = (await admin.store.searchEvents({ limit: 1 })).rows[0]?.session;
    const counted = await post("/api/forget", { session, dry_run: true });
    expect(counted.body.events).toBeGreaterThan(0);
    expect((await post("/api/forget", { session })).body).toEqual({ ...counted.body, erased: true });
    expect((await post("/api/forget", { session })).body.events).toBe(0);
    expect((await post("/api/forget", {})).status).toBe(400);
  });

  describe("one by one", () => {
    const dead = `${makeChat().id}-support`;

    it("are sent again by their id, and recorded with it", async () => {
      expect(await post(`/api/deliveries/${dead}/redrive`, {})).toMatchObject({ status: 200, body: { matched: 1, queued: 1 } });
      expect((await admin.store.delivery(dead))?.state).toBe("waiting");
      const record = (await admin.store.searchEvents({ type: "relay.admin", limit: 1 })).rows[0]?.id ?? "";
      expect((await admin.store.event(record))?.event?.data).toMatchObject({
        call: "POST /api/deliveries/:id/redrive",
        delivery: dead,
        counts: { matched: 1, queued: 1 },
      });
    });

    it("are discarded with their attempts, and recorded", async () => {
      const before = (await admin.store.stats()).deliveries;
      expect(await remove(`/api/deliveries/${dead}`)).toMatchObject({ status: 200, body: { discarded: 1 } });
      expect(await admin.store.delivery(dead)).toBeUndefined();
      expect((await admin.store.stats()).deliveries).toEqual({ ...before, dead: before.dead - 1 });
      expect((await remove(`/api/deliveries/${dead}`)).status).toBe(404);
      expect((await admin.store.searchEvents({ type: "relay.admin", limit: 5 })).rows).toHaveLength(1);
    });

    it("are left alone where they are not dead, unknown, or asked for in another way", async () => {
      await post(`/api/deliveries/${dead}/redrive`, {});
      expect((await post(`/api/deliveries/${dead}/redrive`, {})).status).toBe(409);
      expect((await remove(`/api/deliveries/${dead}`)).status).toBe(409);
      expect((await post("/api/deliveries/none/redrive", {})).status).toBe(404);
      expect((await post(`/api/deliveries/${dead}/redrive`, { to: "crm" })).status).toBe(400);
      expect((await post(`/api/deliveries/${dead}`, {})).status).toBe(405);
    });

    it("go to another destination of their kind, and stay what they are where it is none", async () => {
      const unfit = await post(`/api/deliveries/${dead}/redrive`, { send_to: "strict" });
      expect(unfit).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining("strict") } } });
      expect(await post(`/api/deliveries/${dead}/redrive`, { send_to: "other" })).toMatchObject({
        body: { matched: 1, queued: 1, unfit: 0 },
      });
      expect(await admin.store.delivery(dead)).toMatchObject({ to: "other", state: "waiting", key: dead, body: { adopted: true } });
    });
  });

  it("are counted before they go to another destination, which has to be one of the file and to take them", async () => {
    const to = (name: string, dry_run = false) => post("/api/redrive", { state: "dead", to: "support", send_to: name, dry_run });
    expect((await to("nowhere")).body.error.message).toContain("there are: other, strict, closed");
    expect((await to("closed")).body.error.message).toContain("send_to");
    expect((await to("support")).status).toBe(400);
    expect((await to("strict", true)).body).toEqual({ matched: 1, queued: 0, unfit: 1 });
    expect((await to("other", true)).body).toEqual({ matched: 1, queued: 0, unfit: 0 });
    expect((await to("other")).body).toEqual({ matched: 1, queued: 1, unfit: 0 });
  });

  it("are taken back while a redrive is under way", async () => {
    await post("/api/redrive", { state: "dead", rate: 0.001 });
    expect((await post("/api/redrive/stop", {})).body).toEqual({ stopped: 1 });
    expect((await admin.store.stats()).deliveries.dead).toBe(1);
  });

  it.each([
    [{ state: "dead", reason: "permanent" }, 1],
    [{ state: "dead", reason: "exhausted" }, 0],
    [{ state: "dead", rule: "other" }, 0],
    [{ state: "dead", since: "2026-03-02T08:00:00Z" }, 1],
    [{ state: "dead", since: "2026-03-02T10:00:00Z" }, 0],
    [{ state: "dead", since: "1h" }, 1],
  ])("are redriven only where they match %j", async (body, matched) => {
    expect((await post("/api/redrive", { ...body, dry_run: true })).body.matched).toBe(matched);
  });

  it.each([
    [{}, "state"],
    [{ state: "waiting" }, "state"],
    [{ state: "dead", since: "yesterday" }, "since"],
    [{ state: "dead", rate: 0 }, "rate"],
    [{ state: "dead", reason: "bored" }, "reason"],
    [{ state: "dead", dryrun: true }, "dryrun"],
    [[], "expected"],
  ])("are not touched by %j", async (body, named) => {
    const refused = await post("/api/redrive", body);
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toContain(named);
    expect((await admin.store.stats()).deliveries.dead).toBe(1);
  });

  it.each(["{", "", "null", '"dead"'])("are not touched by the body %j", async (body) => {
    expect((await post("/api/redrive", body)).status).toBe(400);
  });
});

describe("GET /api/stats", () => {
  it("counts what the store holds and names the rules in use", async () => {
    await plantEvent(admin.store, { to: ["support"] });
    expect((await get("/api/stats")).body).toEqual({
      events: 1,
      pending: 0,
      evaluated: 1,
      quarantined: 0,
      deliveries: { waiting: 1, sending: 0, delivered: 0, dead: 0 },
      sessions: 0,
      rules_version: "v1",
    });
  });
});

describe("POST /api/reload", () => {
  it("says which version runs now and what changed", async () => {
    await restart({ reload: () => ({ kind: "reloaded", version: "v2", changed: ["frustrated-user"] }) });
    expect(await post("/api/reload", {})).toEqual({ status: 200, body: { version: "v2", changed: ["frustrated-user"] } });
  });

  it("needs no body", async () => {
    expect((await ask(admin.port, "/api/reload", { method: "POST" })).status).toBe(200);
  });

  // C01
  it("shows every mistake of a file that does not load", async () => {
    const diagnostics = [{ line: 3, column: 5, code: "E_YAML_SYNTAX", text: "not YAML" }];
    await restart({ reload: () => ({ kind: "refused", diagnostics }) });
    expect(await post("/api/reload", {})).toEqual({ status: 422, body: { diagnostics } });
  });

  // C16
  it("takes a file that has lost most of its rules only by force", async () => {
    const asked: boolean[] = [];
    const reload: Reload = ({ force }) => {
      asked.push(force);
      return { kind: "reloaded", version: "v1", changed: [] };
    };
    await restart({ reload });
    await post("/api/reload", {});
    await post("/api/reload", { force: true });
    expect(asked).toEqual([false, true]);
  });
});

describe("POST /api/try", () => {
  it("is not there where nothing can be tried", async () => {
    expect((await post("/api/try", { text: "hello" })).status).toBe(404);
    expect((await get("/api/status")).body.try).toBe(false);
  });

  it("sends a sample of the given words in a session of its own", async () => {
    const sent: string[] = [];
    await restart({
      tryOut({ text, session }) {
        sent.push(`${session}: ${text}`);
        return Promise.resolve({ status: 200, eventId: "e1" });
      },
    });
    expect((await post("/api/try", { text: "I want a human" })).body).toEqual({ status: 200, event_id: "e1" });
    expect(sent).toEqual(["try-00000001: I want a human"]);
    expect((await post("/api/try", { text: "" })).status).toBe(400);
  });
});

describe("health", () => {
  // W11
  it("stays alive and becomes unready where the store is in trouble", async () => {
    const store = { ...createMemoryStore(), trouble: () => "the disk is full" };
    await restart({ store });
    expect((await get("/healthz")).status).toBe(200);
    const { status, body } = await get("/readyz");
    expect(status).toBe(503);
    expect(body).toMatchObject({ status: "not_ready", reason: "the disk is full", store: { ok: false, detail: "the disk is full" } });
  });

  // W11
  it("stays ready where a destination is in trouble, and names it", async () => {
    admin.health.know({ insecure: false, preview: false, destinations: [{ name: "support", type: "slack" }], critical: [] });
    admin.bus.emit({ name: "breaker.changed", to: "support", state: "open" });
    const { status, body } = await get("/readyz");
    expect(status).toBe(200);
    expect(body.sinks).toEqual([{ name: "support", type: "slack", breaker: "open", paused: null }]);
  });

  it("is unready from the moment the process stops", async () => {
    admin.bus.emit({ name: "process.stopping", why: "SIGTERM" });
    expect((await get("/readyz")).status).toBe(503);
    expect((await get("/healthz")).status).toBe(200);
  });
});

describe("GET /api/status", () => {
  it("tells what runs and how long the event loop kept others waiting", async () => {
    const about = {
      version: "1.2.3",
      store: "sqlite",
      does: ["receive"],
      sources: [{ name: "b", preset: "bithuman", path: "/hook/***" }],
    } as const;
    await restart({ about: () => about });
    await get("/api/status");
    const { body } = await get("/api/status");
    expect(body).toMatchObject({
      version: "1.2.3",
      kept_in: "sqlite",
      does: ["receive"],
      sources: about.sources,
      node: process.versions.node,
    });
    expect(body.event_loop_ms).toEqual({ p99: expect.any(Number), max: expect.any(Number) });
    expect(body.indexing).toEqual({ done: true, behind: 0, filled: 0, to_fill: 0 });
    expect(body).toMatchObject({ store_bytes: 0, timers: 0, limits: [] });
  });

  it("tells in which languages visitors wrote that no detector hears", async () => {
    expect((await get("/api/status")).body.unheard).toEqual([]);
    for (const unheard of ["ko", undefined, "ko"]) admin.bus.emit(makeEvaluated({ unheard }));
    expect((await get("/api/status")).body.unheard).toEqual([{ language: "ko", messages: 2 }]);
  });
});

describe("every other call", () => {
  it.each([
    ["GET", "/api/nowhere", 404],
    ["GET", "/nowhere", 404],
    ["DELETE", "/api/events", 405],
    ["GET", "/api/redrive", 405],
    ["GET", "/api/events/%ff", 400],
  ])("%s %s is answered with %i and JSON", async (method, path, status) => {
    const answer = await ask(admin.port, path, { method });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toHaveProperty("error.code");
  });

  it("hides what went wrong inside", async () => {
    const store = { ...createMemoryStore(), stats: () => Promise.reject(new Error("canary at /srv/relay.db")) };
    await restart({ store });
    const bugs: unknown[] = [];
    admin.bus.subscribe((signal) => bugs.push(signal));
    const { status, text } = await ask(admin.port, "/api/stats");
    expect(status).toBe(500);
    expect(text).not.toContain("canary");
    expect(bugs).toEqual([{ name: "bug", where: "admin", error: "Error: canary at /srv/relay.db" }]);
  });

  it("refuses a body that no call needs", async () => {
    const body = JSON.stringify({ state: "dead", to: "x".repeat(100_000) });
    expect((await post("/api/redrive", body)).status).toBe(413);
  });
});
