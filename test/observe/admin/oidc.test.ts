/** Signing in with a provider: a real one on loopback, on another site than the relay. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OidcSettings } from "../../../src/core/access/oidc.ts";
import type { Signal } from "../../../src/core/signal.ts";
import { hour, type Instant, minute, plus, second } from "../../../src/core/time.ts";
import { publicAddressOf } from "../../../src/observe/admin/sign-in/public-address.ts";
import { type AdminOverride, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { chromiumPath, openBrowser } from "../../support/browser.ts";
import { monday } from "../../support/make.ts";
import { createMemoryStore } from "../../support/memory-store/index.ts";
import { clientId, type OidcProvider, type ProviderOptions, startProvider } from "../../support/oidc-provider.ts";
import { freePort } from "../../support/ports.ts";

const secret = "the-secret-of-the-relay-at-the-provider";
const people = { ada: ["staff", "relay-admins"], ben: ["on-call"], vera: ["staff"], otto: ["sales"], nobody: [] };
const groups: OidcSettings["groups"] = [
  { group: "staff", role: "viewer" },
  { group: "on-call", role: "responder" },
  { group: "relay-admins", role: "admin" },
];
const access = { tokens: [{ name: "root", role: "admin", token: "the-long-token-of-root" }], from: "environment" } as const;

let port: number;
let provider: OidcProvider;
let admin: RunningAdmin;
let signals: Signal[];
let now: Instant;
const store = createMemoryStore();

async function openProvider(options: Partial<ProviderOptions> = {}): Promise<void> {
  const redirectUris = [`http://127.0.0.1:${port}/auth/callback`, `http://127.0.0.1:${port}/ops/auth/callback`];
  provider = await startProvider({ redirectUris, people, secret, ...options });
}

async function openAdmin(override: AdminOverride = {}, settings: Partial<OidcSettings> = {}): Promise<void> {
  const oidc = { settings: { issuer: provider.issuer, clientId, clientSecret: secret, groups, ...settings }, openFetch: async () => fetch };
  admin = await startAdmin({ port, access, store, now: () => now, oidc, ...override });
  signals = [];
  admin.bus.subscribe((signal) => signals.push(signal));
}

beforeEach(async () => {
  now = monday;
  port = await freePort();
  await openProvider();
  await openAdmin();
});
afterEach(async () => {
  await admin.close();
  await provider.close();
});

/** A browser as far as redirects and cookies go: those of each host by themselves, whatever the port. */
function visitor() {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (host: string) => jars.get(host) ?? jars.set(host, new Map()).get(host) ?? new Map<string, string>();
  const ask = async (url: string, init: RequestInit = {}) => {
    const jar = jarOf(new URL(url).hostname);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { ...init, redirect: "manual", headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  /** Follows redirects, and signs in as this person where the provider asks; ends where something else is answered, or at `last`. */
  const follow = async (start: string, account: string, last = /^$/): Promise<Response & { readonly at: string }> => {
    let at = start;
    for (let hop = 0; hop < 10; hop += 1) {
      const response = await ask(at.includes("/interaction/") && !at.includes("account=") ? `${at}?account=${account}` : at);
      const next = response.headers.get("location");
      if (next === null || last.test(next)) return Object.assign(response, { at: next ?? at });
      at = new URL(next, at).href;
    }
    throw new Error("the redirects have no end");
  };
  return { ask, follow };
}

const base = () => `http://127.0.0.1:${port}`;
const page = /^\/(sessions|$)/;

async function whoIs(account: string) {
  const one = visitor();
  await one.follow(`${base()}/auth/login`, account, page);
  return (await one.ask(`${base()}/api/session`)).json();
}

describe("signing in with a provider", () => {
  it.each([
    ["ada", "admin"],
    ["ben", "responder"],
    ["vera", "viewer"],
  ])("lets %s in as %s, by the groups", async (account, role) => {
    expect(await whoIs(account)).toMatchObject({
      name: `${account} of the team`,
      role,
      via: "oidc",
      expires_at: "2026-03-02T21:00:00.000Z",
    });
    expect(signals).toContainEqual({
      name: "admin.session",
      action: "begun",
      by: `${account} of the team`,
      role,
      via: "oidc",
      address: "127.0.0.1",
    });
  });

  it.each(["otto", "nobody"])("tells %s, who is in no group of ours, in words", async (account) => {
    const one = visitor();
    const refused = await one.follow(`${base()}/auth/login`, account, page);
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining(`You are signed in as ${account} of the team, and none of your groups`),
    ]);
    expect((await one.ask(`${base()}/api/stats`)).status).toBe(401);
    expect(signals).toMatchObject([{ name: "admin.refused", code: "role_required", by: `${account} of the team` }]);
  });

  it("keeps the role: a viewer changes nothing, and who acts is who has signed in", async () => {
    const act = async (account: string) => {
      const one = visitor();
      await one.follow(`${base()}/auth/login`, account, page);
      const { csrf } = (await (await one.ask(`${base()}/api/session`)).json()) as { csrf: string };
      const headers = { "content-type": "application/json", origin: base(), "x-csrf-token": csrf };
      return (await one.ask(`${base()}/api/mute`, { method: "POST", headers, body: '{"rule":"r","by":"somebody else"}' })).status;
    };
    expect([await act("vera"), await act("ada")]).toEqual([403, 200]);
    const [row] = (await store.searchEvents({ type: "relay.admin", limit: 1 })).rows;
    expect((await store.event(row?.id ?? ""))?.event?.data).toMatchObject({ by: "ada of the team", role: "admin" });
  });

  it("reads groups that only the userinfo endpoint has", async () => {
    await admin.close();
    await provider.close();
    await openProvider({ inIdToken: false });
    await openAdmin();
    expect(await whoIs("ben")).toMatchObject({ role: "responder" });
  });

  it("works for a client without a secret", async () => {
    await admin.close();
    await provider.close();
    const { secret: _, ...open } = { secret: "", redirectUris: [`${base()}/auth/callback`], people };
    provider = await startProvider(open);
    await openAdmin({}, { clientSecret: undefined });
    expect(await whoIs("ada")).toMatchObject({ role: "admin" });
  });

  it("comes back to the page that was asked for, below the path of PUBLIC_ADMIN_URL", async () => {
    await admin.close();
    await openAdmin({ publicAddress: publicAddressOf(`${base()}/ops`) });
    const one = visitor();
    const { at } = await one.follow(
      `${base()}/ops/auth/login?return=${encodeURIComponent("/sessions/a%20b?x=1")}`,
      "ada",
      /^\/ops\/sessions/,
    );
    expect(at).toBe("/ops/sessions/a%20b?x=1");
    expect((await one.ask(`${base()}/ops/api/session`)).status).toBe(200);
  });

  it("says that a provider is there to who has not signed in", async () => {
    expect(await (await fetch(`${base()}/api/session`)).json()).toMatchObject({
      sign_in: { token: true, oidc: true },
      error: { code: "unauthorized" },
    });
  });
});

