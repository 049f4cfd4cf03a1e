/** The page of each CRM: its rules pass `check` and their own tests, and its commands end well. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "./support/build.ts";
import { cli } from "./support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "avatar-relay-crm-pages-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pages = readdirSync(join(root, "docs/crm")).map((name) => [name, readFileSync(join(root, "docs/crm", name), "utf8")] as const);

function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, block = ""]) => block);
}

describe.each(pages)("docs/crm/%s", (name, text) => {
  it("has rules that pass check and their own tests", async () => {
    const [rules = "", ...others] = blocks(text, "yaml");
    expect(others).toEqual([]);
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, rules);
    const named = [...rules.matchAll(/\$\{(\w+)\}/g)].map(([, variable = ""]) => [variable, "https://acme.example.com"]);
    const env = { BITHUMAN_WEBHOOK_SECRET: "a-secret-of-the-tests", ...Object.fromEntries(named) };
    expect(await cli(["check", file], { env })).toMatchObject({ code: 0, err: "" });
    const tested = await cli(["test", file], { env });
    expect(tested.code, tested.out + tested.err).toBe(0);
  });

  it("shows commands that end well", async () => {
    for (const line of blocks(text, "sh").join("").trim().split("\n").filter(Boolean)) {
      const [program, ...args] = line.split(" ");
      expect(program).toBe("avatar-relay");
      expect(await cli(args)).toMatchObject({ code: 0 });
    }
  });
});
