import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Acceptance, Arrival } from "../../src/core/store.ts";
import { day, hour, minute, plus, second } from "../../src/core/time.ts";
import { defaultLimits } from "../../src/receive/receiver.ts";
import { type Letter, openWire, requestText, secret, signBody, signTimestamped } from "../support/sender.ts";
import { sha256 } from "./digest.ts";
import {
  errorOf,
  listOf,
  makeChatBody,
  makeSource,
  now,
  nowInSeconds,
  okOf,
  openPublicPort,
  type PublicPort,
  pendingIn,
  provenBy,
} from "./public-port.ts";

const chat = makeChatBody();

/** A g2 event with an id. */
const failed = JSON.stringify({ id: "evt_1", event: "agent.failed", created: nowInSeconds, data: { agent_id: "A1", error: "LLM" } });

describe("a signed event", () => {
  // R01
  it("is answered only when the store has it", async () => {
    const disk = deferred<Acceptance>();
    const asked = deferred<Arrival>();
    const { post } = await openPublicPort({
      accept: (arrival) => {
        asked.resolve(arrival);
        return disk.promise;
      },
    });
    const answered: string[] = [];
    const reply = post(chat).then(({ text }) => answered.push(text));
    const arrival = await asked.promise;
    expect(answered).toEqual([]);
    const id = arrival.kind === "event" ? arrival.event.id : arrival.id;
    disk.resolve({ status: "accepted", id });
    await reply;
    expect(answered).toEqual([JSON.stringify({ status: "accepted", event_id: id })]);
  });

  // R01
  it("is stored as it came, and told to whoever watches", async () => {
    const { post, stored, signals } = await openPublicPort();
    const reply = await post(chat);
    expect(reply).toMatchObject({
      status: 200,
      headers: { "content-type": "application/json", "content-length": String(reply.text.length) },
    });
    const { raw, event } = await stored(reply);
    expect(sha256(raw)).toBe(sha256(chat));
    expect(event).toMatchObject({ kind: "chat", agent: "A80HVD8577", session: "session_xyz789", message: "hello" });
    expect(signals).toMatchObject([
      { name: "event.accepted", id: okOf(reply).event_id, type: "chat.push", source: "bithuman" },
      { name: "request.answered", source: "bithuman", status: 200, code: "accepted", type: "chat.push", agent: "A80HVD8577", took: 0 },
    ]);
  });

  // R02
  it("with a time is known again by its id, whatever the delivery header says", async () => {
    const { send, store } = await openPublicPort();
    const headers = signTimestamped(failed, nowInSeconds);
    const first = await send({ raw: failed, headers: { ...headers, "x-bithuman-delivery": "evt_1" } });
    const again = await send({ raw: failed, headers: { ...headers, "x-bithuman-delivery": "evt_other" } });
    expect(okOf(first).status).toBe("accepted");
    expect(okOf(again)).toEqual({ status: "duplicate", event_id: okOf(first).event_id });
    expect(await pendingIn(store)).toBe(1);
  });

  // R11
  it("replayed after 1 s, 6 minutes, 25 hours, 8 and 89 days is a duplicate, and later put aside", async () => {
    const { post, clock, store } = await openPublicPort({ keepFor: () => 90 * day });
    await post(chat);
    for (const span of [second, 6 * minute, 25 * hour, 8 * day, 89 * day, 200 * day]) {
      clock.now = plus(now, span);
      expect(okOf(await post(chat)).status).toBe("duplicate");
    }
    const { post: toOther, store: other } = await openPublicPort({ now: () => plus(now, 91 * day) }); // its keys are gone
    expect(okOf(await toOther(chat))).toMatchObject({ status: "quarantined", reason: "too_old" });
    expect([await pendingIn(store), await pendingIn(other)]).toEqual([1, 0]);
  });

  // R11
  it("with a time, replayed after 6 minutes, is out of tolerance", async () => {
    const { send, clock } = await openPublicPort();
    const letter = { raw: failed, headers: signTimestamped(failed, nowInSeconds) };
    await send(letter);
    clock.now = plus(now, 6 * minute);
    expect(errorOf(await send(letter))).toBe("timestamp_out_of_tolerance");
  });

  // R30
  it("sent 50 times at once is accepted once", async () => {
    const { post, store } = await openPublicPort();
    const replies = await Promise.all(Array.from({ length: 50 }, () => post(chat)));
    expect(replies.map((reply) => okOf(reply).status).sort()).toEqual(["accepted", ...Array<string>(49).fill("duplicate")]);
    expect(await pendingIn(store)).toBe(1);
  });

  it.each([
    ["R19", "invalid_json", '{"broken'],
    ["R19", "not_object", "[]"],
    ["R20", "invalid_utf8", Buffer.from([0x22, 0xff, 0x22])],
    ["R22", "too_deep", "[".repeat(100_000)],
    ["R26", "schema_invalid", makeChatBody({}, { session_id: undefined })],
  ])("%s is kept, not refused, where it is %s", async (_row, reason, raw) => {
    const { post, stored, store, signals } = await openPublicPort();
    const reply = await post(raw);
    expect(reply.status).toBe(200);
    expect(okOf(reply)).toEqual({ status: "quarantined", event_id: okOf(reply).event_id, reason });
    const { status, raw: kept, quarantine } = await stored(reply);
    expect([status, quarantine?.reason, sha256(kept)]).toEqual(["quarantined", reason, sha256(raw)]);
    expect(await pendingIn(store)).toBe(0);
    expect(signals).toMatchObject([{ name: "event.quarantined", reason }, { code: "quarantined" }]);
    expect(okOf(await post(raw)).status).toBe("duplicate");
  });

  it.each([
    [undefined, 200],
    ["application/json; charset=utf-8", 200],
    ["text/plain", 200],
    ["application/x-www-form-urlencoded", 415],
    ["Multipart/Form-Data; boundary=x", 415],
  ])("of content type %s gets %i", async (type, status) => {
    const { post } = await openPublicPort();
    const reply = await post(chat, { headers: type === undefined ? {} : { "content-type": type } });
    expect(reply.status).toBe(status);
    if (status !== 200) expect(errorOf(reply)).toBe("media_type_unsupported");
  });

  // R26
  it("may hold a message of 200 KB, in pieces too", async () => {
    const { post, stored } = await openPublicPort();
    const raw = makeChatBody({}, { message: "x".repeat(200_000) });
    const reply = await post(raw, { chunked: true });
    expect(okOf(reply).status).toBe("accepted");
    expect(sha256((await stored(reply)).raw)).toBe(sha256(raw));
  });
});

