import { describe, expect, it } from "vitest";
import { type NotJson, parseObject } from "../../src/receive/body/json-text.ts";

const nul = String.fromCharCode(0);

function parse(raw: string | Uint8Array): ReturnType<typeof parseObject> {
  return parseObject(Buffer.from(raw), 32);
}

describe("bytes that claim to be JSON", () => {
  it.each<[string, string | Uint8Array, NotJson]>([
    ["a broken object", '{"a":', "invalid_json"],
    ["nothing", "", "invalid_json"],
    ["a bare NUL in a string", `{"a":"${nul}"}`, "invalid_json"],
    ["two byte order marks", '\ufeff\ufeff{"a":1}', "invalid_json"],
    ["an array", "[]", "not_object"],
    ["a number", "1.5", "not_object"],
    ["a string", '"a"', "not_object"],
    ["null", "null", "not_object"],
    ["a byte that is no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), "invalid_utf8"],
    ["an overlong encoding", Buffer.from([0x22, 0xc0, 0xaf, 0x22]), "invalid_utf8"],
    ["an encoded surrogate", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), "invalid_utf8"],
    ["33 levels", `${"[".repeat(33)}${"]".repeat(33)}`, "too_deep"],
    ["100,000 levels", "[".repeat(100_000), "too_deep"],
  ])("are refused where they hold %s", (_what, raw, expected) => {
    expect(parse(raw)).toBe(expected);
  });

  it("are an object up to 32 levels", () => {
    expect(parse(`{"a":${"[".repeat(31)}${"]".repeat(31)}}`)).toBeTypeOf("object");
  });

  // R20
  it("become well-formed text where half a character was escaped, in keys too", () => {
    expect(parse(String.raw`{"a":["x\ud800y",{"\uDC00":"\ud83d\ude00 \u0000"}]}`)).toEqual({
      a: ["x\ufffdy", { "\ufffd": `\u{1f600} ${nul}` }],
    });
  });

  // R24
  it.each(['{"__proto__":{"polluted":1}}', String.raw`{"x":"\ud800","__proto__":{"polluted":1}}`])("keep %s as a key", (raw) => {
    const value = parse(raw);
    expect(Object.hasOwn(Object(value), "__proto__")).toBe(true);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect((value as { readonly polluted?: unknown }).polluted).toBeUndefined();
  });
});