describe("what does not fit together", () => {
  /** The address with which the browser comes back, before it is opened. */
  const comeBack = async (one: ReturnType<typeof visitor>) => (await one.follow(`${base()}/auth/login`, "ada", /\/auth\/callback/)).at;

  it("is refused: another browser, another state, a code that was used, a login that took too long", async () => {
    const [one, other] = [visitor(), visitor()];
    const back = await comeBack(one);
    await other.ask(`${base()}/auth/login`);
    const strangers = await other.ask(back);
    expect([strangers.status, await strangers.text()]).toEqual([403, expect.stringContaining("open the page and sign in again")]);
    expect((await visitor().ask(back)).status).toBe(403);
    expect((await one.ask(back)).status).toBe(302);
    const again = visitor();
    const late = await comeBack(again);
    now = plus(monday, 10 * minute);
    expect((await again.ask(late)).status).toBe(403);
    expect(signals.filter(({ name }) => name === "admin.session")).toHaveLength(1);
  });

  it("is named where the secret is wrong", async () => {
    await admin.close();
    await openAdmin({}, { clientSecret: "another-secret" });
    const refused = await visitor().follow(`${base()}/auth/login`, "ada", page);
    const text = await refused.text();
    expect([refused.status, text]).toEqual([
      403,
      expect.stringContaining("OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is not what the provider has"),
    ]);
    expect(text).not.toContain("another-secret");
    expect(signals).toMatchObject([{ name: "admin.oidc_failed", detail: expect.stringContaining("invalid_client") }]);
  });

  it("leaves an absent provider alone for a while, and works when it is back", async () => {
    const { issuer } = provider;
    await provider.close();
    expect([await login(), await login()]).toEqual([502, 502]);
    await openProvider({ port: Number(new URL(issuer).port) });
    expect(await login()).toBe(502);
    now = plus(monday, 5 * second);
    expect(await login()).toBe(302);
  });

  const login = async () => (await visitor().ask(`${base()}/auth/login`)).status;

  it("ends the session: after twelve hours, and where the groups have other roles", async () => {
    const one = visitor();
    await one.follow(`${base()}/auth/login`, "ada", page);
    const isOpen = async () => (await one.ask(`${base()}/api/stats`)).status === 200;
    expect(await isOpen()).toBe(true);
    now = plus(monday, 12 * hour);
    expect(await isOpen()).toBe(false);
    now = monday;
    await admin.close();
    port = await freePort(); // the connections of before are closed
    await openAdmin({}, { groups: [{ group: "relay-admins", role: "viewer" }] });
    expect(await isOpen()).toBe(false);
  });
});

describe.skipIf(chromiumPath === undefined)("in a browser", () => {
  it("the cookies come back from the provider's site, and the page's own calls have the session", async () => {
    const browser = await openBrowser();
    const { page: tab } = await browser.open(`${base()}/auth/login?return=/setup`);
    await tab.getByLabel("Account").fill("ben");
    await tab.getByRole("button", { name: "Sign in" }).click();
    await tab.waitForURL(`${base()}/setup`);
    const session = await tab.evaluate(async () => (await fetch("/api/session")).json());
    expect(session).toMatchObject({ name: "ben of the team", role: "responder" });
    await browser.close();
  });
});
