import { describe, expect, it } from "vitest";
import { hour, minute, second } from "../../src/core/time.ts";
import { dateIn } from "../../src/net/http-date.ts";
import { limitWait, retryAfter, waitOf } from "../../src/net/retry-after.ts";
import { monday } from "../support/make.ts";

describe("Retry-After", () => {
  it.each([
    ["seconds", "3", 3 * second],
    ["seconds with spaces", " 120 ", 2 * minute],
    ["an HTTP date", new Date(monday + 90 * second).toUTCString(), 90 * second],
    ["a date in the form of RFC 850", "Monday, 02-Mar-26 09:01:30 GMT", 90 * second],
    ["a date in the form of asctime", "Mon Mar  2 09:01:30 2026", 90 * second],
    ["a date with a day of one digit", "Mon, 2 Mar 2026 09:01:30 GMT", 90 * second],
    ["a date in another case and in UTC", "mon, 02 mar 2026 09:01:30 UTC", 90 * second],
    ["a date of RFC 3339", "2026-03-02T10:01:30+01:00", 90 * second],
    ["more than an hour, as an hour", "1000000000", hour],
    ["a date of next year, as an hour", "Mon, 01 Mar 2027 09:00:00 GMT", hour],
    ["decimals, rounded up", "1.5", 2 * second],
    ["decimals without a digit behind the point", "3.", 3 * second],
    ["decimals of a program that counts exactly", "29.87654321098765", 30 * second],
    ["a number that is longer than any wait, as an hour", "9".repeat(400), hour],
    ["a unit", "30s", 30 * second],
    ["a unit in full", "30 seconds", 30 * second],
    ["a sign", "+7", 7 * second],
    ["two headers, as the longer", "3, 20", 20 * second],
    ["two dates, as the later", "Mon, 02 Mar 2026 09:01:30 GMT, Mon, 02 Mar 2026 09:00:30 GMT", 90 * second],
    ["a date without its weekday", "02 Mar 2026 09:01:30 GMT", 90 * second],
    ["a date with a zone of mail", "Mon, 02 Mar 2026 10:31:30 +0130", 90 * second],
    ["a date with a zone west of here", "Mon, 02 Mar 2026 04:01:30 -0500", 90 * second],
    ["a date of RFC 3339 with a space and without a zone", "2026-03-02 09:01:30", 90 * second],
    ["quotes", '"30"', 30 * second],
    ["something behind it", "120; reason=limit", 2 * minute],
    ["milliseconds, rounded up", "1500ms", 2 * second],
    ["minutes", "2 min", 2 * minute],
    ["an hour", "1h", hour],
    ["a duration of ISO 8601", "PT30S", 30 * second],
    ["the moment in seconds since 1970", String(monday / second + 90), 90 * second],
    ["the moment in milliseconds since 1970", String(monday + 90_000), 90 * second],
    ["a moment that is over, as a second", String(monday / second - 90), second],
    ["zero, as a second", "0", second],
    ["less than zero, as a second", "-1", second],
    ["a date that is over, as a second", "Sun, 01 Mar 2026 09:00:00 GMT", second],
  ])("reads %s", (_what, header, wait) => {
    expect(retryAfter(header, monday)).toBe(wait);
  });

  it.each([
    "",
    "NaN",
    "1e9",
    "soon",
    "Infinity",
    "0x10",
    "99 bottles",
    "PT",
    "Mon, 02 Mar 2026 09:01:30 GMT, soon",
    "3, soon",
    "Mon, 45 Foo 2026 09:00:00 GMT",
    "2026-03-02",
    undefined,
  ])("ignores %j", (header) => {
    expect(retryAfter(header, monday)).toBeUndefined();
  });

  it("takes two digits of a year that seem to be more than 50 years ahead for the past", () => {
    expect(dateIn("Sunday, 06-Nov-94 08:49:37 GMT", monday)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37));
    expect(dateIn("Thursday, 06-Nov-70 08:49:37 GMT", monday)).toBe(Date.UTC(2070, 10, 6, 8, 49, 37));
  });
});

describe("other headers that ask to wait", () => {
  it.each([
    ["seconds", "2.5", 2_500],
    ["milliseconds", "1500", 1_500],
    ["epoch", String(monday / second + 7), 7 * second],
    ["epoch", String(monday / second - 7), undefined],
    ["seconds", "soon", undefined],
    ["milliseconds", "-5", undefined],
    ["reset", "30", 30 * second],
    ["reset", String(monday / second + 7), 7 * second],
    ["reset", String(monday + 7 * second), 7 * second],
    ["reset", "2026-03-02T09:00Z", undefined],
    ["reset", "2026-03-02T09:02Z", 2 * minute],
  ] as const)("reads %s: %s", (form, header, wait) => {
    expect(waitOf(header, form, monday)).toBe(wait);
  });
});

describe("a limit that is told beside Retry-After", () => {
  const read = (headers: Readonly<Record<string, string>>) => limitWait((name) => headers[name], monday);

  it.each([
    ["X-RateLimit-Reset in seconds (Pipedrive, Mattermost)", { "x-ratelimit-reset": "2" }, 2 * second],
    ["X-RateLimit-Reset as a moment (Intercom)", { "x-ratelimit-reset": String(monday / second + 10) }, 10 * second],
    ["X-RateLimit-Reset as a date (Jira)", { "x-ratelimit-reset": "2026-03-02T09:30Z" }, 30 * minute],
    ["X-RateLimit-Reset-After (Discord)", { "x-ratelimit-reset-after": "0.25" }, 250],
    ["RateLimit-Reset (Zendesk)", { "ratelimit-reset": "41" }, 41 * second],
    ["RateLimit of the newer drafts", { ratelimit: '"default";r=0;t=30' }, 30 * second],
    ["RateLimit of the older drafts", { ratelimit: "limit=100, remaining=0, reset=50" }, 50 * second],
    ["milliseconds (Azure)", { "retry-after-ms": "1500" }, 1_500],
    ["nothing that can be read", { "x-ratelimit-reset": "tomorrow", ratelimit: "limit=100" }, undefined],
  ])("is read: %s", (_what, headers, wait) => {
    expect(read(headers as Readonly<Record<string, string>>)).toBe(wait); // each has some of the headers
  });
});
