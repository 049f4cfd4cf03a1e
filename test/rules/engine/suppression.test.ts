import { describe, expect, it } from "vitest";
import type { Condition } from "../../../src/core/condition.ts";
import type { Click, Due, Event, EventId } from "../../../src/core/event.ts";
import { mutesKey } from "../../../src/core/mute.ts";
import { hour, type Instant, minute, plus, second } from "../../../src/core/time.ts";
import type { Timer } from "../../../src/core/timer.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import type { Program } from "../../../src/rules/engine/program.ts";
import { createReplay, type ReplayStep } from "../../../src/rules/trials/replay.ts";
import { makeChat, monday } from "../../support/make.ts";
import { digest, engineOf, programOf, type RuleCase } from "../../support/program.ts";

function said(
  after: number,
  override: { readonly session?: string; readonly message?: string; readonly occurredAt?: Instant } = {},
): Event {
  return makeChat({ occurredAt: plus(monday, after), receivedAt: plus(monday, after), ...override });
}

function play(rules: readonly RuleCase[], events: readonly Event[], rest = hour): readonly ReplayStep[] {
  const replay = createReplay({ planner: createPlanner(programOf(rules.map((rule) => ({ on: ["chat.push"], ...rule })))), digest });
  return [...events.flatMap((event) => replay.take(event)), ...replay.rest(rest)];
}

function click(after: number, override: Partial<Click>): Click {
  const at = plus(monday, after);
  const {
    kind: _,
    message: __,
    role: ___,
    ...base
  } = makeChat({ occurredAt: at, receivedAt: at, message: `click ${JSON.stringify(override)}` }) as Event & {
    readonly kind: "chat";
  };
  return {
    ...base,
    kind: "click",
    type: "relay.click",
    source: "relay",
    session: undefined,
    data: {},
    action: "mute",
    by: { id: "U1", name: "Ada", via: "slack" },
    incident: undefined,
    rule: "rule-1",
    text: undefined,
    until: undefined,
    ...override,
  };
}

/** A timer as the store brings it back in. */
function dueOf(timer: Timer | undefined): Due {
  if (timer?.dueAt === undefined) throw new Error("no timer was set");
  const { key, dueAt, payload, source, agent, session } = timer;
  const id = digest(key).slice(0, 32) as EventId; // 32 hex digits, as every id
  return { kind: "due", id, type: "relay.timer", timer: key, data: payload, source, agent, session, occurredAt: dueAt, receivedAt: dueAt };
}

/** For each event: what was sent, or by what it was held back. */
function outcomes(steps: readonly ReplayStep[]): readonly string[] {
  return steps.flatMap(({ evaluation }) =>
    evaluation.trace.rules.map((trace) => (trace.held === true ? (trace.back?.by ?? `sent ${trace.sent}`) : String(trace.held))),
  );
}

describe("a rule that people have muted", () => {
  it("is muted in a memory that the click locks: of two at once none is lost", () => {
    const planner = createPlanner(programOf([{}]));
    expect(planner([click(1, {})]).keys).toContain(mutesKey);
    expect(planner([said(0)]).keys).not.toContain(mutesKey);
  });

  it("is recorded, sends nothing until it is unmuted, and says who did it", () => {
    const steps = play([{}], [said(0), click(1, {}), said(2), click(3, { action: "unmute" }), said(4)]);
    expect(outcomes(steps)).toEqual(["sent 1", "mute", "sent 1"]);
    expect(steps[2]?.evaluation.trace.rules).toMatchObject([{ held: true, sent: 0, back: { by: "mute", who: "Ada" } }]);
  });

  it("speaks again by itself when the mute has run out", () => {
    const until = plus(monday, 10 * minute);
    const steps = play([{}], [click(0, { until }), said(9 * minute), said(10 * minute)]);
    expect(outcomes(steps)).toEqual(["mute", "sent 1"]);
    expect(steps[1]?.evaluation.trace.rules).toMatchObject([{ back: { by: "mute", until, who: "Ada" } }]);
  });

  it("is that rule and no other, by its id or its name", () => {
    const rules = [{ name: "a", id: "one" }, { name: "b" }];
    expect(outcomes(play(rules, [click(0, { rule: "one" }), said(1)]))).toEqual(["mute", "sent 1"]);
    expect(outcomes(play(rules, [click(0, { rule: "a" }), said(1)]))).toEqual(["mute", "sent 1"]);
    expect(outcomes(play(rules, [click(0, { rule: "one" }), click(1, { rule: "b" }), said(2)]))).toEqual(["mute", "mute"]);
  });

  it("uses up no throttle meanwhile", () => {
    const rule = { throttle: { every: hour, per: [] } };
    expect(outcomes(play([rule], [click(0, {}), said(1), click(2, { action: "unmute" }), said(3)]))).toEqual(["mute", "sent 1"]);
  });

  it("mutes within one batch what comes behind the click", () => {
    const engine = engineOf(programOf([{ on: ["chat.push"] }]));
    expect(engine.run([said(0), click(1, {}), said(2)]).messages).toHaveLength(1);
  });
});

