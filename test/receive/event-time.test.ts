import { describe, expect, it } from "vitest";
import { instantOf } from "../../src/receive/event/event-time.ts";

describe("the time an event gives for itself", () => {
  it.each([
    ["seconds with a fraction", 1_705_312_200.25, "2024-01-15T09:50:00.250Z"],
    ["whole seconds", 1_780_417_371, "2026-06-02T16:22:51.000Z"],
    ["milliseconds", 1_780_417_371_123, "2026-06-02T16:22:51.123Z"],
    ["ISO in UTC", "2025-09-23T10:30:00Z", "2025-09-23T10:30:00.000Z"],
    ["ISO with an offset", "2025-09-23T10:30:00.5+02:00", "2025-09-23T08:30:00.500Z"],
    ["ISO with an offset without colon", "2025-09-23T10:30:00-0130", "2025-09-23T12:00:00.000Z"],
    ["ISO without a zone, which is UTC wherever the relay runs", "2025-09-23 10:30:00.123456", "2025-09-23T10:30:00.123Z"],
  ])("is read from %s", (_form, sent, expected) => {
    expect(new Date(instantOf(sent) ?? Number.NaN).toISOString()).toBe(expected);
  });

  it.each([
    ["no number", Number.NaN],
    ["beyond all numbers", Number.POSITIVE_INFINITY],
    ["negative", -1],
    ["zero", 0],
    ["later than any date", 1e16],
    ["a number as text", "1705312200"],
    ["an impossible date", "2025-13-45T10:30:00Z"],
    ["a date alone", "2025-09-23"],
    ["null", null],
    ["missing", undefined],
    ["an object", {}],
  ])("is unusable where it is %s", (_form, sent) => {
    expect(instantOf(sent)).toBeUndefined();
  });
});
