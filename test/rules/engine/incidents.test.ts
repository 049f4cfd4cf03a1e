import { beforeEach, describe, expect, it } from "vitest";
import type { Message } from "../../../src/core/delivery.ts";
import type { Chat, Click, ClickAction, Due, Event, EventId, SessionEnd } from "../../../src/core/event.ts";
import type { Incident } from "../../../src/core/incident.ts";
import { type Action, type Decision, type Evaluation, readsOf } from "../../../src/core/rule.ts";
import { type Duration, hour, type Instant, minute, plus, second } from "../../../src/core/time.ts";
import type { Timer } from "../../../src/core/timer.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import type { ActionDraft } from "../../../src/rules/language/file.ts";
import { digest, programOf, type RuleCase } from "../../support/program.ts";
import { aChat, anna, t0 } from "../../support/store-cases.ts";

/** The engine with its memories and its timers, and a clock that is moved by hand. */
function createWorld(rule: RuleCase, options: Parameters<typeof programOf>[1] = {}) {
  const planner = createPlanner(
    programOf([{ name: "asks", when: { keywords: "human" }, then: [{ to: "desk", settings: {} }], ...rule }], options),
  );
  const memories = new Map();
  const timers = new Map<string, Timer>();
  const incidents = new Map<string, Incident>();
  let now = t0;

  function take(event: Event): readonly Evaluation[] {
    const { evaluations, events } = takeOne(event);
    return [...evaluations, ...events.flatMap(take)];
  }

  /** In the order of the store: what events make stands behind all of them. */
  function takeAll(events: readonly Event[]): readonly Evaluation[] {
    const taken = events.map(takeOne);
    return [...taken.flatMap(({ evaluations }) => evaluations), ...taken.flatMap((each) => each.events).flatMap(take)];
  }

  function takeOne(event: Event): Pick<Decision, "evaluations" | "events"> {
    const plan = planner([event]);
    const decision = plan.decide(new Map(readsOf(plan).flatMap((key) => (memories.has(key) ? [[key, memories.get(key)]] : []))));
    for (const [key, { value }] of decision.memories)
      value === undefined ? memories.delete(key) : memories.set(key, JSON.parse(JSON.stringify(value)));
    for (const timer of decision.timers) timer.dueAt === undefined ? timers.delete(timer.key) : timers.set(timer.key, timer);
    for (const incident of decision.incidents) incidents.set(incident.id, incident);
    return decision;
  }

  /** Lets the clock run, with all that comes due. */
  function pass(span: Duration) {
    const until = plus(now, span);
    const evaluations = [];
    for (;;) {
      const [next] = [...timers.values()].filter(({ dueAt = until }) => dueAt <= until).sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
      if (next === undefined) break;
      timers.delete(next.key);
      now = Math.max(now, next.dueAt ?? now) as Instant;
      evaluations.push(...take(dueOf(next, now)));
    }
    now = until;
    return evaluations;
  }

  /** Lets time pass while the relay is away: after the start all that is due is taken first, and then what that makes. */
  function beAway(span: Duration) {
    now = plus(now, span);
    const due = [...timers.values()].filter(({ dueAt = now }) => dueAt <= now).sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
    for (const { key } of due) timers.delete(key);
    return takeAll(due.map((timer) => dueOf(timer, now)));
  }

  const said = (message: string, override: Partial<Chat> = {}) =>
    take(aChat(`${message} ${now} ${JSON.stringify(override)}`, { message, occurredAt: now, receivedAt: now, ...override }));
  const messages = (evaluations: ReturnType<typeof take>): readonly Message[] => evaluations.flatMap((each) => each.messages);

  return {
    said: (message: string, override: Partial<Chat> = {}) => messages(said(message, override)),
    pass: (span: Duration) => messages(pass(span)),
    beAway: (span: Duration) => messages(beAway(span)),
    traces: (span: Duration) => pass(span).flatMap(({ trace }) => trace.rules),
    press: (action: ClickAction, override: Partial<Click> = {}) =>
      messages(take(clickOf(action, now, { incident: [...incidents.keys()].at(-1) ?? "", ...override }))),
    end: () => messages(take(endOf(now))),
    incident: () => [...incidents.values()].at(-1),
    count: () => incidents.size,
    now: () => now,
  };
}

