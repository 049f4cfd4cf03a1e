/** What a condition of rules.yaml is, and what it may see. State is an argument, never a field. */

import type { z } from "zod";
import type { Almanac } from "./clock/hours.ts";
import type { Event, Role } from "./event.ts";
import type { TrendQuestion } from "./insights/trend-question.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Duration, Instant } from "./time.ts";

/** The settings under `when:`, e.g. `{ role: "user", keywords: ["refund"] }`; every key is a condition's type. */
export type When = Readonly<Record<string, unknown>>;

/** One sentence of why a condition held, for a person to read. */
export interface Reason {
  readonly condition: string;
  readonly text: string;
}

/** `facts` become `finding.*` in templates; `urgent` raises the finding to critical; `saw` is the value that decided against. */
export type ConditionResult =
  | { readonly held: true; readonly because: readonly Reason[]; readonly facts?: JsonObject; readonly urgent?: true }
  | { readonly held: false; readonly saw: Json };

/** A result, and what to remember for the next one; `undefined` removes the memory. */
export interface Remembered {
  readonly result: ConditionResult;
  readonly memory: Json | undefined;
}

/** A word, phrase or pattern. The engine searches each message once for all terms of all rules. */
declare const term: unique symbol;
export type Term = number & { readonly [term]: true };

/** What a visitor may say that must reach people fast. */
export const concerns = ["urgent", "leaving", "legal", "data_request"] as const;

export type Concern = (typeof concerns)[number];

/** How likely it is that something was said, 0..1, and the words that show it. */
export interface Said {
  readonly score: number;
  readonly cues: readonly string[];
}

/** What the detectors (`detect/`) found in one turn of a visitor. Scores are 0..1; .5 is the balanced point, .8 is sure. */
export interface Reading {
  readonly frustration: { readonly message: number; readonly session: number; readonly cues: readonly string[] };
  /** Earlier messages of the same visitor and how likely each asked the same, newest first. */
  readonly repeats: readonly { readonly score: number; readonly at: Instant }[];
  /** Whether the visitor asks for a person instead of the avatar, and the words that say so. */
  readonly human: Said;
  /** Only the concerns that were found. */
  readonly concern: Readonly<Partial<Record<Concern, Said>>>;
  /** Whether the turn asks something: it is no greeting, no thanks and no answer of one word. */
  readonly asks: boolean;
  /** The visitor's language (ISO 639-1) by this message and the ones before; undefined where they do not show it. */
  readonly language: { readonly code: string; readonly score: number } | undefined;
  /** False where the visitor's language has no language pack: the detectors then find almost nothing. */
  readonly heard: boolean;
}

/** What the detectors found in one turn of the agent. */
export interface Answer {
  /** It says that it cannot answer, asks for other words, or says the same again. */
  readonly unanswered: Said;
}

/** A session, with the present event already counted. */
export interface SessionFacts {
  readonly id: string;
  /** Our own id of the conversation: a session of a kiosk has several. */
  readonly conversation: string;
  /** The session that this one continues: it began without a join, soon after the other fell silent. */
  readonly rejoined: string | undefined;
  readonly startedAt: Instant;
  readonly lastAt: Instant;
  readonly events: number;
  readonly messages: number;
  readonly userMessages: number;
  readonly agentMessages: number;
  readonly joins: number;
  readonly errors: number;
  readonly participants: number | undefined;
  /** Who spoke last. */
  readonly lastRole: "user" | "agent" | undefined;
  /** Turns of the agent that were no answer, plus one for an unanswered question at the end. */
  readonly unanswered: number;
  /** How frustrated the conversation is as it stands, 0..1. */
  readonly frustration: number;
  readonly room: string | undefined;
  readonly ended: boolean;
  /** 0..1; docs/rules.md has the formulas, which are the same for everyone. */
  readonly engagement: number;
  readonly quality: number;
}

