/** What a rule made of an event, in words. */

import type { HeldBack, RuleTrace, TurnFinding } from "../api.ts";
import type { Clock } from "../design/moment.tsx";
import type { MessageKey, Text } from "../messages/index.tsx";

const backKeys: Readonly<Record<string, MessageKey>> = {
  throttle: "back.throttle",
  shadow: "back.shadow",
  late: "back.late",
  mute: "back.mute",
  hours: "back.hours",
  "fan-out": "back.fan_out",
  "after-call": "back.after_call",
  "event-limit": "back.event_limit",
  removed: "back.removed",
  claimed: "back.claimed",
  resolved: "back.resolved",
};

export function ruleWords(trace: RuleTrace, text: Text, clock: Clock): string {
  const { held, error = "", stopped = [], because = [], held_back: back } = trace;
  if (held === "error") return text("trace.failed", { error });
  if (held === "untold") return text("trace.untold");
  if (held === false) return text("trace.not", { why: stopped.map(stoppedWords(text)).join(", ") });
  const reasons = because.map(({ text: words }) => words).join(" · ");
  return [reasons, back == null ? sentWords(trace, text) : backWords(back, text, clock)].filter((part) => part !== "").join(" — ");
}

function stoppedWords(text: Text) {
  return ({ at, saw }: { readonly at: string; readonly saw: unknown }) =>
    saw === null || saw === undefined ? at : text("trace.saw", { at, saw: seen(saw) });
}

/** A value as a rule saw it, with numbers that a person can read. */
function seen(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === "number" ? Math.round(part * 100) / 100 : part));
}

/** What came of a rule that held. */
export function findingWords(finding: TurnFinding, text: Text, clock: Clock): string {
  if (finding.held_back !== null) return backWords(finding.held_back, text, clock);
  return finding.sent === 0 && finding.incident !== null ? text("trace.added") : sentWords(finding, text);
}

type Sent = Pick<RuleTrace, "sent" | "awaiting" | "skipped">;

/** What waits for a name or was left out is not sent. */
function sentWords({ sent = 0, awaiting = [], skipped = [] }: Sent, text: Text): string {
  const isSaid = sent > 0 || awaiting.length + skipped.length === 0;
  return [
    ...(isSaid ? [text.count("trace.sent", sent)] : []),
    ...awaiting.map((to) => text("trace.awaiting", { to })),
    ...skipped.map((to) => text("trace.skipped", { to })),
  ].join(" · ");
}

function backWords({ by, until }: HeldBack, text: Text, clock: Clock): string {
  const key = backKeys[by];
  const words = key === undefined ? text("back.other", { by }) : text(key);
  return until === undefined ? words : `${words} ${text("back.until", { until: clock.short(until) })}`;
}
