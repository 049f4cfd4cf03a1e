import { describe, expect, it } from "vitest";
import { destinations } from "../../../src/destinations/index.ts";
import { presetNames } from "../../../src/destinations/preset/shelf.ts";
import { conditions } from "../../../src/rules/conditions/index.ts";
import { servicesByPreset } from "../../../src/rules/language/habits.ts";
import { complaints, environment, loaded } from "../../support/load.ts";

const shelves = { conditions, destinations, variable: (name: string) => environment[name] ?? "set" };
const file = (rule: string) => `version: 1\ndestinations: { t: { console: {} }, u: { console: {} } }\nrules: [{ name: a, ${rule} }]\n`;
const ruleOf = (rule: string) => loaded(file(rule), shelves).file.rules[0];

describe("what is taken as people write it", () => {
  it.each([
    ["then: t", ["t"]],
    ["then: [t, u]", ["t", "u"]],
    ["then: { to: u, after: 5m }", ["u"]],
  ])("%s", (then, names) => {
    expect(ruleOf(then)?.then.map(({ to }) => to)).toEqual(names);
  });

  it.each([
    ["1h30m", 5_400_000],
    ["1h 30m", 5_400_000],
    ["90 s", 90_000],
    ["1d0h1s", 86_401_000],
  ])("a span of %s", (span, milliseconds) => {
    expect(ruleOf(`then: t, throttle: ${span}`)?.throttle?.every).toBe(milliseconds);
  });

  it.each(["wants_human", "unanswered", "frustration"])("%s with its bound alone", (type) => {
    expect(ruleOf(`then: t, when: { ${type}: 0.7 }`)?.when).toEqual(ruleOf(`then: t, when: { ${type}: { above: 0.7 } }`)?.when);
  });

  it("above and over of a count are the same, and one of them is needed", () => {
    expect(ruleOf("then: t, when: { count: { above: 5, within: 1m } }")?.when).toMatchObject({ count: { above: 5 } });
    expect(ruleOf("then: t, when: { count: { over: 5, within: 1m } }")?.when).toMatchObject({ count: { over: 5 } });
    expect(complaints(file("then: t, when: { count: { within: 1m } }"), shelves)).toEqual([expect.stringContaining('missing key "above"')]);
    expect(complaints(file("then: t, when: { count: { above: 5, over: 5, within: 1m } }"), shelves)).toHaveLength(1);
  });
});

describe("what is told once", () => {
  it("an invalid destination, however many rules name it", () => {
    const text = "version: 1\ndestinations: { t: { slak: {} }, u: 5 }\nrules: [{ name: a, then: [t, u] }, { name: b, then: t }]\n";
    expect(complaints(text, shelves).map((line) => line.split(" ")[2])).toEqual(["E_UNKNOWN_KEY", "E_TYPE"]);
  });

  it("a list whose brackets are missing, whatever the number of its words", () => {
    expect(complaints(file("then: t, when: { keywords: a, b c, d }"), shelves)).toEqual([
      expect.stringContaining("put the list in brackets: keywords: [a, b c, d]"),
    ]);
  });
});

it("names presets that exist", () => {
  for (const [, preset] of servicesByPreset) expect(presetNames()).toContain(preset);
});

it("knows the service of every preset by its name", () => {
  const words = servicesByPreset.map(([word]) => word);
  for (const preset of presetNames()) expect(words).toContain(preset.replace(/\..*/, "").replaceAll("-", "_"));
});

it("shows no secret that stands in a list without brackets", () => {
  const secret = ["xoxb", "1111111111", "canarycanarycanary"].join("-");
  const text = `version: 1\ndestinations: { t: { http: { url: "https://x.example.com", nothing: ${secret}, b } } }\n`;
  expect(complaints(text, shelves).join("\n")).not.toContain("canary");
});
