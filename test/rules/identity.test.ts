import { describe, expect, it } from "vitest";
import type { Message } from "../../src/core/delivery.ts";
import type { Click, Event } from "../../src/core/event.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { type Duration, type Instant, minute, plus, second } from "../../src/core/time.ts";
import { destinations } from "../../src/destinations/index.ts";
import { compile } from "../../src/rules/compile.ts";
import { conditions } from "../../src/rules/conditions/index.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { createReplay, type ReplayStep } from "../../src/rules/trials/replay.ts";
import { loaded } from "../support/load.ts";
import { makeAgentError, makeChat, makeIdentity, makeJoin, makeOther, makeSessionEnd, monday } from "../support/make.ts";
import { digest, engineOf } from "../support/program.ts";

const crm = "http: { preset: hubspot.contact, token: t }";
const writing = "http: { preset: hubspot.contact, token: t, on_found_identity: write }";

function programOf(rules: string, { settings = "", crmSettings = crm } = {}) {
  const text = `version: 1
settings: { ${settings} }
destinations:
  crm: { ${crmSettings} }
  impatient: { http: { preset: hubspot.contact, token: t, on_missing_identity: { hold: 1m } } }
  tickets: { http: { preset: zendesk.ticket, base: "https://acme.example.com", email: a@acme.example.com, token: t } }
  hook: { http: { url: "https://hook.example.com/in", json: { who: "{{ identity.email }}", name: "{{ identity.first_name }}", said: "{{ event.message }}" } } }
  terminal: { console: {} }
rules:
${rules}`;
  const { file } = loaded(text, { conditions, destinations });
  const secrecy = { seal: String, unseal: String };
  return compile({ file, version: "v1", conditions, digest, secrecy });
}

const joins = "  - { name: joins, on: room.join, then: [crm] }\n";

function at(after: Duration): { readonly occurredAt: Instant; readonly receivedAt: Instant } {
  return { occurredAt: plus(monday, after), receivedAt: plus(monday, after) };
}

const join = (after = 0) => makeJoin(at(after));
const ada = { email: "ada@example.com", name: "Ada Lovelace" };
const told = (after: Duration, data: JsonObject = ada) => makeIdentity(data, at(after));

/** Ada mutes a rule. */
function makeMute(rule: string): Click {
  const by = { id: "T1/U1", name: "Ada", via: "slack" } as const;
  const { kind: _, ...other } = makeOther({ ...at(second), type: "relay.click", source: "relay", agent: "", session: undefined });
  return { ...other, kind: "click", action: "mute", by, incident: undefined, rule, text: undefined, until: undefined };
}

function play(rules: string, events: readonly Event[], options: { settings?: string; crmSettings?: string } = {}): readonly ReplayStep[] {
  const replay = createReplay({ planner: createPlanner(programOf(rules, options)), digest });
  return [...events.flatMap((event) => replay.take(event)), ...replay.rest(60 * minute)];
}

const messagesOf = (steps: readonly ReplayStep[]): readonly Message[] => steps.flatMap(({ evaluation }) => evaluation.messages);

/** The e-mails under which contacts go to the CRM. */
const contacts = (steps: readonly ReplayStep[]) =>
  messagesOf(steps).map(({ body }) => JSON.stringify(body).match(/"id":"([^"]+@[^"]+|session[^"]*)"/)?.[1]);

/** What was recorded of messages about somebody unknown, and when. */
function missing(steps: readonly ReplayStep[]): readonly string[] {
  return steps.flatMap(({ event, evaluation }) =>
    evaluation.trace.rules.flatMap((rule) => {
      if (rule.held !== true) return [];
      const seconds = (event.receivedAt - monday) / second;
      return [
        ...(rule.awaiting ?? []).map((to) => `${seconds} s: ${to} awaits`),
        ...(rule.skipped ?? []).map((to) => `${seconds} s: ${to} skipped`),
      ];
    }),
  );
}