describe("a forged or unsigned request", () => {
  // R03
  it("without a signature is refused, counted and not stored", async () => {
    const { send, store, signals } = await openPublicPort();
    const reply = await send({ raw: chat });
    expect([reply.status, errorOf(reply)]).toEqual([401, "signature_missing"]);
    expect(await store.stats()).toMatchObject({ events: 0, quarantined: 0 });
    expect(signals).toMatchObject([{ name: "request.answered", status: 401, code: "signature_missing" }]);
  });

  // R04
  it("gets the same answer for every cause", async () => {
    const { send, store } = await openPublicPort();
    const signed = signTimestamped(chat, nowInSeconds);
    const letters = [signBody(chat, "guess"), signBody(`${chat} `), { ...signed, "x-bithuman-timestamp": String(nowInSeconds - 1) }];
    const replies = await Promise.all(letters.map((headers) => send({ raw: chat, headers })));
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(replies.map(errorOf)).toEqual(["signature_invalid", "signature_invalid", "signature_invalid"]);
    expect((await store.stats()).events).toBe(0);
  });

  const digest = signBody(chat)["x-bithuman-signature"]?.slice("sha256=".length) ?? "";

  it.each([
    ["no digits", "sha256="],
    ["one digit", "sha256=a"],
    ["63 digits", `sha256=${digest.slice(1)}`],
    ["65 digits", `sha256=${digest}0`],
    ["1,000 digits", `sha256=${"a".repeat(1_000)}`],
    ["64 letters that are no digits", `sha256=${"z".repeat(64)}`],
    ["64 é", `sha256=${"\u00e9".repeat(64)}`],
    ["another algorithm", `sha1=${digest}`],
    ["no prefix", digest],
    ["nothing at all", ""],
    ["NUL", `sha256=${digest}\0`],
    ["two in one", `sha256=${digest}, sha256=${digest}`],
  ])("with a signature of %s is refused", async (_what, signature) => {
    const { port, send, post } = await openPublicPort();
    const headers = { "x-bithuman-signature": signature, "content-length": String(chat.length) };
    const wire = await openWire(port, Buffer.from(requestText(headers, chat), "latin1"));
    expect(await wire.until("request_id")).toMatch(/^HTTP\/1.1 401 Unauthorized\r\n[\s\S]*"code":"signature_invalid"/);
    wire.socket.destroy();
    expect((await post(chat)).status).toBe(200);
    expect((await send({ raw: chat })).status).toBe(401);
  });

  // R05
  it("with the signature header twice is refused, and with upper-case digits let in", async () => {
    const { send } = await openPublicPort();
    expect(errorOf(await send({ raw: chat, headers: { "x-bithuman-signature": [`sha256=${digest}`, `sha256=${digest}`] } }))).toBe(
      "signature_invalid",
    );
    expect((await send({ raw: chat, headers: { "x-bithuman-signature": `sha256=${digest.toUpperCase()}` } })).status).toBe(200);
  });

  // R12
  it.each([-301, 301])("with a time %i s off is out of tolerance", async (skew) => {
    const { send, store } = await openPublicPort();
    const reply = await send({ raw: failed, headers: signTimestamped(failed, nowInSeconds + skew) });
    expect([reply.status, errorOf(reply)]).toEqual([401, "timestamp_out_of_tolerance"]);
    expect((await store.stats()).events).toBe(0);
  });

  // R14
  it("of the other scheme is told so, and not stored", async () => {
    const { send, store } = await openPublicPort();
    const { "x-bithuman-timestamp": _time, ...stripped } = signTimestamped(failed, nowInSeconds);
    const asBody = await send({ raw: `${nowInSeconds}.${failed}`, headers: stripped });
    const withRest = await send({ raw: failed, headers: { ...stripped, "x-bithuman-event": "agent.failed" } });
    const alone = await send({ raw: failed, headers: stripped });
    expect([asBody, withRest, alone].map(errorOf)).toEqual(["scheme_mismatch", "scheme_mismatch", "signature_invalid"]);
    expect((await store.stats()).events).toBe(0);
  });
});

