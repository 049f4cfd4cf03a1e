/** A compiled rule, and the records of an evaluation. */

import type { Node, Reason } from "./condition.ts";
import type { Message } from "./delivery.ts";
import type { Rendered, View } from "./destination.ts";
import type { Event, EventId } from "./event.ts";
import type { Incident, IncidentId, Unless } from "./incident.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Severity } from "./severity.ts";
import { type Duration, type Instant, toIso } from "./time.ts";
import type { Timer } from "./timer.ts";
import type { TurnReading } from "./turn-reading.ts";

/** One entry of a rule's `then:`. */
export interface Action {
  /** The destination's name. */
  readonly to: string;
  /** Distinguishes the rule's actions in delivery ids. It stays the same when an action is added behind it. */
  readonly key: string;
  /** The message is sent this much later. */
  readonly after?: Duration;
  /** Set for a step of an incident. The step is skipped where the incident has one of these states by then. */
  readonly unless?: readonly Unless[];
  /** The avatar says it, at once or not at all. */
  readonly isSpeech?: true;
  /** The destination keeps records, which have to be complete. */
  readonly isRecord?: true;
  render(view: View): readonly Rendered[];
  /** Renders the count of the suppressed messages, for people; undefined at a destination that machines read. */
  readonly renderRest: ((view: View) => readonly Rendered[]) | undefined;
}

export interface Throttle {
  readonly every: Duration;
  /** Paths from the event, e.g. `["agent"]`; the session where it is empty. */
  readonly per: readonly (readonly string[])[];
}

/** The hours in which a rule may disturb people. */
export interface Active {
  isOpen(at: Instant): boolean;
  /** The first moment at or after `at` at which the hours are open. */
  opensAt(at: Instant): Instant;
  /** What happens to a message outside the hours: it waits, it is dropped, or it goes elsewhere. */
  readonly outside: "hold" | "drop" | readonly Action[];
}

/** A planned silence, and when it ends. */
export interface PlannedMute {
  readonly calendar: string;
  readonly until: Instant;
}

/** At most `count` messages of a rule to one destination in each `per`. The rest is sent as one number. */
export interface FanOut {
  readonly count: number;
  readonly per: Duration;
}

export interface Rule {
  /** `id:` in rules.yaml, else the name: the key of its memories and its deliveries. */
  readonly id: string;
  readonly name: string;
  /** Changes with `when:`. An edited rule starts with a fresh memory; the other rules keep theirs. */
  readonly fingerprint: string;
  readonly mode: "live" | "shadow" | "off";
  /** Normalised event types; `"*"` is every event from outside. */
  readonly on: readonly string[];
  readonly severity: Severity;
  /** A finding about an emergency is critical; other findings keep the rule's severity. */
  readonly raises: boolean;
  /** The rule, adjusted for an emergency. */
  readonly isEmergency?: true;
  readonly node: Node;
  readonly actions: readonly Action[];
  /** Whether its findings open incidents: its messages can be claimed, or it has a step that depends on that. */
  readonly hasIncidents: boolean;
  /** Whether it needs the identity of the visitor: its messages are about the visitor or name them, or it looks for the identity. */
  readonly needsIdentity: boolean;
  /** Finds the visitor's identity in a message, where the rule looks for it. */
  readonly identify: ((message: string) => JsonObject) | undefined;
  readonly throttle: Throttle | undefined;
  /** Undefined: always active. Urgent rules ignore it. */
  readonly active: Active | undefined;
  /** The planned silence in which an event of this agent falls; undefined where the rule may send. */
  readonly plannedMute?: ((agent: string, at: Instant) => PlannedMute | undefined) | undefined;
  readonly fanOut: FanOut | undefined;
  /** Paths from the event that form the groups for people; the session where it is empty. */
  readonly groupBy: readonly (readonly string[])[];
  /** Whether something is sent for an event that came late. */
  readonly late: "send" | "drop";
}

/** The rule, adjusted for an emergency: critical, without a wait, and with an incident of its own. */
export function inEmergency(rule: Rule): Rule {
  return { ...rule, severity: "critical", isEmergency: true };
}

/** A rule that held for an event. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly because: readonly Reason[];
  readonly facts: JsonObject;
}

/** Why a rule that held sent nothing. */
export type HeldBack =
  | { readonly by: "throttle"; readonly until: Instant }
  | { readonly by: "shadow" | "late" }
  /** The event came after the call. The rule has sent something for the conversation already, or has nothing to send after its end. */
  | { readonly by: "after-call" }
  /** Muted; until somebody unmutes the rule where `until` is undefined. */
  | { readonly by: "mute"; readonly until?: Instant; readonly who: string }
  /** Outside the hours: it waits until then, or is dropped where `until` is undefined. */
  | { readonly by: "hours"; readonly until?: Instant }
  /** The event has reached its limit of messages. */
  | { readonly by: "event-limit" }
  /** Every destination has got its most messages. */
  | { readonly by: "fan-out"; readonly until: Instant }
  /** The rule was removed or switched off while the message waited. */
  | { readonly by: "removed" }
  /** The step was not needed any more. */
  | { readonly by: "claimed" | "resolved" };

/** Events that one message stands for in addition to its own. */
export interface Folded {
  readonly count: number;
  /** The first of them. */
  readonly events: readonly string[];
}

/** As JSON, for people. */
export function heldBackView(back: HeldBack): { readonly by: HeldBack["by"]; readonly until?: string; readonly who?: string } {
  const until = "until" in back && back.until !== undefined ? { until: toIso(back.until) } : {};
  return { by: back.by, ...until, ...(back.by === "mute" ? { who: back.who } : {}) };
}

