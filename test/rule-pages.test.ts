/** The pages that show a whole rules file, recipes and CRMs: the rules pass `check` and their own tests. Their commands are run by docs.test.ts. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "./support/build.ts";
import { cli } from "./support/cli.ts";
import { fencesOf } from "./support/markdown.ts";

const folder = mkdtempSync(join(tmpdir(), "avatar-relay-rule-pages-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pages = ["docs/recipes", "docs/crm"].flatMap((shelf) =>
  readdirSync(join(root, shelf)).map((name) => [`${shelf}/${name}`, readFileSync(join(root, shelf, name), "utf8")] as const),
);

/** What a reader sets before the rules of any page can run. */
const usual = {
  BITHUMAN_WEBHOOK_SECRET: "a-secret-of-the-tests",
  SLACK_BOT_TOKEN: "xoxb-a-token-of-the-tests",
  SMTP_URL: "smtps://mail.example.com",
  SMTP_FROM: "relay@example.com",
};

function environment(rules: string): Readonly<Record<string, string>> {
  const named = [...rules.matchAll(/\$\{(\w+)\}/g)].map(([, variable = ""]) => [variable, "https://acme.example.com"]);
  return { ...usual, ...Object.fromEntries(named) };
}

describe.each(pages)("%s", (name, text) => {
  it("has one rules file, which passes check without a warning and its own tests", async () => {
    const [rules = "", ...others] = fencesOf(text)
      .filter(({ language }) => language === "yaml")
      .map(({ text }) => text);
    expect(others).toEqual([]);
    const file = join(folder, `${name.replaceAll("/", "-")}.yaml`);
    writeFileSync(file, rules);
    const env = environment(rules);
    expect(await cli(["check", file], { env })).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/no mistakes\n$/) });
    const tested = await cli(["test", file], { env });
    expect(tested.code, tested.out + tested.err).toBe(0);
  });
});

describe("each recipe", () => {
  it.each(pages.filter(([name]) => name.startsWith("docs/recipes/")))(
    "%s says what it gives, how to see it work and what can go wrong",
    (_, text) => {
      expect(text).toMatch(/^# .+\n\nYou get /);
      expect(text).toContain("\n## See it work\n");
      expect(text).toContain("\n## What can go wrong\n");
      expect(text.split(/\s+/).length).toBeLessThanOrEqual(400);
    },
  );
});
