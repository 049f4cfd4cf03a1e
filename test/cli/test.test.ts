import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Chat } from "../../src/core/event.ts";
import { plus, second } from "../../src/core/time.ts";
import { cli } from "../support/cli.ts";
import { makeChat, monday } from "../support/make.ts";
import { openStore, record } from "../support/recorded.ts";

const rules = `version: 1
settings: { timezone: Europe/Berlin }
sources: { bithuman: { verify: { scheme: auto, secrets: ["\${BITHUMAN_WEBHOOK_SECRET}"] } } }
destinations:
  terminal: { console: {} }
  other: { console: {} }
rules:
  - { name: refunds, on: chat.push, when: { role: user, keywords: refund }, then: [{ to: terminal, text: "said {{ event.message }}" }], throttle: 10m }
  - { name: quietly, mode: shadow, on: chat.push, when: { field: { path: data.lang, equals: de } }, then: [other] }
  - { name: met, on: session.identity, then: [{ to: other, text: "{{ identity.email }}" }] }
  - { name: summary, on: session.end, when: { session: { user_messages: { at_least: 2 } } }, then: [{ to: other, text: "{{ event.time | iso }}" }] }
tests:
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(tests: string, ...args: readonly string[]) {
  const file = join(folder, "rules.yaml");
  writeFileSync(file, `${rules}${tests}`);
  return cli(["test", file, ...args]);
}

const twice = `chat: ["+0s user: a refund", "+1m user: refund!", "+10m user: refund again"]`;

describe("a test of a rules file", () => {
  it.each([
    ["a rule that holds", `${twice}, expect: [{ rule: refunds }]`, 0],
    ["so often as the throttle lets it", `${twice}, expect: [{ rule: refunds, times: 2 }]`, 0],
    ["not more often", `${twice}, expect: [{ rule: refunds, times: 3 }]`, 2],
    ["where it goes", `${twice}, expect: [{ rule: refunds, to: terminal }]`, 0],
    ["nowhere else", `${twice}, expect: [{ rule: refunds, to: other }]`, 2],
    ["what it says", `${twice}, expect: [{ rule: refunds, text: "said refund ag*n" }]`, 0],
    ["in exactly these words", `${twice}, expect: [{ rule: refunds, text: "said refund" }]`, 2],
    ["the message as it is rendered", `${twice}, expect: [{ rule: refunds, to: terminal, body: { text: said refund again } }]`, 0],
    ["nothing else in it", `${twice}, expect: [{ rule: refunds, body: { text: said, title: null } }]`, 2],
    ["in this order", `${twice}, expect: [{ rule: refunds, text: "*again*refund*" }]`, 2],
    ["a rule that never holds", `${twice}, never: [quietly]`, 0],
    ["a rule that should never hold and does", `${twice}, never: [refunds]`, 2],
    ["a message that never comes", `${twice}, never: [{ rule: refunds, to: other }, { rule: refunds, text: "*goodbye*" }]`, 0],
    ["what the avatar says", `chat: ["+0s agent: a refund"], never: [refunds]`, 0],
    [
      "a rule in shadow, which holds",
      `events: [{ type: chat.push, data: { message: hallo, lang: de } }], expect: [{ rule: quietly, times: 1 }]`,
      0,
    ],
    ["and sends nothing", `events: [{ type: chat.push, data: { message: hallo, lang: de } }], expect: [{ rule: quietly, to: other }]`, 2],
    [
      "who the visitor is",
      `events: [{ type: session.identity, data: { email: ada@example.com } }], expect: [{ rule: met, text: ada@example.com }]`,
      0,
    ],
    ["a session that falls silent", `chat: ["+0s user: a", "+1m user: b"], expect: [{ rule: summary, times: 1 }]`, 0],
    ["a session that is too short", `chat: ["+0s user: a", "+1m agent: b"], never: [summary]`, 0],
    [
      "sessions apart",
      `events: [{ type: chat.push, data: { message: a }, session: s1, times: 2 }, { type: chat.push, data: { message: a }, session: s2 }], expect: [{ rule: summary, times: 1 }]`,
      0,
    ],
    [
      "ten on a Monday, by the clock of the file",
      `chat: ["+0s user: a", "+1m user: b"], expect: [{ rule: summary, text: "2026-03-02T09:31:00.000Z" }]`,
      0,
    ],
    [
      "another start",
      `at: 2026-07-01 10:00, chat: ["+0s user: a", "+1m user: b"], expect: [{ rule: summary, text: "2026-07-01T08:31:00.000Z" }]`,
      0,
    ],
    [
      "a start with an offset",
      `at: "2026-07-01T10:00-05:00", chat: ["+0s user: a", "+1m user: b"], expect: [{ rule: summary, text: "2026-07-01T15:31:00.000Z" }]`,
      0,
    ],
  ])("%s", async (name, body, expected) => {
    const { code, out } = await run(`  - { name: "${name}", ${body} }\n`);
    expect([code, out.split("\n").at(-2)]).toEqual([expected, `1 test, ${expected === 0 ? "none failed" : "1 failed"}`]);
  });

  it("says of a failure what was expected, what came, and the values that were seen", async () => {
    const { out } = await run(`
  - { name: nothing of it, chat: ["+0s user: hello"], expect: [{ rule: refunds, to: terminal, times: 1 }] }
  - { name: too much of it, ${twice}, never: [refunds] }
  - { name: other words, ${twice}, expect: [{ rule: refunds, to: terminal, text: Refund }] }
  - { name: no German, chat: ["+0s user: hello"], expect: [{ rule: quietly }] }
