/** A rule, ready to be evaluated, and what an evaluation leaves behind. */

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
  /** Tells the rule's actions apart in delivery ids; it does not change when another action is added behind it. */
  readonly key: string;
  /** The message is sent this much later. */
  readonly after?: Duration;
  /** It is a step of an incident, and spared where by then the incident is one of these. */
  readonly unless?: readonly Unless[];
  /** The visitor hears it, at once or not at all. */
  readonly isSpeech?: true;
  /** The destination keeps records, which are to be complete. */
  readonly isRecord?: true;
  render(view: View): readonly Rendered[];
  /** Says how many others there were, where people read it; undefined at a destination that people do not read. */
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
  /** The first moment, not before `at`, at which they are open. */
  opensAt(at: Instant): Instant;
  /** What becomes of a message outside of them: it waits, it is dropped, or it goes elsewhere. */
  readonly outside: "hold" | "drop" | readonly Action[];
}

/** At most `count` messages of a rule for one destination in each `per`; the rest is told as one number. */
export interface FanOut {
  readonly count: number;
  readonly per: Duration;
}

export interface Rule {
  /** `id:` in rules.yaml, else the name: what its memory and its deliveries are keyed by. */
  readonly id: string;
  readonly name: string;
  /** Changes when `when:` changes, so that an edited rule starts with a fresh memory and the others keep theirs. */
  readonly fingerprint: string;
  readonly mode: "live" | "shadow" | "off";
  /** Normalised event types; `"*"` is every event from outside. */
  readonly on: readonly string[];
  readonly severity: Severity;
  /** A finding of an emergency is critical, whatever the others are. */
  readonly raises: boolean;
  /** It is the rule as it speaks for an emergency. */
  readonly isEmergency?: true;
  readonly node: Node;
  readonly actions: readonly Action[];
  /** Whether its findings open incidents: it tells people who can claim them, or has a step that waits for that. */
  readonly hasIncidents: boolean;
  /** Whether it has to know who the visitor is: its messages are about them or name them, or it finds out. */
  readonly needsIdentity: boolean;
  /** What the visitor's own words tell of them, where the rule looks for that. */
  readonly identify: ((message: string) => JsonObject) | undefined;
  readonly throttle: Throttle | undefined;
  /** Undefined: always. Urgent rules take no notice of it. */
  readonly active: Active | undefined;
  readonly fanOut: FanOut | undefined;
  /** Paths from the event: what belongs together for people. The session where it is empty. */
  readonly groupBy: readonly (readonly string[])[];
  /** Whether something is sent for an event that came late. */
  readonly late: "send" | "drop";
}

/** The rule as it speaks for an emergency: critical, at once, and under an incident of its own. */
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
  /** It came after the call, and the rule has sent something for the conversation or has nothing to do for what is over. */
  | { readonly by: "after-call" }
  /** Until somebody unmutes it where `until` is undefined. */
  | { readonly by: "mute"; readonly until?: Instant; readonly who: string }
  /** It waits until then; dropped where `until` is undefined. */
  | { readonly by: "hours"; readonly until?: Instant }
  /** The event had made messages enough. */
  | { readonly by: "event-limit" }
  /** Of each of its destinations as many as are allowed were told. */
  | { readonly by: "fan-out"; readonly until: Instant }
  /** It waited, and meanwhile the rule was removed or switched off. */
  | { readonly by: "removed" }
  /** A step that was not needed any more. */
  | { readonly by: "claimed" | "resolved" };

/** Events that one message stands for, beside its own. */
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

/** What one rule did with one event. A rule that its `on:`, `role:`, `agent:` or words excluded leaves no trace: that is seen from the event alone. */
export type RuleTrace =
  | {
      readonly rule: string;
      readonly held: true;
      readonly because: readonly Reason[];
      readonly facts: JsonObject;
      readonly back?: HeldBack;
      /** The incident that it opened, or was added to. */
      readonly incident?: IncidentId;
      readonly sent: number;
      readonly folded?: Folded;
      /** Destinations that had enough messages: this one is only counted there. */
      readonly counted?: readonly string[];
      /** Recipients who have said that they want nothing of it. */
      readonly unsubscribed?: number;
      /** Destinations whose message waits until it is known who the visitor is. */
      readonly awaiting?: readonly string[];
      /** When each of these is left out. */
      readonly awaitingUntil?: readonly Instant[];
      /** Destinations that got nothing, since nobody said who the visitor is. */
      readonly skipped?: readonly string[];
    }
  | { readonly rule: string; readonly held: false; readonly stopped: readonly Stop[] }
  | { readonly rule: string; readonly held: "error"; readonly error: string };

