import { describe, expect, it } from "vitest";
import type { Hours } from "../../../src/core/clock/hours.ts";
import { readWallTime } from "../../../src/core/clock/wall-time.ts";
import type { Event } from "../../../src/core/event.ts";
import type { HeldBack } from "../../../src/core/rule.ts";
import type { Severity } from "../../../src/core/severity.ts";
import { day, type Instant, minute, plus, second, toIso } from "../../../src/core/time.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import type { ActiveDraft } from "../../../src/rules/language/file.ts";
import { hoursSchema } from "../../../src/rules/language/hours.ts";
import { createReplay, type ReplayStep } from "../../../src/rules/trials/replay.ts";
import { spansOf } from "../../support/calendar.ts";
import { makeChat } from "../../support/make.ts";
import { digest, engineOf, programOf, type RuleCase } from "../../support/program.ts";

const timezone = "Europe/Berlin";

function at(written: string): Instant {
  return readWallTime(written, timezone) ?? (Number.NaN as Instant); // a test with a bad time fails
}

function said(when: string | Instant, override: { readonly session?: string; readonly message?: string } = {}): Event {
  const moment = typeof when === "string" ? at(when) : when;
  return makeChat({ occurredAt: moment, receivedAt: moment, ...override });
}

function during(hours: object, outside: ActiveDraft["outside"] = "hold"): ActiveDraft {
  return { hours: hoursSchema.parse(hours) as Hours, outside };
}

function play(rules: readonly RuleCase[], events: readonly Event[], rest = 10 * day): readonly ReplayStep[] {
  const replay = createReplay({ planner: createPlanner(programOf(rules.map(onChat), { timezone })), digest });
  return [...events.flatMap((event) => replay.take(event)), ...replay.rest(rest)];
}

/** The ends of sessions are not what these tests are about. */
function onChat(rule: RuleCase): RuleCase {
  return { on: ["chat.push"], ...rule };
}

/** What went out when, `support 2026-03-02T08:00:00.000Z`. */
function sent(steps: readonly ReplayStep[]): readonly string[] {
  return steps.flatMap(({ event, evaluation }) => evaluation.messages.map(({ to }) => `${to} ${toIso(event.receivedAt)}`));
}

const office = { days: ["mon-fri"], hours: "09:00-18:00" };
const day2 = { hours: "07:00-22:00" };
const elsewhere: ActiveDraft["outside"] = { to: "oncall", settings: {} };

type Case = readonly [hours: object, outside: ActiveDraft["outside"], severity: Severity, said: string, sent: readonly string[]];