/** Everything that a condition may look at. */
export interface Sight {
  readonly event: Event;
  readonly session: SessionFacts | undefined;
  /** Undefined where the event is not a visitor's message. */
  readonly reading: Reading | undefined;
  /** Undefined where the event is not a message of the agent. */
  readonly answer?: Answer | undefined;
  /** Whether the message contains the term. */
  found(term: Term): boolean;
  /** Set for an event whose wait ended without an answer: the key of that wait. */
  readonly overdue?: string;
  /** The visitor's identity, as far as it is known; for rules that name it. */
  readonly identity?: JsonObject;
}

/** What must be true before a condition can hold. Where it is not, the engine skips the rule at no cost. */
export interface ConditionGate {
  /** Normalised event types. */
  readonly types?: readonly string[];
  readonly role?: readonly Role[];
  readonly agent?: readonly string[];
  /** At least one of these is in the message. */
  readonly terms?: readonly Term[];
}

/** A compiled condition. `path` is its way under `when:`, where that is more than its type. */
export type Node =
  | { readonly kind: "all" | "any"; readonly children: readonly Node[] }
  | { readonly kind: "not"; readonly child: Node }
  | {
      readonly kind: "look";
      readonly type: string;
      readonly path?: string;
      readonly gate?: ConditionGate;
      judge(sight: Sight): ConditionResult;
    }
  | {
      readonly kind: "remember";
      readonly type: string;
      readonly path?: string;
      readonly gate?: ConditionGate;
      /** The relay watches these counts for it, and makes an event where they leave their usual range. */
      readonly watches?: TrendQuestion;
      /** How long a memory matters. The store deletes it afterwards. */
      readonly keepFor: Duration;
      /** A condition without memory whose result `judge` gets, e.g. the `of` of a rate. */
      readonly inner?: Node;
      /** Events of the same group share a memory. `undefined`: the event has no memory, and the condition does not hold. */
      group(event: Event): string | undefined;
      judge(sight: Sight, memory: Json | undefined, inner: ConditionResult | undefined): Remembered;
    }
  | {
      /** One event begins a wait, and another ends it. It holds for the first event when the second has not come in time. */
      readonly kind: "await";
      readonly type: string;
      readonly path?: string;
      readonly gate?: ConditionGate;
      readonly lasts: Duration;
      /** Types of events that may end the wait; `"*"` is any. Such an event ends it whatever the other conditions say. */
      readonly endedBy: readonly string[];
      readonly because: Reason;
      group(event: Event): string | undefined;
      begins(event: Event): boolean;
      ends(event: Event): boolean;
    };

/** The conditions that remember something from one event to the next. */
export type Keeping = Extract<Node, { kind: "remember" | "await" }>;
export type Await = Extract<Node, { kind: "await" }>;
/** The conditions that do not combine others. */
export type Leaf = Extract<Node, { type: string }>;

/** What `compile` may use. */
export interface Tools extends Almanac {
  /** Compiles nested settings, for combinators. */
  when(settings: When): Node;
  /** A word or phrase, matched on whole words of folded text. A `*` at its end matches every ending. */
  keyword(phrase: string): Term;
  /** An RE2 pattern that is known to compile. */
  pattern(source: string): Term;
}

/** Documentation and test at once: with these settings the first event matches and the second does not. */
export interface ConditionExample {
  readonly when: When;
  readonly matches: readonly Partial<ExampleEvent>[];
  readonly ignores: readonly Partial<ExampleEvent>[];
}

/**
 * An event of an example: an ordinary user message, except for the fields that are given. The events of a list are sent in order; the last
 * one counts.
 */
export interface ExampleEvent {
  readonly type: string;
  readonly role: Role;
  readonly message: string;
  readonly agent: string;
  readonly data: JsonObject;
  /** Seconds after the first event of the list. */
  readonly after: number;
}

/** One condition: one file in `rules/conditions/`, one line in its index, one key under `when:`. */
export interface Condition<Settings = unknown> {
  readonly type: string;
  readonly summary: string;
  readonly example: ConditionExample;
  /** The only type of event that it can hold for, e.g. `chat.push`; undefined where any type is possible. */
  readonly only?: string;
  /** `when` is the schema of nested conditions, for combinators. */
  schema(when: z.ZodType<When>): z.ZodType<Settings>;
  compile(settings: Settings, tools: Tools): Node;
}
