/** zod's issues in words. A schema's own words are kept; zod's own are generic, and some contain the input. */

import type { z } from "zod";

type Issue = z.core.$ZodIssue;

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a finite number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
  null: "nothing",
  tuple: "a list",
  set: "a list",
  map: "a map",
  date: "a date",
  bigint: "a whole number",
  nan: "a finite number",
  symbol: "text",
  undefined: "nothing",
  void: "nothing",
  never: "nothing",
  file: "text",
  function: "text",
  custom: "another value",
};

/** What was expected, e.g. `a whole number`. */
export function expectation({ message, expected }: Issue & { code: "invalid_type" }): string {
  return message.startsWith("Invalid") ? (typeNames[expected] ?? "another kind of value") : message;
}

/** Which values were expected, e.g. `one of live, shadow, off`. */
export function choice({ values, message }: Issue & { code: "invalid_value" }): string {
  if (!message.startsWith("Invalid")) return message;
  return values.length === 1 ? String(values[0]) : `one of ${some(values.map(String))}`;
}

/** A longer list helps nobody. */
const mostNames = 12;

/** Names with commas, the first few of many. */
export function some(names: readonly string[]): string {
  const rest = names.length - mostNames;
  return rest <= 1 ? names.join(", ") : `${names.slice(0, mostNames).join(", ")} and ${rest} more`;
}

/** The size or the number that was expected. */
export function outOfRange(issue: Issue & { code: "too_small" | "too_big" }): string {
  if (!/^Too (small|big)/.test(issue.message)) return issue.message;
  const small = issue.code === "too_small";
  const limit = small ? issue.minimum : issue.maximum;
  const than = issue.inclusive === false ? (small ? "more than" : "less than") : small ? "at least" : "at most";
  const unit = units[issue.origin] ?? "";
  return small && unit !== "" && Number(limit) === 1
    ? `expected at least one${unit.replace(/(ie)?s$/, (end) => (end === "ies" ? "y" : ""))}`
    : `expected ${than} ${limit}${unit}`;
}

const units: Readonly<Record<string, string>> = {
  string: " characters",
  array: " entries",
  set: " entries",
  map: " keys",
  object: " keys",
};

/** A sentence for all other issues. A schema's own words are kept; zod's sentences begin like this, and some contain the input. */
export function withoutInput(issue: Issue): string {
  if (issue.code === "invalid_format") return /^Invalid/.test(issue.message) ? formatWords(issue.format) : issue.message;
  if (issue.code === "not_multiple_of") return `expected a multiple of ${issue.divisor}`;
  return /^(Invalid|Unrecognized|Too |Expected|Required)/.test(issue.message) ? "this value is not allowed here" : issue.message;
}

const formats: Readonly<Record<string, string>> = {
  email: "an e-mail address",
  url: "a URL like https://example.com",
  ipv4: "an IP address",
  ipv6: "an IP address",
  cidrv4: "a range of addresses like 10.0.0.0/8",
  cidrv6: "a range of addresses like fd00::/8",
  uuid: "a UUID",
  datetime: "a date and a time like 2026-03-02T10:00:00Z",
  date: "a date like 2026-03-02",
  time: "a time like 10:00:00",
};

function formatWords(format: string): string {
  return `expected ${formats[format] ?? "another form of text"}`;
}
