/** A rule test as text for `tests:`. */

import type { Json } from "../../core/json.ts";
import { formatDuration } from "../../core/time.ts";
import type { RuleTest, TestStep } from "../../rules/language/rule-tests.ts";
import { escapedLine } from "../kit/lines.ts";

/** In the form that people write: one line each, and JSON, which is YAML, for what is no line of a conversation. */
export function yamlOf({ name, at, agent, steps, expect, never }: RuleTest): string {
  const isTied = steps.some(
    (step, index) => index > 0 && step.after === steps[index - 1]?.after && isChat(step) !== isChat(steps[index - 1]),
  );
  const said = isTied ? [] : steps.filter(isChat); // lines would come before the other events of their second
  const others = isTied ? steps : steps.filter((step) => !isChat(step));
  return [
    `  - name: ${asYaml(name)}`,
    `    at: ${asYaml(at ?? null)}`,
    `    agent: ${asYaml(agent)}`,
    ...listed("chat", said.map(chatLine)),
    ...listed("events", others.map(eventEntry)),
    ...listed("expect", expect as unknown as readonly Json[]), // names, texts, bodies and counts
    ...(never.length === 0 ? [] : [`    never: ${asYaml(never.map(({ rule }) => rule))}`]),
    "",
  ].join("\n");
}

function listed(key: string, entries: readonly Json[]): readonly string[] {
  return entries.length === 0 ? [] : [`    ${key}:`, ...entries.map((entry) => `      - ${asYaml(entry)}`)];
}

/** Whether one line contains all of it. */
function isChat(step: TestStep | undefined): boolean {
  return step?.type === "chat.push" && step.agent === undefined && Object.keys(step.data).sort().join() === "message,role";
}

function chatLine({ after, data }: TestStep): string {
  return `+${offset(after)} ${String(data.role)}: ${String(data.message)}`;
}

function eventEntry({ after, type, data, agent }: TestStep): Json {
  return { after: offset(after), type, data, ...(agent === undefined ? {} : { agent }) };
}

function offset(after: number): string {
  return after === 0 ? "0s" : formatDuration(after);
}

/** JSON with escapes for everything that controls a terminal. */
function asYaml(value: Json): string {
  return escapedLine(JSON.stringify(value));
}