/** Whether a trace says more than the version of the rules. */
export function isWorthKeeping({ rules, conversation, rejoined, overtaken, cut, unheard }: Trace): boolean {
  return [conversation, rejoined, overtaken, cut, unheard].some((part) => part !== undefined) || rules.length > 0;
}

/** A message that waits until it is known who the visitor is, or was left out because nobody said it. */
export interface Unsaid {
  readonly rule: string;
  readonly to: string;
  /** Until when it waits; undefined where it was left out at once. */
  readonly until: Instant | undefined;
}

/** The messages of an event that went nowhere because of what was not known. */
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

/** Destinations that got nothing because of what was not known, one for each message. */
export function skippedIn({ rules }: Trace): readonly string[] {
  return rules.flatMap((rule) => (rule.held === true ? (rule.skipped ?? []) : []));
}

/** What one event may cost. */
export interface Bounds {
  /** UTF-16 units of each text that rules look at and templates render; what is stored stays whole. */
  readonly text: number;
  /** Messages of one event, after which no further rule speaks for it. */
  readonly messages: number;
}

export const defaultBounds: Bounds = { text: 32_768, messages: 500 };

/** What the limits for one event came to. */
export interface Limited {
  readonly cut: number;
  /** The language of a visitor for which there is no pack. */
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
  /** It is an end, and the conversation went on before its turn or had ended already: no rule was asked. */
  readonly overtaken?: true;
  readonly rules: readonly RuleTrace[];
  /** Rules whose trace was left out to keep this small. */
  readonly more?: number;
  /** Texts of the event that were too long to be looked at as a whole. */
  readonly cut?: number;
  /** The language of the visitor, where the detectors have no pack for it. */
  readonly unheard?: string;
  /** Rules that held and said nothing, since the event had made messages enough. */
  readonly left?: number;
}

/** What evaluating one event decided. Everything in it is written in one transaction with "evaluated". */
export interface Evaluation {
  readonly event: EventId;
  readonly late: boolean;
  readonly trace: Trace;
  readonly findings: readonly Finding[];
  readonly messages: readonly Message[];
  /** The conversation that the event belongs to, and what the detectors heard in it: kept beside the trace for who looks at the conversation. */
  readonly conversation?: string;
  readonly reading?: TurnReading;
}

/** A memory to write, or to forget where `value` is undefined. */
export interface MemoryChange {
  readonly value: Json | undefined;
  /** When the store may forget it by itself. */
  readonly expiresAt: Instant;
}

/** What evaluating a batch decided. */
export interface Decision {
  readonly evaluations: readonly Evaluation[];
  readonly memories: ReadonlyMap<string, MemoryChange>;
  readonly timers: readonly Timer[];
  /** Events that the relay makes itself, e.g. `session.end` after idling. */
  readonly events: readonly Event[];
  /** Incidents that are new or changed, so that people can search for them; what counts is in their memories. */
  readonly incidents: readonly Incident[];
}

/** A batch looked at once: which memories it needs, and then the pure decision. */
export interface Plan {
  readonly keys: readonly string[];
  /** Memories that are read and not changed, e.g. those that all sessions share: nobody waits for another because of them. */
  readonly glance?: readonly string[];
  decide(memories: ReadonlyMap<string, Json>): Decision;
}

/** All memories that a plan reads. */
export function readsOf({ keys, glance }: Plan): readonly string[] {
  return glance === undefined ? keys : [...keys, ...glance];
}

/** The engine, as the store sees it. Pure and synchronous. */
export type Planner = (events: readonly Event[]) => Plan;