function dueOf({ key, source, agent, session, payload, dueAt = t0 }: Timer, now: Instant): Due {
  const { role: _, message: __, ...base } = aChat(`${key} ${dueAt}`);
  const data = JSON.parse(JSON.stringify(payload));
  return { ...base, kind: "due", type: "relay.timer", timer: key, source, agent, session, occurredAt: dueAt, receivedAt: now, data };
}

function clickOf(action: ClickAction, now: Instant, override: Partial<Click>): Click {
  const { role: _, message: __, session: ___, ...base } = aChat("click");
  const id = digest(`click ${action} ${now} ${JSON.stringify(override)}`).slice(0, 32) as EventId;
  const about = { session: undefined, incident: undefined, rule: undefined, text: undefined, until: undefined, data: {} };
  return {
    ...base,
    ...about,
    id,
    kind: "click",
    type: "relay.click",
    source: "relay",
    action,
    by: anna,
    occurredAt: now,
    receivedAt: now,
    ...override,
  };
}

function endOf(now: Instant): SessionEnd {
  const { role: _, message: __, ...base } = aChat(`end ${now}`);
  return {
    ...base,
    kind: "session-end",
    type: "session.end",
    reason: "left",
    data: { reason: "left", by: "visitor" },
    occurredAt: now,
    receivedAt: now,
  };
}

const brief = (messages: readonly Message[]) => messages.map(({ to, mode = "new", body }) => [to, mode, body]);
const then = (...actions: readonly ActionDraft[]) => ({ then: actions });
const step = (to: string, unless: Action["unless"] = ["claimed"]): ActionDraft => ({
  to,
  settings: {},
  after: 5 * minute,
  ...(unless && { unless }),
});

describe("findings of a rule that people work on", () => {
  let world: ReturnType<typeof createWorld>;

  beforeEach(() => {
    world = createWorld({});
  });

  it("open one incident, whose thread begins with what was said before", () => {
    world.said("hello there");
    world.said("good day", { role: "agent" });
    const opened = world.said("a human please");
    expect(brief(opened)).toEqual([
      ["desk", "new", { state: "open", findings: 1, owner: null, last: "opened" }],
      ["desk", "append", { kind: "turns", items: ["user: hello there", "agent: good day", "user: a human please"], more: 0 }],
    ]);
    expect(new Set(opened.map(({ thread }) => thread))).toEqual(new Set([world.incident()?.id]));
    expect(world.incident()?.id).toMatch(/^[0-9a-f]{24}-[0-9a-f]{8}$/);
  });

  it("are counted when they come again, and told together a little later", () => {
    world.said("a human please");
    expect(world.said("human!")).toEqual([]);
    expect(world.said("human, now!")).toEqual([]);
    const told = world.pass(10 * second);
    expect(brief(told)).toMatchObject([
      ["desk", "append", { kind: "findings", items: [{ event: { message: "human!" } }, { event: { message: "human, now!" } }], more: 0 }],
      ["desk", "update", { state: "open", findings: 3 }],
    ]);
    expect(world.pass(hour / 4)).toEqual([]);
  });

  it("are counted although a throttle holds them back", () => {
    world = createWorld({ throttle: { every: 10 * minute, per: [] } });
    world.said("a human please");
    expect(world.said("human!")).toEqual([]);
    expect(brief(world.pass(10 * second))).toEqual([["desk", "update", { state: "open", findings: 2, owner: null, last: "opened" }]]);
  });

  it("open another one in another session, and after the first was resolved", () => {
    world.said("a human please");
    world.said("a human please", { session: "s2" });
    expect(world.count()).toBe(2);
    world.press("resolve");
    world.said("still no human", { session: "s2" });
    expect(world.count()).toBe(3);
  });

  it("belong together where there is no session, until an hour has passed without one", () => {
    world.said("human 1", { session: undefined });
    world.pass(50 * minute);
    world.said("human 2", { session: undefined });
    expect(world.count()).toBe(1);
    world.pass(50 * minute);
    expect(world.incident()?.state).toBe("open");
    expect(brief(world.pass(11 * minute)).at(-1)).toEqual([
      "desk",
      "update",
      { state: "resolved", findings: 2, owner: null, last: "resolved" },
    ]);
  });

  it("belong together by what `group_by` says, whatever the sessions", () => {
    world = createWorld({ groupBy: [["agent"]] });
    world.said("human 1");
    world.said("human 2", { session: "s2" });
    expect(world.count()).toBe(1);
    expect(world.incident()).toMatchObject({ session: null, findings: 2 });
  });

  it("go on being messages of their own where nobody works on incidents", () => {
    world = createWorld({ then: [{ to: "support", settings: {} }] });
    expect(world.said("human")).toHaveLength(1);
    expect(world.said("human!")).toHaveLength(1);
    expect(world.count()).toBe(0);
  });

  it("reach other destinations each time", () => {
    world = createWorld(then({ to: "desk", settings: {} }, { to: "support", settings: {} }));
    world.said("a human please");
    expect(brief(world.said("human!"))).toMatchObject([["support", "new", { event: { message: "human!" } }]]);
  });

  it("show turns without what is redacted", () => {
    world = createWorld({}, { redact: ["email"] });
    expect(JSON.stringify(world.said("a human for me@example.com"))).not.toContain("me@example.com");
    expect(JSON.stringify(brief(world.said("x")))).toBe("[]");
  });
});

