import { describe, expect, it } from "vitest";
import { readYaml } from "../../../src/rules/yaml/written.ts";
import { complaints, loaded } from "../../support/load.ts";

function unfolded(text: string): unknown {
  const read = readYaml(text);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  expect(read.written.faults).toEqual([]);
  return read.written.value;
}

describe("merge keys", () => {
  it.each([
    ["a map", "a: &a { x: 1, y: 2 }\nb: { <<: *a, z: 3 }", { x: 1, y: 2, z: 3 }],
    ["what stands in the map wins, whatever comes first", "a: &a { x: 1 }\nb: { x: 2, <<: *a }", { x: 2 }],
    ["the first of a list wins", "a: [&a { x: 1 }, &c { x: 2, y: 2 }]\nb: { <<: [*a, *c] }", { x: 1, y: 2 }],
    ["a map that is written there", "b: { <<: { x: 1 } }", { x: 1 }],
    ["a base that has a base", "a: [&a { x: 1, y: 1 }, &c { <<: *a, y: 2 }]\nb: { <<: *c }", { x: 1, y: 2 }],
    ["of two the later wins", "a: [&a { x: 1 }, &c { x: 2, y: 2 }]\nb:\n  <<: *c\n  <<: *a", { x: 1, y: 2 }],
    ["an empty map", "a: &a {}\nb: { <<: *a, x: 1 }", { x: 1 }],
    ["in quotes it is a key like others", 'b: { "<<": 1 }', { "<<": 1 }],
  ])("%s", (_, text, expected) => {
    expect((unfolded(text) as { b: unknown }).b).toEqual(expected);
  });

  const base = `version: 1
x-usual: &usual { on: chat.push, then: [me], throttle: 10m }
destinations: { me: { chat: { channel: "#a" } } }
rules:
  - { <<: *usual, name: a }
  - { <<: *usual, name: b, throttle: 1m }
`;

  it("make rules from what stands at the top under x-", () => {
    const { rules } = loaded(base).file;
    expect(rules.map(({ name, throttle }) => [name, throttle?.every])).toEqual([
      ["a", 600_000],
      ["b", 60_000],
    ]);
  });

  it("tell a mistake where it was written", () => {
    expect(complaints(base.replace("10m", "10x"))).toEqual([
      expect.stringMatching(/^rules\.yaml:2:56: error E_VALUE rules\[0\]\.throttle: /),
    ]);
  });

  it.each([
    ["a text", "b: { <<: c }", "E_TYPE", /expected a map to merge/],
    ["a list with a text", "a: &a {}\nb: { <<: [*a, c] }", "E_TYPE", /expected a map to merge/],
    ["nothing", "b:\n  <<:\n  x: 1", "E_TYPE", /expected a map to merge/],
    ["an anchor that is not there", "b: { <<: *c }", "E_UNKNOWN_REF", /there is no anchor "&c"/],
  ])("of %s are told in a line", (_, text, code, expected) => {
    const read = readYaml(text);
    const faults = read.ok ? read.written.faults : read.faults;
    expect(faults).toMatchObject([{ code, text: expect.stringMatching(expected) }]);
  });

  it("of itself are refused", () => {
    expect(readYaml("b: &b { <<: *b }")).toMatchObject({ ok: false, faults: [{ code: "E_YAML_ALIASES" }] });
  });

  it("that double at each step are refused, and what is missing in a long chain is found missing", () => {
    const doubled = Array.from({ length: 400 }, (_, n) => `a${n + 1}: &a${n + 1} { <<: [*a${n}, *a${n}] }`).join("\n");
    expect(readYaml(`a0: &a0 {}\n${doubled}`)).toMatchObject({ ok: false, faults: [{ code: "E_YAML_ALIASES" }] });
    const chain = Array.from({ length: 40 }, (_, n) => `a${n + 1}: &a${n + 1} { <<: *a${n} }`).join("\n");
    const read = readYaml(`a0: &a0 { x: 1 }\n${chain}`);
    if (!read.ok) throw new Error("refused");
    expect(read.written.locate(["a40", "x"]).span.offset).toBe("a0: &a0 { x: ".length);
    expect(read.written.locate(["a40", "y"]).node).toBeUndefined();
  });
});
