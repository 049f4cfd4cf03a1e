import { describe, expect, it } from "vitest";
import { hour, minute, second } from "../../src/core/time.ts";
import { retryAfter, waitOf } from "../../src/net/retry-after.ts";
import { monday } from "../support/make.ts";

describe("Retry-After", () => {
  it.each([
    ["seconds", "3", 3 * second],
    ["seconds with spaces", " 120 ", 2 * minute],
    ["an HTTP date", new Date(monday + 90 * second).toUTCString(), 90 * second],
    ["more than an hour, as an hour", "1000000000", hour],
    ["a date of next year, as an hour", "Mon, 01 Mar 2027 09:00:00 GMT", hour],
  ])("D05 reads %s", (_what, header, wait) => {
    expect(retryAfter(header, monday)).toBe(wait);
  });

  it.each(["", "-1", "NaN", "1e9", "1.5", "0", "soon", "Infinity", "2026-03-02T10:00:00Z", "Sun, 01 Mar 2026 09:00:00 GMT", undefined])(
    "D05 ignores %j",
    (header) => {
      expect(retryAfter(header, monday)).toBeUndefined();
    },
  );
});

describe("other headers that ask to wait", () => {
  it.each([
    ["seconds", "2.5", 2_500],
    ["milliseconds", "1500", 1_500],
    ["epoch", String(monday / second + 7), 7 * second],
    ["epoch", String(monday / second - 7), undefined],
    ["seconds", "soon", undefined],
    ["milliseconds", "-5", undefined],
  ] as const)("reads %s: %s", (form, header, wait) => {
    expect(waitOf(header, form, monday)).toBe(wait);
  });
});
