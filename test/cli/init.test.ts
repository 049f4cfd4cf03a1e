import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "avatar-relay-init-")), "new");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

describe("init", () => {
  it("writes rules that pass their tests, with their schema, and what else they need", async () => {
    const { code, out, err } = await cli(["init", folder]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(
      /remove the destinations that you do not have.*cd \S+new; set -a.*check rules\.yaml\n.*start --rules rules\.yaml\n/s,
    );
    expect(readdirSync(folder).sort()).toEqual([".env", ".env.example", "rules.schema.json", "rules.yaml"]);
    const rules = join(folder, "rules.yaml");
    expect(readFileSync(rules, "utf8")).toMatch(/^# yaml-language-server: \$schema=\.\/rules\.schema\.json\n/);
    expect(await cli(["test", rules])).toMatchObject({ code: 0 });
  });

  it("names every variable without which its rules do not start", async () => {
    await cli(["init", folder]);
    const named = [...readFileSync(join(folder, ".env.example"), "utf8").matchAll(/^(\w+)=$/gm)].map(([, name]) => name as string);
    expect(named).toEqual(expect.arrayContaining(["BITHUMAN_WEBHOOK_SECRET", "SLACK_BOT_TOKEN", "SMTP_URL", "SMTP_FROM", "CRM_TOKEN"]));
    const rules = join(folder, "rules.yaml");
    expect((await cli(["check", rules])).err).toContain("E_ENV_MISSING");
    const env = Object.fromEntries(named.map((name) => [name, `whsec_${Buffer.from(name.padEnd(24, "x")).toString("base64")}`]));
    expect(await cli(["check", rules], { env })).toMatchObject({ code: 0 });
  });

  it("makes a long secret, for its owner only, and prints what to enter at bitHuman's dashboard", async () => {
    const { out } = await cli(["init", folder], { env: { PUBLIC_URL: "https://relay.example.com/" } });
    const [, secret = ""] = /^BITHUMAN_WEBHOOK_SECRET=(.+)$/m.exec(readFileSync(join(folder, ".env"), "utf8")) ?? [];
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(statSync(join(folder, ".env")).mode & 0o777).toBe(0o600);
    expect(out).toMatch(/Endpoint URL +https:\/\/relay\.example\.com\/webhook\n/);
    expect(out).toContain(`Authentication Headers  X-Webhook-Secret: ${secret}\n`);
    expect(readFileSync(join(folder, ".env.example"), "utf8")).not.toContain(secret);
  });

  it("makes another secret each time", async () => {
    const others = await Promise.all(["a", "b"].map((name) => cli(["init", join(folder, name)])));
    const [one, other] = others.map(({ out }) => /X-Webhook-Secret: (\S+)/.exec(out)?.[1]);
    expect(one).not.toBe(other);
  });

  it("overwrites nothing", async () => {
    await cli(["init", folder]);
    writeFileSync(join(folder, "rules.yaml"), "mine");
    const { code, err } = await cli(["init", folder]);
    expect([code, err]).toEqual([64, expect.stringContaining("rules.yaml is there already, and is left as it is")]);
    expect(readFileSync(join(folder, "rules.yaml"), "utf8")).toBe("mine");
  });
});