describe("people", () => {
  let world: ReturnType<typeof createWorld>;
  const ben = { id: "T1/U2", name: "ben", via: "slack" } as const;

  beforeEach(() => {
    world = createWorld({});
    world.said("a human please");
    world.pass(minute);
  });

  // K05
  it("claim once: the post changes at once, and who comes second is told", () => {
    expect(brief(world.press("claim"))).toEqual([["desk", "update", { state: "claimed", findings: 1, owner: "anna", last: "claimed" }]]);
    expect(brief(world.press("claim", { by: ben }))).toEqual([["desk", "append", { to: "ben", text: "Already claimed by anna." }]]);
    expect(world.incident()?.owner?.name).toBe("anna");
  });

  it("follow what is said from the claim on, a few turns at a time", () => {
    expect(world.said("anybody?")).toEqual([]);
    expect(world.pass(minute)).toEqual([]);
    world.press("claim");
    expect(brief(world.pass(second))).toEqual([["desk", "append", { kind: "turns", items: ["user: anybody?"], more: 0 }]]);
    world.said("it is broken");
    world.said("let me look", { role: "agent" });
    expect(brief(world.pass(5 * second))).toEqual([
      ["desk", "append", { kind: "turns", items: ["user: it is broken", "agent: let me look"], more: 0 }],
    ]);
    expect(world.pass(minute)).toEqual([]);
  });

  it("see at most the last turns that are at hand, and how many went by", () => {
    world.press("claim");
    world.pass(second);
    for (let index = 1; index <= 40; index += 1) world.said(`turn ${index}`);
    const [, , body] = brief(world.pass(5 * second))[0] ?? [];
    expect(body).toMatchObject({ kind: "turns", items: expect.arrayContaining(["user: turn 40"]), more: 28 });
  });

  it("let it sleep: findings are only counted, and told when it wakes", () => {
    world.press("snooze", { until: plus(world.now(), 15 * minute) });
    world.said("human?");
    world.said("human??");
    expect(world.pass(14 * minute)).toEqual([]);
    expect(brief(world.pass(minute))).toEqual([
      ["desk", "update", { state: "open", findings: 3, owner: null, last: "woken" }],
      ["desk", "append", { kind: "findings", items: [], more: 2 }],
    ]);
  });

  it("hear no more of it when it is resolved", () => {
    world.press("claim");
    world.pass(second);
    expect(brief(world.press("resolve"))).toMatchObject([["desk", "update", { state: "resolved" }]]);
    world.said("thanks");
    expect(world.pass(5 * second)).toEqual([]);
    expect(brief(world.press("claim", { by: ben }))).toMatchObject([["desk", "append", { text: "Already resolved by anna." }]]);
  });

  it("need not resolve it when the session ends", () => {
    world.press("claim");
    world.pass(second);
    world.said("bye");
    world.end();
    expect(brief(world.pass(second))).toEqual([
      ["desk", "append", { kind: "turns", items: ["user: bye"], more: 0 }],
      ["desk", "update", { state: "resolved", findings: 1, owner: "anna", last: "resolved" }],
    ]);
  });

  it("need not resolve it when the visitor just stays away", () => {
    world.pass(hour);
    expect(world.incident()).toMatchObject({ state: "resolved", deeds: [{}, { note: "the session has ended" }] });
  });

  it("are told where a button belongs to an incident that is over", () => {
    const old = world.incident()?.id;
    world.press("resolve");
    world.said("a human again");
    expect(brief(world.press("claim", { incident: old }))).toMatchObject([["desk", "append", { to: "anna" }]]);
    expect(world.incident()?.state).toBe("open");
  });

  // K08
  it("change nothing by a click on something that never was", () => {
    expect(world.press("claim", { incident: "0".repeat(24) })).toEqual([]);
    expect(world.incident()?.state).toBe("open");
  });
});

