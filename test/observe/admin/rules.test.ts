/** The rules on the admin port: shown, tried, and put in place. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import { type Access, roles } from "../../../src/core/access/principal.ts";
import { ruleList, rulesText, rulesVersions } from "../../../src/observe/admin/answers.ts";
import type { Replaced, Replacement } from "../../../src/observe/admin/rules/rules-access.ts";
import { type AdminOverride, ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { makeChat } from "../../support/make.ts";
import { rulesOf } from "../../support/rules-access.ts";
import { plantEvent } from "../../support/stored.ts";

const tokenOf = (role: string) => `the-long-token-of-a-${role}`;
const access: Access = { tokens: roles.map((role) => ({ name: `the-${role}`, role, token: tokenOf(role) })), from: "environment" };

const running = `version: 1
destinations:
  me: { console: {} }
  hook: { http: { url: "https://hook.example.com/in", headers: { authorization: "Bearer canary" }, json: { a: 1 } } }
rules:
  - { name: asks, on: chat.push, severity: high, when: { role: user, keywords: [human] }, then: [me] }
  - { name: shadowed, mode: shadow, on: chat.push, when: { keywords: [refund] }, then: [hook] }
tests:
  - name: somebody asks
    chat: ["+0s user: a human please"]
    expect: [{ rule: asks }]
`;

let admin: RunningAdmin;
let wanted: Replacement[];

async function open(override: AdminOverride = {}): Promise<void> {
  admin = await startAdmin({ access, rules: rulesOf(running), ...override });
}

async function reopen(override: AdminOverride): Promise<void> {
  await admin.close();
  await open(override);
}

beforeEach(() => {
  wanted = [];
  return open();
});
afterEach(() => admin.close());

/** The shapes that the calls are declared with. */
const shapes: readonly (readonly [RegExp, z.ZodType])[] = [
  [/^\/api\/rules$/, ruleList],
  [/^\/api\/rules\/(text|versions\/.+)$/, rulesText],
  [/^\/api\/rules\/versions$/, rulesVersions],
];

async function call(method: string, path: string, role: string, body?: object) {
  const headers = { authorization: `Bearer ${tokenOf(role)}`, ...(body === undefined ? {} : { "content-type": "application/json" }) };
  const { status, text } = await ask(admin.port, path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const answered = text.startsWith("{") ? JSON.parse(text) : undefined;
  if (method === "GET" && status === 200) shapes.find(([pattern]) => pattern.test(path))?.[1].parse(answered);
  return { status, text, body: answered };
}

const check = async (text: string) => (await call("POST", "/api/rules/check", "responder", { text })).body;

describe("GET /api/rules", () => {
  it("shows each rule with its mode, and who has muted it until when", async () => {
    await plantEvent(admin.store, { event: makeChat({ message: "a human please" }), rule: "asks" });
    const { body } = await call("GET", "/api/rules", "viewer");
    const none = { findings: { hour: 0, day: 0, week: 0 }, last_at: null, useful: 0, noise: 0 };
    const unmuted = { muted: false, muted_until: null, muted_by: null };
    expect(body).toMatchObject({
      version: expect.stringMatching(/^[0-9a-f]{12}$/),
      editable: false,
      rules: [
        {
          name: "asks",
          mode: "live",
          severity: "high",
          ...unmuted,
          ...none,
          findings: { hour: 1, day: 1, week: 1 },
          last_at: "2026-03-02T09:00:00.000Z",
        },
        { name: "shadowed", mode: "shadow", severity: "normal", ...unmuted, ...none },
      ],
    });
  });
});

describe("GET /api/rules/text", () => {
  it("shows secrets that stand in the file to an admin only, and the same in old versions", async () => {
    const shown = running.replace('"Bearer canary"', "***");
    const { version } = (await call("GET", "/api/rules", "viewer")).body;
    for (const path of ["/api/rules/text", `/api/rules/versions/${version}`]) {
      expect((await call("GET", path, "admin")).body).toEqual({ version, text: running, secrets_withheld: false });
      expect((await call("GET", path, "responder")).body).toEqual({ version, text: shown, secrets_withheld: true });
    }
    expect((await call("GET", "/api/rules/versions/v0", "admin")).status).toBe(404);
  });

  it("lists versions, and says which one runs", async () => {
    const { versions } = (await call("GET", "/api/rules/versions", "viewer")).body;
    expect(versions).toMatchObject([{ current: true, by: null }]);
    expect((await call("GET", "/api/rules/versions?limit=101", "viewer")).status).toBe(400);
  });
});

describe("POST /api/rules/check", () => {
  it("tells every mistake with its place, and every warning where there is none", async () => {
    const wrong = running.replace("keywords: [human]", "keywrds: [human]").replace("mode: shadow", "mode: silent");
    const refused = await check(wrong);
    expect(refused.ok).toBe(false);
    expect(refused.diagnostics.map(({ code, line }: { code: string; line: number }) => [code, line])).toEqual([
      ["W_SECRET_INLINE", 4],
      ["E_UNKNOWN_KEY", 6],
      ["E_VALUE", 7],
    ]);
    expect(JSON.stringify(refused)).not.toContain("canary");
    expect(await check(running)).toMatchObject({ ok: true, rules: 2, destinations: 2 });
  });

  it("resolves no reference, and reads no file that the rules of the moment do not name", async () => {
    const folder = mkdtempSync(join(tmpdir(), "avatar-relay-trial-"));
    const file = join(folder, "secret");
    writeFileSync(file, "canary-of-a-file");
    process.env.CANARY_VARIABLE = "canary-of-the-environment";
    const url = (reference: string) => running.replace("https://hook.example.com/in", `https://hook.example.com/${reference}`);
    const answers = await Promise.all([
      check(url("$".concat("{CANARY_VARIABLE}"))),
      check(url("$".concat(`{file:${file}}`))),
      check(running.replace("console: {}", `http: { preset: ${file}.yaml }`)),
      check(running.replace("console: {}", `http: { preset: ${file} }`)),
      check(running.replace("console: {}", `http: { url: "https://a.example.com", ca: ${file} }`)),
      check(running.replace("console: {}", `http: { url: "https://a.example.com", ca: ${file}.missing }`)),
    ]);
    delete process.env.CANARY_VARIABLE;
    rmSync(folder, { recursive: true });
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, false, false, false, false]);
    expect(JSON.stringify(answers)).not.toContain("canary-of");
    const texts = answers.map(({ diagnostics }) =>
      diagnostics
        .map(({ text }: { text: string }) => text)
        .join()
        .replaceAll(".missing", ""),
    );
    expect(texts[5]).toBe(texts[4]); // a file that is there is answered like one that is not
  });
});

