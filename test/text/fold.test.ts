import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold, foldLimit } from "../../src/text/fold.ts";

// E01
describe("one folded spelling for what a reader takes to be the same", () => {
  test.each([
    ["capitals", "AWFUL", "awful"],
    ["a Turkish capital I with a dot", "İPTAL", "iptal"],
    ["a Turkish small i without a dot", "ılık", "ilik"],
    ["a sharp s, small and capital", "Straße STRAẞE", "strasse strasse"],
    ["an umlaut, composed or not", "Öffnung O\u0308ffnung", "offnung offnung"],
    ["ligatures and full-width letters", "ﬁnd ＲＥＦＵＮＤ", "find refund"],
    ["mathematical letters", "𝐫𝐞𝐟𝐮𝐧𝐝", "refund"],
    ["a zero-width space inside a word", "re\u200bfund", "refund"],
    ["a soft hyphen inside a word", "re\u00adfund", "refund"],
    ["a byte order mark and bidi marks", "\ufeff\u202erefund\u202c", "refund"],
    ["a variation selector after an emoji", "\u2764\ufe0f", "\u2764"],
    ["odd spaces", "a\u00a0b\u2003c\u3000d\u2800e\n\nf", "a b c d e f"],
    ["curly apostrophes", "can’t canʼt", "can't can't"],
    ["a Cyrillic letter inside a Latin word", "rеfund", "refund"],
    ["Russian, which keeps its letters", "Сервис", "сервис"],
    ["Greek, with its final sigma", "Λόγος", "λογοσ"],
    ["Arabic without its vowel signs", "مُشْكِلَة", "مشكلة"],
    ["Hebrew without its points", "שָׁלוֹם", "שלום"],
    ["Thai, whose vowel signs stay", "ที่", "ที่"],
    ["Korean, whose syllables stay whole", "환불", "환불"],
    ["Vietnamese", "Đường phố", "duong pho"],
  ])("%s", (_, text, folded) => expect(fold(text)).toBe(folded));

  test("folding twice changes nothing, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test("a hostile body is cut before it is worked on", () => {
    expect(fold("\ufdfa".repeat(foldLimit + 10)).length).toBe(18 * foldLimit);
  });
});
