/** Explanations as JSON with fixed keys, and as text for people. */

import { linkIn } from "../../core/delivery.ts";
import { viewOf } from "../../core/event.ts";
import type { JsonObject } from "../../core/json.ts";
import { type HeldBack, heldBackView } from "../../core/rule.ts";
import type { DeliveryRow } from "../../core/store.ts";
import { toIso } from "../../core/time.ts";
import type { Explained, ExplainedStop } from "../../rules/trials/explain.ts";
import type { EventAccount } from "./records.ts";

/** `{event, version, rules: [{rule, held, …}], problem}` */
export function accountJson({ detail, rules, deliveries, problem }: EventAccount): JsonObject {
  const { id, type, source, agent, session, receivedAt, status, event, trace, quarantine } = detail;
  return {
    event: {
      ...(event === undefined ? { id, type, source, agent, session: session ?? null } : viewOf(event)),
      received_at: toIso(receivedAt),
      status,
      quarantine: quarantine === undefined ? null : { ...quarantine },
    },
    version: trace?.version ?? null,
    ...(trace?.conversation === undefined ? {} : { conversation: trace.conversation }),
    ...(trace?.rejoined === undefined ? {} : { rejoined: trace.rejoined }),
    ...(trace?.cut === undefined ? {} : { cut: trace.cut }),
    ...(trace?.unheard === undefined ? {} : { unheard: trace.unheard }),
    rules: rules.map((rule) => ruleJson(rule, deliveries)),
    problem: problem ?? null,
  };
}

export function ruleJson(rule: Explained, deliveries: readonly DeliveryRow[]): JsonObject {
  const { rule: name, held } = rule;
  if (held === "untold") return { rule: name, held };
  if (held === "error") return { rule: name, held, error: rule.error };
  if (!held) return { rule: name, held, stopped: rule.stopped.map((stop) => ({ ...stop })), derived: rule.derived, unasked: rule.unasked };
  const because = rule.because.map(({ condition, text }) => ({ condition, text }));
  return {
    rule: name,
    held,
    because,
    facts: rule.facts,
    sent: rule.sent,
    held_back: rule.back === undefined ? null : heldBackView(rule.back),
    ...(rule.folded === undefined ? {} : { folded: { ...rule.folded } }),
    ...(rule.counted === undefined ? {} : { counted: rule.counted }),
    ...(rule.unsubscribed === undefined ? {} : { unsubscribed: rule.unsubscribed }),
    ...(rule.awaiting === undefined ? {} : { awaiting: rule.awaiting }),
    ...(rule.skipped === undefined ? {} : { skipped: rule.skipped }),
    deliveries: deliveriesOf(name, deliveries).map(({ id, to, state, reason, reference }) => ({
      id,
      to,
      state,
      reason: reason ?? null,
      link: linkIn(reference) ?? null,
    })),
  };
}

function deliveriesOf(rule: string, deliveries: readonly DeliveryRow[]): readonly DeliveryRow[] {
  return deliveries.filter((each) => each.rule === rule);
}

/** The time, the type, and the words. */
export function eventLine({ detail }: EventAccount): string {
  const { id, type, receivedAt, event, trace } = detail;
  const said = event?.kind === "chat" ? ` ${event.role}: ${JSON.stringify(shortened(event.message))}` : "";
  const of = trace?.conversation === undefined ? "" : ` (conversation ${trace.conversation})`;
  const after = trace?.rejoined === undefined ? "" : ` (goes on from session ${trace.rejoined})`;
  const cut = trace?.cut === undefined ? "" : " (a text was cut for looking: settings.longest_text)";
  const unheard = trace?.unheard === undefined ? "" : ` (not heard: the detectors have no pack for ${trace.unheard}, docs/detection.md)`;
  return `${toIso(receivedAt)}  ${id}  ${type}${said}${of}${after}${cut}${unheard}`;
}

/** `held`, `held, but …`, `did not hold: …` */
export function ruleText(rule: Explained, deliveries: readonly DeliveryRow[]): string {
  switch (rule.held) {
    case true:
      return heldText(rule, deliveries);
    case false:
      return `did not hold: ${stopsText(rule.stopped)}${unaskedText(rule)}`;
    case "error":
      return `failed: ${rule.error}`;
    case "untold":
      return "was asked, but so many were that its answer was not kept";
    default:
      return rule satisfies never;
  }
}

function heldText(rule: Extract<Explained, { held: true }>, deliveries: readonly DeliveryRow[]): string {
  const reasons = rule.because.map(({ text }) => text).join("; ");
  const back = rule.back;
  const held = `held${reasons === "" ? "" : `: ${reasons}`}`;
  if (back !== undefined) return `${held}, and sent nothing: ${heldBackText(back)}`;
  const sent = deliveriesOf(rule.rule, deliveries).map(sentText);
  const counted = [
    ...(rule.counted ?? []).map((to) => `${to} (counted: it had enough messages)`),
    ...(rule.awaiting ?? []).map((to) => `${to} (waits until it is known who the visitor is)`),
    ...(rule.skipped ?? []).map((to) => `${to} (left out: nobody said who the visitor is)`),
  ];
  const others = rule.folded === undefined ? "" : `, for ${rule.folded.count} others as well`;
  const gone = rule.unsubscribed === undefined ? "" : `; ${rule.unsubscribed} unsubscribed`;
  return `${held}${sent.length + counted.length === 0 ? "" : ` → ${[...sent, ...counted].join(", ")}`}${others}${gone}`;
}

function sentText({ to, state, reason, reference }: DeliveryRow): string {
  const more = reason ?? linkIn(reference);
  return `${to} ${state}${more ? ` (${more})` : ""}`;
}

const words: Readonly<Record<HeldBack["by"], string>> = {
  throttle: "throttle",
  shadow: "shadow",
  late: "it came late",
  mute: "muted",
  hours: "outside of its hours",
  "fan-out": "its destinations had enough messages",
  "event-limit": "the event had made messages enough (settings.messages_per_event)",
  "after-call": "it came after the call, and one message was enough",
  removed: "the rule was removed before its hours began",
  claimed: "somebody had claimed it by then",
  resolved: "it was resolved by then",
};

function heldBackText(back: HeldBack): string {
  const until = "until" in back && back.until !== undefined ? ` until ${toIso(back.until)}` : "";
  return `${words[back.by]}${back.by === "mute" ? ` by ${back.who}` : ""}${until}`;
}

/** What a rule looks at decides before anything else in it. */
function stopsText(stopped: readonly ExplainedStop[]): string {
  const first = stopped.find(({ at }) => at === "on" || at === "mode");
  return (first === undefined ? stopped : [first]).map(stopText).join("; ");
}

/** Not interesting where the rule looks at other events. */
function unaskedText({ stopped, unasked }: Extract<Explained, { held: false }>): string {
  const isElsewhere = stopped.some(({ at }) => at === "on" || at === "mode");
  return unasked.length === 0 || isElsewhere ? "" : `; not asked: ${unasked.join(", ")}`;
}

function stopText({ at, saw, wants }: ExplainedStop): string {
  if (at === "mode") return "it is off";
  const wanted = wants === undefined ? "" : `, wants ${shortened(JSON.stringify(wants))}`;
  return `${at} saw ${saw === null ? "nothing" : shortened(JSON.stringify(saw))}${wanted}`;
}

const longest = 100;

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
