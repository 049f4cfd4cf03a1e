/** A recorded conversation as an entry of `tests:` in rules.yaml (docs/rule-tests.md). Pure. */

import type { ConversationDetail, Turn } from "../api.ts";

export function ruleTestOf({ turns, findings, started_at }: Pick<ConversationDetail, "turns" | "findings" | "started_at">): string {
  const start = new Date(turns[0]?.at ?? started_at).getTime();
  const chat = turns
    .filter(({ role, text }) => role !== null && text !== null && text !== "")
    .map((turn) => `      - ${quoted(lineOf(turn, start))}`);
  const expected = findings.map(({ rule, times }) => `      - { rule: ${quoted(rule)}, times: ${times} }`);
  return [
    "tests:",
    `  - name: ${quoted(`conversation of ${started_at.slice(0, 16).replace("T", " ")}`)}`,
    ...(chat.length === 0 ? [] : ["    chat:", ...chat]),
    ...(expected.length === 0 ? [] : ["    expect:", ...expected]),
    "",
  ].join("\n");
}

function lineOf({ at, role, text }: Turn, start: number): string {
  const after = Math.max(0, Math.round((new Date(at).getTime() - start) / 1_000));
  const speaker = role ?? "other";
  return `+${after}s ${speaker}: ${(text ?? "").replace(/\s+/g, " ").trim()}`;
}

/** A string of JSON is a string of YAML. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