describe("a source", () => {
  it("that asks for headers too lets nobody in without them", async () => {
    const { post } = await openPublicPort({ sources: listOf(makeSource({ headers: { "X-API-Key": "right" } })) });
    expect(errorOf(await post(chat))).toBe("credentials_invalid");
    expect(errorOf(await post(chat, { headers: { "x-api-key": "righ" } }))).toBe("credentials_invalid");
    expect((await post(chat, { headers: { "x-api-key": "right" } })).status).toBe(200);
  });

  it("that asks for headers only needs no signature", async () => {
    const source = makeSource({ proof: { kind: "headers" }, headers: { authorization: "Bearer right" } });
    const { send } = await openPublicPort({ sources: listOf(source) });
    expect(errorOf(await send({ raw: chat }))).toBe("credentials_invalid");
    expect((await send({ raw: chat, headers: { authorization: "Bearer right" } })).status).toBe(200);
  });

  // R08
  it("that asks for nothing is closed, unless the operator insists", async () => {
    const open = listOf(makeSource({ proof: { kind: "none" } }));
    expect((await (await openPublicPort({ sources: open })).send({ raw: chat })).status).toBe(401);
    expect((await (await openPublicPort({ sources: open, insecure: true })).send({ raw: chat })).status).toBe(200);
  });

  it.each([
    ["a page of another site", { origin: "https://evil.test", "sec-fetch-site": "cross-site" }, 403],
    ["a page of another port of this machine", { origin: "http://localhost:3000", "sec-fetch-site": "same-site" }, 403],
    ["a page in an old browser", { origin: "https://evil.test" }, 403],
    ["a page without an origin", { origin: "null" }, 403],
    ["its own page", { "sec-fetch-site": "same-origin" }, 200],
    ["a program", {}, 200],
  ])("where it takes everything on loopback, answers %s with the status that it deserves", async (_who, headers, status) => {
    const { send } = await openPublicPort({ sources: listOf(makeSource({ proof: { kind: "none" } })), insecure: true });
    expect((await send({ raw: chat, headers: { "content-type": "text/plain", ...headers } })).status).toBe(status);
  });

  it("with an empty secret believes nobody", async () => {
    const { send } = await openPublicPort({ sources: listOf(makeSource({ proof: provenBy({ secrets: [""] }) })) });
    expect(errorOf(await send({ raw: chat, headers: signBody(chat, "") }))).toBe("signature_invalid");
  });

  // R34
  it("with an allow-list asks for the address first", async () => {
    const allowIps = ["52.14.127.0/24"];
    const direct = await openPublicPort({ sources: listOf(makeSource({ allowIps })) });
    expect(errorOf(await direct.post(chat, { headers: { "x-forwarded-for": "52.14.127.9" } }))).toBe("ip_not_allowed");
    const proxied = await openPublicPort({ sources: listOf(makeSource({ allowIps, trustedHops: 2 })) });
    const from = async (forwarded: string) => (await proxied.post(chat, { headers: { "x-forwarded-for": forwarded } })).status;
    expect(await from("52.14.127.9, 10.0.0.2")).toBe(200);
    expect(await from("::ffff:52.14.127.9, 10.0.0.2")).toBe(200);
    expect(await from("52.14.127.9, 9.9.9.9, 10.0.0.2")).toBe(403);
    expect(await from("52.14.1270.1, 10.0.0.2")).toBe(403);
  });

  it("is what the last reload says", async () => {
    const reloaded = { sources: [makeSource()] };
    const { post } = await openPublicPort({ sources: () => reloaded.sources });
    expect((await post(chat)).status).toBe(200);
    reloaded.sources = [makeSource({ path: "/other", proof: provenBy({ secrets: ["new"] }) })];
    expect((await post(chat)).status).toBe(404);
    expect((await post(chat, { path: "/other" })).status).toBe(401);
    expect((await post(chat, { path: "/other?from=here", headers: signBody(chat, "new") })).status).toBe(200);
  });

  // R31
  it.each(["GET", "PUT", "DELETE", "TRACE", "HEAD", "OPTIONS", "PATCH"])("answers %s with what it takes", async (method) => {
    const { send } = await openPublicPort();
    const reply = await send({ method });
    expect(reply).toMatchObject({ status: 405, headers: { allow: "POST", "content-type": "application/json" } });
    if (method !== "HEAD") expect(errorOf(reply)).toBe("method_not_allowed");
  });
});

