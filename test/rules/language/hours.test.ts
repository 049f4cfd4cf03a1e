import { describe, expect, it } from "vitest";
import { type Almanac, isWithinHours, nextWithinHours } from "../../../src/core/clock/hours.ts";
import { readWallTime, zoneOf } from "../../../src/core/clock/wall-time.ts";
import { day, hour, type Instant, minute, plus, toIso } from "../../../src/core/time.ts";
import { hoursSchema } from "../../../src/rules/language/hours.ts";

const berlin = inZone("Europe/Berlin");

function inZone(name: string): Almanac {
  return { zone: zoneOf(name), calendars: new Map() };
}

function at(written: string, zone = "Europe/Berlin"): Instant {
  return readWallTime(written, zone) ?? (Number.NaN as Instant); // a test with a bad time fails
}

function hoursOf(written: object) {
  return hoursSchema.parse(written);
}

const office = { days: ["mon-fri"], hours: "09:00-18:00" };

describe("hours of the week", () => {
  it.each<[object, string, boolean]>([
    [office, "2026-03-02 09:00", true],
    [office, "2026-03-02 08:59", false],
    [office, "2026-03-02 17:59", true],
    [office, "2026-03-02 18:00", false],
    [office, "2026-03-07 12:00", false],
    [{ days: "sat-mon" }, "2026-03-01 12:00", true],
    [{ days: "sat-mon" }, "2026-03-03 00:00", false],
    [{ days: ["Monday", "wednesday"] }, "2026-03-04 23:59", true],
    [{ days: "fri", hours: "22:00-06:00" }, "2026-03-06 23:00", true],
    [{ days: "fri", hours: "22:00-06:00" }, "2026-03-07 05:59", true],
    [{ days: "fri", hours: "22:00-06:00" }, "2026-03-07 06:00", false],
    [{ days: "fri", hours: "22:00-06:00" }, "2026-03-06 05:00", false],
    [{ hours: ["08:00-12:00", "13:00-17:00"] }, "2026-03-08 12:30", false],
    [{ hours: "00:00-24:00" }, "2026-03-08 23:59", true],
    [{ hours: "02:00-03:00" }, "2026-10-25T02:30:00+02:00", true],
    [{ hours: "02:00-03:00" }, "2026-10-25T02:30:00+01:00", true],
    [{ hours: "02:00-03:00" }, "2026-10-25T03:00:00+01:00", false],
  ])("%j at %s: %s", (hours, written, within) => {
    expect(isWithinHours(hoursOf(hours), berlin, at(written))).toBe(within);
  });

  it.each<[object, string, string]>([
    [office, "2026-03-02 10:00", "2026-03-02T09:00:00.000Z"],
    [office, "2026-03-02 18:00", "2026-03-03T08:00:00.000Z"],
    [office, "2026-03-06 18:00", "2026-03-09T08:00:00.000Z"],
    [office, "2026-03-27 18:00", "2026-03-30T07:00:00.000Z"],
    [office, "2026-10-23 18:00", "2026-10-26T08:00:00.000Z"],
    [{ hours: "07:00-22:00" }, "2026-03-28 23:00", "2026-03-29T05:00:00.000Z"],
    [{ hours: "07:00-22:00" }, "2026-10-24 23:00", "2026-10-25T06:00:00.000Z"],
    [{ hours: "02:30-22:00" }, "2026-03-29 01:00", "2026-03-29T01:00:00.000Z"],
    [{ hours: "02:30-22:00" }, "2026-10-25 01:00", "2026-10-25T00:30:00.000Z"],
    [{ hours: "02:15-02:45" }, "2026-03-29 01:00", "2026-03-30T00:15:00.000Z"],
    [{ hours: "02:15-02:45" }, "2026-10-25T02:45:00+02:00", "2026-10-25T01:15:00.000Z"],
    [{ days: "mon" }, "2026-10-20 00:00", "2026-10-25T23:00:00.000Z"],
    [{ days: "tue", hours: "09:00-10:00" }, "2026-03-03 10:00", "2026-03-10T08:00:00.000Z"],
  ])("%j begin next, seen from %s, at %s", (hours, written, begins) => {
    expect(toIso(nextWithinHours(hoursOf(hours), berlin, at(written)))).toBe(begins);
  });

  it("begin where a look at every minute finds their beginning, in zones with all kinds of nights", () => {
    const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago", "UTC"];
    const wanted = [{ hours: "23:30-00:30" }, { hours: "02:30-02:40" }, { days: "sun", hours: "02:00-04:00" }, { hours: "00:00-00:20" }];
    for (const name of zones) {
      const almanac = inZone(name);
      for (const start of [
        "2026-03-07T20:00:00Z",
        "2026-03-28T20:00:00Z",
        "2026-04-04T12:00:00Z",
        "2026-09-05T22:00:00Z",
        "2026-11-01T00:10:00Z",
      ]) {
        for (const hours of wanted.map(hoursOf)) {
          let slow = at(start);
          while (!isWithinHours(hours, almanac, slow)) slow = plus(slow, minute);
          expect(toIso(nextWithinHours(hours, almanac, at(start))), `${name} ${start}`).toBe(toIso(slow));
        }
      }
    }
  });

  it.each<[object, string]>([
    [{}, "expected days:, hours: or except:"],
    [{ days: "someday" }, "expected days of the week"],
    [{ days: "mon-fri-sun" }, "expected days of the week"],
    [{ days: "mon-" }, "expected days of the week"],
    [{ hours: "9-18" }, "expected hours of the day"],
    [{ hours: "09:00-09:00" }, "expected hours of the day"],
    [{ hours: "24:00-06:00" }, "expected hours of the day"],
    [{ hours: "09:00-24:30" }, "expected hours of the day"],
    [{ hours: "09:60-12:00" }, "expected hours of the day"],
  ])("%j are none: %s", (hours, text) => {
    expect(JSON.stringify(hoursSchema.safeParse(hours).error?.issues)).toContain(text);
  });

  it("can be spelled again", () => {
    for (const hours of [{ days: ["mon-fri", "sun"], hours: ["09:00-18:00", "22:30-24:00"] }, { days: ["sat-mon"] }]) {
      expect(hoursSchema.encode(hoursOf(hours))).toEqual(hours);
    }
  });

  it("do not depend on what was asked before", () => {
    const [once, again] = [zoneOf("Europe/Berlin"), zoneOf("Europe/Berlin")];
    const moments = Array.from({ length: 400 }, (_, index) => plus(at("2026-03-28 00:00"), index * 13 * minute));
    expect(moments.toReversed().map(again.offsetAt).toReversed()).toEqual(moments.map(once.offsetAt));
    expect(once.offsetAt(plus(at("2026-03-29 00:00"), day)) - once.offsetAt(at("2026-03-29 00:00"))).toBe(hour);
  });
});
