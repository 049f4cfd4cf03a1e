import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errorCodes, warningCodes } from "../../src/rules/kit/codes.ts";
import { cli } from "../support/cli.ts";
import { makeChat } from "../support/make.ts";
import { openStore, record } from "../support/recorded.ts";

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

  it("says where nobody is told of anything", async () => {
    writeFileSync(file, good.slice(0, good.indexOf("rules:")));
    const { code, out } = await cli(["check", file], { env });
    expect([code, out]).toEqual([0, expect.stringContaining("There is no rule, so no message is ever sent")]);
  });

  // C13
  it("tells every mistake in one run, a line each, and ends with 2", async () => {
    const bad = good.replace("on: chat.push", "onn: chat.push").replace("then: [me]", "then: [mee]").replace("keywords:", "keyword:");
    writeFileSync(file, bad);
    const { code, out, err } = await cli(["check", file], { env });
    expect([code, out]).toEqual([2, ""]);
    const lines = err.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line.slice(folder.length)).toMatch(/^[^:]+:\d+:\d+: (error|warning) [EW]_[A-Z_]+ \S+: .+$/);
  });

  // C10
  it("warns of a secret in the file, and shows it nowhere", async () => {
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

describe("check --no-env", () => {
  const needs = good
    .replace("{ console: {} }", '{ slack: { channel: "#a" } }')
    .replace(
      "rules:",
      `  crm: { http: { url: "https://crm.example.com/in", headers: { authorization: "Bearer ${"$"}{CRM_TOKEN}", x-key: "${"$"}{file:/nowhere/key}" } } }\nrules:`,
    );

  it("counts what is not set, and looks at everything else", async () => {
    writeFileSync(file, needs);
    const { code, out, err } = await cli(["check", file, "--no-env"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe(
      `4 variables to set: CRM_TOKEN, file:/nowhere/key, BITHUMAN_WEBHOOK_SECRET, SLACK_BOT_TOKEN\n${file}: 1 rule, 2 destinations, no mistakes\n`,
    );
  });

  it("takes what is set, and still ends with 2 at a mistake", async () => {
    writeFileSync(file, needs.replace("then: [me]", "then: [mee]"));
    const { code, out, err } = await cli(["check", file, "--no-env"], { env: { ...env, CRM_TOKEN: "set" } });
    expect(code).toBe(2);
    expect(out).toBe("2 variables to set: file:/nowhere/key, SLACK_BOT_TOKEN\n");
    expect(err.trimEnd().split("\n")).toEqual([expect.stringContaining("E_UNKNOWN_REF")]);
  });

  it("without it a missing variable is a mistake, and the summary says how to go on", async () => {
    writeFileSync(file, needs);
    const { code, out, err } = await cli(["check", file]);
    expect(code).toBe(2);
    expect(err.trimEnd().split("\n")).toHaveLength(4);
    expect(out).toMatch(/^4 variables to set: .* \(check --no-env looks at everything else\)\n$/);
  });

  it("finds nothing in the example but variables to set", async () => {
    const { code, out, err } = await cli(["check", "rules.example.yaml", "--no-env"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^6 variables to set: /);
  });

  it("judges a source that takes unsigned requests as start would", async () => {
    writeFileSync(file, good.replace("destinations:", "sources: { open: { verify: { scheme: none } } }\ndestinations:"));
    expect((await cli(["check", file, "--no-env"])).err).toContain("E_UNSIGNED");
    expect((await cli(["check", file, "--no-env"], { env: { HOST: "127.0.0.1" } })).code).toBe(0);
  });
});

describe("check --explain", () => {
  it.each([...errorCodes, ...warningCodes])("%s has a cause and a cure", async (asked) => {
    const { code, out } = await cli(["check", "--explain", asked.toLowerCase()]);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${asked}\\n\\n\\S.*[\\s\\S]*\\n\\nCure: [\\s\\S]+\\n$`));
    expect(out).not.toMatch(/^#|\*\*|```/m);
  });

  it("guesses a code that does not exist", async () => {
    const { code, err } = await cli(["check", "--explain", "E_UNKNOWN_KEYS"]);
    expect([code, err]).toEqual([64, "there is no code E_UNKNOWN_KEYS: did you mean E_UNKNOWN_KEY?\n"]);
  });
});

describe("check --data", () => {
  const rules = `version: 1
destinations: { me: { console: {} } }
rules:
  - { name: a, on: [chat.push, agent.failed], when: { agent: [A80HVD8577, A81], field: { path: data.lang, equals: de } }, then: [me] }
  - { name: b, on: room.join, when: { field: { path: data.plan, exists: true } }, then: [me] }
`;

  it("warns of events, agents and fields that nothing in the record had, and ends with 0", async () => {
    const store = await openStore(folder);
    await record(store, rules, [makeChat({ data: { lang: "de" } }), makeChat({ message: "two" })]);
    await store.close();
    writeFileSync(file, rules);
    const { code, err } = await cli(["check", file, "--data", folder], { env });
    expect(code).toBe(0);
    expect(
      err
        .trimEnd()
        .split("\n")
        .map((line) => line.slice(file.length)),
    ).toEqual([
      ':4:32: warning W_NEVER_SEEN rules[0].on[1]: none of the 2 events that are kept is a "agent.failed": avatar-relay events shows what came in',
      ':4:75: warning W_NEVER_SEEN rules[0].when.agent[1]: none of the 2 events that are kept is of an agent "A81": avatar-relay events shows what came in',
      ':5:20: warning W_NEVER_SEEN rules[1].on: none of the 2 events that are kept is a "room.join": avatar-relay events shows what came in',
      ':5:54: warning W_NEVER_SEEN rules[1].when.field.path: none of the 2 events that are kept has the field "data.plan": avatar-relay events shows what came in',
    ]);
  });

  it("says where there is no record", async () => {
    writeFileSync(file, rules);
    const { code, err } = await cli(["check", file, "--data", join(folder, "nowhere")], { env });
    expect([code, err]).toEqual([64, expect.stringContaining("there is no data in")]);
  });
});

describe("what only check says", () => {
  it("rules that no test names, where the file has tests", async () => {
    const more = "  - { name: other, on: room.join, then: [me] }\n";
    const tests = 'tests:\n  - { name: t, chat: ["+0s user: hello"], expect: [{ rule: greets }] }\n';
    writeFileSync(file, good + more + tests);
    const { code, err } = await cli(["check", file], { env });
    expect([code, err.slice(file.length)]).toEqual([
      0,
      expect.stringContaining(': warning W_RULE_UNTESTED tests: no test names the rule "other": '),
    ]);
    writeFileSync(file, good + more);
    expect((await cli(["check", file], { env })).err).toBe("");
  });
});

describe("config show", () => {
  // C10
  it("shows what is in effect, defaults included, and every secret as ***", async () => {
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
