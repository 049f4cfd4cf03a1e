import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const calls = [...readFileSync("src/observe/admin/api.ts", "utf8").matchAll(/"((?:GET|POST) \/[\w/:]+)":/g)].map(
  ([, call]) => call as string,
);
const page = readFileSync("docs/operations.md", "utf8");
const documented = [...page.matchAll(/`(GET|POST) \/api(\/[\w/<>]+)/g)].map(
  ([, method, path]) => `${method} ${path?.replaceAll("<id>", ":id")}`,
);

describe("docs/operations.md", () => {
  it("has every call of the admin port, and no other", () => {
    expect([...new Set(documented)].sort()).toEqual([...new Set(calls)].sort());
    expect(calls.length).toBeGreaterThan(10);
  });
});
