import { describe, expect, it } from "vitest";
import type { AgentError, Chat, Due, Event, Join, SessionEnd } from "../../../src/core/event.ts";
import { hour, type Instant, minute, plus, second } from "../../../src/core/time.ts";
import { engineOf, programOf, type RuleCase } from "../../support/program.ts";
import { aChat, t0 } from "../../support/store-cases.ts";

function run(rules: readonly RuleCase[], ...events: readonly Event[]) {
  return engineOf(programOf(rules)).run(...events.map((event) => [event]));
}

function said(message: string, after = 0, override: Partial<Chat> = {}): Chat {
  const at = plus(t0, after);
  return aChat(`${message} ${after} ${JSON.stringify(override)}`, { message, occurredAt: at, receivedAt: at, ...override });
}

function anError(after: number, override: Partial<AgentError> = {}): AgentError {
  const { role: _, message: __, ...base } = aChat(`error ${after}`);
  const at = plus(t0, after);
  return {
    ...base,
    kind: "agent-error",
    type: "agent.error",
    code: "E42",
    data: { error: { code: "E42" } },
    occurredAt: at,
    receivedAt: at,
    ...override,
  };
}

const heldRules = ({ evaluations }: ReturnType<typeof run>) => evaluations.map(({ findings }) => findings.map(({ rule }) => rule));

describe("which rules look at an event", () => {
  it.each<[string, RuleCase, Event, boolean]>([
    ["a rule without `on:` looks at every event", {}, said("hello"), true],
    ["a rule on another type does not", { on: ["room.join"] }, said("hello"), false],
    ["a rule on several types looks at each", { on: ["room.join", "chat.push"] }, said("hello"), true],
    ["agent.failed is also an agent.error", { on: ["agent.error"] }, anError(0, { type: "agent.failed" }), true],
    ["what the relay says of itself is not every event", {}, said("x", 0, { source: "relay", type: "relay.breaker.open" }), false],
    [
      "what the relay says of itself can be named",
      { on: ["relay.breaker.open"] },
      said("x", 0, { source: "relay", type: "relay.breaker.open" }),
      true,
    ],
    ["a rule that is off does not look", { mode: "off" }, said("hello"), false],
    ["two conditions that exclude each other never hold", { when: { role: "user", not: { role: "user" } } }, said("hello"), false],
  ])("%s", (_, rule, event, holds) => {
    expect(heldRules(run([rule], event))).toEqual([holds ? ["rule-1"] : []]);
  });

  it("decides in the order of the file", () => {
    const rules = [{ when: { keywords: "refund" } }, {}, { when: { role: "user" } }];
    expect(heldRules(run(rules, said("a refund")))).toEqual([["rule-1", "rule-2", "rule-3"]]);
  });

  it("leaves no trace of rules that words excluded, and says of others what stopped them", () => {
    const { evaluations } = run(
      [{ when: { keywords: "refund" } }, { when: { field: { path: "data.lang", equals: "de" } } }],
      said("hello"),
    );
    expect(evaluations[0]?.trace.rules).toEqual([{ rule: "rule-2", held: false, stopped: [{ at: "field", saw: null }] }]);
  });
});

