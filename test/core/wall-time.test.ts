import { expect, test } from "vitest";
import { localText, readWallTime } from "../../src/core/clock/wall-time.ts";
import { type Instant, toIso } from "../../src/core/time.ts";

test.each([
  ["2026-03-02 10:00", "UTC", "2026-03-02T10:00:00.000Z"],
  ["2026-03-02T10:00:30", "Europe/Berlin", "2026-03-02T09:00:30.000Z"],
  ["2026-07-06 10:00", "Europe/Berlin", "2026-07-06T08:00:00.000Z"],
  ["2026-07-06 10:00", "America/New_York", "2026-07-06T14:00:00.000Z"],
  ["2026-07-06 10:00", "Asia/Kolkata", "2026-07-06T04:30:00.000Z"],
  ["2026-03-29 01:59", "Europe/Berlin", "2026-03-29T00:59:00.000Z"],
  ["2026-03-29 03:00", "Europe/Berlin", "2026-03-29T01:00:00.000Z"],
  ["2026-10-25 01:30", "Europe/Berlin", "2026-10-24T23:30:00.000Z"],
  ["2026-10-25 03:30", "Europe/Berlin", "2026-10-25T02:30:00.000Z"],
  ["2026-07-06T10:00Z", "Europe/Berlin", "2026-07-06T10:00:00.000Z"],
  ["2026-07-06 10:00+05:30", "Europe/Berlin", "2026-07-06T04:30:00.000Z"],
])("%s in %s is %s", (written, zone, expected) => {
  const at = readWallTime(written, zone);
  expect(at && toIso(at)).toBe(expected);
});

test.each(["", "tomorrow", "2026-03-02", "10:00", "2026-13-02 10:00", "2026-03-02 25:00"])("%j is no time", (written) => {
  expect(readWallTime(written, "UTC")).toBeUndefined();
});

test.each([
  ["2026-03-02T09:00:00Z", "UTC", "2026-03-02 09:00:00 UTC"],
  ["2026-03-29T00:59:59Z", "Europe/Berlin", "2026-03-29 01:59:59 CET"],
  ["2026-03-29T01:00:00Z", "Europe/Berlin", "2026-03-29 03:00:00 CEST"],
  ["2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25 02:30:00 CEST"],
  ["2026-10-25T01:30:00Z", "Europe/Berlin", "2026-10-25 02:30:00 CET"],
  ["2026-07-06T03:00:00Z", "America/New_York", "2026-07-05 23:00:00 EDT"],
  ["2026-07-06T03:00:00Z", "Asia/Kolkata", "2026-07-06 08:30:00 IST"],
  ["2026-07-06T03:00:00Z", "Asia/Tokyo", "2026-07-06 12:00:00 GMT+9"],
])("%s is told in %s as %s", (at, zone, expected) => {
  expect(localText(Date.parse(at) as Instant, zone)).toBe(expected); // milliseconds since 1970
});
