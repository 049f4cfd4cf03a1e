import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { destinations } from "../../src/destinations/index.ts";
import { conditions } from "../../src/rules/conditions/index.ts";
import { oneLine } from "../../src/rules/language/diagnostic.ts";
import { whenSchema } from "../../src/rules/language/sections/rules-section.ts";
import { complaints, loaded } from "../support/load.ts";

const shelves = { conditions, destinations };
const example = readFileSync(new URL("../../rules.example.yaml", import.meta.url), "utf8");

test("rules.example.yaml loads as a preview, with an empty environment and without a warning", () => {
  const { file, warnings } = loaded(example, { ...shelves, variable: () => undefined, placeholders: true });
  expect(file.rules.length).toBeGreaterThan(0);
  expect(warnings).toEqual([]);
});

test("its effective configuration is a file that loads to the same", () => {
  const others = { ...shelves, variable: () => undefined, placeholders: true };
  const first = loaded(example, others);
  const second = loaded(JSON.stringify(first.effective).replaceAll("***", "$" + "{SECRET}"), others);
  expect(second.effective).toEqual(first.effective);
});

test("in earnest it names every variable that it needs", () => {
  const missing = complaints(example, { ...shelves, variable: () => undefined }).map((line) => /has no (\w+)/.exec(line)?.[1]);
  expect(missing).toEqual(expect.arrayContaining(["BITHUMAN_WEBHOOK_SECRET", "SLACK_BOT_TOKEN", "SMTP_URL"]));
  expect(missing).not.toContain(undefined);
});

describe("every schema of the shelves can be described to editors", () => {
  test.each(destinations.map((kind) => [kind.type, kind] as const))("destination %s", (_, kind) => {
    expect(z.toJSONSchema(kind.schema, { io: "input" })).toMatchObject({ type: "object", additionalProperties: false });
    expect(z.toJSONSchema(kind.action, { io: "input" })).toMatchObject({ type: "object", additionalProperties: false });
  });

  test("when:", () => {
    const described = JSON.stringify(z.toJSONSchema(whenSchema(conditions), { io: "input" }));
    for (const { type } of conditions) expect(described).toContain(`"${type}":`);
  });
});

// C08
test("thresholds of real conditions are finite numbers", () => {
  const rule = (when: string) => `version: 1\ndestinations: { t: { console: {} } }\nrules: [{ name: a, when: ${when}, then: [t] }]`;
  for (const value of ["no", "off", "012", "1_000", ".nan", ".inf", "1e400", '"5"']) {
    for (const when of [
      `{ frustration: { above: ${value} } }`,
      `{ participants: { above: ${value} } }`,
      `{ count: { over: ${value}, within: 1m } }`,
    ]) {
      expect(complaints(rule(when), shelves), when).toEqual([
        expect.stringMatching(/E_TYPE \S+: expected a (finite|whole) number, found /),
      ]);
    }
  }
});

test("a Slack destination whose presses cannot come back is warned of as docs/errors.md has it", () => {
  const file = (more: string) => `version: 1
destinations:
  eu: { slack: { channel: "#support-eu", ${more}token: "$${"{SLACK_TOKEN_EU}"}" } }
rules: [{ name: a, on: chat.push, then: [eu] }]
`;
  const told = (more: string, secret = "one") => {
    const variables: Readonly<Record<string, string>> = { BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook", SLACK_TOKEN_EU: "xoxb-eu" };
    const variable = (name: string) => (name === "SLACK_SIGNING_SECRET" ? secret : variables[name]);
    return loaded(file(more), { ...shelves, variable }).warnings.map(oneLine);
  };
  const [line = ""] = told("");
  expect(readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8")).toContain(`\n${line}\n`);
  expect([told("", "one,two"), told('signing_secret: "$' + '{SLACK_TOKEN_EU}", ')]).toEqual([[], []]);
});
