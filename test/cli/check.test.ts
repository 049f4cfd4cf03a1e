import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-check-"));
  file = join(folder, "rules.yaml");
});
afterEach(() => rmSync(folder, { recursive: true }));

const env = { BITHUMAN_WEBHOOK_SECRET: "canary-4f1d7a-of-the-webhook" };
const good = `version: 1
destinations:
  me: { console: {} }
rules:
  - name: greets
    on: chat.push
    when: { role: user, keywords: [hello] }
    then: [me]
`;

describe("check", () => {
  it("says what is in a file without mistakes", async () => {
    writeFileSync(file, good);
    expect(await cli(["check", file], { env })).toEqual({ code: 0, out: `${file}: 1 rule, 1 destination, no mistakes\n`, err: "" });
  });

  it("C13 tells every mistake in one run, a line each, and ends with 2", async () => {
    const bad = good.replace("on: chat.push", "onn: chat.push").replace("then: [me]", "then: [mee]").replace("keywords:", "keyword:");
    writeFileSync(file, bad);
    const { code, out, err } = await cli(["check", file], { env });
    expect([code, out]).toEqual([2, ""]);
    const lines = err.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line.slice(folder.length)).toMatch(/^[^:]+:\d+:\d+: (error|warning) [EW]_[A-Z_]+ \S+: .+$/);
  });

  it("C10 warns of a secret in the file, and shows it nowhere", async () => {
    const token = ["xoxb", "1111111111", "canarycanarycanary"].join("-");
    writeFileSync(file, good.replace("{ console: {} }", `{ slack: { channel: "#a", token: ${token} } }`));
    const { out, err } = await cli(["check", file], { env });
    expect(err).toContain("W_SECRET_INLINE");
    expect(out + err).not.toContain("canary");
  });

  it("says which file it cannot read", async () => {
    const { code, err } = await cli(["check", join(folder, "missing.yaml")], { env });
    expect(code).toBe(2);
    expect(err).toContain("missing.yaml:1:1: error E_RULES_FILE (file): cannot be read");
  });
});

describe("config show", () => {
  it("C10 shows what is in effect, defaults included, and every secret as ***", async () => {
    writeFileSync(file, good);
    const { code, out } = await cli(["config", "show", file], { env: { ...env, AVATAR_RELAY_ADMIN_TOKEN: "canary-token" } });
    expect(code).toBe(0);
    const shown = JSON.parse(out);
    expect(shown.process).toMatchObject({ rules: file, preview: false, port: 8080, admin_token: "***" });
    expect(shown.settings).toMatchObject({ sessions: { idle_after: "30m" } });
    expect(shown.rules[0]).toMatchObject({ name: "greets", when: { role: "user", keywords: ["hello"] } });
    expect(out).toContain("***");
    expect(out).not.toContain("canary");
  });

  it("shows the example where no file is named, with placeholders for what is missing", async () => {
    const { code, out } = await cli(["config", "show"]);
    expect(code).toBe(0);
    expect(JSON.parse(out).process).toMatchObject({ rules: null, preview: true });
  });

  it.each([
    [["--port", "99999"], "E_PORT"],
    [["--admin-host", "0.0.0.0"], "E_ADMIN_UNPROTECTED"],
  ])("refuses %j as start would", async (args, code) => {
    const ran = await cli(["config", "show", ...args]);
    expect(ran.code).toBe(78);
    expect(ran.err).toContain(code);
  });

  it("refuses a file with mistakes", async () => {
    writeFileSync(file, good.replace("name:", "nme:"));
    expect((await cli(["config", "show", file], { env })).code).toBe(78);
  });
});