`);
    const file = join(folder, "rules.yaml");
    expect(out).toBe(`not ok  nothing of it (${file}:14)
  - refunds → terminal, once
  + refunds was never asked: nothing had its type, its role or its words
not ok  too much of it (${file}:15)
  - never refunds
  + user: "a refund" → refunds held
  + user: "refund again" → refunds held
not ok  other words (${file}:16)
  - refunds → terminal "Refund"
  + user: "a refund" → terminal: "said a refund"
  + user: "refund again" → terminal: "said refund again"
  + user: "refund!": held, and sent nothing: throttle
not ok  no German (${file}:17)
  - quietly
  + user: "hello": field saw nothing
4 tests, 4 failed
`);
  });

  it("says which part of a message is not as it should be", async () => {
    const { out } = await run(
      `  - { name: a, chat: ["+0s user: refund"], expect: [{ rule: refunds, to: terminal, body: { text: bye, links: [] } }] }\n`,
    );
    expect(out).toContain(`
  - refunds → terminal {"text":"bye","links":[]}
  + user: "refund" → terminal: "said refund"
  +   body.text: wants "bye", is "said refund"
  +   body.links: wants [], is not there
`);
  });

  it("is the same twice, and needs no variable of the environment", async () => {
    const test = `  - { name: a, ${twice}, never: [refunds] }\n`;
    expect(await run(test)).toEqual(await run(test));
  });

  it("writes a report for CI", async () => {
    const report = join(folder, "report.xml");
    const { code } = await run(
      `  - { name: "<good>", ${twice}, never: [quietly] }\n  - { name: "bad \\"one\\"", ${twice}, never: [refunds] }\n`,
      "--junit",
      report,
    );
    expect(code).toBe(2);
    const xml = readFileSync(report, "utf8");
    expect(xml).toContain('<testsuites tests="2" failures="1" errors="0">');
    expect(xml).toMatch(/<testcase name="&lt;good&gt;" classname="\S+" file="\S+" line="13"\/>/);
    expect(xml).toMatch(
      /<testcase name="bad &quot;one&quot;"[^>]*>\n +<failure message="expected never refunds">- never refunds\n\+ user: &quot;a refund&quot;/,
    );
  });

  it("tells every mistake of a file instead, and ends with 2", async () => {
    const { code, err } = await run(`  - { name: a, chat: ["user: hello"], expect: [{ rule: refund }] }\n`);
    expect(code).toBe(2);
    expect(err).toContain('E_VALUE tests[0].chat[0]: expected a line of a conversation: write it like "+5s user: hello"');
    expect(err).toContain('E_UNKNOWN_REF tests[0].expect[0].rule: unknown rule "refund", did you mean "refunds"?');
  });

  it("says where there are none", async () => {
    const { code, out } = await run("  []\n");
    expect([code, out]).toEqual([0, `${join(folder, "rules.yaml")}: there are no tests in it: write them under tests:\n`]);
  });
});

describe("a test from a session", () => {
  const said = (message: string, seconds: number, more: Partial<Chat> = {}): Chat =>
    makeChat({
      message,
      session: "s1",
      agent: "agent-1",
      occurredAt: plus(monday, seconds * second),
      receivedAt: plus(monday, seconds * second),
      ...more,
    });
  const history = [
    said("hello, I am ada@example.com", 0.4),
    said("say again?", 12, { role: "agent" }),
    said('a "refund", call +49 30 1234567', 75, { data: { lang: "de", visitor: { name: "Ada" } } }),
    said("a refund", 76, { session: "another" }),
  ];

  async function written(rulesText: string, ...args: readonly string[]) {
    const store = await openStore(folder);
    await record(store, rulesText, history);
    await store.close();
    const file = join(folder, "rules.yaml");
    writeFileSync(file, rulesText);
    return { file, ...(await cli(["test", file, "--data", folder, ...args])) };
  }

  it("is that conversation, its times and what the rules make of it, without what tells who it was", async () => {
    const { code, out, err } = await written(`${rules}  []\n`, "--from-session", "s1");
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}- name: "a conversation of 2026-03-02 \([0-9a-f]{6}\)"\n/);
    expect(out.split("\n").slice(1).join("\n")).toBe(`    at: "2026-03-02T09:00:00Z"
    agent: "agent-1"
    chat:
      - "+0s user: hello, I am [email]"
      - "+12s agent: say again?"
    events:
      - {"after":"75s","type":"chat.push","data":{"lang":"de","role":"user","message":"a \\"refund\\", call [phone]"}}
    expect:
      - {"rule":"refunds","to":"terminal","body":{"title":"agent-1: refunds","text":"said a \\"refund\\", call [phone]"},"times":1}
      - {"rule":"summary","to":"other","body":{"title":"agent-1: summary","text":"2026-03-02T09:31:15.000Z"},"times":1}
      - {"rule":"quietly","times":1}
    never: ["met"]