describe("a plug-in", () => {
  it("is loaded where the rules of the moment name it, and not where only the text does", async () => {
    const folder = mkdtempSync(join(tmpdir(), "avatar-relay-trial-"));
    const mark = join(folder, "loaded");
    const plugin = (name: string) => {
      const path = join(folder, `${name}.mjs`);
      writeFileSync(
        path,
        `import { appendFileSync } from "node:fs"; appendFileSync(${JSON.stringify(mark)}, "${name} ");
         export default ({ z, defineCondition }) => defineCondition({ type: "${name}", summary: "s", schema: z.boolean(), example: { settings: true, matches: [{ type: "chat.push", agent: "a", session: "s", message: "x" }], ignores: [] }, judge: () => ({ held: false }) });`,
      );
      return path;
    };
    const [own, other] = [plugin("own"), plugin("other")];
    await reopen({ rules: rulesOf(`${running}plugins: [${own}]\n`) });
    expect((await check(`${running}plugins: [${own}]\n`)).diagnostics).not.toContainEqual(expect.objectContaining({ level: "error" }));
    const refused = await check(`${running}plugins: [${own}, ${other}]\n`);
    expect(refused.diagnostics).toContainEqual(expect.objectContaining({ level: "error", text: expect.stringContaining("does not run") }));
    expect(readFileSync(mark, "utf8")).not.toContain("other");
    rmSync(folder, { recursive: true });
  });
});

describe("POST /api/rules/test", () => {
  it("runs the tests of the text", async () => {
    const passed = await call("POST", "/api/rules/test", "responder", { text: running });
    expect(passed.body).toMatchObject({ passed: 1, failed: 0, tests: [{ name: "somebody asks", line: 9, passed: true, failures: [] }] });
    const failed = await call("POST", "/api/rules/test", "responder", { text: running.replace("a human please", "hello") });
    expect(failed.body).toMatchObject({ passed: 0, failed: 1, tests: [{ passed: false, failures: [{ expected: "asks" }] }] });
    const wrong = await call("POST", "/api/rules/test", "responder", { text: "version: 1\nruls: []\n" });
    expect([wrong.status, wrong.body.diagnostics[0].code]).toEqual([422, "E_UNKNOWN_KEY"]);
  });
});

