import { describe, expect, it } from "vitest";
import type { Message } from "../../../src/core/delivery.ts";
import type { Chat, Click, Event, EventId, Join } from "../../../src/core/event.ts";
import { type Duration, type Instant, plus, second } from "../../../src/core/time.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { digest, programOf, type RuleCase } from "../../support/program.ts";
import { aChat, anna, t0 } from "../../support/store-cases.ts";

const asks: RuleCase = { name: "asks", when: { keywords: "human" }, then: [{ to: "desk", settings: {} }] };

/** A conversation in which the relay may speak, event by event on a clock of the test's. */
function converse(rule: RuleCase = asks, talks = true) {
  const planner = createPlanner(programOf([rule], { talks }));
  const memories = new Map();
  let incident = "";
  let now = t0;
  let count = 0;

  function take(event: Event): readonly Message[] {
    const plan = planner([event]);
    const known = plan.keys.flatMap((key) => (memories.has(key) ? [[key, memories.get(key)] as const] : []));
    const decision = plan.decide(new Map(known));
    for (const [key, { value }] of decision.memories) memories.set(key, JSON.parse(JSON.stringify(value)));
    for (const { id } of decision.incidents) incident = id;
    return decision.evaluations.flatMap(({ messages }) => messages);
  }

  const base = () => {
    count += 1;
    const { role: _, message: __, ...rest } = aChat(`${count}`, { occurredAt: now, receivedAt: now });
    return rest;
  };
  return {
    join: () => take({ ...base(), kind: "join", type: "room.join", room: "customer-support", participants: 1 } satisfies Join),
    chat: (message: string, role: Chat["role"] = "user") =>
      take({ ...base(), kind: "chat", type: "chat.push", message, role, data: { message } }),
    leave: () => take({ ...base(), kind: "session-end", type: "session.end", reason: "left" }),
    press: (override: Partial<Click> = {}) => take(clickOf(incident, now, override)),
    said: (outcome: string) => {
      const data = { incident, mode: "speak", name: "anna", text: "I am here.", outcome };
      return take({ ...base(), kind: "other", type: "relay.said", source: "relay", session: undefined, data });
    },
    wait: (span: Duration) => {
      now = plus(now, span);
    },
  };
}

function clickOf(incident: string, now: Instant, override: Partial<Click>): Click {
  const { role: _, message: __, ...base } = aChat("click");
  return {
    ...base,
    id: digest(`click ${JSON.stringify(override)}`).slice(0, 32) as EventId,
    kind: "click",
    type: "relay.click",
    source: "relay",
    action: "reply",
    by: anna,
    incident,
    rule: undefined,
    until: undefined,
    text: "I am here.",
    data: { from: "bithuman" },
    occurredAt: now,
    receivedAt: now,
    ...override,
  };
}

describe("what a person says to a visitor", () => {
  it("is queued once for the avatar, with the room that the visitor joined", () => {
    const talk = converse();
    talk.join();
    talk.chat("a human please");
    const [reply] = talk.press();
    expect(reply).toMatchObject({
      to: "helper",
      rule: "asks",
      urgent: true,
      thread: "s1",
      body: { agent: "A80HVD8577", session: "s1", room: "customer-support", mode: "speak", text: "I am here." },
    });
    expect(talk.press()[0]?.id).toBe(reply?.id);
    expect(talk.press({ action: "whisper" })).toMatchObject([{ body: { mode: "whisper" } }]);
  });

  it("needs no incident", () => {
    const talk = converse();
    talk.join();
    expect(talk.press({ incident: undefined })).toMatchObject([{ to: "helper", rule: "say", body: { text: "I am here." } }]);
  });

  it.each<[string, (talk: ReturnType<typeof converse>) => readonly Message[], string, boolean]>([
    ["no destination talks to visitors", (talk) => talk.press(), "no destination of type avatar", false],
    ["the visitor has left", (talk) => [talk.leave(), talk.press()].flat(), "the visitor has left", true],
    ["there is no visitor", (talk) => talk.press({ session: undefined }), "no visitor behind", true],
  ])("is not queued where %s, and that one person is told why", (_, act, why, talks) => {
    const talk = converse(asks, talks);
    talk.chat("a human please");
    expect(act(talk).filter(({ to }) => to !== "helper")).toMatchObject([
      { to: "desk", body: { to: "anna", text: expect.stringContaining(why) } },
    ]);
  });

  it.each(["heard", "the visitor has left"])("is told in the thread with what became of it: %s", (outcome) => {
    const talk = converse();
    talk.chat("a human please");
    expect(talk.said(outcome)).toMatchObject([
      { to: "desk", mode: "append", body: { kind: "turns", items: [`anna, as the avatar (${outcome}): I am here.`] } },
    ]);
  });
});

describe("the avatar's own words", () => {
  it("are no finding when they come back, however they are spelled then", () => {
    const talk = converse();
    talk.join();
    talk.press({ text: "A human will be with you.", incident: undefined });
    expect(talk.chat("a human will be with you", "agent")).toEqual([]);
    expect(talk.chat("another human is here", "agent")).toMatchObject([{ to: "desk" }, { to: "desk" }]);
  });

  it("keep a rule that speaks from answering itself", () => {
    const talk = converse({ name: "parrot", then: [{ to: "helper", settings: {} }] });
    expect(talk.chat("hello")).toHaveLength(1);
    expect(talk.chat("You said: hello!", "agent")).toEqual([]);
    expect(talk.chat("you said hello")).toHaveLength(1);
    talk.wait(60 * second);
    expect(talk.chat("You said: hello!", "agent")).toHaveLength(1);
  });
});
