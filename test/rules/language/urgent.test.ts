import { expect, test } from "vitest";
import { destinations } from "../../../src/destinations/index.ts";
import { conditions } from "../../../src/rules/conditions/index.ts";
import { loaded } from "../../support/load.ts";

function warned(rule: string): readonly string[] {
  const text = `version: 1\ndestinations: { t: { console: {} } }\nrules: [{ name: a, on: chat.push, ${rule}, then: [t] }]`;
  const { warnings } = loaded(text, { conditions, destinations, variable: () => undefined, placeholders: true });
  return warnings.map(({ code, path }) => `${code} ${String(path).split(".").at(-1)}`);
}

test.each([
  ["a severity below critical", "when: { concern: [urgent, legal] }, severity: low", ["W_URGENT_HELD severity"]],
  [
    "a severity that would be raised otherwise",
    "when: { any: [{ concern: urgent }, { keywords: x }] }, severity: high",
    ["W_URGENT_HELD severity"],
  ],
  ["shadow", "when: { concern: { is: urgent, above: 0.8 } }, mode: shadow", ["W_URGENT_HELD mode"]],
  ["nothing that keeps an emergency waiting", "when: { concern: urgent }", []],
  ["critical, which says the same", "when: { concern: urgent }, severity: critical", []],
  ["a rule that is off", 'when: { concern: urgent }, mode: "off"', []],
  ["other concerns", "when: { concern: [legal, leaving] }, severity: low", []],
  ["an emergency under not:", "when: { not: { concern: urgent } }, severity: low", []],
])("check warns of %s", (_, rule, wanted) => {
  expect(warned(rule)).toEqual(wanted);
});