/**
 * What one rule did with one event. A rule that its `on:`, `role:`, `agent:` or words exclude leaves no trace, because the event alone
 * shows that.
 */
export type RuleTrace =
  | {
      readonly rule: string;
      readonly held: true;
      readonly because: readonly Reason[];
      readonly facts: JsonObject;
      readonly back?: HeldBack;
      /** The incident that the finding opened or was added to. */
      readonly incident?: IncidentId;
      readonly sent: number;
      readonly folded?: Folded;
      /** Destinations that have reached their limit: this finding is only counted there. */
      readonly counted?: readonly string[];
      /** Recipients who have unsubscribed from it. */
      readonly unsubscribed?: number;
      /** Destinations whose message waits for the visitor's identity. */
      readonly awaiting?: readonly string[];
      /** When each of these messages is left out. */
      readonly awaitingUntil?: readonly Instant[];
      /** Destinations that got nothing, because the visitor's identity did not become known. */
      readonly skipped?: readonly string[];
    }
  | { readonly rule: string; readonly held: false; readonly stopped: readonly Stop[] }
  | { readonly rule: string; readonly held: "error"; readonly error: string };

/** Whether a trace contains more than the version of the rules. */
export function isWorthKeeping({ rules, conversation, rejoined, overtaken, cut, unheard }: Trace): boolean {
  return [conversation, rejoined, overtaken, cut, unheard].some((part) => part !== undefined) || rules.length > 0;
}

/** A message that waits for the visitor's identity, or was left out without it. */
export interface Unsaid {
  readonly rule: string;
  readonly to: string;
  /** When the wait ends; undefined where the message was left out at once. */
  readonly until: Instant | undefined;
}

/** The messages of an event that were not sent for want of the visitor's identity. */
export function unsaidIn(trace: Trace | undefined): readonly Unsaid[] {
  return (trace?.rules ?? []).flatMap((each): readonly Unsaid[] => {
    if (each.held !== true) return [];
    const { rule, awaiting = [], awaitingUntil = [], skipped = [] } = each;
    return [
      ...awaiting.map((to, index) => ({ rule, to, until: awaitingUntil[index] })),
      ...skipped.map((to) => ({ rule, to, until: undefined })),
    ];
  });
}

/** Destinations that got nothing for want of the visitor's identity, one entry for each message. */
export function skippedIn({ rules }: Trace): readonly string[] {
  return rules.flatMap((rule) => (rule.held === true ? (rule.skipped ?? []) : []));
}

/** Limits for one event. */
export interface Bounds {
  /** UTF-16 units of each text that rules and templates read. The stored text stays whole. */
  readonly text: number;
  /** Messages of one event. After that no further rule sends anything for it. */
  readonly messages: number;
}

export const defaultBounds: Bounds = { text: 32_768, messages: 500 };

/** What the limits for one event cut. */
export interface Limited {
  readonly cut: number;
  /** The visitor's language, where it has no pack. */
  readonly unheard: string | undefined;
  readonly left: number;
}

export function limitedIn(trace: Trace | undefined): Limited {
  return { cut: trace?.cut ?? 0, left: trace?.left ?? 0, unheard: trace?.unheard };
}

/** A condition that did not hold, and the value it saw. */
export interface Stop {
  readonly at: string;
  readonly saw: Json;
}

export interface Trace {
  /** The version of the rules that decided. */
  readonly version: string;
  /** The conversation that the event belongs to, where its session may have several. */
  readonly conversation?: string;
  /** The session that this one goes on with. */
  readonly rejoined?: string;
  /** An end that is no longer true: the conversation continued before its turn, or had ended already. No rule was evaluated. */
  readonly overtaken?: true;
  readonly rules: readonly RuleTrace[];
  /** Rules whose trace was left out to keep the trace small. */
  readonly more?: number;
  /** Texts of the event that were cut for the rules. */
  readonly cut?: number;
  /** The visitor's language, where the detectors have no pack for it. */
  readonly unheard?: string;
  /** Rules that held and sent nothing, because the event had reached its limit of messages. */
  readonly left?: number;
}

/** What evaluating one event decided. Everything in it is written in one transaction with "evaluated". */
export interface Evaluation {
  readonly event: EventId;
  readonly late: boolean;
  readonly trace: Trace;
  readonly findings: readonly Finding[];
  readonly messages: readonly Message[];
  /** The conversation of the event and the detectors' readings, for the pages that show conversations. */
  readonly conversation?: string;
  readonly reading?: TurnReading;
}

/** A memory to write, or to forget where `value` is undefined. */
export interface MemoryChange {
  readonly value: Json | undefined;
  /** When the store may delete it. */
  readonly expiresAt: Instant;
}

/** What evaluating a batch decided. */
export interface Decision {
  readonly evaluations: readonly Evaluation[];
  readonly memories: ReadonlyMap<string, MemoryChange>;
  readonly timers: readonly Timer[];
  /** Events that the relay itself makes, e.g. `session.end` after a silence. */
  readonly events: readonly Event[];
  /** New and changed incidents, for searching. Their memories are what counts. */
  readonly incidents: readonly Incident[];
}

/** A batch of events: the memories that it needs, and then the pure decision. */
export interface Plan {
  readonly keys: readonly string[];
  /** Memories that are only read, e.g. those that all sessions share. They cause no lock. */
  readonly glance?: readonly string[];
  decide(memories: ReadonlyMap<string, Json>): Decision;
}

/** All memories that a plan reads. */
export function readsOf({ keys, glance }: Plan): readonly string[] {
  return glance === undefined ? keys : [...keys, ...glance];
}

/** The engine, as the store calls it. Pure and synchronous. */
export type Planner = (events: readonly Event[]) => Plan;
