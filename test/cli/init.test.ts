import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { vendors } from "../../src/cli/init/vendors.ts";
import { cli } from "../support/cli.ts";

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "avatar-relay-init-")), "new");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

const read = (name: string) => readFileSync(join(folder, name), "utf8");

/** The lines of an environment file that set something. */
function environment(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]));
}

describe("init", () => {
  it("writes rules that start as they are, that pass their tests, and what else they need", async () => {
    const { code, out, err } = await cli(["init", folder]);
    expect([code, err]).toEqual([0, ""]);
    expect(readdirSync(folder).sort()).toEqual([".env", ".env.example", ".gitignore", "rules.schema.json", "rules.yaml"]);
    expect(out).toMatch(
      /nothing has to be filled in[\s\S]*set -a; \. \.\/\.env; set \+a\n.* check rules\.yaml\n.* doctor rules\.yaml\n.*start --rules/,
    );
    expect(read("rules.yaml")).toMatch(/^# yaml-language-server: \$schema=\.\/rules\.schema\.json\n/);
    const env = environment(read(".env"));
    expect(await cli(["check", join(folder, "rules.yaml")], { env })).toMatchObject({ code: 0, err: "" });
    expect(await cli(["test", join(folder, "rules.yaml")], { env })).toMatchObject({ code: 0 });
  });

  it("keeps secrets and what visitors said out of version control", async () => {
    await cli(["init", folder]);
    expect(read(".gitignore")).toMatch(/^\.env$[\s\S]*^data\/$/m);
  });

  it("leaves a .gitignore as it is, and says what belongs there", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, ".gitignore"), "mine\n");
    const { code, out } = await cli(["init", folder]);
    expect([code, out]).toEqual([0, expect.stringContaining(".gitignore is there already: it should name .env and data/\n")]);
    expect(read(".gitignore")).toBe("mine\n");
  });

  it("makes a long secret, for its owner only, and prints what to enter at bitHuman's dashboard", async () => {
    const { out } = await cli(["init", folder], { env: { PUBLIC_URL: "https://relay.example.com/" } });
    const { BITHUMAN_WEBHOOK_SECRET: secret = "" } = environment(read(".env"));
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(statSync(join(folder, ".env")).mode & 0o777).toBe(0o600);
    expect(out).toMatch(/Endpoint URL +https:\/\/relay\.example\.com\/webhook\n/);
    expect(out).toContain(`Authentication Headers  X-Webhook-Secret: ${secret}\n`);
    expect(read(".env.example")).not.toContain(secret);
  });

  it("makes another secret each time", async () => {
    const others = await Promise.all(["a", "b"].map((name) => cli(["init", join(folder, name)])));
    const [one, other] = others.map(({ out }) => /X-Webhook-Secret: (\S+)/.exec(out)?.[1]);
    expect(one).not.toBe(other);
  });

  it("overwrites nothing, and writes nothing beside what is there", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, ".env.example"), "mine");
    const { code, err } = await cli(["init", folder]);
    expect([code, err]).toEqual([64, expect.stringContaining(".env.example is there already, and is left as it is")]);
    expect(readdirSync(folder)).toEqual([".env.example"]);
  });

  it("names this very program where npx would ask a registry, and quotes a name that a shell would split", async () => {
    const { out } = await cli(["init", `${folder} of ours`]);
    expect(out).toContain(`cd '${folder} of ours'; set -a`);
    expect(out).toMatch(/^ +node \S+main\.js check rules\.yaml$/m);
    expect(out).not.toContain("npx");
  });

  it("names npx where the package is near", async () => {
    mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
    writeFileSync(join(folder, "node_modules/.bin/avatar-relay"), "");
    expect((await cli(["init", folder])).out).toMatch(/^ +npx avatar-relay start --rules rules\.yaml$/m);
  });
});

describe("init --for", () => {
  it.each(Object.keys(vendors))("%s writes rules that load and pass their tests once its variables are filled in", async (name) => {
    const { code, out, err } = await cli(["init", folder, "--for", name]);
    expect([code, err]).toEqual([0, ""]);
    const variables = Object.keys(vendors[name]?.variables ?? {});
    expect(out).toContain(`fill in, in .env:  ${variables.join("  ")}\n`);
    const { AVATAR_RELAY_IDENTITY_KEY: key, ...written } = environment(read(".env"));
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(written).toMatchObject(Object.fromEntries(variables.map((each) => [each, ""])));
    const file = join(folder, "rules.yaml");
    expect((await cli(["check", file], { env: written })).err).toContain(variables[0]);
    const filled = variables.map((each) => [each, each.endsWith("_URL") ? "https://acme.example.com" : `canary-${each}`]);
    const env = { ...written, AVATAR_RELAY_IDENTITY_KEY: key ?? "", ...Object.fromEntries(filled) };
    expect(await cli(["check", file], { env })).toMatchObject({ code: 0, err: "" });
    expect(await cli(["test", file], { env })).toMatchObject({ code: 0, out: expect.stringContaining("becomes a contact") });
    expect(read("rules.yaml")).not.toMatch(/# <\w+>/);
    expect(read("rules.yaml")).toContain("/v1/sessions/$SESSION/identity");
  });

  it("anything else names what there is", async () => {
    const { code, err } = await cli(["init", folder, "--for", "hubspt"]);
    expect([code, err]).toEqual([64, expect.stringMatching(/--for takes hubspot, .*found "hubspt", did you mean hubspot\?/)]);
  });
});
