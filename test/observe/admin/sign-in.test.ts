/** Signing in to the page: what the cookie is, what it opens, what it needs beside it, and when it ends. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Access, NamedToken } from "../../../src/core/access/principal.ts";
import type { Signal } from "../../../src/core/signal.ts";
import { day, type Instant, plus, second } from "../../../src/core/time.ts";
import { createTickets } from "../../../src/net/ticket.ts";
import { publicAddressOf } from "../../../src/observe/admin/sign-in/public-address.ts";
import { type AdminOverride, ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { monday } from "../../support/make.ts";
import { createMemoryStore } from "../../support/memory-store/index.ts";

const ada: NamedToken = { name: "ada", role: "admin", token: "the-long-token-of-ada" };
const vera: NamedToken = { name: "vera", role: "viewer", token: "the-long-token-of-vera" };
const accessOf = (...tokens: readonly NamedToken[]): Access => ({ tokens, from: "environment" });

let admin: RunningAdmin;
let signals: Signal[];
let now: Instant;
let store: RunningAdmin["store"];

async function open(override: AdminOverride = {}): Promise<void> {
  admin = await startAdmin({ store, access: accessOf(ada, vera), now: () => now, ...override });
  signals = [];
  admin.bus.subscribe((signal) => signals.push(signal));
}

async function reopen(override: AdminOverride = {}): Promise<void> {
  await admin.close();
  await open(override);
}

beforeEach(() => {
  now = monday;
  store = createMemoryStore();
  return open();
});
afterEach(() => admin.close());

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly attributes: readonly string[];
}

function cookiesOf(headers: Readonly<Record<string, string | string[] | undefined>>): readonly Cookie[] {
  return [headers["set-cookie"] ?? []].flat().map((line) => {
    const [pair = "", ...attributes] = line.split("; ");
    const [name = "", value = ""] = pair.split("=");
    return { name, value, attributes: attributes.filter((each) => !each.startsWith("Expires")) };
  });
}

const origin = () => `http://127.0.0.1:${admin.port}`;

async function signIn(token = ada.token, { path = "/api/session", headers = {} as Record<string, string> } = {}) {
  const sent = { "content-type": "application/json", origin: origin(), ...headers };
  const {
    status,
    headers: answered,
    text,
  } = await ask(admin.port, path, { method: "POST", headers: sent, body: JSON.stringify({ token }) });
  const cookies = cookiesOf(answered);
  const [session, csrf] = cookies;
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  return { status, text, cookies, session, csrf: csrf?.value ?? "", cookie };
}

const codeOf = (text: string) => JSON.parse(text).error?.code;

async function call(path: string, headers: Record<string, string>, method = "GET", body?: object) {
  const json = body === undefined ? {} : { "content-type": "application/json" };
  const sent = { method, headers: { ...json, ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const { status, text, headers: answered } = await ask(admin.port, path, sent);
  return { status, text, headers: answered };
}

describe("signing in with a token", () => {
  it("gives a cookie that no script reads and no other site sends, and one that the page reads", async () => {
    const { status, text, cookies } = await signIn();
    expect([status, text]).toEqual([204, ""]);
    expect(cookies.map(({ attributes }) => attributes)).toEqual([
      ["Max-Age=604800", "Path=/", "HttpOnly", "SameSite=Strict"],
      ["Max-Age=604800", "Path=/", "SameSite=Strict"],
    ]);
    expect(JSON.stringify(cookies)).not.toContain(ada.token);
  });

  it("opens what the token opens, and says who it is", async () => {
    const { cookie, csrf } = await signIn(vera.token);
    expect((await call("/api/stats", { cookie })).status).toBe(200);
    const { text } = await call("/api/session", { cookie });
    expect(JSON.parse(text)).toEqual({ name: "vera", role: "viewer", via: "token", csrf, expires_at: "2026-03-09T09:00:00.000Z" });
    const forbidden = await call("/api/mute", { cookie, origin: origin(), "x-csrf-token": csrf }, "POST", { rule: "r" });
    expect([forbidden.status, codeOf(forbidden.text)]).toEqual([403, "role_required"]);
    expect(signals).toContainEqual({
      name: "admin.session",
      action: "begun",
      by: "vera",
      role: "viewer",
      via: "token",
      address: "127.0.0.1",
    });
  });

  it("is refused where the token is wrong, and slowed where that happens again and again", async () => {
    await reopen({ tokenTries: 2 });
    const tried = [];
    for (let count = 0; count < 4; count += 1) tried.push((await signIn("guess")).status);
    expect(tried).toEqual([401, 401, 429, 429]);
    expect((await signIn("guess")).cookies).toEqual([]);
    expect((await signIn()).status).toBe(204);
    expect(signals[0]).toEqual({ name: "admin.refused", code: "unauthorized", call: "POST /api/session", address: "127.0.0.1" });
  });

  it.each([
    [{ origin: "https://evil.test" }, 403],
    [{ origin: "http://127.0.0.1:1" }, 403],
    [{ "content-type": "application/x-www-form-urlencoded" }, 415],
  ])("is refused from elsewhere: %j", async (headers, status) => {
    expect((await signIn(ada.token, { headers })).status).toBe(status);
  });

  it("says 401 to who has not signed in", async () => {
    const { status, headers } = await call("/api/session", {});
    expect([status, headers["cache-control"]]).toEqual([401, "no-store"]);
  });

  it("is not needed in a preview", async () => {
    await reopen({ access: { tokens: [], from: "preview" } });
    expect(await signIn("anything")).toMatchObject({ status: 204, cookies: [] });
    expect(JSON.parse((await call("/api/session", {})).text)).toEqual({
      name: "admin",
      role: "admin",
      via: "preview",
      csrf: null,
      expires_at: null,
    });
  });
});

describe("a call by cookie that changes something", () => {
  it.each([
    ["neither header", false, undefined],
    ["only the origin", false, "own"],
    ["only the token", true, undefined],
    ["the origin of another port", true, "http://127.0.0.1:1"],
  ])("is refused with %s", async (_, hasToken, from) => {
    const { cookie, csrf } = await signIn();
    const headers = {
      cookie,
      ...(hasToken ? { "x-csrf-token": csrf } : {}),
      ...(from === undefined ? {} : { origin: from === "own" ? origin() : from }),
    };
    const { status, text } = await call("/api/mute", headers, "POST", { rule: "r" });
    expect([status, codeOf(text)]).toEqual([403, from?.endsWith(":1") ? "origin_not_allowed" : "csrf_token_required"]);
    expect((await store.searchEvents({ type: "relay.admin", limit: 5 })).rows).toEqual([]);
  });

  it("is refused with the token of another session", async () => {
    const [one, other] = [await signIn(), await signIn()];
    expect(
      (await call("/api/mute", { cookie: one.cookie, origin: origin(), "x-csrf-token": other.csrf }, "POST", { rule: "r" })).status,
    ).toBe(403);
  });

  it("is done with both, by who signed in, whatever the body says", async () => {
    const { cookie, csrf } = await signIn();
    const { status } = await call("/api/mute", { cookie, origin: origin(), "x-csrf-token": csrf }, "POST", {
      rule: "r",
      by: "somebody else",
    });
    expect(status).toBe(200);
    const [row] = (await store.searchEvents({ type: "relay.admin", limit: 5 })).rows;
    expect((await store.event(row?.id ?? ""))?.event?.data).toMatchObject({ call: "POST /api/mute", by: "ada", role: "admin" });
  });

  it("goes by a token that is shown beside the cookie, and that needs no more", async () => {
    const { cookie } = await signIn(vera.token);
    expect((await call("/api/mute", { cookie, authorization: `Bearer ${ada.token}` }, "POST", { rule: "r" })).status).toBe(200);
    expect((await call("/api/stats", { cookie, authorization: "Bearer wrong" })).status).toBe(401);
  });
});

describe("a session", () => {
  const isOpen = async (cookie: string) => (await call("/api/stats", { cookie })).status === 200;

  it("is known after a restart and to other replicas, which have its key", async () => {
    const { cookie } = await signIn();
    await reopen();
    expect(await isOpen(cookie)).toBe(true);
  });

  it("ends after seven days", async () => {
    const { cookie } = await signIn();
    now = plus(monday, 7 * day - second);
    expect(await isOpen(cookie)).toBe(true);
    now = plus(monday, 7 * day);
    expect(await isOpen(cookie)).toBe(false);
  });

  it.each([
    ["is configured no more", accessOf(vera)],
    ["has another value", accessOf({ ...ada, token: "another-long-token-of-ada" }, vera)],
  ])("ends where its token %s", async (_, access) => {
    const { cookie } = await signIn();
    await reopen({ access });
    expect(await isOpen(cookie)).toBe(false);
  });

  it("has the role that its token has now", async () => {
    const { cookie } = await signIn();
    await reopen({ access: accessOf({ ...ada, role: "viewer" }) });
    expect(JSON.parse((await call("/api/session", { cookie })).text).role).toBe("viewer");
  });

  it("ends where the key is changed", async () => {
    const tickets = createTickets("first");
    await reopen({ tickets });
    const { cookie } = await signIn();
    tickets.turnTo("second");
    expect(await isOpen(cookie)).toBe(false);
  });

  it("is none where somebody has changed the cookie, or sealed it for something else", async () => {
    const { session } = await signIn();
    const [text = "", mark = ""] = (session?.value ?? "").split(".");
    const facts = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown[];
    const other = Buffer.from(JSON.stringify(facts.with(1, "vera"))).toString("base64url");
    const button = createTickets("the key of the tests").seal(text);
    for (const value of [`${other}.${mark}`, `${text}.${mark}x`, text, "", button, "x".repeat(5_000)])
      expect(await isOpen(`${session?.name}=${value}`)).toBe(false);
  });

  it("has cookies of other names in another installation", async () => {
    const { cookies } = await signIn();
    await reopen({ tickets: createTickets("of another installation") });
    const others = (await signIn()).cookies.map(({ name }) => name);
    expect(others).toHaveLength(2);
    expect(cookies.map(({ name }) => name).filter((name) => others.includes(name))).toEqual([]);
  });

  it("ends for good where somebody signs out, and the cookies with it", async () => {
    const { cookie, csrf, cookies } = await signIn();
    const other = await signIn();
    expect((await call("/api/session", { cookie }, "DELETE")).status).toBe(403);
    const { status, headers } = await call("/api/session", { cookie, origin: origin(), "x-csrf-token": csrf }, "DELETE");
    expect(status).toBe(204);
    expect(cookiesOf(headers).map(({ name, value }) => [name, value])).toEqual(cookies.map(({ name }) => [name, ""]));
    expect([await isOpen(cookie), await isOpen(other.cookie)]).toEqual([false, true]);
    await reopen();
    expect([await isOpen(cookie), await isOpen(other.cookie)]).toEqual([false, true]);
    expect(signals).toEqual([]);
  });

  it("is signed out without a word where there is none", async () => {
    expect((await call("/api/session", { origin: origin() }, "DELETE")).status).toBe(204);
  });
});

describe("PUBLIC_ADMIN_URL", () => {
  const publicAddress = publicAddressOf("https://relay.example.com/ops/relay/");

  it.each([
    ["keeps the path", "/ops/relay/api", "relay.example.com"],
    ["takes the path off", "/api", "relay.example.com"],
    ["asks by its own name", "/ops/relay/api", "10.0.0.7:8081"],
  ])("is honoured where a proxy %s", async (_, base, host) => {
    await reopen({ publicAddress });
    const from = { host, origin: "https://relay.example.com" };
    const { status, cookies, cookie, csrf } = await signIn(ada.token, { path: `${base}/session`, headers: from });
    expect(status).toBe(204);
    expect(cookies.map(({ attributes }) => attributes.filter((each) => /Path|Secure/.test(each)))).toEqual([
      ["Path=/ops/relay", "Secure"],
      ["Path=/ops/relay", "Secure"],
    ]);
    expect((await call(`${base}/events?limit=2`, { cookie, host })).status).toBe(200);
    expect((await call(`${base}/mute`, { ...from, cookie, "x-csrf-token": csrf }, "POST", { rule: "r" })).status).toBe(200);
  });

  it("opens nothing to other hosts, paths or origins", async () => {
    await reopen({ publicAddress });
    expect((await call("/api/session", { host: "other.example.com" })).status).toBe(403);
    expect((await call("/ops/relayed/api/session", {})).status).not.toBe(200);
    expect((await signIn(ada.token, { headers: { origin: "http://relay.example.com:81" } })).status).toBe(403);
    expect((await call("/ops/relay/../api/session", {})).status).toBe(403);
  });

  it.each([
    ["https://relay.example.com", { origin: "https://relay.example.com", host: "relay.example.com", prefix: "" }],
    ["https://relay.example.com:8443/a//", { origin: "https://relay.example.com:8443", host: "relay.example.com", prefix: "/a" }],
    ["relay.example.com", undefined],
    ["ftp://relay.example.com", undefined],
    [undefined, undefined],
  ])("reads %s", (written, address) => {
    expect(publicAddressOf(written)).toEqual(address);
  });
});
