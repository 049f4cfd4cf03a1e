/** What people said of alerts: with the buttons below them, and in a file. */

import { exitCodes } from "../../app/ending.ts";
import type { Click } from "../../core/event.ts";
import { isJsonObject, type Json, parsedJson } from "../../core/json.ts";
import type { Records } from "../../core/store.ts";
import type { Instant } from "../../core/time.ts";
import type { Label } from "../../rules/trials/tune/labels.ts";
import { type Refused, refused } from "../command.ts";
import { harmless } from "../kit/lines.ts";
import { readText } from "../kit/load-file.ts";

const always = { from: 0 as Instant, to: Number.MAX_SAFE_INTEGER as Instant }; // before and after every instant

/** Presses of Useful and Noise. Each is about all that its incident had found until then. */
export async function clickedLabels(clicks: readonly Click[], records: Pick<Records, "incident">): Promise<readonly Label[]> {
  const labels: Label[] = [];
  for (const { action: label, incident: id, receivedAt: to } of clicks) {
    if ((label !== "useful" && label !== "noise") || id === undefined) continue;
    const incident = await records.incident(id);
    if (incident === undefined) continue;
    const { rule, session, agent, openedAt: from } = incident;
    labels.push(session === null ? { rule, label, agent, from, to } : { rule, label, session, from, to });
  }
  return labels;
}

/** Lines of `{"rule", "label": "useful" | "noise", "session" or "event"}`; every mistake is reported at once. */
export function readLabels(
  file: string,
  rules: ReadonlySet<string>,
): { readonly kind: "labels"; readonly labels: readonly Label[] } | Refused {
  const text = readText(file);
  if (text === undefined) return refused(exitCodes.mistakes, `${file}: cannot be read: is the path right?`);
  const labels: Label[] = [];
  const mistakes: string[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const label = labelOf(line, rules);
    if (typeof label === "string") mistakes.push(`${file}:${index + 1}: ${label}`);
    else labels.push(label);
  }
  return mistakes.length > 0 ? refused(exitCodes.mistakes, mistakes.join("\n")) : { kind: "labels", labels };
}

/** The label, or what is wrong with the line. */
function labelOf(line: string, rules: ReadonlySet<string>): Label | string {
  const value = parsedJson(line);
  if (!isJsonObject(value)) return `expected a JSON object like {"rule":"…","session":"…","label":"noise"}`;
  const { rule, label, session, event } = value;
  if (typeof rule !== "string" || !rules.has(rule)) return `"rule" names no rule of the file: found ${shownLabel(rule)}`;
  if (label !== "useful" && label !== "noise") return `"label" is useful or noise: found ${shownLabel(label)}`;
  if (typeof event === "string") return { rule, label, event, ...always };
  if (typeof session === "string") return { rule, label, session, ...always };
  return `"session" or "event" says which alert is meant: found neither`;
}

function shownLabel(value: Json | undefined): string {
  return harmless(JSON.stringify(value) ?? "nothing").slice(0, 60);
}
