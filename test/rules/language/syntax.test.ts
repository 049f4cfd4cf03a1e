import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ErrorCode, parseDocument } from "yaml";
import { random } from "../../../crash/random.ts";
import { type SyntaxComplaint, syntaxFaults } from "../../../src/rules/yaml/syntax.ts";
import { complaints } from "../../support/load.ts";

/** The codes of the package that is installed, as it declares them. */
const declared = readFileSync(new URL("../../../node_modules/yaml/dist/errors.d.ts", import.meta.url), "utf8");
const codes = [...(/type ErrorCode = ([^;]*);/.exec(declared)?.[1] ?? "").matchAll(/'(\w+)'/g)].map(([, code]) => code as ErrorCode); // the package's own list

/** Everything that the parser's sources can say, as far as it is fixed. */
const sentences = [
  "Flow ",
  "Implicit ",
  "Nested mappings",
  "Unexpected ",
  "Missing ",
  "Unresolved",
  "Block ",
  "Invalid escape",
  "scalar header",
];

describe("what the YAML parser complains of", () => {
  it.each(codes)("%s has words of ours", (code) => {
    const complaint: SyntaxComplaint = { code, message: "Parser's own words", pos: [3, 4] };
    const [fault] = syntaxFaults([complaint], "a: b\nc: d\n");
    expect(fault).toMatchObject({ code: "E_YAML_SYNTAX" });
    expect(fault?.text).toMatch(/^[a-z{%].{10,}/);
    expect(fault?.hint).toMatch(/.{5,}/);
    expect(`${fault?.text}${fault?.hint}`).not.toContain("own words");
  });

  it("has a list of codes to go through", () => {
    expect(codes).toEqual(expect.arrayContaining(["MISSING_CHAR", "BAD_DQ_ESCAPE", "TAB_AS_INDENT"]));
    expect(codes.length).toBeGreaterThan(15);
  });

  it("is never told in its words, whatever is done to a file", () => {
    const chance = random(7);
    const whole = readFileSync(new URL("../../../rules.example.yaml", import.meta.url), "utf8")
      .split("\n")
      .slice(10, 60)
      .join("\n");
    const signs: readonly [string, ...string[]] = [
      "\t",
      '"',
      "'",
      "{",
      "}",
      "[",
      "]",
      ":",
      ": ",
      "- ",
      "#",
      "&a ",
      "*a",
      "!x ",
      "%",
      "@",
      "|",
      ">",
      ",",
      "\n",
      " ",
      "? ",
      "\\q",
      "---\n",
      "`",
      "<<: ",
    ];
    const seen = new Set<string>();
    for (let n = 0; n < 250; n += 1) {
      let text = whole;
      for (let edits = chance.between(1, 3); edits > 0; edits -= 1) {
        const at = chance.between(0, text.length);
        text = text.slice(0, at) + chance.pick(signs) + text.slice(at + chance.between(0, 4));
      }
      const raw = parseDocument(text, { prettyErrors: false, logLevel: "error" }).errors;
      for (const { code } of raw) seen.add(code);
      const told = complaints(text).filter((line) => line.includes(" E_YAML_SYNTAX "));
      for (const line of told) {
        for (const sentence of sentences) expect(line, text).not.toContain(`: ${sentence}`);
        for (const { message } of raw) expect(line).not.toContain(message);
      }
    }
    expect(seen.size).toBeGreaterThan(8);
  }, 60_000);
});

describe("the words for one cause of several complaints", () => {
  const one = (text: string): string => {
    const told = complaints(text);
    expect(told).toHaveLength(1);
    return told[0] ?? "";
  };

  it.each([
    [
      "a comment that took a bracket with it, lines before the parser notices",
      "version: 1\ndestinations: { a: { chat: { channel: #x } } }\nrules: []\n",
      /^rules\.yaml:2:39: .*a # begins a comment/,
    ],
    ["an output in a list", "version: 1\nrules: [{{ event.agent }} b]\n", /^rules\.yaml:2:9: .*\{\{ begins a map/],
    ["an output behind a text in quotes", 'version: 1\nsettings: { a: "b", c: {{ d }} e }\n', /^rules\.yaml:2:24: .*\{\{ begins a map/],
    ["a tag of an output", "version: 1\nsettings: {% if a %}b\n", /^rules\.yaml:2:11: .*\{\{ begins a map/],
    [
      "a quote that begins lines before",
      'version: 1\nsettings:\n  timezone: "UTC\nrules: ["a"]\n',
      /^rules\.yaml:3:13: .*the quote " that begins here/,
    ],
    ["a file in UTF-16", "\ufffd\ufffdv\0e\0r\0s\0i\0o\0n\0:\0 \x001\0\n\0", /^rules\.yaml:1:1: .*UTF-8/],
  ])("%s", (_, text, expected) => {
    expect(one(text)).toMatch(expected);
  });
});
