import fc from "fast-check";
import { expect, it } from "vitest";
import { visible } from "../../src/text/visible.ts";

it.each<[string, string, string]>([
  ["a right-to-left override", "invoice\u202Egnp.exe", "invoicegnp.exe"],
  ["embeddings and isolates", "\u202Aa\u202Bb\u202Cc\u202Dd\u2066e\u2067f\u2068g\u2069", "abcdefg"],
  ["direction marks", "a\u200Eb\u200Fc\u061Cd", "abcd"],
  ["a zero-width space", "re\u200Bfund", "refund"],
  ["a word joiner and invisible operators", "a\u2060b\u2061c\u2062d\u2063e\u2064f", "abcdef"],
  ["a byte order mark", "\uFEFFhello", "hello"],
  ["soft hyphens", "can\u00ADcel", "cancel"],
  ["a grapheme joiner", "a\u034Fb", "ab"],
  ["Hangul fillers", "a\u115Fb\u1160c\u3164d\uFFA0e", "abcde"],
  ["Mongolian separators and Khmer vowels that show nothing", "a\u180Eb\u17B4c\u17B5d", "abcd"],
  ["deprecated controls", "a\u206Ab\u206Fc", "abc"],
  ["annotations", "a\uFFF9b\uFFFAc\uFFFBd", "abcd"],
  ["tags that carry a hidden text", "hi\u{E0049}\u{E0067}\u{E006E}\u{E006F}\u{E0072}\u{E0065}", "hi"],
  ["variation selectors that carry one", "a😀\uFE01\u{E0101}\u{E0155}\u{E01EF}b", "a😀\uFE01b"],
  ["control characters", "a\0b\u001B[31mc\u0007d\u0085e\u009Bf", "ab[31mcd\nef"],
  ["line ends of every kind", "a\r\nb\rc\u2028d\u2029e\nf\tg", "a\nb\nc\nd\ne\nf\tg"],
  ["a joiner that hides a word", "pass\u200Dword and pass\u200Cword", "password and password"],
  ["a joiner at the edges", "\u200Da\u200D \u200C1\u200C", "a 1"],
  ["a row of joiners", "का\u200D\u200D\u200C\u200Dर", "का\u200Dर"],
])("leaves out %s", (_, text, seen) => {
  expect(visible(text)).toBe(seen);
  expect(visible(seen)).toBe(seen);
});

it.each([
  "hello, wörld: Größe Ωmega Привет",
  "👨‍👩‍👧‍👦 ❤️ 🏳️‍🌈 👍🏽 1️⃣ 🧑🏽‍🚀",
  "می‌خواهم", // Persian, with a zero-width non-joiner
  "क्‍ष", // Devanagari, with a joiner
  "שלום עולם, مرحبا بالعالم",
  "한국어 日本語 中文 ไทย",
  "a\tb\nc",
  "@\u200Bhere", // as our own escape writes it
])("keeps what people write: %s", (text) => {
  expect(visible(text)).toBe(text);
});

it("leaves nothing that turns the direction or controls anything, whatever it is given", () => {
  const texts = fc.string({ unit: "binary", maxLength: 60 });
  fc.assert(
    fc.property(texts, (text) => {
      expect(visible(text)).not.toMatch(/[\p{Bidi_Control}\uFEFF\u2060\u00AD]|(?![\t\n])\p{Cc}/u);
      expect(visible(visible(text))).toBe(visible(text));
    }),
    { numRuns: 2_000 },
  );
});
