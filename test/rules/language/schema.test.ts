import { describe, expect, test } from "vitest";
import { z } from "zod";
import { cidr, duration, oneOrMany, path, rateLimit, regex, share, text, wholeNumber } from "../../../src/rules/language/schema.ts";

function said(schema: z.ZodType, value: unknown): string {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? [])
    .map((issue) => {
      const { code, hint } = (issue.code === "custom" && issue.params) || {};
      return [code, issue.message, hint].filter(Boolean).join(": ");
    })
    .join("; ");
}

describe("what users write, and what it means", () => {
  test.each([
    ["a duration", duration(), "30s", 30_000],
    ["milliseconds", duration(), "250ms", 250],
    ["a day", duration(), "7d", 604_800_000],
    ["one of many", oneOrMany(text()), "a", ["a"]],
    ["many", oneOrMany(text()), ["a", "b"], ["a", "b"]],
    ["a path", path(), "data.error.code", ["data", "error", "code"]],
    ["a path from the event", path(), "event.data.room-name", ["data", "room-name"]],
    ["one path among many", oneOrMany(path()), "event.agent", [["agent"]]],
    ["many paths", oneOrMany(path()), ["agent", "data.x"], [["agent"], ["data", "x"]]],
    ["a pattern", regex(), "order #\\d+", "order #\\d+"],
    ["a rate", rateLimit(), "10/s", { count: 10, per: 1_000 }],
    ["a rate of a longer span", rateLimit(), "90/10s", { count: 90, per: 10_000 }],
    ["a rate per minute", rateLimit(), "5/m", { count: 5, per: 60_000 }],
    ["a range", cidr(), "52.14.127.0/24", "52.14.127.0/24"],
    ["an address", cidr(), "::1", "::1"],
  ])("%s", (_, schema, written, meant) => {
    expect(schema.parse(written)).toEqual(meant);
  });

  test.each([
    ["duration", duration(), "90m"],
    ["rate", rateLimit(), "10/s"],
    ["longer rate", rateLimit(), "90/10s"],
    ["path", path(), "data.error.code"],
    ["list", oneOrMany(path()), ["agent", "data.x"]],
    ["pattern", regex(), "a|b"],
  ])("a %s is spelled again for people", (_, schema: z.ZodType, written) => {
    expect(z.encode(schema, schema.parse(written) as never)).toEqual(written); // what parse gave is what encode takes
  });
});

describe("what is wrong with it, and what to write", () => {
  test.each([
    [duration(), "half an hour", "E_VALUE: expected a span of time: write it like 30s, 5m, 2h or 7d"],
    [duration(), "0s", "E_VALUE: expected a span of time: write more than 0, like 30s"],
    [rateLimit(), "10", "E_VALUE: expected a rate: write it like 10/s, 90/10s or 1000/h"],
    [rateLimit(), "0/s", "E_VALUE: expected a rate: write more than 0, like 1/s"],
    [rateLimit(), "10/0s", "E_VALUE: expected a rate: write it like 10/s, 90/10s or 1000/h"],
    [cidr(), "52.14.1270.1", "E_VALUE: expected an IP address or a range: write it like 52.14.127.0/24"],
    [path(), "data..x", "E_VALUE: expected a path into the event: write it like agent or data.error.code"],
    [path(), "event.agnt", 'E_UNKNOWN_REF: the event has no field "agnt": did you mean "agent"?'],
    [
      path(),
      "room_name",
      'E_UNKNOWN_REF: the event has no field "room_name": did you mean "data.room_name"? What the sender adds to an event is under data',
    ],
  ])("%#", (schema, written, expected) => {
    expect(said(schema, written)).toBe(expected);
  });
});

// C11
describe("patterns", () => {
  test.each([
    ["[a", "E_REGEX: missing closing ] at offset 0"],
    ["abc[def", "E_REGEX: missing closing ] at offset 3"],
    ["ab(cd", "E_REGEX: missing closing ) at offset 2"],
    ["ab)cd", "E_REGEX: a ) closes nothing at offset 2: write \\) for the sign itself"],
    ["abc**", "E_REGEX: two repetitions follow each other at offset 3: leave one"],
    ["x[z-a]", "E_REGEX: a range in the brackets runs backwards at offset 2: write it like [a-z]"],
    ["x{2,1}", "E_REGEX: the numbers in { } are too large, or the wrong way round at offset 1: at most 1000, like {2,5}"],
    ["ab\\", "E_REGEX: trailing backslash at end of expression at offset 2"],
    ["", "E_REGEX: the pattern is empty and would match every message"],
    ["a".repeat(1_001), "E_REGEX: the pattern has 1001 characters, at most 1000 are read: use several rules or keywords"],
    [
      "a(?=b)",
      "E_REGEX_UNSUPPORTED: a look-around at offset 1 is not supported: match the surrounding text too, or use two conditions under all:",
    ],
    [
      "(?<=a)b",
      "E_REGEX_UNSUPPORTED: a look-around at offset 0 is not supported: match the surrounding text too, or use two conditions under all:",
    ],
    [
      "(?!a)b",
      "E_REGEX_UNSUPPORTED: a negative look-around at offset 0 is not supported: write it as a second condition: not: { pattern: … }",
    ],
    [
      "(?<!a)b",
      "E_REGEX_UNSUPPORTED: a negative look-around at offset 0 is not supported: write it as a second condition: not: { pattern: … }",
    ],
    ["(a)\\1", "E_REGEX_UNSUPPORTED: a back-reference at offset 3 is not supported: spell the repeated part out, or use keywords"],
    ["(?<n>a)\\k<n>", "E_REGEX_UNSUPPORTED: a back-reference at offset 7 is not supported: spell the repeated part out, or use keywords"],
    [
      "(?>a)",
      "E_REGEX_UNSUPPORTED: an atomic group at offset 0 is not supported: use a plain group (?:…): patterns are linear in time here anyway",
    ],
    [
      "a++",
      "E_REGEX_UNSUPPORTED: a possessive quantifier at offset 1 is not supported: leave out the last +: patterns are linear in time here anyway",
    ],
  ])("%s", (source, expected) => {
    expect(said(regex(), source)).toBe(expected);
  });

  test.each(["(a+)+$", "[(?=a)]", "\\\\1", "\\(?=", "[\\]++]", "(?i)straße", "(?P<n>a)", "(?<n>a)", "\\p{L}+"])(
    "accepted: %s",
    (source) => {
      expect(said(regex(), source)).toBe("");
    },
  );
});

test("numbers have a kind and a range", () => {
  expect(share().safeParse(1.01).success).toBe(false);
  expect(share().parse(0.7)).toBe(0.7);
  expect(wholeNumber(1).safeParse(1.5).success).toBe(false);
  expect(wholeNumber(1).safeParse(0).success).toBe(false);
});

test("every piece describes itself to editors", () => {
  const schema = z.strictObject({
    a: duration(),
    b: oneOrMany(path()),
    c: regex(),
    d: rateLimit(),
    e: cidr(),
    f: oneOrMany(text()).optional(),
  });
  expect(z.toJSONSchema(schema, { io: "input" })).toMatchObject({
    properties: { a: { type: "string", examples: ["30s", "5m", "2h", "7d"] }, b: { anyOf: [{ type: "array" }, { type: "string" }] } },
    required: ["a", "b", "c", "d", "e"],
  });
});