/** Bytes that something still holds: what V8 has not collected yet says nothing about us. */
function keptBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)(); // what the flag puts there
  return process.memoryUsage().arrayBuffers;
}

describe("a body that is too large or wrapped", () => {
  const large = "x".repeat(defaultLimits.bodyBytes + 1);

  // R16
  it("is refused by its length, unread", async () => {
    const { port } = await openPublicPort();
    const wire = await openWire(port, requestText({ ...signBody("x"), "content-length": "300000000" }));
    expect(await wire.until("request_id")).toMatch(/^HTTP\/1.1 413 [\s\S]*connection: close[\s\S]*"code":"body_too_large"/i);
    const answeredAt = performance.now();
    await wire.closed();
    expect(performance.now() - answeredAt).toBeGreaterThan(500); // time to read it: a reset would overtake it
  });

  // R16
  it("is refused by its length before the sender is told to go on", async () => {
    const { port } = await openPublicPort();
    const headers = { ...signBody("x"), "content-length": String(large.length), expect: "100-continue" };
    const wire = await openWire(port, requestText(headers));
    expect(await wire.until("request_id")).toMatch(/^HTTP\/1.1 413 /);
    wire.socket.destroy();
  });

  it("a sender that asks whether to go on is told so", async () => {
    const { port } = await openPublicPort();
    const wire = await openWire(port, requestText({ ...signBody(chat), "content-length": String(chat.length), expect: "100-continue" }));
    await wire.until("100 Continue");
    wire.socket.write(chat);
    expect(await wire.until("accepted")).toContain("200 OK");
    wire.socket.destroy();
  });

  it("an expectation that nobody knows changes nothing", async () => {
    const { post } = await openPublicPort();
    expect((await post(chat, { headers: { expect: "a-miracle" } })).status).toBe(200);
  });

  // R16
  it.each([false, true])("is answered to a sender that sends it all the same (in pieces: %s)", async (chunked) => {
    const { post, store } = await openPublicPort();
    const reply = await post(large, { chunked });
    expect([reply.status, errorOf(reply)]).toEqual([413, "body_too_large"]);
    expect((await store.stats()).events).toBe(0);
  });

  // R16
  it("sent by 100 at once is answered, and nothing of it is kept in memory", async () => {
    const { port } = await openPublicPort();
    const endless = Buffer.alloc(1_000_000, "x");
    const head = requestText({ ...signBody("x"), "transfer-encoding": "chunked" }, `${(1e9).toString(16)}\r\n`);
    const before = keptBytes();
    const wires = await Promise.all(Array.from({ length: 100 }, () => openWire(port, head)));
    for (const { socket } of wires) socket.write(endless);
    const answers = await Promise.all(wires.map(async (wire) => (await wire.until("request_id")).slice(0, 12)));
    expect(new Set(answers)).toEqual(new Set(["HTTP/1.1 413"]));
    expect(keptBytes() - before).toBeLessThan(30_000_000);
    for (const { socket } of wires) socket.destroy();
  });

  // R16
  it("of the largest size is taken", async () => {
    const { post } = await openPublicPort();
    const raw = makeChatBody().padEnd(defaultLimits.bodyBytes);
    expect(okOf(await post(raw)).status).toBe("accepted");
  });

  // R17
  it.each(["gzip", "br", "deflate", "gzip, gzip"])("is refused in %s, and never unpacked", async (encoding) => {
    const { post } = await openPublicPort();
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const before = process.memoryUsage().rss;
    const reply = await post(bomb, { headers: { "content-encoding": encoding } });
    expect([reply.status, errorOf(reply)]).toEqual([415, "encoding_unsupported"]);
    expect(process.memoryUsage().rss - before).toBeLessThan(5_000_000);
  });

  // R17
  it("is taken with the encoding that changes nothing", async () => {
    const { post } = await openPublicPort();
    expect((await post(chat, { headers: { "content-encoding": "identity" } })).status).toBe(200);
  });
});

