import { describe, expect, it } from "vitest";
import { newReferences, withoutInlineSecrets } from "../../../src/rules/language/edit.ts";

const at = (reference: string) => "$".concat(`{${reference}}`);

describe("withoutInlineSecrets", () => {
  it("takes out what stands in the file, and leaves references and all else as it is", () => {
    const text = `destinations:\n  a: { http: { url: "https://x.example.com", token: canary } } # a\n  b: { http: { token: "${at("TOKEN")}" } }\n  c: { postgres: { url: "postgres://u:canary@h/d" } }\n`;
    expect(withoutInlineSecrets(text)).toBe(text.replace("canary", "***").replace('"postgres://u:canary@h/d"', "***"));
  });

  it("guesses in a text that is no YAML", () => {
    expect(withoutInlineSecrets("a: [\ntoken: canary\n")).not.toContain("canary");
  });
});

describe("newReferences", () => {
  const before = `destinations:\n  a: { http: { token: "${at("file:/run/secrets/a")}" } }\nplugins: [./ntfy.mjs]\n`;
  const codes = (after: string) => newReferences("rules.yaml", before, after).map(({ code, line, path }) => [code, line, path]);

  it.each([
    ["a file", before.replace("secrets/a", "secrets/b"), [["E_EDIT_REFERENCE", 2, "destinations.a.http.token"]]],
    ["a plug-in", before.replace("./ntfy.mjs", "./ntfy.mjs, ./other.mjs"), [["E_EDIT_REFERENCE", 3, "plugins[1]"]]],
    ["a calendar", `${before}settings: { calendar: { a: [12-25, ./a.ics] } }\n`, [["E_EDIT_REFERENCE", 4, "settings.calendar.a[1]"]]],
    ["a plug-in as a text", before.replace("[./ntfy.mjs]", "./other.mjs"), [["E_EDIT_REFERENCE", 3, "plugins"]]],
  ])("tells of %s that was not named before", (_, after, expected) => {
    expect(codes(after)).toEqual(expected);
  });

  it.each([
    ["what was named before, also elsewhere", `${before}rules: [{ name: "${at("file:/run/secrets/a")}" }]\n`],
    ["variables", before.replace("file:/run/secrets/a", "OTHER")],
    ["what visitors say in tests", `${before}tests: [{ chat: ["${at("file:/etc/passwd")}"] }]\n`],
    ["a text that is no YAML, which is refused anyway", "a: ["],
  ])("says nothing of %s", (_, after) => {
    expect(codes(after)).toEqual([]);
  });
});
