import { describe, expect, it } from "vitest";
import { readPreset } from "../src/destinations/preset/shelf.ts";
import { readPresetFile } from "../src/receive/mapping/shelf.ts";

const destination = `id: acme.lead
summary: Creates a lead.
inputs: {}
steps:
  - { id: a, method: POST, url: "https://acme.example", jsn: {} }
`;

const source = `name: acme
sumary: Requests of Acme.
docs: docs/acme.md
formats: []
`;

describe("a misspelled key in a preset's file", () => {
  it("of a destination is answered with the key that was meant, and its place", () => {
    expect(readPreset(destination)).toMatchObject({
      ok: false,
      faults: [{ text: 'unknown key "jsn"', hint: 'did you mean "json"?', line: 5, column: 5, path: ["steps", 0] }],
    });
    expect(readPreset(destination.replace("jsn", "json").replace("summary", "sumary"))).toMatchObject({
      faults: expect.arrayContaining([expect.objectContaining({ hint: 'did you mean "summary"?' })]),
    });
  });

  it("of a source is answered with the key that was meant", () => {
    const read = readPresetFile(source);
    const faults = read.kind === "wrong" ? read.faults : [];
    expect(faults.map(({ text }) => text)).toContain('unknown key "sumary", did you mean "summary"?');
  });

  it("that is like no other is answered with those that are known", () => {
    const read = readPreset(destination.replace("jsn", "qqqqqqqq"));
    expect(read).toMatchObject({ faults: [{ hint: expect.stringMatching(/^known are id, does, when/) }] });
  });
});

describe("a preset's file that is no YAML", () => {
  const broken = destination.replace("inputs: {}", "inputs: { a b: c: d");

  it("is answered in our own words, with a cure and the place, for destinations and sources", () => {
    const read = readPreset(broken);
    const [fault] = read.ok ? [] : read.faults;
    expect(fault?.line).toBe(3);
    const other = readPresetFile(broken);
    const told = [fault?.text, ...(other.kind === "wrong" ? other.faults.map(({ text }) => text) : [])];
    expect(told.length).toBeGreaterThan(1);
    for (const text of told) expect(text).not.toMatch(/implicit|flow map|Nested mappings|compact/i);
  });
});
