import { afterEach, describe, expect, it } from "vitest";
import type { Access } from "../../../src/core/access/principal.ts";
import type { AdminRefused, Setup } from "../../../src/observe/admin/parts.ts";
import { type AdminOverride, ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { monday } from "../../support/make.ts";

const setup: Setup = {
  url: "https://relay.example.com/webhook",
  path: "/webhook",
  port: 8080,
  header: { name: "X-Webhook-Secret", value: "canary-secret" },
  takesSignatures: true,
  progress: { reachedAt: monday, test: { at: monday, by: "header" }, first: undefined },
};

const refused: AdminRefused = {
  request_id: "R1",
  at: "2026-03-02T09:00:00.000Z",
  code: "signature_invalid",
  source: "bithuman",
  address: "192.0.2.1",
  method: "POST",
  path: "/webhook",
  bytes: 12,
  mistakes: [{ code: "secret_quotes", what: "The sender signs with quotes around the secret.", cure: "Take them away." }],
};

let admin: RunningAdmin | undefined;
afterEach(() => admin?.close());

async function answerOf(path: string, override: AdminOverride, headers: Record<string, string> = {}) {
  admin = await startAdmin(override);
  const { status, text } = await ask(admin.port, path, { headers });
  return { status, body: JSON.parse(text) as unknown };
}

describe("GET /api/setup", () => {
  const parts = { setup: async () => setup, refused: async () => [refused, refused, refused, refused] };

  it("says what to enter at the sender, and what has come of it", async () => {
    expect(await answerOf("/api/setup", parts)).toEqual({
      status: 200,
      body: {
        receives: true,
        url: "https://relay.example.com/webhook",
        path: "/webhook",
        port: 8080,
        header: { name: "X-Webhook-Secret", value: "canary-secret" },
        signatures: true,
        reached: { at: "2026-03-02T09:00:00.000Z" },
        test: { at: "2026-03-02T09:00:00.000Z", by: "header" },
        first: null,
        refused: [refused, refused, refused],
      },
    });
  });

  it("tells nothing to who has no token", async () => {
    const { status, body } = await answerOf("/api/setup", { ...parts, token: "t" });
    expect(status).toBe(401);
    expect(JSON.stringify(body)).not.toContain("canary");
  });

  it.each([
    ["admin", "canary-secret"],
    ["responder", null],
    ["viewer", null],
  ] as const)("shows an %s %s as the value of the header", async (role, value) => {
    const token = "the-long-token-of-somebody";
    const access: Access = { tokens: [{ name: "somebody", role, token }], from: "environment" };
    const { body } = await answerOf("/api/setup", { ...parts, access }, { authorization: `Bearer ${token}` });
    expect(body).toMatchObject({ header: { name: "X-Webhook-Secret", value } });
  });

  it("says so where this process receives nothing", async () => {
    expect(await answerOf("/api/setup", {})).toEqual({ status: 200, body: { receives: false } });
  });
});

describe("GET /api/refused", () => {
  it("lists refused requests with their mistakes", async () => {
    expect(await answerOf("/api/refused", { refused: async () => [refused] })).toEqual({ status: 200, body: { refused: [refused] } });
  });

  it("asks for the token", async () => {
    expect((await answerOf("/api/refused", { refused: async () => [refused], token: "t" })).status).toBe(401);
    await admin?.close();
    expect((await answerOf("/api/refused", { refused: async () => [], token: "t" }, { authorization: "Bearer t" })).status).toBe(200);
  });
});
