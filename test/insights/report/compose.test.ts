import { describe, expect, it } from "vitest";
import { zoneOf } from "../../../src/core/clock/wall-time.ts";
import type { Report, ReportSchedule } from "../../../src/core/insights/report.ts";
import { day, hour, type Instant, toIso } from "../../../src/core/time.ts";
import { composeReport, type ReportMaterial } from "../../../src/insights/report/compose.ts";
import { noCounts } from "../../../src/insights/report/figures.ts";
import { datesOf, lastDue } from "../../../src/insights/report/schedule.ts";
import { spanFigures } from "../../../src/insights/report/stored.ts";
import { madeFigures, type Planted } from "../../support/made-month.ts";

const timezone = "Europe/Berlin";
const zone = zoneOf(timezone);
const monthly: ReportSchedule = { every: "month", dayOfMonth: 1, time: 8 * hour, to: ["support"] };
const weekly: ReportSchedule = { every: "week", weekday: 0, time: 8 * hour, to: ["support"] };
/** Tuesday, 1 December 2026, nine o'clock. */
const december = Date.parse("2026-12-01T08:00:00Z") as Instant;

type Plant = (cell: { readonly agent: string; readonly language: string; readonly date: string }) => Planted;

interface Wanted extends Partial<Pick<ReportMaterial, "questions" | "holiday" | "proposals">> {
  readonly seed: number;
  readonly schedule?: ReportSchedule;
  readonly plant?: Plant;
  /** Nothing was counted before the span. */
  readonly isFirst?: boolean;
  /** Nothing was counted before this. */
  readonly begin?: Instant;
}

const quietRest = {
  title: "",
  timezone,
  agent: undefined,
  questions: [],
  proposals: new Map(),
  holiday: () => undefined,
  link: undefined,
};

function reportOf({ seed, schedule = monthly, plant = () => ({}), isFirst = false, begin = 0 as Instant, ...more }: Wanted): Report {
  const due = lastDue(schedule, zone, december);
  const from = Math.floor(due.before.from / day) * day - day;
  const stored = madeFigures({
    seed,
    from: from as Instant,
    days: (december - from) / day,
    planted: (cell) =>
      cell.day < begin - day
        ? { sessions: 0 }
        : cell.day < due.span.from - hour
          ? {}
          : plant({ ...cell, date: toIso(cell.day).slice(0, 10) }),
  });
  const [now, before] = [spanFigures(stored, due.span, zone), spanFigures(isFirst ? { ...stored, days: [] } : stored, due.before, zone)];
  return composeReport({ ...quietRest, title: due.title, now, before, ...more });
}

const named = ({ changes, quiet }: Report) =>
  [...changes.map(({ of, subject }) => `${of} ${subject ?? "all"}`), ...quiet.map(({ agent }) => `quiet ${agent}`)].sort();

