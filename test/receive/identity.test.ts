import { describe, expect, it, onTestFinished } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { minute, plus } from "../../src/core/time.ts";
import { type IdentityOptions, mountIdentity } from "../../src/receive/identity.ts";
import { createPublicApp } from "../../src/receive/public-app.ts";
import { createReceiver, defaultLimits } from "../../src/receive/receiver.ts";
import { createPublicServer } from "../../src/receive/server.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { listOf, makeSource, now, randomId } from "./public-port.ts";

async function open(override: Partial<IdentityOptions> = {}) {
  const store = createMemoryStore();
  const signals: Signal[] = [];
  const clock = { now };
  const sources = listOf(makeSource(), makeSource({ name: "second", path: "/second" }));
  const shared = { sources, now: () => clock.now, emit: (signal: Signal) => signals.push(signal), randomId, limits: defaultLimits };
  const accept: IdentityOptions["accept"] = (arrival) => store.accept(arrival);
  const options: IdentityOptions = { ...shared, accept, keys: ["key-new", "key-old"], ...override };
  const server = createPublicServer({
    receiver: createReceiver({
      ...shared,
      accept,
      unseen: async (arrived) => arrived.map(({ arrival }) => arrival),
      keepFor: () => minute,
    }),
    app: async () => createPublicApp({ randomId, mount: (app) => mountIdentity(app, options) }),
    limits: defaultLimits,
    randomId,
    emit: shared.emit,
  });
  const port = await server.listen(0, "127.0.0.1");
  onTestFinished(() => server.drain());
  return {
    store,
    signals,
    clock,
    async tell(body: unknown, { path = "/v1/sessions/s%2F1/identity", method = "POST", headers = {} } = {}) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { authorization: "Bearer key-new", "content-type": "application/json", ...headers },
        ...(method === "GET" ? {} : { body: text }),
      });
      const { status } = response;
      return { status, ...((await response.json()) as { status?: string; event_id?: string; error?: { code: string } }), code: status };
    },
  };
}

describe("the identity door", () => {
  it("stores who the visitor of a session is before it says so", async () => {
    const { tell, store, signals } = await open();
    const facts = { email: " ada@example.com ", name: "Ada Lovelace", external_id: 1815, traits: { plan: "gold" }, phone: null };
    const reply = await tell(facts);
    expect(reply).toMatchObject({ code: 200, status: "accepted" });
    const stored = await store.event(String(reply.event_id));
    expect(stored?.event).toMatchObject({
      kind: "identity",
      type: "session.identity",
      source: "bithuman",
      session: "s/1",
      receivedAt: now,
      data: { email: "ada@example.com", name: "Ada Lovelace", external_id: "1815", traits: { plan: "gold" }, phone: null },
    });
    expect(signals.map(({ name }) => name)).toEqual(["event.accepted", "request.answered"]);
  });

  it("belongs to the source that it names", async () => {
    const { tell, store } = await open();
    const reply = await tell({ email: "a@example.com" }, { path: "/v1/sessions/s1/identity?source=second" });
    expect((await store.event(String(reply.event_id)))?.source).toBe("second");
    expect(await tell({ email: "a@example.com" }, { path: "/v1/sessions/s1/identity?source=third" })).toMatchObject({ code: 404 });
  });

  it("takes the same twice as told twice, and under one key as told once", async () => {
    const { tell, clock } = await open();
    const told = async (headers = {}) => (await tell({ email: "a@example.com" }, { headers })).status;
    expect(await told()).toBe("accepted");
    clock.now = plus(now, minute);
    expect(await told()).toBe("accepted");
    expect(await told({ "idempotency-key": "k1" })).toBe("accepted");
    clock.now = plus(now, 2 * minute);
    expect(await told({ "idempotency-key": "k1" })).toBe("duplicate");
    expect(await told({ "idempotency-key": "k2" })).toBe("accepted");
  });

  it.each([
    ["no key", { authorization: "" }],
    ["another key", { authorization: "Bearer key-ne" }],
    ["another scheme", { authorization: "Basic key-new" }],
  ])("lets nobody in with %s", async (_what, headers) => {
    const { tell, store } = await open();
    expect(await tell({ email: "a@example.com" }, { headers })).toMatchObject({ code: 401, error: { code: "identity_key_invalid" } });
    expect((await store.stats()).events).toBe(0);
  });

  it("lets in who still has the old key", async () => {
    const { tell } = await open();
    expect(await tell({ email: "a@example.com" }, { headers: { authorization: "bearer key-old" } })).toMatchObject({ code: 200 });
  });

  it.each([
    ["nothing", {}],
    ["no JSON", "{"],
    ["a list", [1]],
    ["a key that nobody knows", { email: "a@example.com", mail: "b@example.com" }],
    ["a key of every object", '{"__proto__": "a@example.com"}'],
    ["two addresses", { email: "a@example.com,b@example.com" }],
    ["an address with a name", { email: "Ada <a@example.com>" }],
    ["an address with a line break", { email: "a@example.com\nbcc: b@example.com" }],
    ["an empty text", { name: " " }],
    ["a text that is too long", { name: "a".repeat(513) }],
    ["traits that are no object", { traits: ["gold"] }],
    ["JSON that is too deep", `{"traits":${'{"a":'.repeat(40)}1${"}".repeat(41)}`],
  ])("refuses %s", async (_what, body) => {
    const { tell, store } = await open();
    expect(await tell(body)).toMatchObject({ code: 400, error: { code: "identity_invalid" } });
    expect((await store.stats()).events).toBe(0);
  });

  it.each([
    ["a body of more than 16 KiB", { traits: { a: "x".repeat(17_000) } }, {}, 413],
    ["another method", {}, { method: "GET" }, 405],
    ["a session without a name", { email: "a@example.com" }, { path: "/v1/sessions/%00%/identity" }, 400],
    ["a session with too long a name", { email: "a@example.com" }, { path: `/v1/sessions/${"s".repeat(513)}/identity` }, 400],
  ])("refuses %s", async (_what, body, request, code) => {
    const { tell } = await open();
    expect(await tell(body, request)).toMatchObject({ code });
  });

  it("says so where it cannot be stored, and a bug of the store is one of ours", async () => {
    const full = await open({ accept: async () => ({ status: "refused", reason: "storage_full" }) });
    expect(await full.tell({ email: "a@example.com" })).toMatchObject({ code: 503, error: { code: "storage_full" } });
    const broken = await open({ accept: () => Promise.reject(new Error("broken")) });
    expect(await broken.tell({ email: "a@example.com" })).toMatchObject({ code: 503, error: { code: "storage_down" } });
    expect(broken.signals).toContainEqual({ name: "bug", where: "receive", error: "Error: broken" });
  });

  it("waits for the disk as long as webhooks do, and no longer", async () => {
    const { tell } = await open({ accept: () => new Promise(() => {}), limits: { ...defaultLimits, commitWithin: 50 } });
    expect(await tell({ email: "a@example.com" })).toMatchObject({ code: 503, error: { code: "storage_slow" } });
  });
});
