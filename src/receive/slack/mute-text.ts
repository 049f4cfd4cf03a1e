/** The channel's text about a mute: who, which rule, until when. */

import type { Severity } from "../../core/severity.ts";
import type { Instant } from "../../core/time.ts";
import { oneLine } from "./answers.ts";
import type { NamedRule } from "./knowledge.ts";
import { momentOf } from "./moment.ts";

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

export function muteText({ action, by, rule: id, until }: Muting, rules: readonly NamedRule[], timezone: string): string {
  const rule = rules.find((each) => each.id === id);
  const name = rule?.name ?? id ?? "";
  if (action === "unmute") return oneLine(`${by.name} lets ${name} speak again.`);
  const end = until === undefined ? "" : ` until ${momentOf(until, timezone)}`;
  return oneLine(`${by.name} has muted ${name}${end}.${warningOf(rule?.severity)}`);
}

function warningOf(severity: Severity | undefined): string {
  return severity === "critical" ? " It is a critical rule: the page and /readyz list it until it speaks again." : "";
}
