import { describe, expect, it } from "vitest";
import { minute, plus, second } from "../../../src/core/time.ts";
import { makeChat, makeSessionEnd, monday } from "../../support/make.ts";
import { engineOf, programOf, type RuleCase } from "../../support/program.ts";

const at = (span: number) => plus(monday, span);

/** A report after the call: three messages of a minute ago, and the end. */
const report = [
  ...["one", "two", "three"].map((message, index) =>
    makeChat({ message, afterCall: true, occurredAt: at(-minute + index * second), receivedAt: monday }),
  ),
  makeSessionEnd({ afterCall: true, occurredAt: monday, receivedAt: monday }),
];

function sentBy(rule: RuleCase, options = {}) {
  return engineOf(programOf([{ on: ["chat.push"], ...rule }], options)).run(report);
}

describe("what came after the call", () => {
  it("is told once in a conversation, and as that", () => {
    const { evaluations, messages } = sentBy({});
    expect(messages).toHaveLength(1);
    expect(messages[0]?.body).toMatchObject({ event: { message: "one", after_call: true }, finding: { because: "after the call" } });
    expect(evaluations.map(({ trace }) => trace.rules[0])).toMatchObject([
      { held: true, sent: 1 },
      { held: true, sent: 0, back: { by: "after-call" } },
      { held: true, sent: 0, back: { by: "after-call" } },
      undefined,
    ]);
  });

  it("is told once of each conversation", () => {
    const other = report.map((event) => ({ ...event, id: `${event.id}x` as typeof event.id, session: "another" }));
    const { messages } = engineOf(programOf([{ on: ["chat.push"] }])).run(report, other);
    expect(messages).toHaveLength(2);
  });

  it("goes in full to what keeps records", () => {
    const { messages } = sentBy({
      then: [
        { to: "support", settings: {} },
        { to: "archive", settings: {} },
      ],
    });
    expect(messages.map(({ to }) => to)).toEqual(["support", "archive", "archive", "archive"]);
  });

  it("says nothing to a visitor who has gone, and waits for nobody", () => {
    const speech: RuleCase = { then: [{ to: "helper", settings: {} }] };
    const spoken = sentBy(speech, { talks: true });
    expect(spoken.messages).toEqual([]);
    expect(spoken.evaluations[0]?.trace.rules[0]).toMatchObject({ held: true, back: { by: "after-call" } });
    expect(sentBy({ then: [{ to: "support", settings: {}, after: minute }] }).messages).toEqual([]);
    const silence = { after: { type: "chat.push", role: "user" }, without: { type: "chat.push", role: "agent" }, for: "20s" };
    expect(sentBy({ when: { silence } }).timers.filter(({ key }) => key.startsWith("silence"))).toEqual([]);
  });

  it("belongs to a conversation that has ended", () => {
    const [first] = report;
    const live = [makeChat({ message: "live", occurredAt: at(-2 * minute), receivedAt: at(-2 * minute) })];
    const end = [makeSessionEnd({ occurredAt: at(-minute), receivedAt: at(-minute) })];
    const engine = engineOf(programOf([{ on: ["session.end"] }]));
    engine.run(live, end);
    const late = first === undefined ? [] : [{ ...first, occurredAt: monday }];
    expect(engine.run(late).timers).toEqual([]); // no new session, which would have an idle timer
  });
});
