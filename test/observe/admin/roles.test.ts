/** Who may call what, who is recorded to have called it, and what becomes of wrong tokens. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Access, type AdminRole, mayAct, roles } from "../../../src/core/access/principal.ts";
import type { Signal } from "../../../src/core/signal.ts";
import type { Instant } from "../../../src/core/time.ts";
import { changes, reads, trials } from "../../../src/observe/admin/calls.ts";
import { type AdminOverride, ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { monday } from "../../support/make.ts";
import { rulesOf } from "../../support/rules-access.ts";
import { endDeliveries, plantEvent, refusedForGood } from "../../support/stored.ts";

const tokenOf = (role: string) => `the-long-token-of-a-${role}`;
const access: Access = { tokens: roles.map((role) => ({ name: `the-${role}`, role, token: tokenOf(role) })), from: "environment" };

let admin: RunningAdmin;
let signals: Signal[];

async function open(override: AdminOverride = {}): Promise<void> {
  admin = await startAdmin({
    access,
    rules: rulesOf("version: 1\nrules: []\n"),
    tryOut: () => Promise.resolve({ status: 200, eventId: "e1" }),
    ...override,
  });
  signals = [];
  admin.bus.subscribe((signal) => signals.push(signal));
}

beforeEach(() => open());
afterEach(() => admin.close());

async function reopen(override: AdminOverride): Promise<void> {
  await admin.close();
  await open(override);
}

async function call(method: string, path: string, token?: string, body?: object) {
  const shown = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { ...shown, ...(body === undefined ? {} : { "content-type": "application/json" }) };
  const { status, text } = await ask(admin.port, path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { status, body: JSON.parse(text) };
}

const recordsOf = async () => {
  const { rows } = await admin.store.searchEvents({ type: "relay.admin", limit: 50 });
  return Promise.all(rows.map(async ({ id }) => (await admin.store.event(id))?.event?.data));
};

const table = Object.entries({ ...reads, ...trials, ...changes }).filter(([each]) => each !== "GET /stream");
const walks = table.flatMap(([each, needed]) => roles.map((role) => ({ each, needed, role })));

describe("the table of calls", () => {
  it.each(walks)("lets a $role call $each only with the role $needed or more", async ({ each, needed, role }) => {
    const [method = "", path = ""] = each.split(" ");
    const { status, body } = await call(
      method,
      `/api${path.replace(":id", "x")}`,
      tokenOf(role),
      method === "POST" || method === "PUT" ? {} : undefined,
    );
    const isRefused = status === 403 && body.error.code === "role_required";
    expect(isRefused).toBe(!mayAct(role, needed));
    expect(status).not.toBe(401);
    expect(body.error?.message).not.toBe("There is nothing at this path.");
  });

  it("lets a viewer follow the stream", async () => {
    const response = await fetch(`${admin.url}/api/stream`, { headers: { authorization: `Bearer ${tokenOf("viewer")}` } });
    expect(response.status).toBe(200);
    await response.body?.cancel();
  });

  it("gives nothing that changes something to a viewer, and nothing that touches many to a responder", () => {
    expect(Object.values<AdminRole>(changes)).not.toContain("viewer");
    expect(Object.entries(changes).flatMap(([each, role]) => (role === "responder" ? [each] : []))).toEqual([
      "POST /incidents/:id/work",
      "POST /sessions/:id/say",
      "POST /try",
      "POST /deliveries/:id/redrive",
    ]);
  });
});

describe("a call that changes something", () => {
  it("is an event and a signal with its counts, by the name of the token, and without a text", async () => {
    await plantEvent(admin.store, { to: ["support"] });
    await endDeliveries(admin.store, "support", refusedForGood);
    await call("POST", "/api/redrive", tokenOf("admin"), { state: "dead", to: "support" });
    const record = { call: "POST /api/redrive", by: "the-admin", role: "admin", address: "127.0.0.1", counts: { matched: 1, queued: 1 } };
    expect(await recordsOf()).toEqual([{ ...record, to: "support" }]);
    expect(signals).toContainEqual({ name: "admin.called", ...record });
  });

  it.each([
    ["/api/forget", { session: "s1" }],
    ["/api/reload", {}],
    ["/api/secret/rotate", {}],
    ["/api/redrive/stop", {}],
    ["/api/mute", { rule: "r" }],
    ["/api/unmute", { rule: "r" }],
  ])("is recorded each time: %s", async (path, body) => {
    await call("POST", path, tokenOf("admin"), body);
    await call("POST", path, tokenOf("admin"), body);
    expect(await recordsOf()).toMatchObject(Array.from({ length: 2 }, () => ({ call: `POST ${path}`, by: "the-admin" })));
  });

  it("does not keep the name of a forgotten session", async () => {
    await call("POST", "/api/forget", tokenOf("admin"), { session: "canary-session" });
    expect(JSON.stringify(await recordsOf())).not.toContain("canary");
  });

  it.each([
    ["/api/redrive", { state: "dead", dry_run: true }],
    ["/api/forget", { session: "s1", dry_run: true }],
    ["/api/mute", {}],
    ["/api/try", { text: "hello" }],
  ])("is not recorded where it only counts, is refused, or is an event already: %s %j", async (path, body) => {
    await call("POST", path, tokenOf("admin"), body);
    expect(await recordsOf()).toEqual([]);
  });

  it("is a line of the log and no event where the role is too small", async () => {
    await call("POST", "/api/forget", tokenOf("viewer"), { session: "s1" });
    expect(await recordsOf()).toEqual([]);
    expect(signals).toEqual([
      { name: "admin.refused", code: "role_required", call: "POST /api/forget", address: "127.0.0.1", by: "the-viewer" },
    ]);
  });
});

describe("a wrong token", () => {
  it("is told with address and call, never with what was shown; nothing shown is no try", async () => {
    expect((await call("GET", "/api/stats")).status).toBe(401);
    expect(signals).toEqual([]);
    expect((await call("GET", "/api/stats?q=canary", "canary-guess")).status).toBe(401);
    expect(signals).toEqual([{ name: "admin.refused", code: "unauthorized", call: "GET /api/stats", address: "127.0.0.1" }]);
  });

  it("is not even looked at beyond the budget of its address, until a minute has passed; a long right one always is", async () => {
    let now = monday;
    const short = { name: "short", role: "viewer", token: "short" } as const;
    await reopen({ access: { ...access, tokens: [...access.tokens, short] }, tokenTries: 3, now: () => now });
    const tried: number[] = [];
    for (let count = 0; count < 5; count += 1) tried.push((await call("GET", "/api/stats", "guess")).status);
    expect(tried).toEqual([401, 401, 401, 429, 429]);
    expect((await call("GET", "/api/stats", "short")).status).toBe(429);
    expect((await call("GET", "/api/stats", tokenOf("viewer"))).status).toBe(200);
    now = (now + 60_000) as Instant; // a minute later
    expect((await call("GET", "/api/stats", "short")).status).toBe(200);
  });

  it("is counted", async () => {
    await call("GET", "/api/stats", "guess");
    await call("POST", "/api/reload", tokenOf("responder"), {});
    const { text } = await ask(admin.port, "/metrics");
    expect(text).toContain('relay_admin_refused_total{code="unauthorized"} 1\n');
    expect(text).toContain('relay_admin_refused_total{code="role_required"} 1\n');
    expect(text).toContain('relay_admin_refused_total{code="too_many_tries"} 0\n');
  });
});