describe("a message about a visitor", () => {
  it("goes out at once where it was told before who they are", () => {
    const steps = play(joins, [told(0), join(second)]);
    expect(contacts(steps)).toEqual(["ada@example.com"]);
    expect(missing(steps)).toEqual([]);
  });

  it("waits until it is told, and goes out then under the id that it would have had", () => {
    const late = play(joins, [join(), told(9 * minute)]);
    const early = play(joins, [told(-second), join()]);
    expect(contacts(late)).toEqual(["ada@example.com"]);
    expect(messagesOf(late)).toMatchObject([{ ...messagesOf(early)[0], dueAt: plus(monday, 9 * minute) }]);
    expect(missing(late)).toEqual(["0 s: crm awaits"]);
  });

  it("is left out after ten minutes, and the record says so: nobody is made up", () => {
    const steps = play(joins, [join(), told(10 * minute + second)]);
    expect(messagesOf(steps)).toEqual([]);
    expect(missing(steps)).toEqual(["0 s: crm awaits", "600 s: crm skipped"]);
  });

  it.each([
    ["skip", ["0 s: crm skipped"], []],
    ["hold", ["0 s: crm awaits", "600 s: crm skipped"], []],
    ["{ hold: 1m }", ["0 s: crm awaits", "60 s: crm skipped"], []],
    ["anonymous", [], ["session_xyz789"]],
  ])("does as on_missing_identity: %s says", (choice, record, sent) => {
    const steps = play(joins, [join()], { crmSettings: `http: { preset: hubspot.contact, token: t, on_missing_identity: ${choice} }` });
    expect(missing(steps)).toEqual(record);
    expect(contacts(steps)).toEqual(sent);
  });

  it("waits on while what is told is not enough, and takes the latest", () => {
    const steps = play(joins, [
      join(),
      told(second, { name: "Ada" }),
      told(2 * second, { email: "ada@example.com" }),
      told(3 * second, ada),
    ]);
    expect(contacts(steps)).toEqual(["ada@example.com"]);
    expect(JSON.stringify(messagesOf(steps)[0]?.body)).toContain('"firstname":"Ada"');
  });

  it("is not sent where what was told is taken back", () => {
    expect(messagesOf(play(joins, [told(0), told(second, { email: null }), join(2 * second)]))).toEqual([]);
  });

  it("is about the visitor of its own session, and of its own source", () => {
    const events = [
      join(),
      makeIdentity(ada, { ...at(second), session: "another" }),
      makeIdentity(ada, { ...at(second), source: "other" }),
    ];
    expect(messagesOf(play(joins, events))).toEqual([]);
  });

  it("that waits stops neither the other actions of its rule nor those of others", () => {
    const rules =
      "  - { name: both, on: room.join, then: [crm, terminal, tickets] }\n  - { name: else, on: room.join, then: [terminal] }\n";
    expect(messagesOf(play(rules, [join()])).map(({ rule, to }) => `${rule} ${to}`)).toEqual([
      "both terminal",
      "both tickets",
      "else terminal",
    ]);
  });

  it("is left out at once where there is no session, since nobody will ever say who it is", () => {
    const rules = "  - { name: errors, on: agent.error, then: [crm] }\n";
    expect(missing(play(rules, [makeAgentError({ session: undefined })]))).toEqual(["0 s: crm skipped"]);
  });

  it("waits with at most nineteen others, so that a long talk of a stranger does not pile up", () => {
    const rules = "  - { name: says, on: chat.push, then: [crm] }\n";
    const talk = Array.from({ length: 25 }, (_, index) => makeChat({ ...at(index * second), message: `message ${index}` }));
    const steps = play(rules, [...talk, told(minute)]);
    expect(messagesOf(steps)).toHaveLength(20);
    expect(missing(steps).filter((line) => line.endsWith("skipped"))).toHaveLength(5);
  });

  it("goes nowhere where its rule was muted while it waited", () => {
    const program = programOf(joins);
    const engine = engineOf(program);
    engine.run([join()]);
    engine.run([makeMute("joins")]);
    const { evaluations, messages } = engine.run([told(minute)]);
    expect(messages).toEqual([]);
    expect(evaluations[0]?.trace.rules).toMatchObject([{ rule: "joins", back: { by: "mute", who: "Ada" } }]);
  });

  it("waits for its hours first, and then for the visitor", () => {
    const rules = '  - { name: joins, on: room.join, active: { hours: "09:10-18:00" }, then: [crm] }\n';
    const steps = play(rules, [join(), told(15 * minute)]);
    expect(contacts(steps)).toEqual(["ada@example.com"]);
    expect(missing(steps)).toEqual(["600 s: crm awaits"]);
  });

  it("waits no longer than it should when several wait for different times", () => {
    const rules = `${joins}  - { name: ends, on: session.end, then: [crm] }\n`;
    const steps = play(rules, [join(), makeSessionEnd(at(4 * minute))]);
    expect(missing(steps)).toEqual(["0 s: crm awaits", "240 s: crm awaits", "600 s: crm skipped", "840 s: crm skipped"]);
  });

  it("is left out first where it waits for the shortest time, whichever came first", () => {
    const rules = `${joins}  - { name: ends, on: session.end, then: [impatient] }\n`;
    const steps = play(rules, [join(), makeSessionEnd(at(minute))]);
    expect(missing(steps)).toEqual(["0 s: crm awaits", "60 s: impatient awaits", "120 s: impatient skipped", "600 s: crm skipped"]);
  });
});

