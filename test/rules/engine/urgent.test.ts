import { describe, expect, it } from "vitest";
import type { Hours } from "../../../src/core/clock/hours.ts";
import type { Event } from "../../../src/core/event.ts";
import { hour, minute, plus, second } from "../../../src/core/time.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import type { ActiveDraft } from "../../../src/rules/language/file.ts";
import { hoursSchema } from "../../../src/rules/language/hours.ts";
import { createReplay, type ReplayStep } from "../../../src/rules/trials/replay.ts";
import { makeChat, monday } from "../../support/make.ts";
import { digest, programOf, type RuleCase } from "../../support/program.ts";

const emergency = "help somebody collapsed here call an ambulance";
const leaving = "please close my account today";

function said(after: number, message: string): Event {
  return makeChat({ occurredAt: plus(monday, after), receivedAt: plus(monday, after), message });
}

function play(rule: RuleCase, events: readonly Event[]): readonly ReplayStep[] {
  const program = programOf([{ on: ["chat.push"], when: { concern: ["urgent", "leaving"] }, ...rule }]);
  const replay = createReplay({ planner: createPlanner(program), digest });
  return events.flatMap((event) => replay.take(event));
}

/** For each event that held: how severe it was, and what was sent or by what it was held back. */
function outcomes(steps: readonly ReplayStep[]): readonly string[] {
  return steps.flatMap(({ evaluation }) => {
    const [finding] = evaluation.findings;
    return evaluation.trace.rules.flatMap((trace) =>
      trace.held === true ? [`${finding?.severity} ${trace.back?.by ?? `sent ${trace.sent}`}`] : [],
    );
  });
}

/** Monday at ten is outside of them. */
const atNight: ActiveDraft = { hours: hoursSchema.parse({ hours: "20:00-22:00" }) as Hours, outside: "drop" };

describe("a finding of an emergency", () => {
  it("is critical, and the rule's other findings are as severe as the rule", () => {
    expect(outcomes(play({}, [said(0, leaving), said(second, emergency)]))).toEqual(["normal sent 1", "critical sent 1"]);
  });

  it("is not held back by the throttle of an earlier finding", () => {
    const throttle = { every: hour, per: [] };
    expect(outcomes(play({ throttle }, [said(0, leaving), said(second, leaving), said(2 * second, emergency)]))).toEqual([
      "normal sent 1",
      "normal throttle",
      "critical sent 1",
    ]);
  });

  it("is not held back by quiet hours", () => {
    expect(outcomes(play({ active: atNight }, [said(0, leaving), said(second, emergency)]))).toEqual(["normal hours", "critical sent 1"]);
  });

  it("pages people once in five minutes of a conversation, and again after them", () => {
    const events = [0, minute, 4 * minute, 6 * minute].map((after) => said(after, emergency));
    expect(outcomes(play({}, events))).toEqual(["critical sent 1", "critical throttle", "critical throttle", "critical sent 1"]);
  });

  it("passes fan_out, which counts the others", () => {
    const fanOut = { count: 1, per: hour };
    const inSession = (event: Event, session: string): Event => ({ ...event, session });
    const events = [said(0, leaving), inSession(said(second, leaving), "s-2"), inSession(said(2 * second, emergency), "s-3")];
    expect(outcomes(play({ fanOut }, events))).toEqual(["normal sent 1", "normal fan-out", "critical sent 1"]);
  });

  it("passes where it was found in the sender's record long after it was said", () => {
    const found = (message: string): Event => ({ ...said(0, message), origin: "backfill", receivedAt: plus(monday, hour) });
    expect(outcomes(play({}, [found(leaving), found(emergency)]))).toEqual(["normal late", "critical sent 1"]);
  });

  it("passes what came late, where the rule drops that", () => {
    const late = (message: string): Event => ({ ...said(0, message), late: true });
    expect(outcomes(play({ late: "drop" }, [late(leaving), late(emergency)]))).toEqual(["normal late", "critical sent 1"]);
  });

  it("passes where people were already told of the conversation after the call", () => {
    const reported = (at: number, message: string): Event => ({ ...said(at, message), afterCall: true });
    expect(outcomes(play({}, [reported(0, leaving), reported(second, leaving), reported(2 * second, emergency)]))).toEqual([
      "normal sent 1",
      "normal after-call",
      "critical sent 1",
    ]);
  });

  it("of one conversation holds back none of another", () => {
    const other: Event = { ...said(second, emergency), session: "another" };
    expect(outcomes(play({}, [said(0, emergency), other]))).toEqual(["critical sent 1", "critical sent 1"]);
  });

  it("keeps to a severity that is written, with all that holds it back", () => {
    const throttle = { every: hour, per: [] };
    const steps = play({ severity: "low", throttle }, [said(0, leaving), said(second, emergency)]);
    expect(outcomes(steps)).toEqual(["low sent 1", "low throttle"]);
  });

  it("sends nothing in shadow", () => {
    expect(outcomes(play({ mode: "shadow" }, [said(0, emergency)]))).toEqual(["critical shadow"]);
  });

  it("is one under any: as well, and none under not:", () => {
    const any = { any: [{ keywords: ["refund"] }, { concern: ["urgent"] }] };
    expect(outcomes(play({ when: any }, [said(0, emergency)]))).toEqual(["critical sent 1"]);
    const not = { not: { concern: ["urgent"] } };
    expect(outcomes(play({ when: not }, [said(0, leaving)]))).toEqual(["normal sent 1"]);
  });

  it("is an incident of its own, beside one that was open already", () => {
    const steps = play({ then: [{ to: "desk", settings: {} }] }, [said(0, leaving), said(second, emergency), said(minute, emergency)]);
    const incidents = steps.flatMap(({ evaluation }) => evaluation.trace.rules.map((trace) => (trace.held === true ? trace.incident : "")));
    expect(new Set(incidents.slice(0, 2)).size).toBe(2);
    const parents = steps.map(({ evaluation }) => evaluation.messages.filter(({ mode }) => mode === undefined || mode === "new").length);
    expect(parents).toEqual([1, 1, 0]);
  });

  it("said again is counted on the same incident, whose message is updated", () => {
    const events = [0, minute, 6 * minute].map((after) => said(after, emergency));
    const steps = play({ then: [{ to: "desk", settings: {} }] }, events);
    const messages = steps.flatMap(({ evaluation }) => evaluation.messages);
    expect(messages.filter(({ mode = "new" }) => mode === "new")).toHaveLength(1);
    expect(messages.filter(({ mode }) => mode === "update").map(({ body }) => body)).toEqual([expect.objectContaining({ findings: 2 })]);
  });
});
