import { describe, expect, it } from "vitest";
import { redactor } from "../../src/net/redact.ts";

describe("what people read of an error", () => {
  it.each([
    ["no path", "see https://example.com/hooks/T0/B0?sig=abc for more", "see https://example.com/… for more"],
    ["no query", "https://example.com?sig=abc", "https://example.com/…"],
    ["no user and password", "smtps://user:pa@ss@mail.example.com:465", "smtps://mail.example.com:465"],
    ["the host, which tells where to look", "connect to https://example.com/ failed", "connect to https://example.com failed"],
    ["nothing of an address that is none", "Invalid URL: https://%zz:secret@/x?token=1", "Invalid URL: https:///…"],
    ["one line", 'a\r\n{"level":"fatal"}\u001b[31m', 'a {"level":"fatal"} [31m'],
    ["half a character", "\ud83d broken", "\ufffd broken"],
  ])("shows of a text %s", (_what, text, shown) => {
    expect(redactor([])(text)).toBe(shown);
  });

  it.each([
    ["as it is", "bad token s3cr&t/1!", "bad token ***"],
    ["percent-encoded", "in s3cr%26t%2F1!", "in ***"],
    ["in base64", "Basic czNjciZ0LzEh", "Basic ***"],
    ["twice", "s3cr&t/1!s3cr&t/1!", "******"],
  ])("hides a secret %s", (_how, text, shown) => {
    expect(redactor(["s3cr&t/1!"])(text)).toBe(shown);
  });

  it("hides a secret that contains another", () => {
    expect(redactor(["token", "token-and-more"])("token-and-more")).toBe("***");
  });

  it("looks at the first 8,192 characters, and shows nothing of an address or a secret that this cuts through", () => {
    const before = "x ".repeat(4_090);
    const shown = (text: string) => redactor(["s3cr3t-token"])(before + text).slice(before.length);
    expect(shown(`https://user:${"p".repeat(100)}@example.com/`)).toBe("https:///…");
    expect(shown(`${" ".repeat(5)}s3cr3t-token more`)).toBe("     *** mor");
    expect(redactor([])("y".repeat(70_000))).toHaveLength(8_192);
  });

  it("does not take a very short text for a secret", () => {
    expect(redactor(["a", ""])("a bad day")).toBe("a bad day");
  });
});
