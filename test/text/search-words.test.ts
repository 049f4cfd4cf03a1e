import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { searchWords, searchWordsVersion } from "../../src/text/search-words.ts";

const texts = [
  "I can't get my REFUND für die Straße, order #4711!",
  "我想申请退款abc 日本語のテスト 한국어 텍스트",
  "где мой заказ? मेरा ऑर्डर कहाँ है",
  "a".repeat(100),
];

it("the words of a text are those that stand in the index on the disk: who changes them raises their version", () => {
  const digest = createHash("sha256")
    .update(JSON.stringify(texts.map(searchWords)))
    .digest("hex")
    .slice(0, 16);
  expect({ version: searchWordsVersion, digest }).toMatchInlineSnapshot(`
    {
      "digest": "671b22d2f276b11b",
      "version": 1,
    }
  `);
});

it("takes no longer than the text is long, whatever it is", () => {
  expect(searchWords("x ".repeat(100_000)).length).toBe(1);
  expect(searchWords(Array.from({ length: 20_000 }, (_, n) => `w${n}`).join(" ")).length).toBe(4_000);
});
