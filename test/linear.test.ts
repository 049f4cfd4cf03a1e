/**
 * Text from outside must not make the relay slow: visitors' messages, receivers' answers, headers, files. Every regular expression of
 * the source is tried with long runs of what it could run through, so that nobody has to remember which of them sees such text.
 */

import { expect, it } from "vitest";
import {
  type Expression,
  expressionsMadeBy,
  growthOf,
  hostileTexts,
  literalExpressions,
  madeExpressions,
  timeToFind,
  tokensOf,
} from "./support/expressions.ts";

const length = 16_384;

/** Milliseconds: a quadratic expression needs ten times as many for a text of this length. */
const suspicious = 5;

/** 4 is linear, 16 quadratic. */
const steepest = 9;

/** Made while a function runs, so that it cannot be read from the source. */
const unread: Readonly<Record<string, string>> = {
  "src/rules/language/sections/people-section.ts": "anchored at both ends, and of 22 characters at most",
  "src/rules/templates/contacts.ts": "twenty plain texts at most, and nothing in them repeats",
};

/** A cubic expression would take hours for the long texts, so all are tried with short ones first. */
const [shortLength, longForShort] = [400, 50];

/** The text that it takes quadratic time for, if there is one. */
function weaknessOf({ path, line, regex }: Expression): string | undefined {
  for (const { short } of hostileTexts(tokensOf(regex), shortLength))
    if (timeToFind(regex, short) > longForShort) return `${path}:${line} ${regex} ${JSON.stringify(short.slice(0, 20))}… takes very long`;
  for (const pair of hostileTexts(tokensOf(regex), length)) {
    if (timeToFind(regex, pair.short) < suspicious) continue;
    let growth = growthOf(regex, pair);
    if (growth > steepest) growth = Math.min(growth, growthOf(regex, pair)); // the collection of garbage counts too
    if (growth > steepest)
      return `${path}:${line} ${regex} ${JSON.stringify(pair.short.slice(0, 20))}… ${growth.toFixed(0)} times for 4 times the text`;
  }
  return undefined;
}

it("no regular expression of the source takes more than linear time", () => {
  const all = literalExpressions("src");
  expect(all.length).toBeGreaterThan(250);
  expect(all.flatMap((each) => weaknessOf(each) ?? [])).toEqual([]);
}, 120_000);

it("nor does one that a module makes of parts", async () => {
  const places = madeExpressions("src").filter((place) => unread[fileOf(place)] === undefined);
  for (const file of new Set(places.map(fileOf))) {
    const made = await expressionsMadeBy(() => import(/* @vite-ignore */ `../${file}?watched`));
    expect(made.length, file).toBeGreaterThanOrEqual(places.filter((place) => fileOf(place) === file).length);
    expect(made.flatMap((regex) => weaknessOf({ path: file, line: 0, regex }) ?? [])).toEqual([]);
  }
}, 120_000);

it("those that are not tried are still there", () => {
  expect(Object.keys(unread).filter((file) => !madeExpressions("src").some((place) => fileOf(place) === file))).toEqual([]);
});

it.each([
  [/\/+$/, true],
  [/(?<!\/)\/+$/, false],
  [/\b([a-z][a-z0-9+.-]*:\/\/)/g, true],
  [/\$\{([^}]*)\}/g, true],
  [/^HTTP 4\d\d/, false],
])("%s is found out: %s", (regex, isWeak) => {
  expect(weaknessOf({ path: "here", line: 1, regex }) !== undefined).toBe(isWeak);
});

function fileOf(place: string): string {
  return place.replace(/:\d+$/, "");
}