describe("the report of a month", () => {
  it("names all five planted changes, and none that was not planted", () => {
    const plant: Plant = ({ agent, language, date }) => ({
      sessions: (agent === "shop" ? 1.5 : 1) * (language === "fr" ? 2.5 : 1) * (agent === "museum" && date >= "2026-11-20" ? 0 : 1),
      unanswered: agent === "support" ? 2 : 1,
      claims: 3,
    });
    for (const seed of [1, 2, 3]) {
      expect(named(reportOf({ seed, plant })), `seed ${seed}`).toEqual([
        "claims all",
        "language fr",
        "quiet museum",
        "sessions shop",
        "unanswered support",
      ]);
    }
  });

  it.each([
    { schedule: monthly, seeds: 4 },
    { schedule: weekly, seeds: 12 },
  ])("names nothing in what is only noise ($schedule.every)", ({ schedule, seeds }) => {
    for (let seed = 100; seed < 100 + seeds; seed += 1) expect(named(reportOf({ seed, schedule })), `seed ${seed}`).toEqual([]);
  });

  it("says once what happened to most agents", () => {
    const report = reportOf({ seed: 7, plant: () => ({ wants_human: 3 }) });
    expect(named(report).filter((change) => change.startsWith("wants_human"))).toEqual(["wants_human all"]);
    expect(report.changes[0]).toMatchObject({
      better: false,
      text: expect.stringMatching(/^All agents: 1\d\u202f% of conversations with a visitor/),
    });
  });

  it("leaves holidays out of the comparison of conversations, and says so", () => {
    const plant: Plant = ({ date }) => ({ sessions: date === "2026-11-25" || date === "2026-11-26" ? 0 : 1 });
    expect(named(reportOf({ seed: 8, schedule: weekly, plant }))).toContain("sessions all");
    const holiday = (date: string) => (date === "2026-11-25" || date === "2026-11-26" ? "Thanksgiving" : undefined);
    const report = reportOf({ seed: 8, schedule: weekly, plant, holiday });
    expect(named(report)).toEqual([]);
    expect(report.notes).toEqual([
      "Holidays are left out of the comparison of conversations: 25 November 2026 (Thanksgiving), 26 November 2026 (Thanksgiving).",
    ]);
  });

  it("calls no agent quiet on its holidays", () => {
    const plant: Plant = ({ agent, date }) => ({ sessions: agent === "shop" && date >= "2026-11-28" ? 0 : 1 });
    const [quiet] = reportOf({ seed: 9, schedule: weekly, plant }).quiet;
    expect(quiet?.text).toMatch(/^shop: no conversation since (Sat, 28|Sun, 29) November 2026; about \d\d a day were usual$/); // the days of the figures are those of UTC
    expect(reportOf({ seed: 9, schedule: weekly, plant, holiday: (date) => (date >= "2026-11-28" ? "Closed" : undefined) }).quiet).toEqual(
      [],
    );
  });

  it("calls no agent quiet that had few conversations to expect", () => {
    const plant: Plant = ({ agent, date }) => ({ sessions: agent === "night" && date >= "2026-11-28" ? 0 : 1 });
    expect(reportOf({ seed: 9, schedule: weekly, plant }).quiet).toEqual([]);
  });

  it("compares nothing where nothing was before", () => {
    const report = reportOf({ seed: 1, schedule: weekly, plant: () => ({}), isFirst: true });
    expect(named(report)).toEqual([]);
    expect(report.notes).toEqual(["There are no figures from the span before, so nothing is compared."]);
  });

  it("compares only the days since the relay was there", () => {
    const begin = Date.parse("2026-11-19T10:00:00Z") as Instant;
    const report = reportOf({ seed: 4, schedule: weekly, begin });
    expect(named(report)).toEqual([]);
    expect(report.notes).toEqual(["Days before 20 November 2026 are not compared: the figures begin then."]);
  });

  it("is composed in a moment, also of a thousand agents in a month", () => {
    const due = lastDue(monthly, zone, december);
    const counts = Array.from({ length: 30_000 }, (_, index) => ({
      date: `2026-11-${String((index % 30) + 1).padStart(2, "0")}`,
      agent: `A${Math.floor(index / 30)}`,
      language: "en",
      counts: { ...noCounts, sessions: 20, unanswered: index % 3 },
    }));
    const empty = spanFigures({ days: [], rules: new Map(), uncounted: 0 }, due.span, zone);
    const before = { ...empty, ...due.before, counts, dates: datesOf(due.before, zone) };
    const startedAt = performance.now();
    const { compared } = composeReport({ ...quietRest, now: { ...empty, counts }, before });
    expect(compared).toBeGreaterThan(1_000);
    expect(performance.now() - startedAt).toBeLessThan(3_000); // a fraction of it where nothing else runs
  });

  it("lists the questions that were most often without an answer, and none that always had one", () => {
    const question = (text: string, times: number, unanswered: number) => ({
      text,
      times,
      sessions: times,
      unanswered,
      session: "s",
      event: "e",
    });
    const questions = [question("often", 90, 0.1), question("answered", 200, 0), question("never", 20, 1), question("once", 1, 0.5)];
    expect(reportOf({ seed: 1, schedule: weekly, questions }).questions.map(({ text }) => text)).toEqual(["never", "often"]);
  });
});
