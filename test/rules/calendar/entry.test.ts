import { describe, expect, it } from "vitest";
import { readWallTime, zoneOf } from "../../../src/core/clock/wall-time.ts";
import { type Instant, toIso } from "../../../src/core/time.ts";
import { calendarOf } from "../../../src/rules/calendar/calendar.ts";
import { calendarEntry } from "../../../src/rules/calendar/entry.ts";
import { spansOf } from "../../support/calendar.ts";

const zone = "Europe/Berlin";

function at(written: string): Instant {
  return readWallTime(written, zone) ?? (Number.NaN as Instant); // a test with a bad time fails
}

describe("an entry of a calendar", () => {
  it.each<[entry: string, moment: string, end: string | undefined]>([
    ["2026-12-24", "2026-12-24 00:00", "2026-12-24T23:00:00.000Z"],
    ["2026-12-24", "2026-12-24 23:59", "2026-12-24T23:00:00.000Z"],
    ["2026-12-24", "2026-12-23 23:59", undefined],
    ["2026-12-24", "2026-12-25 00:00", undefined],
    ["2026-08-01 - 2026-08-21", "2026-08-21 23:59", "2026-08-21T22:00:00.000Z"],
    ["2026-08-01..2026-08-21", "2026-07-31 23:59", undefined],
    ["2026-08-01 to 2026-08-21", "2026-08-01 00:00", "2026-08-21T22:00:00.000Z"],
    ["2026-12-05 22:00 - 2026-12-06 04:00", "2026-12-06 03:59", "2026-12-06T03:00:00.000Z"],
    ["2026-12-05 22:00 - 2026-12-06 04:00", "2026-12-06 04:00", undefined],
    ["2026-12-05 22:00-23:30", "2026-12-05 23:00", "2026-12-05T22:30:00.000Z"],
    ["2026-12-05 22:00 - 23:30", "2026-12-05 23:30", undefined],
    ["12-25", "2031-12-25 12:00", "2031-12-25T23:00:00.000Z"],
    ["12-25", "2031-12-26 00:00", undefined],
    ["12-24 - 01-01", "2030-12-31 12:00", "2030-12-31T23:00:00.000Z"],
    ["12-24 - 01-01", "2031-01-01 12:00", "2031-01-01T23:00:00.000Z"],
    ["12-24 - 01-01", "2031-01-02 00:00", undefined],
    ["02-20 - 03-05", "2028-02-29 12:00", "2028-02-29T23:00:00.000Z"],
    ["02-20 - 03-05", "2027-03-05 12:00", "2027-03-05T23:00:00.000Z"],
    ["02-29", "2027-03-01 12:00", undefined],
    // The nights in which the clock is moved.
    ["2026-03-29", "2026-03-29 00:00", "2026-03-29T22:00:00.000Z"],
    ["2026-10-25", "2026-10-25 00:00", "2026-10-25T23:00:00.000Z"],
    ["2026-10-25 01:00 - 02:30", "2026-10-25T02:15:00+01:00", "2026-10-25T01:30:00.000Z"],
  ])("%s at %s ends %s", (entry, moment, end) => {
    const found = calendarOf(spansOf(entry), zoneOf(zone)).endOf(at(moment));
    expect(found && toIso(found)).toBe(end);
  });

  it.each<[string, string, string]>([
    ["2026-02-30", "no calendar has this day", "year-month-day"],
    ["2026-13-01", "no calendar has this day", "year-month-day"],
    ["13-25", "no year has this day", "12-25 is December 25"],
    ["2026-08-21 - 2026-08-01", "ends before it begins", 'did you mean "2026-08-01 - 2026-08-21"?'],
    ["2026-12-05 22:00 - 21:00", "ends before it begins", "did you mean"],
    ["2026-12-05 22:00", "a time needs an end", "2026-12-05 22:00 - 23:30"],
    ["24.12.2026", "expected a day", 'did you mean "2026-12-24"?'],
    ["24.12.", "expected a day", 'did you mean "12-24"?'],
    ["2026/12/24", "expected a day", 'did you mean "2026-12-24"?'],
    ["christmas", "expected a day", "write it like 2026-12-24"],
    ["2026-08-01 - 2026-08-21 - 2026-08-22", "expected a day", "write it like"],
  ])("%s is none: %s, %s", (entry, text, hint) => {
    const [issue] = calendarEntry.safeParse(entry).error?.issues ?? [];
    expect(issue?.message).toContain(text);
    expect(JSON.stringify(issue)).toContain(JSON.stringify(hint).slice(1, -1));
  });
});
