import { expect, it } from "vitest";
import { destinations } from "../../../src/destinations/index.ts";
import { sourceShelf } from "../../../src/receive/mapping/shelf.ts";
import { conditions } from "../../../src/rules/conditions/index.ts";
import { oneLine } from "../../../src/rules/language/diagnostic.ts";
import { load } from "../../../src/rules/language/load.ts";

function told(text: string): readonly string[] {
  const loaded = load({
    file: "rules.yaml",
    text: `version: 1\n${text}`,
    conditions,
    destinations,
    sources: sourceShelf,
    variable: () => undefined,
    readFile: () => undefined,
    placeholders: true,
    loopback: true,
  });
  return (loaded.kind === "refused" ? loaded.diagnostics : loaded.warnings).map(oneLine);
}

const many = 20_000;
const lines = (line: (n: number) => string) => Array.from({ length: many }, (_, n) => `${line(n)}\n`).join("");

it.each([
  ["rules", `rules:\n${lines(() => "- 1")}`, /from here on \d+ rules were not looked at/],
  ["destinations", `destinations:\n${lines((n) => `  d${n}: { slak: 1 }`)}`, /from here on \d+ destinations were not looked at/],
  ["tests", `tests:\n${lines((n) => `- { nam: t${n} }`)}`, /from here on \d+ tests were not looked at/],
])("reads no more %s once there are mistakes enough, and says how many it has not looked at", (_, text, words) => {
  const diagnostics = told(text);
  expect(diagnostics.filter((line) => words.test(line))).toHaveLength(1);
  expect(diagnostics.filter((line) => !line.includes("E_MANY_MISTAKES"))).toHaveLength(1_000);
});

it.each([
  ["of keys that nobody knows", lines((n) => `k${n}: 1`)],
  ["of keys that stand there twice", lines(() => "x-a: 1")],
  ["of one list", `destinations: { d: { console: {} } }\nrules:\n- name: a\n  then: [d]\n  on:\n${lines(() => "  - 1")}`],
  ["of references to nothing", `rules:\n${lines((n) => `- \${A ${n}}`)}`],
])("tells a thousand mistakes %s", (_, text) => {
  const diagnostics = told(text);
  expect(diagnostics.filter((line) => !line.includes("_MANY_"))).toHaveLength(1_000);
});

it("looks each of many keys up at once", () => {
  const before = process.cpuUsage().user;
  told(lines((n) => `k${n}: 1`));
  const few = process.cpuUsage().user - before;
  told(lines((n) => `k${n}: 1\nl${n}: 1\nm${n}: 1\nn${n}: 1`));
  expect(process.cpuUsage().user - before - few).toBeLessThan(few * 20);
});

it("tells a thousand warnings of a file that is right", () => {
  const rule = (n: number) => `- { name: r${n}, on: room.jion, then: [d] }`;
  const diagnostics = told(`destinations: { d: { console: {} } }\nrules:\n${Array.from({ length: 1_200 }, (_, n) => rule(n)).join("\n")}`);
  expect(diagnostics.filter((line) => line.includes("error"))).toEqual([]);
  expect(diagnostics).toHaveLength(1_001);
  expect(diagnostics.at(-1)).toMatch(/warning W_MANY_WARNINGS \(file\): and \d+ more are not listed/);
});
