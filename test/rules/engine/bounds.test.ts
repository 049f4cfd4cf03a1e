import { describe, expect, it } from "vitest";
import { defaultBounds, type RuleTrace } from "../../../src/core/rule.ts";
import { complaints, loaded } from "../../support/load.ts";
import { makeChat } from "../../support/make.ts";
import { engineOf, programOf, type RuleCase } from "../../support/program.ts";

const twenty: readonly RuleCase[] = Array.from({ length: 20 }, (_, index) => ({ name: `rule-${index}` }));

describe("a text that is too long", () => {
  const long = `${"1 ".repeat(100_000)}refund a@b.io`;

  it("is cut for looking and rendering, and the trace says so", () => {
    const engine = engineOf(programOf(twenty, { redact: ["email", "phone", "card", "iban"] }));
    const event = makeChat({ message: long, data: { message: long, deep: [{ note: long }], short: "short" } });
    const { messages, evaluations } = engine.run([event]);
    expect(messages).toHaveLength(20);
    expect(messages[0]?.body).toMatchObject({ event: { data: { short: "short" } } });
    for (const { body } of messages) expect(JSON.stringify(body).length).toBeLessThan(3 * defaultBounds.text + 2_000);
    expect(JSON.stringify(messages[0]?.body)).toContain("1 1…");
    expect(evaluations[0]?.trace).toMatchObject({ cut: 1 });
    expect(event.message).toBe(long);
  });

  it("is not found in behind the cut, and in full before it", () => {
    const rules = [{ name: "early", when: { keywords: ["refund"] } }];
    const heldIn = (message: string) => engineOf(programOf(rules)).run([makeChat({ message })]).messages.length;
    expect([heldIn(long), heldIn(`refund ${long}`), heldIn(`${"x ".repeat(16_000)}refund`)]).toEqual([0, 1, 1]);
  });

  it("is what settings.longest_text says", () => {
    const engine = engineOf(programOf([{}], { bounds: { text: 1_000 } }));
    const [whole, cut] = ["x".repeat(1_000), "x".repeat(1_001)].map((message) => engine.run([makeChat({ message })]));
    expect(whole?.messages[0]?.body).toMatchObject({ event: { message: "x".repeat(1_000) } });
    expect(whole?.evaluations[0]?.trace.cut).toBeUndefined();
    expect(cut?.messages[0]?.body).toMatchObject({ event: { message: `${"x".repeat(999)}…` } });
  });

  it("is told of even where no rule looks", () => {
    const { evaluations } = engineOf(programOf([{ on: ["room.join"] }])).run([makeChat({ message: long })]);
    expect(evaluations[0]?.trace).toMatchObject({ rules: [], cut: 1 });
  });
});

describe("what depends on the event alone", () => {
  it.each([
    ["redacted", ["email"] as const],
    ["as it is", [] as const],
  ])("is made once for all rules: the view %s", (_, redact) => {
    const { messages } = engineOf(programOf(twenty, { redact })).run([makeChat({ message: "a@b.io" })]);
    const views = messages.map(({ body }) => (body as { readonly event: object }).event); // the mirror shows it
    expect(messages).toHaveLength(20);
    expect(new Set(views).size).toBe(1);
  });
});

describe("messages of one event", () => {
  const backs = (rules: readonly RuleTrace[] = []) => rules.map((rule) => (rule.held === true && rule.back?.by) || "sent");

  it("end at the limit: further rules are recorded, and say nothing", () => {
    const { messages, evaluations } = engineOf(programOf(twenty, { bounds: { messages: 18 } })).run([makeChat()]);
    expect(messages.map(({ rule }) => rule)).toEqual(twenty.slice(0, 18).map(({ name }) => name));
    expect(backs(evaluations[0]?.trace.rules).slice(16)).toEqual(["sent", "sent", "event-limit", "event-limit"]);
    expect(evaluations[0]?.trace.left).toBe(2);
    expect(evaluations[0]?.findings).toHaveLength(20);
  });

  it("are those of urgent rules first", () => {
    const rules = twenty.map((rule, index) => ({ ...rule, severity: index === 19 ? ("critical" as const) : ("normal" as const) }));
    const { messages } = engineOf(programOf(rules, { bounds: { messages: 2 } })).run([makeChat()]);
    expect(messages.map(({ rule }) => rule)).toEqual(["rule-0", "rule-19"]);
  });

  it("do not begin a throttle where they are too many", () => {
    const engine = engineOf(
      programOf([{ name: "first" }, { name: "second", on: ["*"], throttle: { every: 600_000, per: [] } as never }], {
        bounds: { messages: 1 },
      }),
    );
    const held = engine.run([makeChat({}), makeChat({ message: "again" })]).evaluations;
    expect(held.map(({ trace }) => backs(trace.rules))).toEqual([
      ["sent", "event-limit"],
      ["sent", "event-limit"],
    ]);
  });

  it("are counted whole with more than a trace names", () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ name: `rule-${index}` }));
    const { evaluations } = engineOf(programOf(many, { bounds: { messages: 10 } })).run([makeChat()]);
    expect(evaluations[0]?.trace).toMatchObject({ left: 50, more: 36 });
  });
});

describe("settings", () => {
  const fileWith = (line: string) => `version: 1\nsettings:\n  ${line}\n`;

  it("have defaults that are shown", () => {
    const { file, effective } = loaded("version: 1");
    expect(file.settings.bounds).toEqual(defaultBounds);
    expect(effective).toMatchObject({ settings: { longest_text: 32_768, messages_per_event: 500 } });
  });

  it("take other numbers", () => {
    expect(loaded(fileWith("longest_text: 5000")).file.settings.bounds).toEqual({ ...defaultBounds, text: 5_000 });
    expect(loaded(fileWith("messages_per_event: 7")).file.settings.bounds).toEqual({ ...defaultBounds, messages: 7 });
  });

  it.each([["longest_text: 10"], ["longest_text: 10000000"], ["messages_per_event: 0"], ["messages_per_event: many"]])(
    "refuse %s",
    (line) => {
      expect(complaints(fileWith(line))).toHaveLength(1);
    },
  );
});