describe("identity in templates", () => {
  const rules = "  - { name: says, on: chat.push, then: [hook] }\n";
  const bodies = (steps: readonly ReplayStep[]) => messagesOf(steps).map(({ body }) => (body as { json: JsonObject }).json);

  it("is what is known by then, and nothing waits for it", () => {
    const steps = play(rules, [makeChat({ ...at(0), message: "a" }), told(second), makeChat({ ...at(2 * second), message: "b" })]);
    expect(bodies(steps)).toEqual([
      { who: null, name: null, said: "a" },
      { who: "ada@example.com", name: "Ada", said: "b" },
    ]);
  });

  it("is never redacted, while everything else is", () => {
    const steps = play(rules, [told(0), makeChat({ ...at(second), message: "I am ada@example.com" })], { settings: "redact: [email]" });
    expect(bodies(steps)).toEqual([{ who: "ada@example.com", name: "Ada", said: "I am [email]" }]);
  });

  it("is at hand for rules on session.identity, which is no part of the session itself", () => {
    const introductions = "  - { name: met, on: session.identity, then: [hook] }\n  - { name: ends, on: session.end, then: [terminal] }\n";
    const steps = play(introductions, [told(0)]);
    expect(messagesOf(steps).map(({ rule }) => rule)).toEqual(["met"]);
    expect(bodies(steps)).toEqual([{ who: "ada@example.com", name: "Ada", said: null }]);
  });

  it("is remembered until the session has ended, and its summary knows it", () => {
    const summary = "  - { name: ends, on: session.end, then: [hook] }\n";
    const steps = play(summary, [told(0), join(second)]);
    expect(bodies(steps)).toEqual([{ who: "ada@example.com", name: "Ada", said: null }]);
  });
});

describe("identify", () => {
  const looks = (what: string) => `  - { name: looks, on: chat.push, when: { role: user }, identify: ${what}, then: [hook] }\n`;
  const said = (message: string, after = second, role: "user" | "agent" = "user") => makeChat({ ...at(after), message, role });

  function found(what: string, message: string, role: "user" | "agent" = "user"): JsonObject {
    const engine = engineOf(programOf(looks(what)));
    engine.run([said(message, 0, role)]);
    const memory = [...engine.memories].find(([key]) => key.endsWith(" identity"))?.[1];
    const [, acquaintance] = (memory ?? []) as readonly [Instant?, { readonly found: JsonObject }?]; // with the end of the memory before it
    return acquaintance?.found ?? {};
  }

  it.each([
    [
      "{ email: true }",
      "please write to 'Ada.Lovelace+chat@mail.example.co.uk', thanks",
      { email: "Ada.Lovelace+chat@mail.example.co.uk" },
    ],
    ["{ email: true }", "(ada@example.com)", { email: "ada@example.com" }],
    ["{ email: true }", "follow me @ada, I paid 20@once", {}],
    ["{ email: true }", "call 020 7946 0958", {}],
    ["{ phone: true }", "call me on +44 20 7946 0958 please", { phone: "+44 20 7946 0958" }],
    ["{ phone: true }", "my phone is 55512345", { phone: "55512345" }],
    ["{ phone: true }", "my card is 4111 1111 1111 1111", {}],
    ["{ phone: true }", "write to 0170-1234567@example.com", {}],
    ['{ order: "A-\\\\d{6}" }', "it is A-123456, not A-654321", { order: "A-123456" }],
    ['{ order: "order #?(\\\\d+)" }', "my order 4711 is late", { order: "4711" }],
    ['{ email: true, order: "A-\\\\d{6}" }', "A-123456, ada@example.com", { email: "ada@example.com", order: "A-123456" }],
    ["{ email: true }", "nothing of the kind", {}],
  ])("%s finds in %j", (what, message, expected) => {
    expect(found(what, message)).toEqual(expected);
  });

  it("does not believe what the avatar says", () => {
    expect(found("{ email: true }", "our address is help@example.com", "agent")).toEqual({});
  });

  it("lets go what waited, and fills the rule's own message in", () => {
    const steps = play(joins + looks("{ email: true }"), [join(), said("I am ada@example.com")], { crmSettings: writing });
    expect(contacts(steps)).toContain("ada@example.com");
    expect(messagesOf(steps).find(({ to }) => to === "hook")?.body).toMatchObject({ json: { who: "ada@example.com" } });
  });

  it("reads the message as it was written, also where it is redacted", () => {
    const steps = play(joins + looks("{ email: true }"), [join(), said("I am ada@example.com")], {
      settings: "redact: [email]",
      crmSettings: writing,
    });
    expect(contacts(steps)).toContain("ada@example.com");
  });

  it("gives way to what was told", () => {
    const rules = looks("{ email: true }");
    const steps = play(rules, [told(0), said("my boss is boss@example.com")]);
    expect(messagesOf(steps)[0]?.body).toMatchObject({ json: { who: "ada@example.com" } });
  });

  it("is not done by a rule in shadow, nor where the rule does not hold", () => {
    const shadow = looks("{ email: true }").replace("on:", "mode: shadow, on:");
    const refunds = looks("{ email: true }").replace("role: user", "role: user, keywords: refund");
    for (const rules of [shadow, refunds]) expect(contacts(play(joins + rules, [join(), said("I am ada@example.com")]))).toEqual([]);
  });
});

