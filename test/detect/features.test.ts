import { describe, expect, test } from "vitest";
import { openLexicon } from "../../src/detect/lexicon.ts";
import { messageDense, messageFeatures, messageOf } from "../../src/detect/message.ts";
import { packs } from "../../src/detect/packs/index.ts";
import { asSpoken } from "../../src/detect/spoken.ts";
import { hashOf } from "../../src/detect/structures/hash.ts";
import { characterGrams, wordGrams } from "../../src/detect/structures/ngrams.ts";
import { markNames, marksOf, styleNames, styleOf } from "../../src/detect/style.ts";
import { utter } from "../../src/detect/utterance.ts";

/** The models were trained on these very numbers: a change of any of them is a change of every score. */
describe("features are the same on every machine and every Node", () => {
  test.each([
    ["", 447_806_413],
    ["a", 187_517_516],
    ["w refund", 745_398_720],
    ["退款", 84_089_383],
  ])("the hash of %j", (text, expected) => expect(hashOf(text)).toBe(expected));

  const text = "WHY does it STILL not work?! Order #4411, see https://example.com/x @help… 😡 Öffnung 退款";
  const sum = (hashes: readonly number[]): readonly number[] => [hashes.length, hashes.reduce((all, hash) => (all ^ hash) >>> 0, 0)];

  test("the words of a message", () => expect(sum(wordGrams(utter(text)))).toEqual([33, 1_460_964_150]));
  test("the characters of a message", () => expect(sum(characterGrams(utter(text)))).toEqual([138, 3_936_917_021]));
  const named = (names: readonly string[], values: readonly number[]): Readonly<Record<string, number>> =>
    Object.fromEntries(values.flatMap((value, index) => (value === 0 ? [] : [[names[index] ?? "", Number(value.toFixed(3))]])));
  test("the style of a message as spoken", () => {
    expect(named(styleNames, styleOf(asSpoken(utter(text))))).toMatchInlineSnapshot(`
      {
        "address": 1,
        "angry face": 1,
        "handle": 1,
        "numbers": 0.5,
        "word length": 0.725,
        "words": 1.417,
      }
    `);
  });
  test("its marks as written", () => {
    expect(named(markNames, marksOf(utter(text)))).toMatchInlineSnapshot(`
      {
        "capitals": 0.172,
        "commas": 0.693,
        "ellipses": 1,
        "exclamation marks": 1,
        "mixed marks": 1,
        "question marks": 1,
        "runs of marks": 1,
        "sad marks": 1,
        "sentences": 0.693,
        "shouted words": 2,
      }
    `);
  });
});

test("numbers, addresses and names are one word each: models shall not learn them by heart", () => {
  const grams = (said: string): ReadonlySet<number> => new Set(wordGrams(utter(said)));
  expect(grams("order 4411 at https://a.example/x says @anna")).toEqual(grams("order 17 at https://b.example/y?z says @bob"));
});

test("a message that is little else than a complaint says it plainly: what counts is the share of its words", () => {
  const ears = openLexicon(packs);
  const share = (text: string): number => {
    return messageFeatures(messageOf(text, ears), ears).dense[messageDense.indexOf("share of complaints")] ?? Number.NaN;
  };
  expect(share("useless")).toBe(1);
  expect(share("😡")).toBe(1);
  expect(share("a waste of time")).toBe(0.75); // "a" is not in the phrase
  expect(share("this is useless to me")).toBe(0.2);
  expect(share("where is my order")).toBe(0);
  expect(share("")).toBe(0);
});
