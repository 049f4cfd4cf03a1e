import { describe, expect, it } from "vitest";
import { isDeeperThan } from "../../src/receive/body/json-depth.ts";

function isDeeperThan3(text: string): boolean {
  return isDeeperThan(3, Buffer.from(text));
}

describe("the depth of JSON", () => {
  it.each([
    "",
    "1",
    '{"a":{"b":[1,2,{}]}}'.replace(",{}", ""),
    "[[[]],[[]],[[]]]",
    '["[[[[", "{{{{"]',
    String.raw`["\"[[[[", "\\"]`,
    "]]]]]",
  ])("is within 3 for %s", (text) => expect(isDeeperThan3(text)).toBe(false));

  it.each(["[[[[]]]]", '{"a":{"b":[{}]}}', "[[[[", String.raw`["\\",[[[1]]]]`])("is over 3 for %s", (text) => {
    expect(isDeeperThan3(text)).toBe(true);
  });

  it("ends with a string that is never closed", () => {
    expect(isDeeperThan3('["[[[[')).toBe(false);
    expect(isDeeperThan3('["\\')).toBe(false);
  });
});
