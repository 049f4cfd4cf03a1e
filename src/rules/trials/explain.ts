/** Explains for each rule of a file why it held for an event or not: from the trace, and from the event alone. */

import type { Leaf, Node, Sight, Term } from "../../core/condition.ts";
import { type Event, hasSession } from "../../core/event.ts";
import { reportType } from "../../core/insights/report.ts";
import { type Json, valueAt } from "../../core/json.ts";
import type { Rule, RuleTrace, Stop, Trace } from "../../core/rule.ts";
import { conditionPath, judge, type Notebook, rememberingOf } from "../engine/judge.ts";
import type { Program } from "../engine/program.ts";
import { typesOf } from "../kit/event-types.ts";

/** A condition that decided against, with the value it saw and what it expects: its settings, or `{ not: … }` where it must not hold. */
export interface ExplainedStop extends Stop {
  readonly wants?: Json;
}

/** `derived`: the rule was excluded before its evaluation. The trace has nothing about it, but the event shows why. */
export type Explained =
  | Extract<RuleTrace, { readonly held: true | "error" }>
  | {
      readonly rule: string;
      readonly held: false;
      readonly stopped: readonly ExplainedStop[];
      readonly derived: boolean;
      /** For a derived answer: the conditions that were not evaluated, because the event does not contain what they look at. */
      readonly unasked: readonly string[];
    }
  /** The rule was evaluated, but its trace was left out to keep the record small. */
  | { readonly rule: string; readonly held: "untold" };

export interface Explanation {
  readonly event: Event;
  readonly trace: Trace;
  readonly program: Program;
  /** The `when:` of a rule, as the file has it. */
  readonly written: (rule: string) => Json;
}

/** Every rule of the version that evaluated the event, in the order of the file; for a timer or a report, only what its trace has. */
export function explain({ event, trace, program, written }: Explanation): readonly Explained[] {
  if (event.kind === "due" || event.type === reportType) return trace.rules.map((each) => asTraced(each, written(each.rule)));
  if (trace.overtaken === true) return program.rules.map((rule) => notAsked(rule, event));
  const traced = new Map(trace.rules.map((each) => [each.rule, each]));
  const found = program.scan(event.kind === "chat" ? event.message : "");
  return program.rules.map((rule) => {
    const kept = traced.get(rule.name);
    return kept === undefined ? excluded(rule, event, found, written(rule.name)) : asTraced(kept, written(rule.name));
  });
}

/** The answer from the trace alone, where the rules of that time can no longer be read. */
export function asTraced(trace: RuleTrace, written: Json): Explained {
  if (trace.held !== false) return trace;
  return { ...trace, stopped: trace.stopped.map((stop) => withWants(stop, written)), derived: false, unasked: [] };
}

function excluded(rule: Rule, event: Event, found: ReadonlySet<Term>, written: Json): Explained {
  const { stops, unasked } = seenFromEvent(rule.node, event, found);
  const stopped = [...offOrOn(rule, event), ...stops.map((stop) => withWants(stop, written))];
  return stopped.length === 0 ? { rule: rule.name, held: "untold" } : { rule: rule.name, held: false, stopped, derived: true, unasked };
}

/** The rule had its turn when the conversation ended, or will have it then. */
function notAsked(rule: Rule, event: Event): Explained {
  const why = { at: "session.end", saw: "overtaken: the conversation went on, or had ended already" };
  return { rule: rule.name, held: false, stopped: [...offOrOn(rule, event), why], derived: true, unasked: [] };
}

function offOrOn({ mode, on }: Rule, event: Event): readonly ExplainedStop[] {
  if (mode === "off") return [{ at: "mode", saw: "off", wants: ["live", "shadow"] }];
  return typesOf(event).some((type) => on.includes(type)) ? [] : [{ at: "on", saw: event.type, wants: on }];
}

interface Seen {
  readonly stops: readonly Stop[];
  readonly unasked: readonly string[];
}

/** The conditions that must hold and cannot, whatever was remembered, and those that the event alone does not decide. */
function seenFromEvent(node: Node, event: Event, found: ReadonlySet<Term>): Seen {
  if (node.kind === "all") {
    const seen = node.children.map((child) => seenFromEvent(child, event, found));
    return { stops: seen.flatMap(({ stops }) => stops), unasked: seen.flatMap(({ unasked }) => unasked) };
  }
  if (node.kind === "await") return { stops: node.begins(event) ? [] : [{ at: conditionPath(node), saw: event.type }], unasked: [] };
  const unasked = leavesOf(node).map(conditionPath);
  if (rememberingOf(node).length > 0) return { stops: [], unasked };
  const { sight, hasAskedMore } = sightOf(event, found);
  const judged = judge(node, sight, blankNotebook);
  if (hasAskedMore()) return { stops: [], unasked };
  return { stops: judged.held ? [] : judged.stops, unasked: [] };
}

function leavesOf(node: Node): readonly Leaf[] {
  if (node.kind === "not") return leavesOf(node.child);
  return "children" in node ? node.children.flatMap(leavesOf) : [node];
}

const blankNotebook: Notebook = { read: () => undefined, write: () => {}, wait: () => ({ held: false, saw: null }) };

/**
 * Everything that the event alone shows, and whether a condition needed more. Only a visitor's message has a reading, and only a session
 * has a course.
 */
function sightOf(event: Event, found: ReadonlySet<Term>): { readonly sight: Sight; readonly hasAskedMore: () => boolean } {
  let asked = false;
  const unless = (isNothing: boolean) => {
    asked ||= !isNothing;
    return undefined;
  };
  const sight: Sight = {
    event,
    found: (term) => found.has(term),
    get session() {
      return unless(!hasSession(event));
    },
    get reading() {
      return unless(event.kind !== "chat" || event.role !== "user" || !hasSession(event));
    },
  };
  return { sight, hasAskedMore: () => asked };
}

function withWants(stop: Stop, written: Json): ExplainedStop {
  const keys = stop.at.split(/[.[\]]+/).filter((key) => key !== "");
  const wants = valueAt(written, keys);
  if (wants === undefined) return stop;
  const isUnwanted = keys.filter((key) => key === "not").length % 2 === 1;
  return { ...stop, wants: isUnwanted ? { not: wants } : wants };
}

/** The `when:` of each rule in an effective configuration, where secrets are `***`. */
export function writtenRules(effective: Json): (rule: string) => Json {
  const rules = valueAt(effective, ["rules"]);
  const whens = Array.isArray(rules) ? rules.map((rule: Json) => [valueAt(rule, ["name"]), valueAt(rule, ["when"]) ?? {}] as const) : [];
  const byName = new Map(whens);
  return (rule) => byName.get(rule) ?? {};
}
