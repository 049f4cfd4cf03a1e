import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errorCodes, warningCodes } from "../../src/rules/kit/codes.ts";

const codes: readonly string[] = [...errorCodes, ...warningCodes];
const sections = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8")
  .split(/^### /m)
  .slice(1);
const documented = sections.map((section) => section.split("\n")[0] ?? "");

const folder = new URL("broken/", import.meta.url);
const said = new Set(
  readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .flatMap((name) => readFileSync(new URL(name, folder), "utf8").split("\n")),
);

/** No file of that size lies in the repository; the others are said of a file that was changed or is gone, of rules that were sent, by `check` alone, of a plug-in (plugin/plugins.test.ts), or of a real destination (real-shelves.test.ts). */
const withoutFile = [
  "E_EDIT_REFERENCE",
  "E_FILE_SIZE",
  "E_MANY_MISTAKES",
  "E_PLUGIN",
  "W_MANY_WARNINGS",
  "E_RULES_FILE",
  "E_RULES_SHRANK",
  "E_RULES_UNREADABLE",
  "W_NEVER_SEEN",
  "W_SLACK_BUTTONS",
  "W_RULE_UNTESTED",
];

test("docs/errors.md tells every code, and no code that does not exist", () => {
  expect(documented.toSorted()).toEqual(codes.toSorted());
});

test.each(sections.map((section) => [section.split("\n")[0] ?? "", section] as const))(
  "%s has its cause, an example and a cure",
  (code, section) => {
    const [, examples = ""] = /^```\n([\s\S]*?)\n```$/m.exec(section) ?? [];
    expect(section).toMatch(/^\*\*Cure:\*\* \S/m);
    for (const line of examples.split("\n")) {
      expect(line).toContain(` ${code} `);
      if (!withoutFile.includes(code)) expect(said, line).toContain(line);
    }
  },
);

test("every code is said of some broken file", () => {
  const reached = codes.filter((code) => [...said].some((line) => line.includes(` ${code} `)));
  expect(reached).toEqual(codes.filter((code) => !withoutFile.includes(code)));
});