describe("a step", () => {
  it("is sent when nobody claims in time, as it was rendered then", () => {
    const world = createWorld(then({ to: "desk", settings: {} }, step("oncall")));
    expect(brief(world.said("a human please")).map(([to]) => to)).toEqual(["desk", "desk"]);
    expect(world.pass(5 * minute - 1)).toEqual([]);
    expect(brief(world.pass(1))).toMatchObject([
      ["oncall", "new", { event: { message: "a human please" } }],
      ["desk", "update", { last: "escalated" }],
    ]);
    expect(world.pass(20 * minute)).toEqual([]);
  });

  it.each([
    ["claimed", "claim"],
    ["resolved", "resolve"],
  ] as const)("is spared when it is %s, and the trace says so", (state, action) => {
    const world = createWorld(then({ to: "desk", settings: {} }, step("oncall")));
    world.said("a human please");
    world.press(action);
    expect(world.traces(5 * minute)).toMatchObject([{ rule: "asks", held: true, back: { by: state }, sent: 0 }]);
  });

  it("is spared when the session had ended before, also where both came due while the relay was away", () => {
    const idleAfter = 2 * minute;
    const world = createWorld(then({ to: "desk", settings: {} }, step("oncall")), { idleAfter });
    world.said("a human please");
    expect(brief(world.beAway(10 * minute)).map(([to]) => to)).not.toContain("oncall");
    world.pass(second);
    expect(world.incident()).toMatchObject({ state: "resolved" });
  });

  it("is sent after the relay was away where the session had not ended by then", () => {
    const world = createWorld(then({ to: "desk", settings: {} }, step("oncall")), { idleAfter: 8 * minute });
    world.said("a human please");
    expect(brief(world.beAway(10 * minute)).map(([to]) => to)).toContain("oncall");
  });

  it("with `unless: resolved` is sent although somebody has claimed", () => {
    const world = createWorld(then({ to: "desk", settings: {} }, step("oncall", ["resolved"])));
    world.said("a human please");
    world.press("claim");
    expect(brief(world.pass(5 * minute)).filter(([to]) => to === "oncall")).toHaveLength(1);
  });

  it("waits for the end of a snooze", () => {
    const world = createWorld(then({ to: "desk", settings: {} }, step("oncall")));
    world.said("a human please");
    world.press("snooze", { until: plus(world.now(), 15 * minute) });
    expect(world.pass(10 * minute)).toEqual([]);
    expect(brief(world.pass(5 * minute)).map(([to]) => to)).toContain("oncall");
  });

  it("to another board gets a post there that changes like the first", () => {
    const world = createWorld(then({ to: "desk", settings: {} }, step("managers")));
    world.said("a human please");
    expect(brief(world.pass(5 * minute))).toMatchObject([
      ["managers", "new", { state: "open", last: "escalated" }],
      ["desk", "update", {}],
    ]);
    expect(brief(world.press("claim"))).toMatchObject([
      ["desk", "update", { state: "claimed" }],
      ["managers", "update", { state: "claimed" }],
    ]);
  });

  it("without a board waits for nobody in particular: its incident is claimed by other ways", () => {
    const world = createWorld(then({ to: "support", settings: {} }, step("oncall")));
    expect(brief(world.said("a human please")).map(([to]) => to)).toEqual(["support"]);
    world.press("claim");
    expect(world.pass(6 * minute)).toEqual([]);
  });

  it("is sent once, whatever is found again before", () => {
    const world = createWorld(then({ to: "desk", settings: {} }, step("oncall")));
    world.said("a human please");
    world.pass(minute);
    world.said("human!");
    expect(brief(world.pass(10 * minute)).filter(([to]) => to === "oncall")).toHaveLength(1);
  });

  it("without `unless` is only late", () => {
    const world = createWorld(then({ to: "support", settings: {}, after: 5 * minute }));
    expect(world.said("a human please")).toMatchObject([{ to: "support", dueAt: plus(t0, 5 * minute) }]);
  });
});
