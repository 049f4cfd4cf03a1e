import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { schemaText } from "../../../src/cli/schema.ts";
import { destinations } from "../../../src/destinations/index.ts";
import { conditions } from "../../../src/rules/conditions/index.ts";
import { cli } from "../../support/cli.ts";
import { openEditor } from "../../support/editor.ts";

const editor = openEditor();
const modeline = "# yaml-language-server: $schema=./rules.schema.json\n";

const file = `${modeline}version: 1
destinations:
  me: { console: {} }
rules:
  - name: asks
    on: chat.push
    when: { role: user }
    then: [me]
`;

describe("rules.schema.json", () => {
  it("is what the schemas say: else run `npm run docs`", () => {
    expect(readFileSync("rules.schema.json", "utf8")).toBe(schemaText());
  });

  it("is printed by `avatar-relay schema`", async () => {
    expect(await cli(["schema"])).toEqual({ code: 0, out: schemaText(), err: "" });
    expect(await cli(["schema", "one", "more"])).toMatchObject({ code: 64, out: "" });
    expect(await cli(["schema", "nowhere.yaml"])).toMatchObject({ code: 2, out: "" });
  });

  it("has the keys of the plug-ins of the file that is named", async () => {
    const { code, out, err } = await cli(["schema", "examples/plugins/rules.yaml"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("Sends the message to a topic of ntfy.");
    expect(out).toContain('"shouting"');
    expect(schemaText()).not.toContain("a topic of ntfy");
  });
});

describe("an editor", () => {
  it.each(["rules.example.yaml", "test/rules/whole.yaml"])("finds nothing to complain of in %s", async (name) => {
    const example = readFileSync(name, "utf8");
    expect(example.startsWith(modeline)).toBe(true);
    expect(await editor.problems(example)).toEqual([]);
  });

  it.each(conditions.map((condition) => [condition.type, condition] as const))(
    "takes the example of the condition %s",
    async (_, { example }) => {
      const rules = [{ name: "example", when: example.when, then: ["me"] }];
      expect(await editor.problems(modeline + stringify({ version: 1, rules }))).toEqual([]);
    },
  );

  it.each(destinations.map((kind) => [kind.type, kind] as const))("takes the example of the destination %s", async (type, { example }) => {
    const written = {
      version: 1,
      destinations: { there: { [type]: example.settings } },
      rules: [{ name: "example", then: [{ to: "there", ...example.action }] }],
    };
    expect(await editor.problems(modeline + stringify(written))).toEqual([]);
  });

  it.each([
    ["an unknown key of a rule", "on: chat.push", "onn: chat.push", /^7: Property onn is not allowed/],
    ["an unknown condition", "role: user", "rol: user", /^8: Property rol is not allowed/],
    ["an unknown value", "role: user }", "role: user }\n    severity: urgent", /^9: .*"low".*"critical"/],
    ["a list where text belongs", "name: asks", "name: [asks]", /^6: Incorrect type\. Expected "string"/],
    ["an unknown kind of destination", "console: {}", "consle: {}", /^4: Property consle is not allowed/],
    ["another version", "version: 1", "version: 2", /^2: /],
    [
      "an unknown key of a test",
      "    then: [me]\n",
      '    then: [me]\ntests: [{ name: a, chats: ["+0s user: hi"], never: [asks] }]\n',
      /^10: Property chats is not allowed/,
    ],
    ["a rule that tells nobody", "    then: [me]\n", "", /^6: Missing property "then"/],
  ])("underlines %s", async (_, right, wrong, problem) => {
    expect(file).toContain(right);
    const problems = await editor.problems(file.replace(right, wrong));
    expect(problems.join("\n")).toMatch(problem);
  });

  it("underlines nothing in a right file", async () => {
    expect(await editor.problems(file)).toEqual([]);
  });

  it("offers the keys of a rule, the conditions and their values", async () => {
    expect(await editor.offers(file.replace("    on: chat.push\n", "    ¦\n"))).toEqual(
      expect.arrayContaining(["on", "severity", "throttle", "mode", "id"]),
    );
    expect(await editor.offers(file.replace("{ role: user }", "\n      ¦"))).toEqual(
      expect.arrayContaining(conditions.map(({ type }) => type)),
    );
    expect(await editor.offers(file.replace("{ role: user }", "\n      role: ¦"))).toEqual(
      expect.arrayContaining(["user", "agent", "other"]),
    );
  });

  it("offers the hours of a rule, the languages, and the keys of a test", async () => {
    expect(await editor.offers(file.replace("    on: chat.push\n", "    active:\n      ¦\n"))).toEqual(
      expect.arrayContaining(["days", "hours", "outside"]),
    );
    expect(await editor.offers(file.replace("{ role: user }", "\n      language: ¦"))).toEqual(expect.arrayContaining(["de", "fr", "zh"]));
    expect(await editor.offers(`${file}tests:\n  - name: a\n    ¦\n`)).toEqual(
      expect.arrayContaining(["chat", "events", "expect", "never", "at"]),
    );
  });

  it("offers every kind of destination", async () => {
    const offers = await editor.offers(file.replace("me: { console: {} }", "me:\n    ¦"));
    expect(offers).toEqual(expect.arrayContaining(destinations.map(({ type }) => type)));
  });

  it("says what a condition is for", async () => {
    const role = conditions.find(({ type }) => type === "role");
    expect(await editor.explains(file.replace("role: user", "ro¦le: user"))).toContain(role?.summary.slice(0, 30));
  });
});

describe("of the broken files", () => {
  const folder = new URL("../broken/", import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

  /** What JSON Schema can say. */
  it.each(["unknown-key.yaml", "seven-unrelated-mistakes.yaml", "not-a-finite-number.yaml"])("the editor underlines %s", async (name) => {
    expect(names).toContain(name);
    expect(await editor.problems(modeline + readFileSync(new URL(name, folder), "utf8"))).not.toEqual([]);
  });
});
