/** E02: patterns that take other engines longer than anybody waits, on the longest message. One that backtracks would not come to an end here. */

import { expect, it } from "vitest";
import { finished } from "../../src/core/steps.ts";
import { createLexicon } from "../../src/rules/kit/scanner.ts";

const long = 262_144;
const letters = `${"a".repeat(long - 1)}!`;
const words = "a ".repeat(long / 2);

/** Well known from advisories and papers on such patterns; the second is a message that nearly matches, the third one that does. */
const cases: readonly (readonly [pattern: string, nearly: string, matching: string])[] = [
  ["^(a+)+$", letters, "aaa"],
  ["^([a-zA-Z]+)*$", letters, "abc"],
  ["^(a|aa)+$", letters, "aaa"],
  ["^(a|a?)+$", letters, "aaa"],
  ["^(.*a){12}$", letters, "a".repeat(12)],
  ["^(a+)+b", letters, "aab"],
  ["(x+x+)+y", "x".repeat(long), "xxy"],
  ["^(\\w+\\s?)+$", `${words}!`, "two words"],
  ["^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}[a-z]{2,3}$", letters, "ada@example.com"],
  ["(\\d+)+:", "1".repeat(long), "11:"],
  ['<(\\w+)(\\s+\\w+="[^"]*")*\\s*>', `<a${' b="c"'.repeat(40_000)}`, '<a b="c">'],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", letters, "ab.Cd"],
  ["(a*)*b", letters, "aab"],
  ["(a*a*)*b", letters, "aab"],
  ["x\\s+$", `${" ".repeat(long)}y`, "x  "],
  ["(.+)+;", letters, "a;"],
  ["^(\\s*\\S+\\s*)+;$", words, "a b ;"],
  ["(ab*)*c", "ab".repeat(long / 2), "abbc"],
  ["^(?:a?){20}a{20}$", letters, "a".repeat(20)],
  ["^(?:.*?,){11}P", ",".repeat(long), `${",".repeat(11)}P`],
  ["https?://(?:[^/\\s]+/)*$", `http://${"a/".repeat(long / 2)} `, "http://a/b/"],
];

// E02
it.each(cases)("%s decides about a message of 256 KiB", (pattern, nearly, matching) => {
  const lexicon = createLexicon();
  const term = lexicon.pattern(pattern);
  const scan = finished(lexicon.build());
  expect(nearly.length).toBeGreaterThan(200_000);
  expect([scan(nearly).has(term), scan(matching).has(term)]).toEqual([false, true]);
});
