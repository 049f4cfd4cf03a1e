/** Signing in to the page of a relay as users run it: by the made token, over restarts and replicas, and with a provider. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clientId, startProvider } from "../support/oidc-provider.ts";
import { freePort } from "../support/ports.ts";
import { startPostgres } from "../support/postgres.ts";
import { openWorkshop, type Relay, type Workshop } from "../support/relay.ts";

let workshop: Workshop;

beforeEach(() => {
  workshop = openWorkshop("version: 1\ndestinations: { me: { console: {} } }\nrules:\n  - { name: asks, on: chat.push, then: [me] }\n");
});
afterEach(() => workshop.close());

async function signIn(relay: Relay, token: string): Promise<{ readonly status: number; readonly cookie: string }> {
  const response = await relay.raw("/api/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  return {
    status: response.status,
    cookie: response.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; "),
  };
}

const bare = async (relay: Relay, cookie: string) => {
  const { url } = await relay.raw("/healthz");
  return (await fetch(new URL("/api/stats", url), { headers: { cookie } })).status;
};

describe("signing in", () => {
  it("takes the made token, and is good after a restart until the key is changed", async () => {
    const relay = await workshop.start();
    const token = readFileSync(join(workshop.data, "admin-token"), "utf8").trim();
    expect((await signIn(relay, "wrong")).status).toBe(401);
    const { status, cookie } = await signIn(relay, token);
    expect([status, await bare(relay, cookie), await bare(relay, "")]).toEqual([204, 200, 401]);
    await relay.end("SIGTERM");
    const again = await workshop.start();
    expect(await bare(again, cookie)).toBe(200);
    await again.api("/api/secret/rotate", {});
    expect(await bare(again, cookie)).toBe(401);
    expect([...relay.lines, ...again.lines].join("\n")).not.toContain(cookie.split("=")[1]?.split(";")[0]);
  });

  it("is good at every replica of a shared database", async () => {
    const postgres = await startPostgres();
    const DATABASE_URL = await postgres.schema("sessions");
    const environment = { DATABASE_URL, AVATAR_RELAY_ADMIN_TOKEN: "the-long-token-of-the-admin" };
    const [one, other] = await Promise.all([workshop.start(environment), workshop.start(environment)]);
    const { cookie } = await signIn(one, environment.AVATAR_RELAY_ADMIN_TOKEN);
    expect([await bare(one, cookie), await bare(other, cookie)]).toEqual([200, 200]);
    await Promise.all([one.end("SIGTERM"), other.end("SIGTERM")]);
    await postgres.remove();
  });

  it("takes a provider of the environment, and refuses settings that cannot work", async () => {
    const port = await freePort();
    const provider = await startProvider({ redirectUris: [`http://127.0.0.1:${port}/auth/callback`], people: { ada: ["ops"] } });
    const environment = { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: clientId, OIDC_GROUPS: "ops:responder" };
    const relay = await workshop.start(environment, ["--admin-port", String(port)]);
    const login = await fetch(`http://127.0.0.1:${port}/auth/login`, { redirect: "manual" });
    expect([login.status, login.headers.get("location")]).toEqual([302, expect.stringContaining(`${provider.issuer}/`)]);
    await relay.end("SIGTERM");
    await provider.close();
    const { code, said } = await workshop.refuse({ ...environment, OIDC_GROUPS: "ops:owner" });
    expect([code, said]).toEqual([78, expect.stringContaining("E_OIDC: OIDC_GROUPS, entry 1")]);
  });
});
