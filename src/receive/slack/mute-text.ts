/** What a channel reads of a mute: who, which rule, until when. */

import type { Severity } from "../../core/rule.ts";
import { type Instant, toIso } from "../../core/time.ts";
import { line } from "./answers.ts";
import type { NamedRule } from "./knowledge.ts";

export interface Muting {
  readonly action: string;
  readonly by: { readonly name: string };
  /** The rule's id. */
  readonly rule?: string | undefined;
  readonly until?: Instant | undefined;
}

export function isMuting({ action }: Pick<Muting, "action">): boolean {
  return action === "mute" || action === "unmute";
}

export function muteText({ action, by, rule: id, until }: Muting, rules: readonly NamedRule[]): string {
  const rule = rules.find((each) => each.id === id);
  const name = rule?.name ?? id ?? "";
  if (action === "unmute") return line(`${by.name} lets ${name} speak again.`);
  const end = until === undefined ? "" : ` until ${momentOf(until)}`;
  return line(`${by.name} has muted ${name}${end}.${warningOf(rule?.severity)}`);
}

/** E.g. `2026-03-02 09:00 UTC`. */
export function momentOf(at: Instant): string {
  return `${toIso(at).slice(0, 16).replace("T", " ")} UTC`;
}

function warningOf(severity: Severity | undefined): string {
  return severity === "critical" ? " It is a critical rule: the page and /readyz list it until it speaks again." : "";
}
