/** Results of rule tests in JUnit's format (github.com/testmoapp/junitxml), for CI. */

import type { Rehearsed } from "../../rules/trials/rehearse.ts";
import { toWellFormed } from "../../text/cut.ts";

export function junitOf(file: string, results: readonly Rehearsed[]): string {
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  const counts = `tests="${results.length}" failures="${failed}" errors="0"`;
  const cases = results.map((result) => caseOf(file, result));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapedXml(file)}" ${counts}>`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseOf(file: string, { test: { name, line }, failures }: Rehearsed): string {
  const head = `    <testcase name="${escapedXml(name)}" classname="${escapedXml(file)}" file="${escapedXml(file)}" line="${line}"`;
  if (failures.length === 0) return `${head}/>`;
  const message = failures.map(({ expected }) => `expected ${expected}`).join("; ");
  const changes = failures.flatMap(({ expected, got }) => [`- ${expected}`, ...got.map((each) => `+ ${each}`)]).join("\n");
  return `${head}>\n      <failure message="${escapedXml(message)}">${escapedXml(changes)}</failure>\n    </testcase>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Characters that XML 1.0 does not allow, beside halves of a pair. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escapedXml(text: string): string {
  const legal = toWellFormed(text).replace(illegal, "\ufffd");
  return legal.replace(/[&<>"]/g, (letter) => entities[letter] ?? letter);
}
