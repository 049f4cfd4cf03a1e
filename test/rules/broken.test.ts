import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Instant } from "../../src/core/time.ts";
import { complaints, environment, files, loadText } from "../support/load.ts";

const folder = new URL("broken/", import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => name.replace(/\.yaml$/, ""));

/** With GOLDEN=write the expected lines are written instead of compared: read the difference before you keep it. */
const writing = process.env.GOLDEN === "write";

/** Rows of faults.md that a file stands for. */
const rows: Readonly<Record<string, string>> = {
  "syntax-error": "C01",
  "unknown-key": "C02",
  "duplicate-key": "C03",
  "duplicate-rule": "C03",
  "not-a-finite-number": "C08",
  "missing-variable": "C09",
  "secret-in-the-file": "C10",
  "invalid-pattern": "C11",
  "seven-unrelated-mistakes": "C13",
  "unknown-reference": "C14",
  "forgets-duplicates-too-early": "R11",
};

/** A file that begins with `# without: NAME` is read in an environment without it; one with `# with: NAME=value` in one that has it. */
function environmentFor(text: string): (name: string) => string | undefined {
  const [, without] = /^# without: (\w+)/.exec(text) ?? [];
  const [, added, value] = /^# with: (\w+)=(.*)$/m.exec(text) ?? [];
  return (name) => (name === without ? undefined : name === added ? value : environment[name]);
}

function read(file: string): string {
  return readFileSync(new URL(file, folder), "utf8");
}

test.each(names.map((name) => [name.replaceAll("-", " "), name] as const))("%s", (_, name) => {
  const text = read(`${name}.yaml`);
  const lines = complaints(text, { variable: environmentFor(text), now: Date.UTC(2026, 10, 1) as Instant });
  const said = `${lines.join("\n")}\n`;
  if (writing) writeFileSync(new URL(`${name}.txt`, folder), said);
  expect(said).toBe(read(`${name}.txt`));
  for (const line of lines) expect(line).toMatch(/^[^:]+:\d+:\d+: (error|warning) [EW]_[A-Z_]+ \S+: .+$/);
});

test("every row has its file", () => {
  expect(names).toEqual(expect.arrayContaining(Object.keys(rows)));
});

// C13
test("seven mistakes are seven lines, in the order of the file", () => {
  const lines = complaints(read("seven-unrelated-mistakes.yaml")).map((line) => Number(line.split(":")[1]));
  expect(lines).toHaveLength(7);
  expect(lines).toEqual(lines.toSorted((left, right) => left - right));
});

// C09, C10
test("neither a line nor its frame holds a secret, from the environment, from a file or inline", () => {
  const secrets = [...Object.values(environment), ...Object.values(files), "whsec_M", "xoxb-", "hunter2"].map((secret) => secret.trim());
  for (const name of names) {
    const result = loadText(read(`${name}.yaml`));
    const shown = JSON.stringify(result.kind === "refused" ? result.diagnostics : [result.warnings, result.effective]);
    for (const secret of secrets.filter(({ length }) => length > 0)) expect(shown).not.toContain(secret);
  }
});
