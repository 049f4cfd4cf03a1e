import { describe, expect, it } from "vitest";
import { readWallTime, zoneOf } from "../../../src/core/clock/wall-time.ts";
import { day, type Instant, minute, plus, toIso } from "../../../src/core/time.ts";
import { calendarOf } from "../../../src/rules/calendar/calendar.ts";
import { readIcs } from "../../../src/rules/calendar/ics.ts";

const zone = "Europe/Berlin";

function at(written: string): Instant {
  return readWallTime(written, zone) ?? (Number.NaN as Instant); // a test with a bad time fails
}

function file(...events: readonly (readonly string[])[]): string {
  const lines = events.flatMap((event) => ["BEGIN:VEVENT", "UID:1@example.com", ...event, "END:VEVENT"]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

/** The days of a year with an occurrence, by the clock of the rules. */
function daysIn(year: number, text: string): readonly string[] {
  const calendar = calendarOf(readIcs(text).spans, zoneOf(zone));
  const found: string[] = [];
  for (let moment = at(`${year}-01-01 12:00`); moment < at(`${year + 1}-01-01 00:00`); moment = plus(moment, day)) {
    const noon = at(`${toIso(moment).slice(0, 10)} 12:00`);
    if (calendar.endOf(noon) !== undefined) found.push(toIso(noon).slice(5, 10));
  }
  return found;
}

describe("an iCalendar file", () => {
  it.each<[what: string, event: readonly string[], year: number, days: readonly string[]]>([
    ["a day", ["DTSTART;VALUE=DATE:20261224"], 2026, ["12-24"]],
    ["two days, the end is not one of them", ["DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261227"], 2026, ["12-25", "12-26"]],
    ["a length", ["DTSTART;VALUE=DATE:20261225", "DURATION:P2D"], 2026, ["12-25", "12-26"]],
    ["each year", ["DTSTART;VALUE=DATE:20100501", "RRULE:FREQ=YEARLY"], 2031, ["05-01"]],
    ["a last Monday", ["DTSTART;VALUE=DATE:20200525", "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO"], 2027, ["05-31"]],
    ["a fourth Thursday", ["DTSTART;VALUE=DATE:20201126", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"], 2026, ["11-26"]],
    ["a leap day", ["DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY"], 2027, []],
    ["a 31st", ["DTSTART;VALUE=DATE:20260131", "RRULE:FREQ=MONTHLY;COUNT=3"], 2026, ["01-31", "03-31", "05-31"]],
    [
      "the last of a month",
      ["DTSTART;VALUE=DATE:20260131", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20260430"],
      2026,
      ["01-31", "02-28", "03-31", "04-30"],
    ],
    [
      "every other week",
      ["DTSTART;VALUE=DATE:20261207", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=4"],
      2026,
      ["12-07", "12-09", "12-21", "12-23"],
    ],
    [
      "a rule that chooses no day ends",
      ["DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2"],
      2026,
      ["01-05"],
    ],
    [
      "but not a day that is left out",
      ["DTSTART;VALUE=DATE:20261221", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261222"],
      2026,
      ["12-21", "12-23"],
    ],
    ["nor what is cancelled", ["DTSTART;VALUE=DATE:20261224", "STATUS:CANCELLED"], 2026, []],
    ["nor the times of an alarm", ["DTSTART;VALUE=DATE:20261224", "BEGIN:VALARM", "DURATION:P9D", "END:VALARM"], 2026, ["12-24"]],
    ["a folded line", ["DTSTART;VALUE=DATE:20100501", "RRULE:FREQ=YEA", " RLY;BYMONTH=5,12;BYMO", "\tNTHDAY=1"], 2026, ["05-01", "12-01"]],
  ])("holds %s", (_, event, year, days) => {
    const { faults, strangeZones } = readIcs(file(event));
    expect({ faults, strangeZones, days: daysIn(year, file(event)) }).toEqual({ faults: [], strangeZones: [], days });
  });

  it("has an occurrence that was moved once, at its new time", () => {
    const series = ["DTSTART;VALUE=DATE:20261207", "RRULE:FREQ=WEEKLY;COUNT=3"];
    const moved = ["DTSTART;VALUE=DATE:20261215", "RECURRENCE-ID;VALUE=DATE:20261214"];
    expect(daysIn(2026, file(series, moved))).toEqual(["12-07", "12-15", "12-21"]);
  });

  it.each<[event: readonly string[], from: string, to: string]>([
    [["DTSTART:20261205T210000Z", "DURATION:PT1H30M"], "2026-12-05T21:00:00.000Z", "2026-12-05T22:30:00.000Z"],
    [["DTSTART;TZID=America/New_York:20261205T220000", "DTEND:20261206T040000Z"], "2026-12-06T03:00:00.000Z", "2026-12-06T04:00:00.000Z"],
    [
      ['DTSTART;TZID="Asia/Tokyo":20261206T080000', "DTEND;TZID=Asia/Tokyo:20261206T090000"],
      "2026-12-05T23:00:00.000Z",
      "2026-12-06T00:00:00.000Z",
    ],
    [["DTSTART:20261205T220000", "DTEND:20261205T230000"], "2026-12-05T21:00:00.000Z", "2026-12-05T22:00:00.000Z"],
    // Every Sunday at three, in the week in which Berlin loses an hour.
    [
      ["DTSTART;TZID=Europe/Berlin:20261129T030000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2"],
      "2026-12-06T02:00:00.000Z",
      "2026-12-06T03:00:00.000Z",
    ],
  ])("%j is %s to %s", (event, from, to) => {
    const calendar = calendarOf(readIcs(file(event)).spans, zoneOf(zone));
    const inside = [];
    for (let moment = at("2026-12-05 12:00"); moment < at("2026-12-06 12:00"); moment = plus(moment, minute)) {
      if (calendar.endOf(moment) !== undefined) inside.push(moment);
    }
    expect([toIso(inside[0] as Instant), toIso(plus(inside.at(-1) as Instant, minute))]).toEqual([from, to]);
  });

  it.each<[what: string, text: string, line: number, says: string]>([
    ["a web page", "<!doctype html>", 1, "expected BEGIN:VCALENDAR"],
    ["nothing", "", 1, "expected BEGIN:VCALENDAR"],
    ["an event without a beginning", file(["SUMMARY:x"]), 3, "no DTSTART"],
    ["a day that no calendar has", file(["DTSTART;VALUE=DATE:20260230"]), 5, "DTSTART is no day"],
    ["an end before the beginning", file(["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261223"]), 6, "ends before it begins"],
    ["a length of another form", file(["DTSTART:20261224T100000", "DURATION:2h"]), 6, "DURATION is no length"],
    [
      "a rule for hours",
      file(["DTSTART:20261224T100000Z", "DURATION:PT1H", "RRULE:FREQ=HOURLY"]),
      7,
      "neither days, weeks, months nor years",
    ],
    ["a position in a set", file(["DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1"]), 6, "BYSETPOS is not read"],
    ["a weekday that is none", file(["DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=WEEKLY;BYDAY=XX"]), 6, "RRULE cannot be read"],
    [
      "weeks that begin on Sunday",
      file(["DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU"]),
      6,
      "do not begin on Monday",
    ],
    ["further days", file(["DTSTART;VALUE=DATE:20261224", "RDATE;VALUE=DATE:20261231"]), 6, "RDATE is not read"],
    ["repeated years", file(["DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20280101", "RRULE:FREQ=YEARLY"]), 7, "longer than a year"],
  ])("says what is wrong with %s", (_, text, line, says) => {
    expect(readIcs(text)).toMatchObject({ spans: [], faults: [{ line, text: expect.stringContaining(says), hint: expect.any(String) }] });
  });

  it("names lines whose time zone nobody knows, and reads their times all the same", () => {
    const read = readIcs(
      file(["DTSTART;TZID=W. Europe Standard Time:20261205T220000", "DTEND;TZID=W. Europe Standard Time:20261205T230000"]),
    );
    expect(read).toMatchObject({ faults: [], strangeZones: [5, 6], spans: [{ clock: undefined }] });
  });
});
