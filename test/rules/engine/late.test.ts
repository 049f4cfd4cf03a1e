import { describe, expect, it } from "vitest";
import { type Duration, plus, second } from "../../../src/core/time.ts";
import { makeChat, monday } from "../../support/make.ts";
import { engineOf, programOf, type RuleCase } from "../../support/program.ts";

/** Something that was said at a time, and came in later. */
function said(message: string, at: Duration, cameAfter: Duration = 0) {
  const occurredAt = plus(monday, at * second);
  return makeChat({ message, occurredAt, receivedAt: plus(occurredAt, cameAfter * second) });
}

/** How often the rule let something go out. */
function sentBy(rule: RuleCase, ...events: readonly ReturnType<typeof said>[]): readonly number[] {
  const { evaluations } = engineOf(programOf([rule])).run(...events.map((event) => [event]));
  return evaluations.map(({ messages }) => messages.length);
}

const rate = { of: { keywords: "broken" }, above: 0.5, within: "10s", at_least: 3 };

/** 36 s: the last of bitHuman's repetitions. 156 s: the same, where each try ran into its time-out. */
describe.each([36, 156])("what a sender could deliver only %s s later", (late) => {
  it.each<[string, RuleCase, string]>([
    ["is counted", { when: { count: { over: 2, within: "10s" } } }, "hello"],
    ["is counted of all of an agent", { when: { count: { over: 2, within: "10s", per: "agent" } } }, "hello"],
    ["counts in a rate", { when: { rate } }, "broken"],
    ["asks the same again", { when: { repeat: { times: 3, within: "10s" } } }, "where is my order?"],
  ])("%s, with what was said before it", (_, rule, message) => {
    expect(sentBy(rule, said(message, 0), said(message, 1), said(message, 2, late))).toEqual([0, 0, 1]);
  });

  it("does not pass a throttle of which it is a part", () => {
    expect(sentBy({ throttle: { every: 10 * second, per: [] } }, said("a", 0), said("b", 5, late), said("c", 10, late))).toEqual([1, 0, 1]);
  });

  it("is still known as what the avatar was made to say", () => {
    const program = programOf([{ then: [{ to: "helper", settings: {} }] }], { talks: true });
    const echo = { ...said("you said hello", 5, late), role: "agent" } as const;
    const { messages } = engineOf(program).run([said("hello", 0)], [echo]);
    expect(messages).toHaveLength(1);
  });
});