describe("an address that a visitor has typed", () => {
  const typed = makeChat({ ...at(second), message: "I am ada@example.com", role: "user" });
  const looks = (to: string) => `  - { name: looks, on: chat.push, when: { role: user }, identify: { email: true }, then: [${to}] }\n`;

  const holding = { crmSettings: "http: { preset: hubspot.contact, token: t, on_found_identity: hold }" };

  it("makes a contact where there is none, at once, and changes none", () => {
    const [message, ...others] = messagesOf(play(looks("crm"), [typed, told(minute)]));
    expect(others).toEqual([]);
    expect(message?.body).toEqual({
      preset: "hubspot.contact",
      steps: [{ id: "create", method: "POST", json: { properties: { email: "ada@example.com" } } }],
    });
  });

  it("is nobody's record where the destination holds it: it waits for the page, and is left out then", () => {
    const steps = play(looks("crm"), [typed], holding);
    expect(contacts(steps)).toEqual([]);
    expect(steps.flatMap(({ evaluation }) => evaluation.trace.rules)).toContainEqual(expect.objectContaining({ skipped: ["crm"] }));
  });

  it("is written to where the destination says so", () => {
    expect(contacts(play(looks("crm"), [typed], { crmSettings: writing }))).toEqual(["ada@example.com"]);
  });

  it("that is held becomes one that counts when the page says the same, and never goes before what it says", () => {
    expect(contacts(play(looks("crm"), [typed, told(minute)], holding))).toEqual(["ada@example.com"]);
    expect(contacts(play(looks("crm"), [typed, told(minute, { email: "eve@example.com" })], holding))).toEqual(["eve@example.com"]);
  });

  it("does not get into the record of a visitor who is filed by the conversation", () => {
    const steps = play(looks("crm"), [typed], {
      crmSettings: "http: { preset: hubspot.contact, token: t, on_missing_identity: anonymous }",
    });
    expect(messagesOf(steps)).toHaveLength(1);
    expect(JSON.stringify(messagesOf(steps)[0]?.body)).not.toContain("ada@example.com");
  });

  it("stands in what only adds something, such as a ticket", () => {
    expect(JSON.stringify(messagesOf(play(looks("tickets"), [typed]))[0]?.body)).toContain("ada@example.com");
  });

  it.each([
    ["stated", [told(0)], "stated true "],
    ["found", [], "found false email"],
    ["found, beside what the page says", [told(0, { external_id: "4711" })], "found false email"],
  ] as const)("tells templates that it is %s", (_, before, expected) => {
    const crmSettings =
      'http: { url: "https://crm.example.com/in", json: { who: "{{ identity.source }} {{ identity.verified }} {{ identity.found | join }}" } }';
    expect(messagesOf(play(looks("crm"), [...before, typed], { crmSettings })).at(-1)?.body).toMatchObject({ json: { who: expected } });
  });
});

it("costs no memory where no rule asks who the visitor is", () => {
  const plan = createPlanner(programOf("  - { name: says, then: [terminal] }\n"))([makeChat()]);
  expect(plan.keys.filter((key) => key.endsWith(" identity"))).toEqual([]);
});