describe("a finding", () => {
  it("says why, in words that a person reads", () => {
    const { evaluations } = run([{ when: { role: "user", keywords: ["refund", "cancel*"] } }], said("Refund me or I CANCELLED it"));
    expect(evaluations[0]?.findings[0]?.because).toEqual([{ condition: "keywords", text: 'said "refund", "cancel*"' }]);
  });

  it("gives templates the event, the rule, the finding and the session", () => {
    const { messages } = run([{ name: "asks", severity: "high", when: { keywords: "refund" } }], said("a refund"));
    expect(messages[0]?.body).toMatchObject({
      event: { type: "chat.push", message: "a refund", session: "s1", data: { session_id: "s1" } },
      rule: { name: "asks", severity: "high" },
      finding: { because: 'said "refund"', keyword: "refund" },
      session: { id: "s1", messages: 1, user_messages: 1 },
    });
    expect(messages[0]?.urgent).toBe(true);
  });

  // D08
  it("gives each action and recipient an id of its own that never changes", () => {
    const then = [
      { to: "support", settings: {} },
      { to: "oncall", settings: {} },
      { to: "support", settings: {} },
    ];
    const first = run([{ then }], said("hello")).messages.map(({ id }) => id);
    expect(new Set(first).size).toBe(3);
    expect(run([{ then }], said("hello")).messages.map(({ id }) => id)).toEqual(first);
    expect(run([{ then: then.slice(0, 2) }], said("hello")).messages.map(({ id }) => id)).toEqual(first.slice(0, 2));
  });

  // D14
  it("keeps a message whose template fails with the dead, and sends the others", () => {
    const { messages } = run(
      [
        {
          then: [
            { to: "support", settings: "breaks" },
            { to: "oncall", settings: {} },
          ],
        },
      ],
      said("hello"),
    );
    expect(messages).toMatchObject([{ to: "support", renderFailure: { reason: "render_failed" } }, { to: "oncall" }]);
    expect(messages[1]?.renderFailure).toBeUndefined();
  });
});

describe("what holds a finding back", () => {
  it("a throttle lets one through in its time, per session, and the trace says until when", () => {
    const rule = { throttle: { every: 10 * minute, per: [] } };
    const { messages, evaluations } = run(
      [rule],
      said("a"),
      said("b", minute),
      said("c", minute, { session: "s2" }),
      said("d", 10 * minute),
    );
    expect(messages.map(({ event }) => event)).toEqual(
      [said("a"), said("c", minute, { session: "s2" }), said("d", 10 * minute)].map(({ id }) => id),
    );
    expect(evaluations[1]?.trace.rules[0]).toMatchObject({ held: true, sent: 0, back: { by: "throttle", until: plus(t0, 10 * minute) } });
  });

  it("a throttle per agent counts all sessions of the agent", () => {
    const rule = { throttle: { every: 10 * minute, per: [["agent"]] } };
    expect(run([rule], said("a"), said("b", 1, { session: "s2" }), said("c", 2, { agent: "B" })).messages).toHaveLength(2);
  });

  it("a rule in shadow is recorded and sends nothing", () => {
    const { messages, evaluations } = run([{ mode: "shadow" }], said("hello"));
    expect(messages).toEqual([]);
    expect(evaluations[0]?.trace.rules[0]).toMatchObject({ held: true, back: { by: "shadow" } });
  });
});

describe("memory", () => {
  // E05
  it("counts within a window, late ones too, and says so once a window", () => {
    const rule = { on: ["agent.error"], when: { count: { over: 5, within: "60s", per: ["event.agent", "event.data.error.code"] } } };
    const times = [0, 10, 20, 5, 30, 31, 32, 33];
    const held = heldRules(run([rule], ...times.map((after) => anError(after * second)))).map(({ length }) => length);
    expect(held).toEqual([0, 0, 0, 0, 0, 1, 0, 0]);
  });

  // E05
  it("fires again when the window has passed, and a thousand errors are one finding a window", () => {
    const rule = { when: { count: { over: 5, within: "60s" } } };
    const many = Array.from({ length: 1_000 }, (_, index) => anError(index * 120));
    expect(run([rule], ...many).evaluations.filter(({ findings }) => findings.length > 0)).toHaveLength(2);
  });

  // E07
  it("shares nothing between sessions, and an event without one has no window of its own", () => {
    const rule = { when: { count: { over: 1, within: "1m" } } };
    const events = [anError(0), anError(1, { session: "s2" }), anError(2, { session: undefined }), anError(3, { session: undefined })];
    expect(heldRules(run([rule], ...events)).flat()).toEqual([]);
  });

  it("counts only the events for which the conditions beside it hold", () => {
    const rule = { when: { role: "user", keywords: "broken", count: { over: 1, within: "1m" } } };
    const held = heldRules(run([rule], said("broken"), said("hello", 1), said("broken", 2, { role: "agent" }), said("broken", 3)));
    expect(held.map(({ length }) => length)).toEqual([0, 0, 0, 1]);
  });

  it("asks every part of `any`, so that each remembers what it saw", () => {
    const rule = { when: { any: [{ keywords: "hello" }, { count: { over: 2, within: "1m" } }] } };
    const held = heldRules(run([rule], said("hello"), said("x", 1), said("y", 2)));
    expect(held.map(({ length }) => length)).toEqual([1, 0, 1]);
  });

  it("decides the same in one batch as in many", () => {
    const rules = [
      { when: { count: { over: 2, within: "1m" } }, throttle: { every: minute, per: [] } },
      { when: { session: { messages: { at_least: 4 } } } },
    ];
    const events = Array.from({ length: 20 }, (_, index) => said(`m${index}`, index * 7 * second, { session: `s${index % 3}` }));
    const one = engineOf(programOf(rules)).run(events);
    const many = engineOf(programOf(rules)).run(...events.map((event) => [event]));
    expect(one.evaluations).toEqual(many.evaluations);
  });

  // C19
  it("keeps the memory of rules that stay as they are, and starts an edited one afresh", () => {
    const [kept, edited] = [{ when: { count: { over: 1, within: "1m" } } }, { when: { count: { over: 1, within: "2m" } } }];
    const before = engineOf(
      programOf([
        { name: "a", ...kept },
        { name: "b", ...kept },
      ]),
    );
    before.run([said("x")]);
    const after = engineOf(
      programOf([
        { name: "a", ...kept },
        { name: "b", ...edited },
      ]),
    );
    for (const [key, value] of before.memories) after.memories.set(key, value);
    expect(after.run([said("y", 1)]).evaluations[0]?.findings.map(({ rule }) => rule)).toEqual(["a"]);
  });
});