`);
    expect(err).toContain("read it before you keep it");
  });

  it("passes, put under tests:, until a rule changes", async () => {
    const { file, out } = await written(`${rules}  []\n`, "--from-session", "s1");
    writeFileSync(file, `${rules}${out}`);
    expect(await cli(["test", file])).toMatchObject({ code: 0, out: expect.stringMatching(/^ok .*\n1 test, none failed\n$/) });
    writeFileSync(file, `${rules.replace("said {{", "heard {{")}${out}`);
    expect(await cli(["test", file])).toMatchObject({ code: 2, out: expect.stringContaining('body.text: wants "said a') });
  });

  it("says which rules found something then and find nothing now", async () => {
    const store = await openStore(folder);
    await record(store, `${rules.replace("name: refunds", "name: refunds-of-old")}  []\n`, history);
    await store.close();
    const file = join(folder, "rules.yaml");
    writeFileSync(file, `${rules}  []\n`);
    const { err } = await cli(["test", file, "--data", folder, "--from-session", "s1"]);
    expect(err).toContain("held then, and not in this test: refunds-of-old\n");
  });

  it("needs a session that is known, and data", async () => {
    expect(await written(`${rules}  []\n`, "--from-session", "s9")).toMatchObject({
      code: 64,
      err: "no event of the session s9 is known\n",
    });
    const nowhere = await cli(["test", join(folder, "rules.yaml"), "--data", join(folder, "nowhere"), "--from-session", "s1"]);
    expect(nowhere).toMatchObject({ code: 64, err: expect.stringContaining("there is no data in") });
  });
});
