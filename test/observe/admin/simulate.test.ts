/** A conversation that is made up: what each rule does with it, and what would arrive where. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { rulesOf } from "../../support/rules-access.ts";

const rules = `version: 1
destinations:
  support: { slack: { channel: "#support" } }
  oncall: { email: { to: oncall@example.com } }
  crm: { http: { url: "https://crm.example.com/v1/sessions/{{ event.session }}", method: PUT, headers: { authorization: "Bearer \${CRM_TOKEN}" }, json: { said: "{{ event.message }}" } } }
  hook: { webhook: { url: "https://hook.example.com/in", secret: "\${HOOK_SECRET}" } }
rules:
  - { name: asks, on: chat.push, when: { role: user, keywords: [human] }, then: [support, oncall, crm, hook] }
  - { name: silent, on: chat.push, when: { silence: { after: { type: chat.push, role: user }, without: { type: chat.push, role: agent }, for: 20s } }, then: [support] }
  - { name: off-now, mode: off, on: chat.push, when: { keywords: [human] }, then: [support] }
`;

let admin: RunningAdmin;

beforeEach(async () => {
  admin = await startAdmin({ rules: rulesOf(rules) });
});
afterEach(() => admin.close());

async function simulate(body: object) {
  const { status, text } = await ask(admin.port, "/api/simulate", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status, body: JSON.parse(text) };
}

const link = /https:\/\/relay\.example\.com\/ops\/sessions\/[0-9a-f]{32}/;

const openConversation = {
  type: "actions",
  elements: [{ type: "button", text: { text: "Open conversation" }, url: expect.stringMatching(link) }],
};

interface Step {
  readonly turn: number | null;
  readonly at: string;
  readonly type: string;
  readonly rules: readonly {
    readonly rule: string;
    readonly held: boolean;
    readonly stopped?: readonly { readonly at: string }[];
    readonly because?: object[];
  }[];
  readonly messages: readonly {
    readonly to: string;
    readonly mode: string;
    readonly rule: string;
    readonly look: Record<string, unknown>;
  }[];
}

describe("POST /api/simulate", () => {
  it("says of each turn what each rule would do and why, at the times of the conversation", async () => {
    const { body } = await simulate({
      turns: [{ text: "hello" }, { role: "agent", text: "hi", after: "2m" }, { text: "a human please", after: "1h" }],
      at: "2026-03-02 10:00",
    });
    const steps = body.steps as Step[];
    expect(steps.filter(({ turn }) => turn !== null).map(({ turn, at }) => [turn, at])).toEqual([
      [0, "2026-03-02T10:00:00.000Z"],
      [1, "2026-03-02T10:02:00.000Z"],
      [2, "2026-03-02T11:02:00.000Z"],
    ]);
    const last = steps.at(-1);
    expect(last?.rules.map(({ rule, held }) => [rule, held])).toEqual([
      ["asks", true],
      ["silent", expect.anything()],
      ["off-now", false],
    ]);
    expect(last?.rules[0]?.because).toMatchObject([{ condition: "keywords", text: 'said "human"' }]);
    expect(steps[0]?.rules[0]).toMatchObject({ rule: "asks", held: false, stopped: [{ at: "keywords" }] });
    expect(last?.rules[2]?.stopped).toContainEqual({ at: "mode", saw: "off", wants: ["live", "shadow"] });
    expect(steps.find(({ type, messages }) => type === "relay.timer" && messages.length > 0)).toMatchObject({
      turn: null,
      at: "2026-03-02T10:00:20.000Z",
    });
  });

  it("shows what would arrive: blocks in Slack, a letter, requests; secrets as placeholders", async () => {
    const { body } = await simulate({ turns: [{ text: "a <b>human</b> please" }] });
    const looks = Object.fromEntries(
      (body.steps as Step[]).flatMap(({ messages }) => messages.filter(({ mode }) => mode === "new").map(({ to, look }) => [to, look])),
    );
    expect(looks.support).toMatchObject({
      kind: "slack",
      channel: "#support",
      blocks: [{ type: "header" }, { type: "rich_text" }, expect.anything(), expect.anything(), openConversation],
    });
    expect(JSON.stringify(looks.support)).toContain("Claim");
    expect(looks.oncall?.text).toMatch(link);
    expect(looks.oncall?.html).toMatch(new RegExp(`<a href="${link.source}">Open the conversation</a>`));
    expect(looks.oncall).toMatchObject({ kind: "email", to: "oncall@example.com", subject: "sample-agent: asks" });
    expect(looks.oncall?.html).toContain("a &lt;b&gt;human&lt;/b&gt; please");
    expect(looks.oncall?.text).toContain("a <b>human</b> please");
    expect(looks.crm).toEqual({
      kind: "http",
      method: "PUT",
      url: "https://crm.example.com/v1/sessions/simulation",
      headers: { authorization: expect.stringContaining("***") },
      json: { said: "a <b>human</b> please" },
    });
    expect(looks.hook).toMatchObject({ kind: "http", method: "POST", url: "https://hook.example.com/in", json: { rule: "asks" } });
  });

  it("takes other events, the source they come from, and lets the clock go on", async () => {
    const { body } = await simulate({
      turns: [{ type: "room.join", data: { room_name: "lobby" } }, { text: "hello" }],
      source: "livekit",
      session: "s-1",
      rest: "2d",
    });
    const types = (body.steps as Step[]).map(({ type }) => type);
    expect(types.slice(0, 2)).toEqual(["room.join", "chat.push"]);
    expect(types).toContain("session.end");
  });

  it("tries a text that is sent instead of the rules that run, and stores nothing", async () => {
    const edited = rules.replace("keywords: [human]", "keywords: [refund]");
    const { body } = await simulate({ text: edited, turns: [{ text: "a refund" }] });
    expect((body.steps as Step[])[0]?.rules[0]).toMatchObject({ rule: "asks", held: true });
    expect((await simulate({ text: "version: 1\nruls: []\n", turns: [{ text: "x" }] })).status).toBe(422);
    expect((await admin.store.stats()).events).toBe(0);
  });

  it("takes bodies as senders write them, and shows the events that they become", async () => {
    const { presets } = JSON.parse((await ask(admin.port, "/api/samples")).text) as {
      presets: { preset: string; samples: { type: string; body: object }[] }[];
    };
    expect(presets.map(({ preset }) => preset)).toEqual(expect.arrayContaining(["bithuman", "vapi", "livekit", "elevenlabs"]));
    const all = presets.flatMap(({ preset, samples }) => samples.map((sample) => ({ preset, ...sample })));
    for (const { preset, type, body: sample } of all) {
      const { body } = await simulate({ turns: [{ from: preset, body: JSON.stringify(sample) }] });
      expect([preset, type, body.problems]).toEqual([preset, type, []]);
      expect((body.steps as Step[]).filter(({ turn }) => turn === 0).map((step) => step.type)).toContain(type);
    }
  });

  it("asks the rules about each event of a body, and reads it as a source of the rules does", async () => {
    const call = { id: "c-1", assistantId: "a-1" };
    const said = (role: string, message: string, secondsFromStart: number) => ({ role, message, secondsFromStart });
    const report = {
      ...{ type: "end-of-call-report", timestamp: 1_772_445_700_000, startedAt: "2026-03-02T09:00:00Z", endedReason: "hangup", call },
      artifact: { messages: [said("user", "hello", 1), said("user", "a human please", 5)] },
    };
    const edited = rules.replace("rules:", `sources:\n  phone: { preset: vapi, path: /phone, secret: "\${VAPI_SECRET}" }\nrules:`);
    const { body } = await simulate({ text: edited, turns: [{ from: "phone", body: JSON.stringify({ message: report }) }] });
    const steps = (body.steps as Step[]).filter(({ turn }) => turn === 0);
    expect(steps.map(({ type, rules }) => [type, rules[0]?.held])).toEqual([
      ["chat.push", false],
      ["chat.push", true],
      ["session.end", false],
    ]);
  });

  it("says which body becomes no event, and why", async () => {
    const chat = JSON.stringify({
      message: { type: "transcript", transcriptType: "final", role: "user", transcript: "hi", timestamp: 1, call: { id: "c" } },
    });
    const { body } = await simulate({
      turns: [
        { from: "nobody", body: "{}" },
        { from: "/etc/passwd", body: "{}" },
        { from: "vapi", body: "{" },
        { from: "vapi", body: "{}" },
        { from: "vapi", body: chat },
        { from: "vapi", body: chat },
      ],
    });
    expect(body.problems).toEqual([
      { turn: 0, problem: 'no source of the rules and no preset is called "nobody"' },
      { turn: 1, problem: 'no source of the rules and no preset is called "/etc/passwd"' },
      { turn: 2, problem: "it would be quarantined: invalid_json" },
      { turn: 3, problem: "it would be quarantined: schema_invalid expected an object with message" },
      { turn: 5, problem: "chat.push: the relay has this event already" },
    ]);
    expect((body.steps as Step[]).map(({ turn }) => turn)).toContain(4);
  });

  it.each([
    [{ turns: [] }, "turns"],
    [{ turns: [{ text: "x", after: "soon" }] }, "turns: 0: after"],
    [{ turns: [{ text: "x" }], at: "tomorrow" }, "at"],
    [{ turns: Array.from({ length: 201 }, () => ({ text: "x" })) }, "turns"],
  ])("says what is wrong in %j", async (body, where) => {
    const { status, body: refused } = await simulate(body);
    expect([status, refused.error.message]).toEqual([400, expect.stringContaining(where)]);
  });
});