describe("sessions", () => {
  const joined: Join = (({ role: _, message: __, ...base }) => ({
    ...base,
    kind: "join",
    type: "room.join",
    room: "lobby",
    participants: 2,
  }))(aChat("join"));

  function idle(dueAt: Instant): Due {
    const { role: _, message: __, ...base } = aChat(`idle ${dueAt}`);
    return {
      ...base,
      kind: "due",
      type: "relay.timer",
      timer: "idle session:s1@bithuman",
      occurredAt: dueAt,
      receivedAt: dueAt,
      data: { idle: true },
    };
  }

  it("set one timer when they begin, whatever follows", () => {
    const { timers } = run([], joined, said("a", minute), said("b", 2 * minute));
    expect(timers).toMatchObject([{ dueAt: plus(t0, 30 * minute), session: "s1" }]);
  });

  // E08
  it("end once after idling, counted from the last event", () => {
    const engine = engineOf(programOf([{ name: "summary", on: ["session.end"] }]));
    engine.run([joined], [said("a", 20 * minute)]);
    const early = engine.run([idle(plus(t0, 30 * minute))]);
    expect(early).toMatchObject({ made: [], timers: [{ dueAt: plus(t0, 50 * minute) }] });
    const { made } = engine.run([idle(plus(t0, 50 * minute))]);
    expect(made).toMatchObject([{ kind: "session-end", type: "session.end", session: "s1", data: { reason: "idle" } }]);
    const ended = engine.run(made);
    expect(ended.messages[0]?.body).toMatchObject({ session: { messages: 1, joins: 1, room: "lobby", participants: 2 } });
    expect(engine.run([idle(plus(t0, 50 * minute + 1))]).made).toEqual([]);
  });

  it.each([3 * hour, 2 * minute])("end after idling also where our clock was set back by %s ms meanwhile", (by) => {
    const engine = engineOf(programOf([{ on: ["session.end"] }], { idleAfter: minute }));
    const { timers } = engine.run([said("a")], [said("b", second, { receivedAt: plus(t0, second - by) })]);
    expect(timers.at(-1)).toMatchObject({ dueAt: plus(t0, minute + second - by) });
    const { made } = engine.run([idle(plus(t0, minute + second - by))]);
    expect(made).toMatchObject([{ kind: "session-end", reason: "idle" }]);
  });

  it("end after idling where our clock was set back and nothing is said since", () => {
    const ahead = 3 * hour;
    const engine = engineOf(programOf([{ on: ["session.end"] }]));
    engine.run([joined], [said("a", 20 * minute)]);
    const setBefore = (dueAt: Instant): Due => ({ ...idle(dueAt), receivedAt: plus(dueAt, -ahead), data: { idle: true, ahead } });
    const { timers } = engine.run([setBefore(plus(t0, 30 * minute))]);
    expect(timers).toMatchObject([{ dueAt: plus(t0, 50 * minute - ahead), payload: { idle: true, ahead } }]);
    const { made } = engine.run([setBefore(plus(t0, 50 * minute))]);
    expect(made).toMatchObject([{ kind: "session-end", reason: "idle" }]);
    expect(engine.run(made).messages).toHaveLength(1);
  });

  // E08
  it("do not end where the visitor came back while their end was waiting its turn", () => {
    const engine = engineOf(programOf([{ name: "summary", on: ["session.end"] }]));
    engine.run([joined]);
    const { made } = engine.run([idle(plus(t0, 30 * minute))]);
    engine.run([said("back", 31 * minute)]);
    const { messages, timers } = engine.run(made);
    expect(messages).toEqual([]);
    expect(timers).toMatchObject([{ dueAt: plus(t0, 61 * minute) }]);
    const again = engine.run([idle(plus(t0, 61 * minute))]);
    expect(engine.run(again.made).messages).toHaveLength(1);
  });

  it("end when the sender says so, and then no timer ends them again", () => {
    const { role: _, message: __, ...base } = aChat("end", { occurredAt: plus(t0, minute), receivedAt: plus(t0, minute) });
    const end: SessionEnd = { ...base, kind: "session-end", type: "session.end", reason: "user_disconnect" };
    const engine = engineOf(programOf([]));
    const { timers } = engine.run([joined], [end]);
    expect(timers.at(-1)).toMatchObject({ dueAt: undefined });
    expect(engine.run([idle(plus(t0, 30 * minute))]).made).toEqual([]);
  });

  it("begin anew when a visitor comes back under the same id, but not for a message that overtook the end", () => {
    const { role: _, message: __, ...base } = aChat("end", { occurredAt: plus(t0, minute), receivedAt: plus(t0, minute) });
    const end: SessionEnd = { ...base, kind: "session-end", type: "session.end", reason: undefined };
    const engine = engineOf(programOf([]));
    engine.run([joined], [end]);
    expect(engine.run([said("overtaken", 30 * second)]).timers).toEqual([]);
    expect(engine.run([said("back again", 24 * hour)]).timers).toHaveLength(1);
  });

  it("mark a message as late that is more than 30 s older than the newest", () => {
    const { evaluations } = run(
      [{ when: { field: { path: "late", equals: true } } }],
      said("new", minute),
      said("ok", 30 * second),
      said("late", 29 * second),
    );
    expect(evaluations.map(({ late, findings }) => [late, findings.length])).toEqual([
      [false, 0],
      [false, 0],
      [true, 1],
    ]);
  });
});

describe("repeats and frustration", () => {
  it("find a question that is asked again in other words, and count how often", () => {
    const rule = { when: { role: "user", repeat: { times: 2, within: "10m" } } };
    const { evaluations } = run(
      [rule],
      said("How do I reset my password?"),
      said("what are your hours?", second),
      said("how can I reset the password?", minute),
    );
    expect(evaluations.map(({ findings }) => findings[0]?.facts.count)).toEqual([undefined, undefined, 2]);
  });

  it("do not take a repeat for one that is older than the window", () => {
    const rule = { when: { repeat: { within: "1m" } } };
    expect(heldRules(run([rule], said("How do I reset my password?"), said("how do I reset my password?", 2 * minute))).flat()).toEqual([]);
  });

  it("hear a furious visitor and not a grateful one", () => {
    const rule = { when: { frustration: { above: 0.5 } } };
    const furious = said("This is ridiculous, I asked three times and nobody helps, what a useless bot!!!");
    expect(heldRules(run([rule], furious, said("thanks, that helped a lot", 1, { session: "s2" })))).toEqual([["rule-1"], []]);
  });
});