/** 2026 in Berlin: the clock goes from 02:00 to 03:00 on March 29, and from 03:00 to 02:00 on October 25. */
const cases: readonly Case[] = [
  // Within the hours, at their edges.
  [office, "hold", "normal", "2026-03-02 09:00", ["support 2026-03-02T08:00:00.000Z"]],
  [office, "hold", "normal", "2026-03-02 17:59:59", ["support 2026-03-02T16:59:59.000Z"]],
  [office, "drop", "low", "2026-03-04 12:00", ["support 2026-03-04T11:00:00.000Z"]],
  [office, elsewhere, "normal", "2026-03-06 17:30", ["support 2026-03-06T16:30:00.000Z"]],
  // Outside: held until they begin.
  [office, "hold", "normal", "2026-03-02 08:59:59", ["support 2026-03-02T08:00:00.000Z"]],
  [office, "hold", "normal", "2026-03-02 18:00", ["support 2026-03-03T08:00:00.000Z"]],
  [office, "hold", "low", "2026-03-02 23:59", ["support 2026-03-03T08:00:00.000Z"]],
  [office, "hold", "normal", "2026-03-03 00:00", ["support 2026-03-03T08:00:00.000Z"]],
  [office, "hold", "normal", "2026-03-06 18:01", ["support 2026-03-09T08:00:00.000Z"]],
  [office, "hold", "normal", "2026-03-07 10:00", ["support 2026-03-09T08:00:00.000Z"]],
  [office, "hold", "normal", "2026-03-08 23:00", ["support 2026-03-09T08:00:00.000Z"]],
  [{ days: "sun" }, "hold", "normal", "2026-03-02 12:00", ["support 2026-03-07T23:00:00.000Z"]],
  [{ days: ["mon", "thu"], hours: "10:00-11:00" }, "hold", "normal", "2026-03-02 11:00", ["support 2026-03-05T09:00:00.000Z"]],
  [{ hours: ["08:00-12:00", "13:00-17:00"] }, "hold", "normal", "2026-03-02 12:30", ["support 2026-03-02T12:00:00.000Z"]],
  [{ hours: ["08:00-12:00", "13:00-17:00"] }, "hold", "normal", "2026-03-02 17:00", ["support 2026-03-03T07:00:00.000Z"]],
  [{ days: "fri", hours: "22:00-06:00" }, "hold", "normal", "2026-03-06 21:59", ["support 2026-03-06T21:00:00.000Z"]],
  [{ days: "fri", hours: "22:00-06:00" }, "hold", "normal", "2026-03-07 05:59", ["support 2026-03-07T04:59:00.000Z"]],
  [{ days: "fri", hours: "22:00-06:00" }, "hold", "normal", "2026-03-07 06:00", ["support 2026-03-13T21:00:00.000Z"]],
  [{ hours: "00:00-24:00" }, "hold", "normal", "2026-03-07 23:59", ["support 2026-03-07T22:59:00.000Z"]],
  // Outside: dropped, or sent elsewhere.
  [office, "drop", "normal", "2026-03-02 18:00", []],
  [office, "drop", "low", "2026-03-07 10:00", []],
  [office, elsewhere, "normal", "2026-03-02 18:00", ["oncall 2026-03-02T17:00:00.000Z"]],
  [office, elsewhere, "low", "2026-03-08 03:00", ["oncall 2026-03-08T02:00:00.000Z"]],
  // Urgent rules take no notice.
  [office, "hold", "high", "2026-03-02 18:00", ["support 2026-03-02T17:00:00.000Z"]],
  [office, "hold", "critical", "2026-03-08 03:00", ["support 2026-03-08T02:00:00.000Z"]],
  [office, "drop", "high", "2026-03-08 03:00", ["support 2026-03-08T02:00:00.000Z"]],
  [office, elsewhere, "critical", "2026-03-08 03:00", ["support 2026-03-08T02:00:00.000Z"]],
  // The night that loses an hour.
  [day2, "hold", "normal", "2026-03-28 22:00", ["support 2026-03-29T05:00:00.000Z"]],
  [day2, "hold", "normal", "2026-03-29 01:59", ["support 2026-03-29T05:00:00.000Z"]],
  [day2, "hold", "normal", "2026-03-29 03:00", ["support 2026-03-29T05:00:00.000Z"]],
  [{ hours: "02:30-22:00" }, "hold", "normal", "2026-03-29 01:00", ["support 2026-03-29T01:00:00.000Z"]],
  [{ hours: "02:15-02:45" }, "hold", "normal", "2026-03-29 01:00", ["support 2026-03-30T00:15:00.000Z"]],
  [{ hours: "03:00-04:00" }, "hold", "normal", "2026-03-29 01:59:59", ["support 2026-03-29T01:00:00.000Z"]],
  [office, "hold", "normal", "2026-03-27 18:00", ["support 2026-03-30T07:00:00.000Z"]],
  // The night that has an hour twice.
  [day2, "hold", "normal", "2026-10-24 22:00", ["support 2026-10-25T06:00:00.000Z"]],
  [day2, "hold", "normal", "2026-10-25T02:30:00+02:00", ["support 2026-10-25T06:00:00.000Z"]],
  [day2, "hold", "normal", "2026-10-25T02:30:00+01:00", ["support 2026-10-25T06:00:00.000Z"]],
  [{ hours: "02:30-22:00" }, "hold", "normal", "2026-10-25 01:00", ["support 2026-10-25T00:30:00.000Z"]],
  [{ hours: "02:15-02:45" }, "hold", "normal", "2026-10-25T02:45:00+02:00", ["support 2026-10-25T01:15:00.000Z"]],
  [{ hours: "03:00-04:00" }, "hold", "normal", "2026-10-25T02:59:59+02:00", ["support 2026-10-25T02:00:00.000Z"]],
  [office, "hold", "normal", "2026-10-23 18:00", ["support 2026-10-26T08:00:00.000Z"]],
];

