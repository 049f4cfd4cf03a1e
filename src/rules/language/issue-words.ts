/** What zod's issues are in words. A schema's own words are kept; zod's are generic, and some of them show the input. */

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
};

/** What was expected, e.g. `a whole number`. */
export function expectation({ message, expected }: Issue & { code: "invalid_type" }): string {
  return message.startsWith("Invalid") ? (typeNames[expected] ?? expected) : message;
}

/** Which values were expected, e.g. `one of live, shadow, off`. */
export function choice({ values }: Issue & { code: "invalid_value" }): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(", ")}`;
}

/** What the size or the number should have been. */
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

/** A sentence for everything else. */
export function withoutInput(issue: Issue): string {
  if (!issue.message.startsWith("Invalid")) return issue.message;
  return issue.code === "invalid_format"
    ? `expected ${issue.format === "regex" ? "another form of text" : issue.format}`
    : "this value is not allowed here";
}