describe("late events", () => {
  const events = [said(0, { occurredAt: plus(monday, hour) }), said(1, { occurredAt: monday })];

  it("are sent unless the rule says otherwise", () => {
    expect(outcomes(play([{}, { late: "drop" }], events))).toEqual(["sent 1", "sent 1", "sent 1", "late"]);
  });
});

describe("the limit for people", () => {
  const limited: RuleCase = { fanOut: { count: 3, per: 10 * minute } };
  const many = Array.from({ length: 10 }, (_, index) => said(index * second, { session: `s${index}` }));

  it("lets so many through, and tells the rest as one number when the span is over", () => {
    const steps = play([limited], many);
    expect(outcomes(steps)).toEqual([...Array(3).fill("sent 1"), ...Array(7).fill("fan-out"), "sent 1"]);
    const last = steps.findLast(({ evaluation }) => evaluation.messages.length > 0);
    expect(last?.event.receivedAt).toBe(plus(monday, 10 * minute));
    expect(last?.evaluation.messages).toMatchObject([
      { to: "support", body: { finding: { because: "7 more within 10m, not sent one by one", count: 7 }, session: {} } },
    ]);
  });

  it("counts each destination for itself, and says in the trace which had enough", () => {
    const then = [
      { to: "support", settings: {} },
      { to: "oncall", settings: {} },
    ];
    const both = play([{ ...limited, then }], many.slice(0, 4));
    expect(outcomes(both)).toEqual(["sent 2", "sent 2", "sent 2", "fan-out", "sent 1", "sent 1"]);
  });

  it("begins anew after its span, and tells nothing where there was no rest", () => {
    const events = [...many.slice(0, 3), said(10 * minute, { session: "later" })];
    expect(outcomes(play([limited], events))).toEqual(["sent 1", "sent 1", "sent 1", "sent 1"]);
  });

  it("loses no rest where the next message comes after the span and before its timer", () => {
    const program = programOf([{ on: ["chat.push"], ...limited }]);
    const engine = engineOf(program);
    const timer = engine.run(many.slice(0, 5)).timers.find(({ key }) => key.startsWith("digest "));
    const late = engine.run([said(10 * minute + second, { session: "later" })]);
    expect(late.evaluations[0]?.trace.rules).toMatchObject([{ back: { by: "fan-out" } }]);
    expect(engine.run([dueOf(timer)]).messages).toMatchObject([{ body: { finding: { count: 3 } } }]);
  });

  it("tells the rest also where the limit was taken out of the file meanwhile", () => {
    const engine = engineOf(programOf([{ on: ["chat.push"], ...limited }]));
    const timer = engine.run(many.slice(0, 5)).timers.find(({ key }) => key.startsWith("digest "));
    const edited = engineOf(programOf([{ on: ["chat.push"] }]), engine.memories);
    expect(edited.run([dueOf(timer)]).messages).toMatchObject([{ body: { finding: { count: 2 } } }]);
  });

  it("tells nothing of the rest of a rule that was muted or removed meanwhile", () => {
    expect(outcomes(play([limited], [...many, click(minute, {})])).at(-1)).toBe("mute");
  });
});

describe("a rule that breaks", () => {
  // E03
  it("five times in a row is paused until the file changes, said once as an event; the others run on", () => {
    const program = breaking(() => true);
    const engine = engineOf(program);
    const ran = engine.run(...Array.from({ length: 7 }, (_, index) => [said(index)]));
    const traces = ran.evaluations.map(({ trace }) => trace.rules.map((each) => (each.held === "error" ? each.error : each.held)));
    const paused = "it broke too often in a row, and is paused until the file changes";
    expect(traces).toEqual([...Array(5).fill(["broken", true]), ...Array(2).fill([paused, true])]);
    expect(ran.made).toMatchObject([
      { type: "relay.rule.paused", source: "relay", session: undefined, data: { subject: "rule-1", rule: "rule-1", failures: 5 } },
    ]);
    const mended = engineOf({ ...breaking(() => false), version: "v2" });
    for (const [key, value] of engine.memories) mended.memories.set(key, value);
    expect(mended.run([said(9)]).evaluations[0]?.findings.map(({ rule }) => rule)).toEqual(["rule-1", "rule-2"]);
  });

  // E03
  it("now and then is not paused", () => {
    const program = breaking((message) => message !== "good");
    const messages = ["", "", "", "", "good", "", "", "", "", "good", ""];
    const ran = engineOf(program).run(...messages.map((message, index) => [said(index, { message })]));
    expect(ran.made).toEqual([]);
    expect(ran.evaluations.map(({ findings }) => findings.length)).toEqual(messages.map((message) => (message === "good" ? 2 : 1)));
  });
});

/** Two rules, of which the first has a condition with a bug. */
function breaking(breaks: (message: string) => boolean): Program {
  const program = programOf([{}, {}].map((rule) => ({ on: ["chat.push"], ...rule })));
  const [first, ...others] = program.rules;
  if (first === undefined) throw new Error("there are two rules");
  const node: ReturnType<Condition["compile"]> = {
    kind: "look",
    type: "bug",
    judge({ event }) {
      if (event.kind === "chat" && breaks(event.message)) throw new Error("broken");
      return { held: true, because: [] };
    },
  };
  const rules = [{ ...first, node }, ...others];
  return { ...program, rules, rulesFor: () => rules };
}
