/** The token of the admin port: where it comes from, who finds it, and where it is never seen. */

import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { openWorkshop, type Relay, type Workshop } from "../support/relay.ts";
import { secret } from "../support/sender.ts";

let workshop: Workshop;

const rules = `
version: 1
destinations: { me: { console: {} } }
rules:
  - { name: asks, on: chat.push, when: { role: user, keywords: [human] }, then: [me] }
`;

beforeEach(() => {
  workshop = openWorkshop(rules);
});
afterEach(() => workshop.close());

const bare = (relay: Relay, path: string, token = "") =>
  relay.raw(path, { headers: { authorization: token === "" ? "" : `Bearer ${token}` } }).then(({ status }) => status);
const tokenPath = () => join(workshop.data, "admin-token");
const made = () => readFileSync(tokenPath(), "utf8").trim();
const command = (...args: readonly string[]) => cli([...args, "--data", workshop.data], { env: { BITHUMAN_WEBHOOK_SECRET: secret } });

describe("a relay without a configured token", () => {
  it("makes one for its own user, asks for it, keeps it over restarts, and never logs it", async () => {
    const relay = await workshop.start();
    expect(statSync(tokenPath()).mode & 0o777).toBe(0o600);
    expect(made().length).toBeGreaterThan(40);
    expect([await bare(relay, "/api/stats"), await bare(relay, "/api/stats", "wrong"), await bare(relay, "/api/stats", made())]).toEqual([
      401, 401, 200,
    ]);
    expect(await Promise.all(["/", "/mark.svg", "/healthz", "/readyz", "/metrics"].map((path) => bare(relay, path)))).toEqual([
      200, 200, 200, 200, 200,
    ]);
    const first = made();
    await relay.end("SIGTERM");
    const again = await workshop.start();
    expect(made()).toBe(first);
    expect([...relay.lines, ...again.lines].join("\n")).not.toContain(first);
    expect(relay.lines.join("\n")).toContain('"msg":"admin.refused"');
  });

  it("is found by every command, without a variable", async () => {
    const relay = await workshop.start();
    const sent = await command("send", "chat.push", "I want a human", "--session", "s1");
    expect(sent.out).toContain("asks held");
    expect((await command("events", "--session", "s1")).out).toContain("chat.push");
    expect((await command("deliveries")).code).toBe(0);
    expect((await command("redrive", "--yes")).out).toContain("0 dead deliveries");
    expect((await command("doctor")).out).toContain("webhooks come in on port");
    expect((await command("secret", "rotate")).code).toBe(0);
    expect((await command("forget", "--session", "s1", "--yes")).out).toContain("removed");
    const { events } = await relay.api<{ events: readonly object[] }>("/api/events?type=relay.admin");
    expect(events).toHaveLength(2); // rotate and forget: the redrive had nothing to do
  });

  it("is refused on another address than loopback, although a token was made before", async () => {
    await (await workshop.start()).end("SIGTERM");
    const { code, said } = await workshop.refuse({}, ["--admin-host", "0.0.0.0"]);
    expect([code, said]).toEqual([78, expect.stringContaining("E_ADMIN_UNPROTECTED")]);
  });
});

describe("a relay with tokens of its environment", () => {
  it("neither makes the file nor believes it", async () => {
    const environment = { AVATAR_RELAY_ADMIN_TOKEN: "a-token-of-the-environment" };
    const relay = await workshop.start(environment);
    expect(existsSync(tokenPath())).toBe(false);
    writeFileSync(tokenPath(), "a-token-of-the-file\n");
    expect(await bare(relay, "/api/stats", "a-token-of-the-file")).toBe(401);
    await relay.end("SIGTERM");
    const again = await workshop.start(environment);
    expect(await bare(again, "/api/stats", "a-token-of-the-file")).toBe(401);
    expect(await bare(again, "/api/stats", "a-token-of-the-environment")).toBe(200);
    expect((await command("events")).err).toContain("set AVATAR_RELAY_ADMIN_TOKEN");
    expect((await cli(["events", "--data", workshop.data], { env: environment })).code).toBe(0);
  });

  it("gives a command the token that may most, and warns of a short one", async () => {
    const tokens = { AVATAR_RELAY_ADMIN_TOKENS: "look:viewer:the-token-of-a-viewer,boss:admin:short" };
    const relay = await workshop.start(tokens);
    const env = { ...tokens, BITHUMAN_WEBHOOK_SECRET: secret };
    expect((await cli(["forget", "--session", "s1", "--yes", "--data", workshop.data], { env })).code).toBe(0);
    expect((await cli(["doctor", "--data", workshop.data], { env })).out).toContain("the admin token of boss is short");
    expect(relay.lines.filter((line) => line.includes('"msg":"admin.token"'))).toMatchObject([expect.stringContaining('"by":"boss"')]);
  });

  it("shows a viewer no texts from the reload on that asks for it", async () => {
    const relay = await workshop.start({ AVATAR_RELAY_ADMIN_TOKENS: "look:viewer:the-token-of-a-viewer,boss:admin:the-token-of-the-boss" });
    await relay.say("a canary of a visitor");
    const by = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
    const { events } = JSON.parse(await (await relay.raw("/api/events?type=chat.push", by("the-token-of-a-viewer"))).text());
    const shown = async (token: string) => (await relay.raw(`/api/events/${events[0].id}`, by(token))).text();
    expect(await shown("the-token-of-a-viewer")).toContain("canary");
    workshop.write("rules.yaml", `${rules}settings: { mask_for_viewers: true }\n`);
    expect((await relay.raw("/api/reload", { method: "POST", ...by("the-token-of-the-boss") })).status).toBe(200);
    expect(await shown("the-token-of-a-viewer")).not.toContain("canary");
    expect(await shown("the-token-of-the-boss")).toContain("canary");
  });

  it("is refused with every mistake in them", async () => {
    const { code, said } = await workshop.refuse({ AVATAR_RELAY_ADMIN_TOKENS: "a:owner:canary-token,b:viewer:" }, ["--port", "x"]);
    expect(code).toBe(78);
    expect(said.match(/E_ADMIN_TOKENS/g)).toHaveLength(2);
    expect(said).toContain("E_PORT");
    expect(said).not.toContain("canary");
  });
});

describe("a relay on a shared database", () => {
  let postgres: Postgres;

  afterEach(() => postgres.remove());

  it("keeps the made token there, the same for all, and commands find it by DATABASE_URL", async () => {
    postgres = await startPostgres();
    const DATABASE_URL = await postgres.schema("tokens");
    const none = { DATABASE_URL, AVATAR_RELAY_ADMIN_TOKEN: "" };
    const [relay] = await Promise.all([workshop.start(none), workshop.start(none)]);
    expect(existsSync(tokenPath())).toBe(false);
    expect(await bare(relay, "/api/stats")).toBe(401);
    const { code, err } = await cli(["events", "--data", workshop.data], { env: { DATABASE_URL } });
    expect([code, err]).toEqual([0, ""]);
    expect((await cli(["events", "--data", workshop.data])).err).toContain("set DATABASE_URL");
  });
});
