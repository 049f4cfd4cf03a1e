/** `defineCondition`: a key under `when:`, in a few lines. */

import type { z } from "zod";
import type { Answer, Condition, ConditionExample, ConditionResult, Reading, SessionFacts, Sight } from "../core/condition.ts";
import type { Event } from "../core/event.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { type ConditionPlugin, pluginApi, type ReportFailure } from "../core/plugin.ts";
import { day } from "../core/time.ts";
import { failureText } from "./failure.ts";

/** What a condition may look at. It is called once for each event. It must not wait, and has no clock. */
export interface PluginSight {
  readonly event: Event;
  readonly session: SessionFacts | undefined;
  /** The detectors' reading of a visitor's message. */
  readonly reading: Reading | undefined;
  /** The same for a message of the agent. */
  readonly answer: Answer | undefined;
}

/** `because` is a sentence for people; `facts` are `finding.*` in templates; `saw` is shown by `explain`. */
export type PluginVerdict =
  | { readonly held: true; readonly because: string; readonly facts?: JsonObject; readonly memory?: Json }
  | { readonly held: false; readonly saw?: Json; readonly memory?: Json };

export interface ConditionDefinition<Settings> {
  /** The key under `when:`. */
  readonly type: string;
  readonly summary: string;
  /** The value under the key. */
  readonly schema: z.ZodType<Settings>;
  /** Documentation and test at once. */
  readonly example: ConditionExample;
  /** Types of events that it can hold for; all where it is left out. */
  readonly types?: readonly string[];
  /** Set where it remembers something: by session, or by the group of an event. At most 16 KB of JSON, for a day. */
  readonly remembers?: true | { group(event: Event): string | undefined };
  judge(settings: Settings, sight: PluginSight, memory: Json | undefined): PluginVerdict;
}

/** The most bytes of JSON that it may remember. */
const mostMemory = 16_384;

export function defineCondition<Settings>(definition: ConditionDefinition<Settings>): ConditionPlugin {
  const { type } = definition;
  return { avatarRelayPlugin: pluginApi, kind: "condition", name: type, condition: (report) => conditionOf(definition, report) };
}

function conditionOf<Settings>(definition: ConditionDefinition<Settings>, report: ReportFailure): Condition {
  const { type, summary, example, schema, types, remembers } = definition;
  const gate = types === undefined ? {} : { gate: { types } };
  const condition: Condition<Settings> = {
    type,
    summary,
    example,
    schema: () => schema,
    compile(settings) {
      const judge = (sight: Sight, memory: Json | undefined) => judged(definition, settings, { sight, memory, report });
      if (remembers === undefined) return { kind: "look", type, ...gate, judge: (sight) => judge(sight, undefined).result };
      const group = remembers === true ? (event: Event) => event.session : (event: Event) => groupOf(remembers.group, event);
      return {
        kind: "remember",
        type,
        keepFor: day,
        group,
        judge: (sight, memory) => (types !== undefined && !types.includes(sight.event.type) ? passed(memory) : judge(sight, memory)),
      };
    },
  };
  return condition as unknown as Condition; // the engine passes it only what its own schema has read
}

function passed(memory: Json | undefined): Judged {
  return { result: { held: false, saw: null }, memory };
}

interface Judged {
  readonly result: ConditionResult;
  readonly memory: Json | undefined;
}

interface Asked {
  readonly sight: Sight;
  readonly memory: Json | undefined;
  readonly report: ReportFailure;
}

/** A condition that throws does not hold. The error is reported, and its memory stays. */
function judged<Settings>({ type, judge }: ConditionDefinition<Settings>, settings: Settings, { sight, memory, report }: Asked): Judged {
  const { event, session, reading, answer } = sight;
  try {
    const verdict = judge(settings, { event, session, reading, answer }, memory);
    return readVerdict(type, verdict, memory);
  } catch (error) {
    const detail = error instanceof WrongVerdict ? error.message : failureText(error);
    report(type, detail);
    return { result: { held: false, saw: `the plug-in failed: ${detail}` }, memory };
  }
}

class WrongVerdict extends Error {}

function readVerdict(type: string, verdict: PluginVerdict, before: Json | undefined): Judged {
  if (typeof verdict !== "object" || verdict === null || typeof verdict.held !== "boolean")
    throw new WrongVerdict("judge() gave no verdict; it must not be async");
  const memory = "memory" in verdict ? plain(verdict.memory) : before;
  if (memory !== undefined && JSON.stringify(memory).length > mostMemory) throw new WrongVerdict("it remembers more than 16 KB");
  if (!verdict.held) return { result: { held: false, saw: plain(verdict.saw) ?? null }, memory };
  const text = String(verdict.because).slice(0, 300);
  const facts = verdict.facts === undefined ? {} : { facts: plain(verdict.facts) as JsonObject }; // a map stays one
  return { result: { held: true, because: [{ condition: type, text }], ...facts }, memory };
}

/** The JSON of a value, because nothing else can be stored. */
function plain(value: Json | undefined): Json | undefined {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as Json); // JSON was written just now
}

function groupOf(group: (event: Event) => string | undefined, event: Event): string | undefined {
  try {
    return group(event);
  } catch {
    return undefined; // the event then has no memory, and the condition does not hold
  }
}
