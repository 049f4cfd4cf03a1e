import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/core/event.ts";
import { day, hour, plus, second } from "../../../src/core/time.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { createReplay, type ReplayStep } from "../../../src/rules/trials/replay.ts";
import { makeChat, makeIdentity, makeJoin, makeSessionEnd, monday } from "../../support/make.ts";
import { digest, programOf, type RuleCase } from "../../support/program.ts";

/** What happens at a kiosk, e.g. `user 0 hello`; `user 3/9 hello` was said at 3 s and came at 9 s. */
function at(line: string): Event {
  const [who = "", times = "", ...words] = line.split(" ");
  const [said = 0, came = said] = times.split("/").map(Number);
  const when = { occurredAt: plus(monday, said * second), receivedAt: plus(monday, came * second) };
  if (who === "join") return makeJoin({ ...when, room: "kiosk-room" });
  if (who === "end") return makeSessionEnd(when);
  if (who === "identity") return makeIdentity({ email: words.join(" ") }, when);
  return makeChat({ ...when, role: who === "user" ? "user" : "agent", message: words.join(" ") });
}

function play(rules: readonly RuleCase[], lines: readonly string[], rest = 2 * hour): readonly ReplayStep[] {
  const program = programOf(rules, { splitAfter: 90 * second, talks: true });
  const replay = createReplay({ planner: createPlanner(program), digest });
  return [...lines.flatMap((line) => replay.take(at(line))), ...replay.rest(rest)];
}

/** The messages that were sent, with the moment of what they are about and the part of the session that a test is about. */
function sent(rules: readonly RuleCase[], lines: readonly string[], rest?: number) {
  return play(rules, lines, rest).flatMap(({ event, evaluation }) =>
    evaluation.messages.map(({ body }) => ({ at: (event.occurredAt - monday) / second, body: body as unknown as Body })),
  );
}

interface Body {
  readonly event: { readonly reason?: string; readonly message?: string };
  readonly session: Readonly<Record<string, unknown>>;
  readonly identity?: { readonly email?: string };
}

const summary: RuleCase = { name: "summary", on: ["session.end"] };

const twoVisitors = [
  "join 0",
  "user 0 hello",
  "agent 4 hi",
  "user 60 this is useless, you are terrible",
  "user 200 good day",
  "agent 204 hello",
];

