import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { destinations } from "../../src/destinations/index.ts";
import { conditions } from "../../src/rules/conditions/index.ts";
import { complaints } from "../support/load.ts";

/**
 * What a person is told of a first rules.yaml, and of habits from other tools. With GOLDEN=write the answers are written instead of
 * compared: read the difference as a newcomer would before you keep it.
 */
const golden = new URL("first-files.txt", import.meta.url);
const writing = process.env.GOLDEN === "write";

const text = readFileSync(golden, "utf8");
const cases = text
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [, title = "", file = "", said = ""] = /^(.*)\n\n```yaml\n([\s\S]*?)```\n\n```\n([\s\S]*?)```/.exec(section) ?? [];
    return { title, file, said };
  });

const set: Readonly<Record<string, string>> = {
  BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook",
  SLACK_BOT_TOKEN: "t0ken-of-the-bot",
  SMTP_URL: "smtps://mail.example.com",
  SMTP_FROM: "relay@example.com",
  HUBSPOT_TOKEN: "t0ken-of-the-crm",
  CRM_TOKEN: "t0ken-of-another-crm",
  HOOK_SECRET: `whsec_${Buffer.from("a secret of twenty-four b").toString("base64")}`,
  SECRET_OF_CALLS: "long-enough-to-be-a-secret-of-calls",
};

function answer(file: string): string {
  const said = complaints(file, { conditions, destinations, variable: (name) => set[name], loopback: false });
  return said.map((line) => `${line}\n`).join("");
}

if (writing) {
  const written = cases.reduce(
    (all, { title, file, said }) =>
      all.replace(
        `### ${title}\n\n\`\`\`yaml\n${file}\`\`\`\n\n\`\`\`\n${said}\`\`\``,
        () => `### ${title}\n\n\`\`\`yaml\n${file}\`\`\`\n\n\`\`\`\n${answer(file)}\`\`\``,
      ),
    text,
  );
  writeFileSync(golden, written);
}

test("there are many of them, each under a title of its own", () => {
  expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
  expect(cases.length).toBeGreaterThanOrEqual(80);
});

/** Words of the YAML parser and of zod. */
const raw =
  /implicit key|flow (map|sequence|scalar|collection)|block (map|scalar|collection|sequence)|node end|unresolved|invalid (input|type|escape|string|option|value)|unrecognized|expected (string|number|boolean|array|object|record)|received|undefined|nan\b|\bnull\b|unexpected/i;

test.each(cases.filter(() => !writing).map(({ title, ...rest }) => [title, rest] as const))("%s", (_, { file, said }) => {
  expect(answer(file)).toBe(said);
  expect(said).not.toBe("");
  for (const line of said.trimEnd().split("\n")) {
    expect(line).toMatch(/^rules\.yaml:\d+:\d+: (error|warning) [EW]_[A-Z_0-9]+ \S+: .+$/);
    expect(line).not.toMatch(raw);
  }
});
