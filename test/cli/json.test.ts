import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-json-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const linesOf = (out: string): readonly Record<string, unknown>[] =>
  out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("--json prints one object a line", () => {
  it("of what doctor found", async () => {
    const { out } = await cli(["doctor", "--json", "--data", folder]);
    const found = linesOf(out);
    expect(found.length).toBeGreaterThan(2);
    for (const { state, what, cure } of found) {
      expect(["ok", "note", "wrong"]).toContain(state);
      expect(what).toEqual(expect.any(String));
      if (state !== "ok") expect(cure).toEqual(expect.any(String));
    }
    expect(found).toContainEqual({ state: "note", what: `no relay runs on ${folder}`, cure: "avatar-relay start" });
  });

  it("of what slack doctor found", async () => {
    const { out, code } = await cli(["slack", "doctor", "--json"]);
    expect([code, linesOf(out)[0]]).toEqual([1, expect.objectContaining({ state: "wrong", cure: expect.any(String) })]);
  });

  it("of what check found, and ends with the same code", async () => {
    const file = join(folder, "rules.yaml");
    writeFileSync(file, "version: 1\nrules:\n  - { name: a, whn: {}, then: [nobody] }\n");
    const { out, err, code } = await cli(["check", file, "--json", "--no-env"]);
    expect([code, err]).toEqual([2, ""]);
    expect(linesOf(out)).toContainEqual({
      ...{ file, line: 3, col: 16, level: "error", code: "E_UNKNOWN_KEY", path: "rules[0].whn" },
      text: expect.stringContaining("when"),
    });
    writeFileSync(file, "version: 1\ndestinations: { me: { console: {} } }\nrules: [{ name: a, on: chat.push, then: [me] }]\n");
    expect(await cli(["check", file, "--json", "--no-env"])).toEqual({ code: 0, out: "", err: "" });
  });

  it.each(["source", "preset"])("of the names that %s list has", async (shelf) => {
    const listed = (await cli([shelf, "list"])).out.trimEnd().split("\n");
    const found = linesOf((await cli([shelf, "list", "--json"])).out);
    expect(found.map(({ name, summary }) => `${name} ${summary}`)).toEqual(listed.map((line) => line.replace(/ {2,}/, " ")));
  });
});
