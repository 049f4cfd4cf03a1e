/** Why each rule of a file held for an event or did not: what the trace has kept, and what is seen from the event alone. */

import type { Node, Sight, Term } from "../core/condition.ts";
import type { Event } from "../core/event.ts";
import { type Json, valueAt } from "../core/json.ts";
import type { Rule, RuleTrace, Stop, Trace } from "../core/rule.ts";
import { typesOf } from "./event-types.ts";
import { judge, type Notebook, rememberingOf } from "./judge.ts";
import type { Program } from "./program.ts";

/** A condition that did not hold, the value it saw, and what it wants where rules.yaml says that in one place only. */
export interface ExplainedStop extends Stop {
  readonly wants?: Json;
}

/** `derived`: the rule was excluded before it was asked, so the trace has nothing of it and the event tells it all. */
export type Explained =
  | Extract<RuleTrace, { readonly held: true | "error" }>
  | { readonly rule: string; readonly held: false; readonly stopped: readonly ExplainedStop[]; readonly derived: boolean }
  /** It was asked, and its trace was left out to keep the record small. */
  | { readonly rule: string; readonly held: "untold" };

export interface Explanation {
  readonly event: Event;
  readonly trace: Trace;
  readonly program: Program;
  /** What a rule's `when:` says, as it is written. */
  readonly written: (rule: string) => Json;
}

/** Every rule of the version that decided, in the order of the file; of a timer those that it was about. */
export function explain({ event, trace, program, written }: Explanation): readonly Explained[] {
  if (event.kind === "due") return trace.rules.map((each) => asTraced(each, written(each.rule)));
  const traced = new Map(trace.rules.map((each) => [each.rule, each]));
  const found = program.scan(event.kind === "chat" ? event.message : "");
  return program.rules.map((rule) => {
    const kept = traced.get(rule.name);
    return kept === undefined ? excluded(rule, event, found, written(rule.name)) : asTraced(kept, written(rule.name));
  });
}

/** What the trace alone tells, where the rules of its time can no longer be read. */
export function asTraced(trace: RuleTrace, written: Json): Explained {
  if (trace.held !== false) return trace;
  return { ...trace, stopped: trace.stopped.map((stop) => withWants(stop, written)), derived: false };
}

function excluded(rule: Rule, event: Event, found: ReadonlySet<Term>, written: Json): Explained {
  const stopped = [...offOrOn(rule, event), ...seenFromEvent(rule.node, event, found).map((stop) => withWants(stop, written))];
  return stopped.length === 0 ? { rule: rule.name, held: "untold" } : { rule: rule.name, held: false, stopped, derived: true };
}

function offOrOn({ mode, on }: Rule, event: Event): readonly ExplainedStop[] {
  if (mode === "off") return [{ at: "mode", saw: "off", wants: ["live", "shadow"] }];
  return typesOf(event).some((type) => on.includes(type)) ? [] : [{ at: "on", saw: event.type, wants: on }];
}

/** The conditions that must hold and cannot, whatever was remembered. One that asks for the session or the tone tells nothing here. */
function seenFromEvent(node: Node, event: Event, found: ReadonlySet<Term>): readonly Stop[] {
  if (node.kind === "all") return node.children.flatMap((child) => seenFromEvent(child, event, found));
  if (node.kind === "await") return node.begins(event) ? [] : [{ at: node.type, saw: event.type }];
  if (rememberingOf(node).length > 0) return [];
  const { sight, hasAskedMore } = sightOf(event, found);
  const judged = judge(node, sight, blankNotebook);
  return judged.held || hasAskedMore() ? [] : judged.stops;
}

const blankNotebook: Notebook = { read: () => undefined, write: () => {}, wait: () => ({ held: false, saw: null }) };

/** All that is known from the event alone, and whether more was asked for. */
function sightOf(event: Event, found: ReadonlySet<Term>): { readonly sight: Sight; readonly hasAskedMore: () => boolean } {
  let asked = false;
  const unknown = () => {
    asked = true;
    return undefined;
  };
  const sight: Sight = {
    event,
    found: (term) => found.has(term),
    get session() {
      return unknown();
    },
    get reading() {
      return unknown();
    },
  };
  return { sight, hasAskedMore: () => asked };
}

function withWants(stop: Stop, written: Json): ExplainedStop {
  const [wants, ...others] = settingsOf(stop.at, written);
  return wants === undefined || others.length > 0 ? stop : { ...stop, wants };
}

/** Every place under a `when:` where a condition of this type stands. */
function settingsOf(type: string, when: Json): readonly Json[] {
  if (Array.isArray(when)) return when.flatMap((each: Json) => settingsOf(type, each));
  if (typeof when !== "object" || when === null) return [];
  return Object.entries(when).flatMap(([key, value]) => (key === type ? [value] : settingsOf(type, value)));
}

/** What `when:` of each rule says in an effective configuration, where secrets are `***`. */
export function writtenRules(effective: Json): (rule: string) => Json {
  const rules = valueAt(effective, ["rules"]);
  const whens = Array.isArray(rules) ? rules.map((rule: Json) => [valueAt(rule, ["name"]), valueAt(rule, ["when"]) ?? {}] as const) : [];
  const byName = new Map(whens);
  return (rule) => byName.get(rule) ?? {};
}
