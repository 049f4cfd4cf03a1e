import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { changes, openCalls, reads, trials } from "../../../src/observe/admin/calls.ts";

const calls = [...Object.keys({ ...reads, ...trials, ...changes }), ...openCalls];
const page = readFileSync("docs/operations.md", "utf8");
const documented = [...page.matchAll(/`(GET|POST|PUT|DELETE) \/api(\/[\w/<>.]+)/g)].map(
  ([, method, path]) => `${method} ${path?.replaceAll("<id>", ":id")}`,
);

describe("docs/operations.md", () => {
  it("has every call of the admin port, and no other", () => {
    expect([...new Set(documented)].sort()).toEqual([...new Set(calls)].sort());
    expect(calls.length).toBeGreaterThan(10);
  });
});