describe("what cannot be tried now", () => {
  it.each([
    [{ kind: "busy" }, 503, "too_busy"],
    [{ kind: "failed", why: "it took too long" }, 500, "trial_failed"],
  ] as const)("is answered in words: %j", async (ending, status, code) => {
    await reopen({ rules: { ...rulesOf(running), run: async () => ending } });
    for (const path of ["check", "test", "backtest"]) {
      const refused = await call("POST", `/api/rules/${path}`, "responder", { text: running });
      expect([refused.status, refused.body.error.code]).toEqual([status, code]);
    }
  });

  it("ends where nobody waits for it any more", async () => {
    let resolve = () => {};
    const promise = new Promise<void>((settle) => {
      resolve = settle;
    });
    const run: ReturnType<typeof rulesOf>["run"] = (_, watch) =>
      new Promise((settle) => {
        watch?.onProgress?.({ kind: "progress", done: 1, total: 2 });
        watch?.signal?.addEventListener("abort", () => settle({ kind: "cancelled" }));
        watch?.signal?.addEventListener("abort", () => resolve());
      });
    await reopen({ rules: { ...rulesOf(running), run } });
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${tokenOf("responder")}`, "content-type": "application/json" };
    const response = await fetch(`${admin.url}/api/rules/backtest`, {
      method: "POST",
      headers,
      body: JSON.stringify({ text: running }),
      signal: leaving.signal,
    });
    const first = await response.body?.getReader().read();
    expect(Buffer.from(first?.value ?? "").toString()).toBe('event: progress\ndata: {"done":1,"total":2}\n\n');
    leaving.abort();
    await promise;
  });
});

describe("PUT /api/rules", () => {
  const replacing = (ending: Replaced) =>
    rulesOf(running, async (replacement) => {
      wanted.push(replacement);
      return ending;
    });
  const put = (body: object, role = "admin") => call("PUT", "/api/rules", role, body);
  const body = { text: "version: 1\n", base_version: "v1" };

  it("is refused without start --edit, and to all but admins", async () => {
    expect([(await put(body)).status, (await put(body)).body.error.code]).toEqual([403, "not_editable"]);
    await reopen({ rules: replacing({ kind: "replaced", version: "v2", changed: [] }) });
    expect([(await put(body, "responder")).body.error.code, wanted]).toEqual(["role_required", []]);
  });

  it.each([
    [{ kind: "replaced", version: "v2", changed: ["asks"] }, 200, { version: "v2", changed: ["asks"] }],
    [
      { kind: "conflict", version: "v3", message: "changed meanwhile" },
      409,
      { version: "v3", error: { code: "conflict", message: "changed meanwhile" } },
    ],
    [{ kind: "refused", diagnostics: [{ code: "E_TYPE" }] }, 422, { diagnostics: [{ code: "E_TYPE" }] }],
    [{ kind: "unwritten", message: "no room" }, 503, { error: { code: "not_written" } }],
  ] as const)("answers %j with %i, and records what took effect", async (ending, status, answered) => {
    await reopen({ rules: replacing(ending) });
    const done = await put({ ...body, force: true });
    expect([done.status, done.body]).toMatchObject([status, answered]);
    expect(wanted).toEqual([{ text: body.text, baseVersion: "v1", force: true, by: "the-admin" }]);
    const { rows } = await admin.store.searchEvents({ type: "relay.admin", limit: 5 });
    const records = await Promise.all(rows.map(async ({ id }) => (await admin.store.event(id))?.event?.data));
    expect(records).toMatchObject(
      status === 200 ? [{ call: "PUT /api/rules", by: "the-admin", version: "v2", base_version: "v1", counts: { changed: 1 } }] : [],
    );
  });

  it("takes a text of four megabytes, and says what a wrong body lacks", async () => {
    await reopen({ rules: replacing({ kind: "replaced", version: "v2", changed: [] }) });
    expect((await put({ ...body, text: "#".repeat(4_194_304) })).status).toBe(200);
    expect((await put({ ...body, text: "#".repeat(4_194_305) })).status).toBe(400);
    expect((await put({ text: "" })).body.error.message).toContain("base_version");
  });
});

describe("GET /api/sessions/:id/test", () => {
  it("writes a conversation as a test of the rules that run, which passes, and covers who it was", async () => {
    const store = admin.store;
    const chat = makeChat({ session: "s-1", message: "a human please, ada@example.com" });
    await plantEvent(store, { event: chat, rule: "asks" });
    await plantEvent(store, { event: makeChat({ session: "s-1", message: "thanks" }), rule: "gone" });
    const { status, body } = await call("GET", "/api/sessions/s-1/test", "viewer");
    expect([status, body.events, body.lost]).toEqual([200, 2, ["gone"]]);
    expect(body.yaml).not.toContain("ada@example.com");
    const text = running.replace(/tests:\n[\s\S]*$/, `tests:\n${body.yaml}`);
    expect((await call("POST", "/api/rules/test", "responder", { text })).body).toMatchObject({ passed: 1, failed: 0 });
    expect((await call("GET", "/api/sessions/none/test", "viewer")).status).toBe(404);
  });
});