describe("the hours of a rule", () => {
  it("are tried in at least forty cases", () => {
    expect(cases.length).toBeGreaterThanOrEqual(40);
  });

  it.each(cases)("%j, outside %j, severity %s, at %s: %j", (hours, outside, severity, when, expected) => {
    expect(sent(play([{ severity, active: during(hours, outside) }], [said(when)]))).toEqual(expected);
  });

  it("say in the trace until when a message waits, or that it was dropped", () => {
    const back = (outside: ActiveDraft["outside"]): HeldBack | undefined => {
      const [trace] = play([{ active: during(office, outside) }], [said("2026-03-02 18:00")])[0]?.evaluation.trace.rules ?? [];
      return trace?.held === true ? trace.back : undefined;
    };
    expect(back("hold")).toEqual({ by: "hours", until: at("2026-03-03 09:00") });
    expect(back("drop")).toEqual({ by: "hours" });
  });

  it("tell what belongs together once, by its newest, and name those that it stands for", () => {
    const events = [
      said("2026-03-02 20:00", { message: "first" }),
      said("2026-03-02 21:00"),
      said("2026-03-03 03:00", { message: "last" }),
    ];
    const steps = play([{ active: during(office) }], events);
    expect(steps.flatMap(({ evaluation }) => evaluation.messages)).toMatchObject([
      {
        body: {
          event: { message: "last", time: at("2026-03-03 03:00") },
          finding: { because: "3 times outside of the hours", held: 3, held_since: at("2026-03-02 20:00") },
          session: { user_messages: 1 },
        },
      },
    ]);
    const released = steps.find(({ evaluation }) => evaluation.messages.length > 0);
    expect(released?.evaluation.trace.rules).toMatchObject([
      { sent: 1, folded: { count: 2, events: events.slice(0, 2).map(({ id }) => id) } },
    ]);
  });

  it("pass over the days of a calendar, whose names stand in except:", () => {
    const calendars = new Map([["holidays", spansOf("2026-03-03", "2026-03-04 00:00 - 2026-03-04 12:00", "12-25")]]);
    const rules = [{ on: ["chat.push"], active: during({ ...office, except: "holidays" }) }];
    const replay = createReplay({ planner: createPlanner(programOf(rules, { timezone, calendars })), digest });
    const steps = ["2026-03-02 17:00", "2026-03-03 10:00"].flatMap((when) => replay.take(said(when)));
    expect(sent([...steps, ...replay.rest(10 * day)])).toEqual(["support 2026-03-02T16:00:00.000Z", "support 2026-03-04T11:00:00.000Z"]);
  });

  it("have planned silences, in which named rules send nothing about named agents, urgent ones neither", () => {
    const calendars = new Map([["works", spansOf("2026-03-02 22:00 - 2026-03-03 04:00")]]);
    const mutes = [{ during: ["works"], rules: ["quiet"], agents: ["kiosk-*"] }];
    const rules = ["quiet", "other"].map((name) => ({ name, on: ["chat.push"], severity: "high" as const }));
    const program = programOf(rules, { timezone, calendars, mutes });
    const about = (agent: string, when: string) => {
      const step = createReplay({ planner: createPlanner(program), digest })
        .take({ ...said(when), agent })
        .at(-1);
      return step?.evaluation.trace.rules.map((trace) => (trace.held === true ? (trace.back ?? trace.sent) : "none"));
    };
    const muted = { by: "mute", until: at("2026-03-03 04:00"), who: "the calendar works" };
    expect(about("kiosk-1", "2026-03-02 21:59")).toEqual([1, 1]);
    expect(about("kiosk-1", "2026-03-02 22:00")).toEqual([muted, 1]);
    expect(about("kiosk-1", "2026-03-03 03:59")).toEqual([muted, 1]);
    expect(about("kiosk-1", "2026-03-03 04:00")).toEqual([1, 1]);
    expect(about("lobby", "2026-03-02 23:00")).toEqual([1, 1]);
  });

  it("keep sessions apart, or what `group_by` names", () => {
    const events = ["a", "b", "a"].map((session, index) => said(plus(at("2026-03-02 20:00"), index * minute), { session }));
    expect(sent(play([{ active: during(office) }], events))).toHaveLength(2);
    expect(sent(play([{ active: during(office), groupBy: [["agent"]] }], events))).toHaveLength(1);
  });

  it.each<[string, RuleCase, HeldBack | undefined]>([
    ["goes out as the rule says it now", { severity: "low" }, undefined],
    ["does not go out where the rule is in shadow now", { mode: "shadow" }, { by: "shadow" }],
    ["does not go out where the rule is off now", { mode: "off" }, { by: "removed" }],
    ["waits on where the hours were moved", { active: during({ hours: "10:00-18:00" }) }, { by: "hours", until: at("2026-03-03 10:00") }],
  ])("what waited %s", (_, edit, back) => {
    const engine = engineWithHeld();
    const [trace] = engine([{ name: "rule-1", active: during(office), ...edit }]);
    if (back?.by === "hours") expect(trace).toBeUndefined();
    else expect(trace).toMatchObject({ rule: "rule-1", held: true, sent: back === undefined ? 1 : 0, ...(back && { back }) });
  });

  it("tell that a message went nowhere because its rule is gone", () => {
    expect(engineWithHeld()([])).toMatchObject([{ rule: "rule-1", held: true, sent: 0, back: { by: "removed" } }]);
  });

  /** Nights of chatter, in which clocks are moved: every finding is told once, or named by the one that stands for it. */
  it.each([0, 1, 2, 3])("lose nothing and tell nothing twice over both nights (seed %i)", (seed) => {
    const chance = randomFrom(seed);
    const starts = [at("2026-03-27 12:00"), at("2026-10-23 12:00")];
    const moments = starts.flatMap((start) => Array.from({ length: 60 }, () => plus(start, Math.floor(chance() * 72 * 3600) * second)));
    const events = moments.sort((a, b) => a - b).map((moment) => said(moment, { session: `s${Math.floor(chance() * 4)}` }));
    const steps = play([{ active: during({ days: ["mon-fri", "sun"], hours: ["02:30-03:30", "08:00-19:00"] }) }], events);
    const told = steps.flatMap(({ evaluation }) => evaluation.trace.rules.flatMap((trace) => (trace.held === true ? [trace] : [])));
    const messages = steps.flatMap(({ evaluation }) => evaluation.messages);
    const folded = told.flatMap((trace) => trace.folded?.events ?? []);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
    expect(new Set(folded).size).toBe(folded.length);
    expect(messages.length + folded.length).toBe(events.length);
    expect(told.filter(({ back }) => back?.by === "hours").length).toBeGreaterThan(20);
  });
});

function randomFrom(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647; // Park and Miller's generator
    return state / 2_147_483_647;
  };
}

/** Something waits since the evening; what do these rules make of it when the hours begin? */
function engineWithHeld() {
  const rule: RuleCase = { name: "rule-1", active: during(office) };
  const evening = said("2026-03-02 20:00");
  return (rules: readonly RuleCase[]) => {
    const before = engineOf(programOf([onChat(rule)], { timezone }));
    before.run([evening]);
    const due = play([rule], [evening], day).find(({ event }) => event.kind === "due" && event.data.kind === "release")?.event;
    const after = engineOf(programOf(rules.map(onChat), { timezone }));
    for (const [key, value] of before.memories) after.memories.set(key, value);
    return after.run(due === undefined ? [] : [due]).evaluations[0]?.trace.rules ?? [];
  };
}
