import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildAutomaton } from "../../src/text/automaton.ts";
import { fold } from "../../src/text/fold.ts";

function matches(phrases: readonly string[], text: string): readonly string[] {
  const hits = new Set<number>();
  buildAutomaton(phrases.map(fold)).match(fold(text), (index) => hits.add(index));
  return phrases.filter((_, index) => hits.has(index));
}

// E01
describe("keywords are whole words of folded text", () => {
  test.each([
    ["awful is not in lawful", ["awful"], "the Lawful Good poster", []],
    ["awful is not in awfully", ["awful"], "awfully good", []],
    ["awful at the ends and between marks", ["awful"], "awful! So (awful). *Awful*", ["awful"]],
    ["digits and underscores belong to words", ["order"], "order2 my_order orders", []],
    ["a star takes any ending", ["cancel*"], "Cancellation, please", ["cancel*"]],
    ["a star is no licence at the front", ["cancel*"], "uncancelled", []],
    ["İ", ["iptal"], "İPTAL ET", ["iptal"]],
    ["ß", ["strasse"], "Falsche Straße!", ["strasse"]],
    ["a keyword with diacritics, a text without", ["remboursé"], "je veux etre REMBOURSE", ["remboursé"]],
    ["full width", ["refund"], "ＲＥＦＵＮＤ now", ["refund"]],
    ["a zero-width space inside", ["refund"], "re\u200bfund", ["refund"]],
    ["an emoji, alone and in a row", ["😡"], "why😡😡", ["😡"]],
    ["an emoji does not hide a word", ["refund"], "😡refund😡", ["refund"]],
    ["right to left", ["החזר כספי"], "אני רוצה החזר  כספי!", ["החזר כספי"]],
    ["Arabic with the article is another word", ["استرداد"], "الاسترداد استرداد", ["استرداد"]],
    ["Chinese knows no word ends", ["退款"], "我要退款谢谢", ["退款"]],
    ["Latin inside Chinese", ["iphone"], "我的iPhone坏了", ["iphone"]],
    ["Thai", ["คืนเงิน"], "ขอคืนเงินด้วยค่ะ", ["คืนเงิน"]],
    ["Korean with a particle", ["환불"], "환불을 원해요", ["환불"]],
    ["Russian", ["возврат"], "Хочу ВОЗВРАТ.", ["возврат"]],
    ["a phrase over a line break and two spaces", ["speak to a human"], "speak\n to  a\thuman", ["speak to a human"]],
    ["a phrase with light punctuation inside", ["speak to a human"], 'speak to a "human"', ["speak to a human"]],
    ["a phrase does not join two sentences", ["refund order"], "a refund. Order it", []],
    ["an apostrophe, straight or curly", ["can't log in"], "I can’t log in", ["can't log in"]],
    ["symbols count", ["c++", "24/7"], "C++ support 24/7?", ["c++", "24/7"]],
    ["symbols are not left out", ["c++"], "plan c", []],
    ["overlapping phrases are all told", ["speak to", "to a human", "human"], "speak to a human", ["speak to", "to a human", "human"]],
    ["a phrase of nothing never matches", ["", "*", " - "], "anything - at * all", []],
    ["the same phrase twice", ["refund", "REFUND"], "refund", ["refund", "REFUND"]],
  ])("%s", (_, phrases, text, expected) => expect(matches(phrases, text)).toEqual(expected));

  test("agrees with a plain search for every set of phrases and every text", () => {
    const letter = fc.constantFrom("a", "b", "é", " ", "-", "+", "中");
    const phrase = fc.string({ unit: letter, minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(phrase, { maxLength: 6 }), fc.string({ unit: letter, maxLength: 14 }), (phrases, text) => {
        expect(matches(phrases, text)).toEqual(phrases.filter((each) => foundPlainly(fold(each), fold(text))));
      }),
      { numRuns: 3_000 },
    );
  });

  test("tells where a phrase ends", () => {
    const ends: number[] = [];
    buildAutomaton(["refund", "now"]).match("refund now", (_, end) => ends.push(end));
    expect(ends).toEqual([6, 10]);
  });

  test("ten thousand phrases are built within a second and each is found", () => {
    const phrases = Array.from({ length: 10_000 }, (_, index) => `thing${index.toString(36)} number`);
    const began = performance.now();
    const automaton = buildAutomaton(phrases);
    expect(performance.now() - began).toBeLessThan(1_000);
    const found: number[] = [];
    automaton.match("so thing7pr number and thing0 - number", (index) => found.push(index));
    expect(found).toEqual([10_000 - 1, 0]);
  });
});

/** The same rule, said by a regular expression a phrase. */
function foundPlainly(phrase: string, text: string): boolean {
  const body = phrase.replace(/^[ -]+|[ -]+$/g, "");
  if (body === "") return false;
  const gaps = body.replace(/[+]/g, "\\+").replace(/[ -]+/g, "[ -]+");
  const before = /^[ae]|^b/.test(body) ? "(?<![abe])" : "";
  const after = /[abe]$/.test(body) ? "(?![abe])" : "";
  return new RegExp(before + gaps + after).test(text);
}
