import { expect, test } from "vitest";
import { cut, cutBytes, jsonBytesOf, toWellFormed } from "../../src/text/cut.ts";

const family = "👨‍👩‍👧‍👦";

test.each([
  ["what fits stays as it is", "refund", 6, "refund"],
  ["what does not fit ends with the mark", "refund please", 7, "refund…"],
  ["no space is left before the mark", "a refund", 3, "a…"],
  ["a family of emoji is kept whole or not at all", `ab${family}`, 8, "ab…"],
  ["a letter keeps its accent", "ae\u0301e\u0301", 4, "ae\u0301…"],
  ["a limit of nothing leaves nothing", "refund", 0, ""],
  ["a single enormous grapheme is dropped", `e${"\u0301".repeat(500)}`, 10, "…"],
])("%s", (_, text, limit, expected) => expect(cut(text, limit)).toBe(expected));

test("another mark takes its room from the limit", () => expect(cut("a long message", 9, " (cut)")).toBe("a l (cut)"));

test("half an emoji becomes a replacement character and a whole one stays", () => {
  expect(toWellFormed("a\ud83d b 😡")).toBe("a\ufffd b 😡");
});

test.each([
  ["what fits stays as it is", "né", 3, "né"],
  ["letters of three bytes", "日本語です", 12, "日本語…"],
  ["letters of one byte", "a refund, please", 9, "a refu…"],
  ["emoji of four bytes", "😀😀😀😀", 12, "😀😀…"],
  ["no room for the mark", "日本", 2, ""],
])("by bytes: %s", (_, text, limit, expected) => expect(cutBytes(text, limit)).toBe(expected));

test.each([
  ["control characters, of which each has six", "\u0000".repeat(100), 30],
  ["quotes, of which each has two", '"'.repeat(100), 31],
  ["letters of three bytes", "字".repeat(100), 30],
])("by bytes of JSON: %s", (_, text, limit) => {
  const kept = cutBytes(text, limit, jsonBytesOf);
  expect(kept.length).toBeGreaterThan(1);
  expect(Buffer.byteLength(JSON.stringify(kept)) - 2).toBeLessThanOrEqual(limit);
});
