import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { endDeliveries, plantEvent, refusedForGood } from "../../support/stored.ts";

const redrive = JSON.stringify({ state: "dead" });
const json = { "content-type": "application/json" };
const routes = ["/", "/api/events", "/api/stream", "/api/stats", "/healthz", "/readyz", "/metrics", "/nowhere"];

describe("the admin port without a token", () => {
  let admin: RunningAdmin;

  beforeAll(async () => {
    admin = await startAdmin({ allowedHosts: ["relay.internal"] });
    await plantEvent(admin.store, { to: ["support"] });
    await endDeliveries(admin.store, "support", refusedForGood);
  });
  afterAll(() => admin.close());

  const deadCount = async () => (await admin.store.stats()).deliveries.dead;

  // W02
  it.each(routes)("answers 403 to another host name at %s", async (path) => {
    const { status, text } = await ask(admin.port, path, { headers: { host: "evil.test" } });
    expect(status).toBe(403);
    expect(JSON.parse(text)).toMatchObject({ error: { code: "host_not_allowed" } });
  });

  it.each(["evil.test:8081", "127.0.0.1.evil.test", "localhost.evil.test", "127.0.0.1@evil.test", "[::1", "localhost:8081, evil.test"])(
    "is not fooled by the host %j",
    async (host) => {
      expect((await ask(admin.port, "/api/stats", { headers: { host } })).status).toBe(403);
    },
  );

  it.each(["localhost", "localhost:9000", "127.0.0.1", "[::1]:8081", "10.1.2.3:8081", "relay.internal", "RELAY.internal:80"])(
    "answers to the host %s",
    async (host) => {
      expect((await ask(admin.port, "/api/stats", { headers: { host } })).status).toBe(200);
    },
  );

  it.each(["/x/../api/stats", "/x/%2e%2e/api/stats", "/./api/stats", "/x\\..\\api/stats", "/x%5c..%5capi", "/..", "/api/stats/%2E"])(
    "follows no path with dots: %s",
    async (path) => {
      expect((await ask(admin.port, path)).status).toBe(403);
    },
  );

  const crossSite: readonly (readonly [string, Record<string, string>, number])[] = [
    ["a form of another site", { origin: "https://evil.test", "content-type": "text/plain" }, 403],
    ["a script of another site", { origin: "https://evil.test", ...json }, 403],
    ["a sandboxed page", { origin: "null", ...json }, 403],
    ["the same name on another port", { origin: "http://127.0.0.1:1", ...json }, 403],
    ["a page that hides its origin", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", ...json }, 403],
    ["a page of a neighbour", { "sec-fetch-site": "same-site", ...json }, 403],
    ["text without an origin", { "content-type": "text/plain" }, 415],
    ["a form without an origin", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["a body of no kind", {}, 415],
    ["something that only begins like JSON", { "content-type": "application/jsonp" }, 415],
  ];

  // W03
  it.each(crossSite)("refuses a redrive from %s, and redrives nothing", async (_, headers, status) => {
    const before = await deadCount();
    expect((await ask(admin.port, "/api/redrive", { method: "POST", headers, body: redrive })).status).toBe(status);
    expect(await deadCount()).toBe(before);
  });

  // W15
  it("gives no stream to another site, and allows no origin", async () => {
    const { status, headers } = await ask(admin.port, "/api/stream", { headers: { origin: "https://evil.test" } });
    expect(status).toBe(403);
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  // W15
  it("answers no preflight", async () => {
    const preflight = {
      origin: "https://evil.test",
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type",
    };
    const { status, headers } = await ask(admin.port, "/api/redrive", { method: "OPTIONS", headers: preflight });
    expect(status).toBe(403);
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("lets a link of another site open the page, but read nothing", async () => {
    const visit = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect((await ask(admin.port, "/healthz", { headers: visit })).status).toBe(200);
    expect((await ask(admin.port, "/api/events", { headers: { ...visit, "sec-fetch-mode": "no-cors" } })).status).toBe(403);
  });

  it("lets its own page redrive", async () => {
    const headers = { origin: `http://127.0.0.1:${admin.port}`, "sec-fetch-site": "same-origin", ...json };
    const { status, text } = await ask(admin.port, "/api/redrive", { method: "POST", headers, body: redrive });
    expect([status, JSON.parse(text)]).toEqual([200, { matched: 1, queued: 1 }]);
  });

  it.each(routes.filter((path) => path !== "/api/stream"))("forbids foreign and inline code, guessing and framing at %s", async (path) => {
    const { headers } = await ask(admin.port, path);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers).not.toHaveProperty("x-powered-by");
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });
});

describe("the admin port with a token, where others reach it", () => {
  const token = "canary-token-51f3a9";
  let admin: RunningAdmin;

  beforeAll(async () => {
    admin = await startAdmin({ token, loopback: false });
  });
  afterAll(() => admin.close());

  it.each(["/api/events", "/api/stream", "/api/stats", "/metrics", "/nowhere"])("asks for it at %s", async (path) => {
    const { status, headers, text } = await ask(admin.port, path);
    expect([status, headers["www-authenticate"]]).toEqual([401, "Bearer"]);
    expect(text).not.toContain(token);
  });

  it.each([
    ["another", "canary-token-51f3a8"],
    ["a beginning of it", "canary"],
    ["a longer one", `${token}0`],
    ["an empty one", ""],
  ])("refuses %s", async (_, given) => {
    expect((await ask(admin.port, "/api/stats", { headers: { authorization: `Bearer ${given}` } })).status).toBe(401);
  });

  it.each([`Basic ${Buffer.from(`admin:${token}`).toString("base64")}`, token, `Bearer ${token} x`])(
    "refuses another scheme",
    async (authorization) => {
      expect((await ask(admin.port, "/api/stats", { headers: { authorization } })).status).toBe(401);
    },
  );

  it.each(["/api/stats", "/metrics"])("opens %s to whoever has it", async (path) => {
    expect((await ask(admin.port, path, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });

  it("shows the page to everyone, for it asks for the token, and tells probes no detail", async () => {
    expect((await ask(admin.port, "/healthz")).status).toBe(200);
    expect(JSON.parse((await ask(admin.port, "/readyz")).text)).toEqual({ status: "ready" });
    const told = await ask(admin.port, "/readyz", { headers: { authorization: `Bearer ${token}` } });
    expect(JSON.parse(told.text)).toHaveProperty("sinks");
  });
});

describe("the admin port with a token, on loopback", () => {
  it("tells this machine's metrics and the detail of /readyz to everybody there, and nothing else", async () => {
    const admin = await startAdmin({ token: "canary-token-51f3a9" });
    expect((await ask(admin.port, "/metrics")).status).toBe(200);
    expect(JSON.parse((await ask(admin.port, "/readyz")).text)).toHaveProperty("sinks");
    expect((await ask(admin.port, "/api/stats")).status).toBe(401);
    await admin.close();
  });
});