describe("a kiosk that keeps one session for all visitors", () => {
  it("ends each visitor's conversation once, with a summary of its own, at the split or by its idle timer", () => {
    const summaries = sent([summary], twoVisitors);
    expect(summaries.map((each) => [each.at, each.body.event.reason, each.body.session.user_messages])).toEqual([
      [150, "split", 2],
      [204 + 30 * 60, "idle", 1],
    ]);
    const [first, second] = summaries.map(({ body }) => body.session);
    expect(first?.id).toBe(second?.id);
    expect(first?.conversation).not.toBe(second?.conversation);
  });

  it("begins nothing anew where the silence was not long enough", () => {
    expect(sent([summary], ["user 0 hello", "user 90 are you there?", "user 180 hello?"])).toHaveLength(1);
    expect(sent([summary], ["user 0 hello", "user 91 are you there?"])).toHaveLength(2);
  });

  it("knows the room for every visitor, also days later", () => {
    const rooms = sent([summary], [...twoVisitors, `user ${(3 * day) / second} hello`]).map(({ body }) => body.session.room);
    expect(rooms).toEqual(["kiosk-room", "kiosk-room", "kiosk-room"]);
  });

  it.each<[string, RuleCase, readonly string[], readonly number[]]>([
    ["frustration", { when: { frustration: { above: 0.5 } } }, ["user 0 you are useless, i hate this", "user 100 good morning"], [0]],
    [
      "a repeated question",
      { when: { repeat: { times: 2, within: "10m" } } },
      ["user 0 where is my order?", "user 100 where is my order?"],
      [],
    ],
    ["a count", { when: { count: { over: 1, within: "10m" } }, on: ["chat.push"] }, ["user 0 a", "user 100 b"], []],
    [
      "a count by the session's name",
      { when: { count: { over: 1, within: "10m", per: "event.session" } }, on: ["chat.push"] },
      ["user 0 a", "user 100 b"],
      [],
    ],
    [
      "what the session has come to",
      { when: { session: { user_messages: { at_least: 2 } } }, on: ["chat.push"] },
      ["user 0 a", "user 100 b"],
      [],
    ],
    [
      "a rate",
      { when: { rate: { of: { keywords: "no" }, above: 0.5, within: "10m", at_least: 2, per: "event.session" } }, on: ["chat.push"] },
      ["user 0 no", "user 100 no"],
      [],
    ],
  ])("takes %s over to nobody", (_, rule, lines, expected) => {
    expect(sent([rule], lines).map((each) => each.at)).toEqual(expected);
  });

  it("throttles each visitor alone", () => {
    const rule = { on: ["chat.push"], throttle: { every: hour, per: [] } };
    expect(sent([rule], ["user 0 a", "user 10 b", "user 110 c", "user 120 d"]).map((each) => each.at)).toEqual([0, 110]);
  });

  it("waits for no answer to somebody who has left, and takes no answer to the next one for it", () => {
    const silence = { after: { role: "user" }, without: { role: "agent" }, for: "3m" };
    const held = (...lines: readonly string[]) =>
      play([{ when: { silence } }], lines).filter(({ evaluation }) => evaluation.findings.length > 0).length;
    expect(held("user 0 hello")).toBe(1);
    expect(held("user 0 hello", "user 100 hi", "agent 105 welcome")).toBe(0);
    expect(held("user 0 hello", "agent 5 hi", "user 100 hi")).toBe(1);
    expect(held("user 0 hello", "user 100 hi")).toBe(1);
    expect(held("user 0 hello", "user 200 hi")).toBe(2); // the first had waited long enough before the second came
  });

  it("opens an incident for each visitor, and resolves it when that visitor's conversation is over", () => {
    const rule = { on: ["chat.push"], when: { keywords: "help" }, then: [{ to: "desk", settings: {} }] };
    const messages = play([rule], ["user 0 help", "user 200 help"]).flatMap(({ evaluation }) => evaluation.messages);
    const states = messages
      .filter(({ mode }) => mode !== "append")
      .map(({ thread, mode = "new", body }) => [thread, mode, (body as { state: string }).state]);
    const [first, second] = [...new Set(messages.map(({ thread }) => thread))];
    expect(first).not.toBe(second);
    expect(states).toEqual([
      [first, "new", "open"],
      [second, "new", "open"],
      [first, "update", "resolved"],
      [second, "update", "resolved"],
    ]);
  });

  it("keeps who a visitor is to themselves, whether it was told during the conversation or before it began", () => {
    const rule = { ...summary, then: [{ to: "support", settings: "identity" }] };
    const lines = [
      "user 0 hello",
      "identity 5 ann@example.com",
      "user 200 hi",
      "user 210 bye",
      "identity 400 bob@example.com",
      "user 410 hi",
      "user 700 hi",
    ];
    const emails = sent([rule], lines).map(({ body }) => body.identity?.email);
    expect(emails).toEqual(["ann@example.com", undefined, "bob@example.com", undefined]);
  });

  it("counts what comes late to the conversation that it was said in, which still ends once", () => {
    const lines = ["user 0 hello", "user 200 hi", "agent 20/201 how can i help?", "user 150/202 much nearer to the second"];
    const steps = play([summary], lines);
    const ends = steps.flatMap(({ evaluation }) => evaluation.messages.map(({ body }) => (body as unknown as Body).session));
    expect(ends.map(({ user_messages, agent_messages }) => [user_messages, agent_messages])).toEqual([
      [1, 0],
      [2, 0],
    ]);
    const conversations = steps.slice(0, 5).map(({ evaluation }) => evaluation.trace.conversation);
    expect(new Set(conversations).size).toBe(2);
  });

  it("takes an end that the sender sends after a long silence for the end of what there was", () => {
    const summaries = sent([summary], ["user 0 hello", "end 500"]);
    expect(summaries.map((each) => [each.at, each.body.session.user_messages])).toEqual([[500, 1]]);
  });
});
