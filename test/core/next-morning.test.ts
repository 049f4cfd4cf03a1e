import { describe, expect, it } from "vitest";
import { nextWorkdayMorning } from "../../src/core/clock/next-morning.ts";
import { type Instant, toIso } from "../../src/core/time.ts";

describe("the next morning", () => {
  it.each([
    ["2026-03-02T10:00:00.000Z", "UTC", "2026-03-03T09:00:00.000Z"],
    ["2026-03-02T23:30:00.000Z", "Europe/Berlin", "2026-03-04T08:00:00.000Z"],
    ["2026-03-28T12:00:00.000Z", "Europe/Berlin", "2026-03-29T07:00:00.000Z"], // the clocks move in that night
    ["2026-10-24T12:00:00.000Z", "Europe/Berlin", "2026-10-25T08:00:00.000Z"],
    ["2026-03-02T10:00:00.000Z", "Pacific/Auckland", "2026-03-02T20:00:00.000Z"],
  ])("after %s in %s is %s", (now, zone, morning) => {
    expect(toIso(nextWorkdayMorning(Date.parse(now) as Instant, zone))).toBe(morning);
  });
});
