import { expect, it } from "vitest";
import { day, formatDuration, hour, minute, parseDuration, second } from "../../src/core/time.ts";

it.each<[string, number]>([
  ["250ms", 250],
  ["30s", 30 * second],
  ["5m", 5 * minute],
  ["2h", 2 * hour],
  ["7d", 7 * day],
  ["2w", 14 * day],
  ["1h30m", 90 * minute],
  ["1h 30m", 90 * minute],
  ["1.5h", 90 * minute],
  ["1.1 hours", 66 * minute],
  ["30 min", 30 * minute],
  ["5 minutes", 5 * minute],
  ["1 minute", minute],
  ["1 hour", hour],
  ["1 Hour", hour],
  ["2 hrs", 2 * hour],
  ["90 sec", 90 * second],
  ["90 seconds", 90 * second],
  ["2 days", 2 * day],
  ["1 week", 7 * day],
  ["500 milliseconds", 500],
  ["1 hour 30 minutes", 90 * minute],
  ["1 hour, 30 min", 90 * minute],
  ["1 hour and 30 minutes", 90 * minute],
  [" 5  minutes ", 5 * minute],
  ["0h30m", 30 * minute],
])("reads %s", (text, span) => {
  expect(parseDuration(text)).toBe(span);
  expect(parseDuration(formatDuration(span))).toBe(span);
});

it.each([
  "",
  "0s",
  "0 minutes",
  "5",
  "5 M",
  "1 month",
  "1 year",
  "30 Minuten",
  "minutes",
  "5 minutes ago",
  "in 5 minutes",
  "-5m",
  "1e3s",
  "5m5",
  "and 5m",
  "5m and",
  "1.0000001ms",
  `${"1s".repeat(200)}`,
  "999999999d ".repeat(9),
])("reads nothing in %j", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
