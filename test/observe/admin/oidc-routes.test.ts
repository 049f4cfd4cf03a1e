import { describe, expect, it } from "vitest";
import { safePath } from "../../../src/observe/admin/sign-in/oidc-routes.ts";

describe("a return path", () => {
  it.each([
    ["/sessions/1?a=b#c", "/sessions/1?a=b#c"],
    ["//evil.test", "/"],
    ["/\\evil.test", "/"],
    ["/a\\b", "/"],
    ["/\t/evil.test", "/"],
    ["https://evil.test", "/"],
    ["sessions", "/"],
    ["", "/"],
    [undefined, "/"],
    [["/a", "/b"], "/"],
    [`/${"a".repeat(2_000)}`, "/"],
  ])("%j leads to %s", (given, path) => {
    expect(safePath(given)).toBe(path);
  });
});