// R37
describe("a store that cannot", () => {
  const limits = { ...defaultLimits, commitWithin: 100 };

  it("finish in time is waited for no longer, and the next try is a duplicate", async () => {
    const slow = deferred<void>();
    const port: PublicPort = await openPublicPort({
      limits,
      accept: async (arrival) => {
        const acceptance = await port.store.accept(arrival);
        await slow.promise;
        return acceptance;
      },
    });
    const reply = await port.post(chat);
    expect(reply).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    expect(errorOf(reply)).toBe("storage_slow");
    slow.resolve();
    expect(okOf(await port.post(chat)).status).toBe("duplicate");
    expect(await pendingIn(port.store)).toBe(1);
    expect(port.signals.map(({ name }) => name).sort()).toEqual([
      "event.accepted",
      "event.duplicate",
      "request.answered",
      "request.answered",
    ]);
  });

  it("answer never keeps more than its own senders waiting", async () => {
    const port: PublicPort = await openPublicPort({
      limits,
      accept: (arrival) => (arrival.kind === "event" ? new Promise(() => undefined) : port.store.accept(arrival)),
    });
    const stuck = Promise.all([port.post(makeChatBody({}, { message: "a" })), port.post(makeChatBody({}, { message: "b" }))]);
    expect(okOf(await port.post("no json")).status).toBe("quarantined");
    expect((await stuck).map(errorOf)).toEqual(["storage_slow", "storage_slow"]);
  });

  it.each([
    ["storage_full", "5"],
    ["storage_slow", "1"],
    ["storage_down", "1"],
  ] as const)("write says %s, and when to come again", async (reason, after) => {
    const { post, signals } = await openPublicPort({ accept: async () => ({ status: "refused", reason }) });
    const reply = await post(chat);
    expect(reply).toMatchObject({ status: 503, headers: { "retry-after": after } });
    expect(errorOf(reply)).toBe(reason);
    expect(signals).toMatchObject([{ name: "request.answered", status: 503, code: reason }]);
  });

  it.each([
    ["storage_down", () => Promise.reject(new Error("planted"))],
    [
      "internal",
      () => {
        throw new Error("planted");
      },
    ],
  ])("keep its word is a bug that is told, and a 5xx %s", async (code, accept) => {
    const { post, signals } = await openPublicPort({ accept });
    const reply = await post(chat);
    expect(reply.status).toBeGreaterThanOrEqual(500);
    expect(errorOf(reply)).toBe(code);
    expect(signals[0]).toEqual({ name: "bug", where: "receive", error: "Error: planted" });
  });
});

// R38
describe("an error answer", () => {
  const canary = "c4nary";

  it.each<[string, Letter]>([
    ["signature_missing", { raw: canary }],
    ["signature_invalid", { raw: canary, headers: { "x-bithuman-signature": canary } }],
    ["timestamp_out_of_tolerance", { raw: canary, headers: { ...signBody(canary), "x-bithuman-timestamp": canary } }],
    ["scheme_mismatch", { raw: `1.${canary}`, headers: signBody(`1.${canary}`) }],
    ["encoding_unsupported", { raw: canary, headers: { "content-encoding": canary } }],
    ["media_type_unsupported", { raw: canary, headers: { "content-type": `multipart/${canary}` } }],
    ["body_too_large", { raw: canary.repeat(100_000), headers: signBody(canary) }],
    ["method_not_allowed", { raw: canary, method: "PUT" }],
    ["not_found", { raw: canary, path: `/${canary}` }],
  ])("%s holds nothing of what was sent, in 512 bytes", async (code, letter) => {
    const { send } = await openPublicPort();
    const reply = await send(letter);
    expect(errorOf(reply)).toBe(code);
    const everything = JSON.stringify(reply.headers) + reply.text;
    for (const leak of [canary, secret, process.cwd(), "/src/", "node_modules", "\n    at "]) expect(everything).not.toContain(leak);
    expect(reply.text.length).toBeLessThanOrEqual(512);
  });
});

interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
}

function deferred<Value>(): Deferred<Value> {
  let settle: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value) => settle(value) };
}
