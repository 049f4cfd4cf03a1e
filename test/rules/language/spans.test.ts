import { expect, it } from "vitest";
import { day, hour, minute, second } from "../../../src/core/time.ts";
import { duration, rateLimit } from "../../../src/rules/language/schema.ts";

const cureOf = (text: string): unknown => {
  const [issue] = duration().safeParse(text).error?.issues ?? [];
  return issue?.code === "custom" ? issue.params?.hint : undefined;
};

it.each([
  ["30 Minuten", 'did you mean "30m"?'],
  ["90 Sekunden", 'did you mean "90s"?'],
  ["2 Stunden", 'did you mean "2h"?'],
  ["2 Std.", 'did you mean "2h"?'],
  ["1 Tag", 'did you mean "1d"?'],
  ["2 Wochen", 'did you mean "14d"?'],
  ["10 minutos", 'did you mean "10m"?'],
  ["1,5 heures", 'did you mean "1.5h"?'],
  ["3 jours", 'did you mean "3d"?'],
  ["5 minuten", 'did you mean "5m"?'],
  ["PT30M", 'did you mean "30m"?'],
  ["PT1H", 'did you mean "1h"?'],
  ["P7D", 'did you mean "7d"?'],
  ["1 month", "months and years have no fixed length: write days, like 30d"],
  ["2 Monate", "months and years have no fixed length: write days, like 30d"],
  ["1 year", "months and years have no fixed length: write days, like 30d"],
  ["soon", "write it like 30s, 5m, 2h or 7d"],
  ["5 parsecs", "write it like 30s, 5m, 2h or 7d"],
  ["30", "write it like 30s, 5m, 2h or 7d"],
])("a span of time that is written %s is answered with the cure", (text, cure) => {
  expect(cureOf(text)).toBe(cure);
});

it.each([
  ["10/s", 10, second],
  ["90/10s", 90, 10 * second],
  ["1000/h", 1_000, hour],
  ["5/min", 5, minute],
  ["5 / minute", 5, minute],
  ["5 per minute", 5, minute],
  ["100/day", 100, day],
  ["20 a day", 20, day],
  ["7/30 seconds", 7, 30 * second],
])("a rate may be written %s", (text, count, per) => {
  expect(rateLimit().parse(text)).toEqual({ count, per });
});

it.each(["10", "10/", "/s", "0/s", "10/month", "10 s", "1.5/s", "ten a day"])("a rate is not %s", (text) => {
  expect(rateLimit().safeParse(text).success).toBe(false);
});
