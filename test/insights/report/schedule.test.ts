import { describe, expect, it } from "vitest";
import { readWallTime, zoneOf } from "../../../src/core/clock/wall-time.ts";
import type { ReportSchedule } from "../../../src/core/insights/report.ts";
import { day, hour, type Instant, minute, toIso } from "../../../src/core/time.ts";
import { datesOf, lastDue, latestDays } from "../../../src/insights/report/schedule.ts";

const berlin = "Europe/Berlin";
const zone = zoneOf(berlin);
const weekly: ReportSchedule = { every: "week", weekday: 0, time: 8 * hour, to: [] };
const daily: ReportSchedule = { every: "day", time: 8 * hour, to: [] };

function at(text: string): Instant {
  const instant = readWallTime(text, berlin);
  if (instant === undefined) throw new Error(`no time: ${text}`);
  return instant;
}

const span = ({ from, to }: { readonly from: Instant; readonly to: Instant }) => [toIso(from), toIso(to)];
const shown = ({ dueAt, span: about, before, title }: ReturnType<typeof lastDue>) => [toIso(dueAt), ...span(about), ...span(before), title];

describe("lastDue", () => {
  it.each<[string, ReportSchedule, string, readonly string[]]>([
    [
      "a week is the 7 local days before",
      weekly,
      "2026-12-01 09:00",
      [
        "2026-11-30T07:00:00.000Z",
        "2026-11-22T23:00:00.000Z",
        "2026-11-29T23:00:00.000Z",
        "2026-11-15T23:00:00.000Z",
        "2026-11-22T23:00:00.000Z",
        "Week from 23 November 2026",
      ],
    ],
    [
      "it is not due a minute before",
      weekly,
      "2026-11-30 07:59",
      [
        "2026-11-23T07:00:00.000Z",
        "2026-11-15T23:00:00.000Z",
        "2026-11-22T23:00:00.000Z",
        "2026-11-08T23:00:00.000Z",
        "2026-11-15T23:00:00.000Z",
        "Week from 16 November 2026",
      ],
    ],
    [
      "a week in which the clock goes back has 169 hours",
      weekly,
      "2026-10-26 08:00",
      [
        "2026-10-26T07:00:00.000Z",
        "2026-10-18T22:00:00.000Z",
        "2026-10-25T23:00:00.000Z",
        "2026-10-11T22:00:00.000Z",
        "2026-10-18T22:00:00.000Z",
        "Week from 19 October 2026",
      ],
    ],
    [
      "a day is compared with the same day a week earlier",
      daily,
      "2026-12-01 08:00",
      [
        "2026-12-01T07:00:00.000Z",
        "2026-11-29T23:00:00.000Z",
        "2026-11-30T23:00:00.000Z",
        "2026-11-22T23:00:00.000Z",
        "2026-11-23T23:00:00.000Z",
        "Mon, 30 November 2026",
      ],
    ],
    [
      "a month is the calendar's",
      { every: "month", dayOfMonth: 1, time: 8 * hour, to: [] },
      "2026-03-31 23:59",
      [
        "2026-03-01T07:00:00.000Z",
        "2026-01-31T23:00:00.000Z",
        "2026-02-28T23:00:00.000Z",
        "2025-12-31T23:00:00.000Z",
        "2026-01-31T23:00:00.000Z",
        "February 2026",
      ],
    ],
    [
      "a shorter month has its last day",
      { every: "month", dayOfMonth: 31, time: 0, to: [] },
      "2026-03-15 12:00",
      [
        "2026-02-27T23:00:00.000Z",
        "2026-01-30T23:00:00.000Z",
        "2026-02-27T23:00:00.000Z",
        "2025-12-30T23:00:00.000Z",
        "2026-01-30T23:00:00.000Z",
        "Month from 31 January 2026",
      ],
    ],
  ])("%s", (_, schedule, now, expected) => {
    expect(shown(lastDue(schedule, zone, at(now)))).toEqual(expected);
  });

  it("is due once a day, also on days when its time is skipped or comes twice", () => {
    for (const schedule of [
      { ...daily, time: 2 * hour + 30 * minute },
      { ...daily, time: 0 },
    ]) {
      for (const first of ["2026-03-27 12:00", "2026-10-23 12:00"]) {
        const due = new Set<number>();
        for (let now = at(first); now < at(first) + 4 * day; now = (now + 10 * minute) as Instant)
          due.add(lastDue(schedule, zone, now).dueAt);
        expect(due.size).toBe(5); // the first one was due before
      }
    }
  });
});

describe("latestDays", () => {
  it("contains today, and compares it with the same hours some weeks before", () => {
    const now = at("2026-12-01 09:30");
    const week = latestDays(7 * day, zone, now);
    expect([...span(week.span), ...span(week.before)]).toEqual([
      "2026-11-24T23:00:00.000Z",
      "2026-12-01T08:30:00.000Z",
      "2026-11-17T23:00:00.000Z",
      "2026-11-24T08:30:00.000Z",
    ]);
    expect(span(latestDays(30 * day, zone, now).before)).toEqual(["2026-09-27T22:00:00.000Z", "2026-10-27T08:30:00.000Z"]);
    expect(datesOf(week.span, zone)).toHaveLength(7);
  });
});
