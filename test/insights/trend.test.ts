import { describe, expect, it } from "vitest";
import type { Almanac } from "../../src/core/clock/hours.ts";
import { readWallTime, zoneOf } from "../../src/core/clock/wall-time.ts";
import type { TrendQuestion } from "../../src/core/insights/trend-question.ts";
import { hour, type Instant, minute, plus, toIso } from "../../src/core/time.ts";
import { comparedHours, dailyPast, judgeTrend, lookAtTrend, weeksBefore } from "../../src/insights/trend.ts";
import { calendarOf } from "../../src/rules/calendar/calendar.ts";
import { spansOf } from "../support/calendar.ts";
import { type Agent, generatedAgents, remembering } from "../support/trend-weeks.ts";

const question: TrendQuestion = { of: "sessions", fallsBelow: 0.5, risesAbove: 2, weeks: 4, atLeast: 20, except: ["holidays"] };

describe("the count of an hour, against the same hour of the weeks before", () => {
  it.each<[now: number, weeks: readonly number[], state: string, expected: number]>([
    [0, [40, 38, 44, 41], "fallen", 40.5],
    [40, [40, 38, 44, 41], "normal", 40.5],
    [12, [40, 38, 44, 41], "fallen", 40.5],
    [20, [40, 38, 44, 41], "fallen", 40.5],
    [11, [24, 24, 24, 24], "unknown", 24],
    [21, [40, 38, 44, 41], "normal", 40.5],
    [100, [40, 38, 44, 41], "risen", 40.5],
    [90, [0, 41, 300, 43], "risen", 42],
    [0, [0, 41, 300, 43], "fallen", 42],
    [0, [19, 18, 17, 19], "unknown", 18.5],
    [30, [0, 0, 0, 0], "risen", 0],
    [19, [0, 0, 0, 0], "unknown", 0],
    [0, [40], "unknown", 40],
    [0, [], "unknown", 0],
    [0, [40, 40], "fallen", 40],
  ])("%i after %j has %s", (now, weeks, state, expected) => {
    expect(judgeTrend({ now, weeks, dispersion: 1 }, question)).toEqual({ state, expected });
  });

  it("has to differ by more where the weeks differ by more", () => {
    const figures = { now: 12, weeks: [40, 38, 44, 41] };
    expect(judgeTrend({ ...figures, dispersion: 4 }, question).state).toBe("unknown");
    expect(judgeTrend({ ...figures, now: 0, dispersion: 4 }, question).state).toBe("fallen");
  });

  it.each([
    ["2026-03-30 09:00", "2026-03-23T08:00:00.000Z"],
    ["2026-03-29 03:30", "2026-03-22T02:30:00.000Z"],
    ["2026-04-05 02:30", undefined],
    ["2026-10-26 09:00", "2026-10-19T07:00:00.000Z"],
    ["2026-03-02 09:00", "2026-02-23T08:00:00.000Z"],
  ])("is compared with the same time by the wall clock: %s", (written, before) => {
    const at = readWallTime(written, "Europe/Berlin") as Instant;
    const found = weeksBefore(at, 1, zoneOf("Europe/Berlin"));
    expect(found && toIso(found)).toBe(before);
  });
});

const zone = remembering(zoneOf("Europe/Berlin"));
const holidays = ["2026-03-17", "2026-04-06", "2026-04-14", "2026-10-03", "2026-10-20", "2026-11-03"];
const almanac: Almanac = { zone, calendars: new Map([["holidays", calendarOf(spansOf(...holidays), zone)]]) };

/** Every five minutes, as the watch looks. */
const looksEach = 5 * minute;

const hoursFor = new Map<Instant, readonly Instant[] | undefined>();

function comparedAt(until: Instant): readonly Instant[] | undefined {
  if (!hoursFor.has(until)) hoursFor.set(until, comparedHours(until, question, almanac));
  return hoursFor.get(until);
}

/** When the alert comes: once per fall, and again after a whole hour that was normal. */
function alertsOf({ counts, countIn, first, last }: Agent): readonly Instant[] {
  const alerts: Instant[] = [];
  const pastAt = dailyPast();
  let isFallen = false;
  for (let until = first; until < last; until = plus(until, looksEach)) {
    const hours = comparedAt(until);
    if (hours === undefined) continue;
    const look = { counts, now: countIn(plus(until, -hour)), hours, past: pastAt(counts, until) };
    const isWhole = until % hour === 0;
    const { state: seen } = lookAtTrend(look, question);
    const state =
      isWhole || seen !== "fallen"
        ? seen
        : judgeTrend({ now: look.now, weeks: hours.map(countIn), dispersion: look.past.dispersion }, question).state;
    if (state === "fallen" && !isFallen) alerts.push(until);
    if (state === "fallen") isFallen = true;
    else if (isWhole && state === "normal") isFallen = false;
  }
  return alerts;
}

it("200 generated weeks: at least 95 of 100 drops are found within the hour, with at most one false alert a month", () => {
  const agents = generatedAgents({
    agents: 25,
    weeks: 8,
    zone,
    isHoliday: (at) => almanac.calendars.get("holidays")?.endOf(at) !== undefined,
  });
  const results = agents.map((agent) => {
    const alerts = alertsOf(agent);
    const late = agent.drops
      .map(({ from, to }) => alerts.find((at) => at > from && at <= to))
      .map((at, index) => (at ?? Number.POSITIVE_INFINITY) - (agent.drops[index]?.from ?? 0));
    const isOfDrop = (at: Instant) => agent.drops.some(({ from, to }) => at > from && at <= plus(to, hour));
    return { late, wrong: alerts.filter((at) => !isOfDrop(at)).length };
  });
  const drops = results.flatMap(({ late }) => late);
  const found = drops.filter((late) => late <= hour);
  const months = (agents.length * 56) / 30;
  const wrong = results.map((each) => each.wrong);
  const shown = {
    weeks: agents.length * 8,
    drops: drops.length,
    found: found.length,
    median_minutes: median(found) / minute,
    wrong: sum(wrong),
    wrong_a_month: sum(wrong) / months,
    most_wrong_of_an_agent: Math.max(...wrong),
  };
  console.info(JSON.stringify(shown));
  expect(shown.drops).toBeGreaterThanOrEqual(190);
  expect(found.length / drops.length).toBeGreaterThanOrEqual(0.95);
  expect(Math.max(...wrong) / (56 / 30)).toBeLessThanOrEqual(1);
}, 60_000);

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
