/** Finds the rules for an event. A rule that its `on:`, `role:`, `agent:` or words exclude costs nothing, however many rules there are. */

import type { ConditionGate, Node, Term } from "../../core/condition.ts";
import type { Event } from "../../core/event.ts";
import type { WatchedTrend } from "../../core/insights/trend-question.ts";
import type { Rule } from "../../core/rule.ts";
import { typesOf, whatever } from "../kit/event-types.ts";
import { rememberingOf } from "./judge.ts";

/** The rules for an event, in the order of the file. */
export type RuleIndex = (event: Event, found: ReadonlySet<Term>) => readonly Rule[];

/** Rules with the same index key. */
interface Slot {
  readonly always: number[];
  readonly byTerm: Map<Term, number[]>;
}

export function createRuleIndex(rules: readonly Rule[]): RuleIndex {
  const slots = new Map<string, Slot>();
  for (const [index, rule] of rules.entries()) if (rule.mode !== "off") addToSlots(slots, rule, index);

  const slotsOf = remembered((event) => slotKeys(event).flatMap((key) => slots.get(key) ?? []));

  return (event, found) => {
    const indexes: number[] = [];
    for (const slot of slotsOf(event)) collect(slot, found, indexes);
    if (indexes.length === 0) return none;
    const inOrder = indexes.length === 1 ? indexes : [...new Set(indexes)].sort((a, b) => a - b);
    return inOrder.flatMap((index) => rules[index] ?? []);
  };
}

const none: readonly Rule[] = [];

/** Events of the same type, role and agent have the same slots. Senders choose the names of agents, so only this many are cached. */
const rememberedAtMost = 1_000;

function remembered(find: (event: Event) => readonly Slot[]): (event: Event) => readonly Slot[] {
  const known = new Map<string, readonly Slot[]>();
  return (event) => {
    const key = slotKey(event.type, event.kind === "chat" ? event.role : event.source, event.agent);
    const slots = known.get(key) ?? find(event);
    if (known.size < rememberedAtMost) known.set(key, slots);
    return slots;
  };
}

function addToSlots(slots: Map<string, Slot>, rule: Rule, index: number): void {
  const gate = gateOf(rule.node);
  for (const type of typesFor(rule.on, gate.types)) {
    for (const role of gate.role ?? [whatever]) {
      for (const agent of gate.agent ?? [whatever]) insert(slots, slotKey(type, role, agent), gate.terms, index);
    }
  }
}

/** The types that both lists name; `"*"` is every type. */
function typesFor(on: readonly string[], types: readonly string[] | undefined): readonly string[] {
  if (types === undefined || types.includes(whatever)) return on;
  return on.includes(whatever) ? types : types.filter((type) => on.includes(type));
}

function insert(slots: Map<string, Slot>, key: string, terms: readonly Term[] | undefined, index: number): void {
  const slot = slots.get(key) ?? { always: [], byTerm: new Map<Term, number[]>() };
  slots.set(key, slot);
  if (terms === undefined) slot.always.push(index);
  else for (const term of new Set(terms)) append(slot.byTerm, term, index);
}

function append(lists: Map<Term, number[]>, term: Term, index: number): void {
  const list = lists.get(term);
  if (list === undefined) lists.set(term, [index]);
  else list.push(index);
}

function collect(slot: Slot, found: ReadonlySet<Term>, indexes: number[]): void {
  indexes.push(...slot.always);
  if (slot.byTerm.size === 0) return;
  for (const term of found) {
    const hit = slot.byTerm.get(term);
    if (hit !== undefined) indexes.push(...hit);
  }
}

function slotKey(type: string, role: string, agent: string): string {
  return `${type}\n${role}\n${agent}`;
}

function slotKeys(event: Event): readonly string[] {
  const roles = event.kind === "chat" ? [event.role, whatever] : [whatever];
  return typesOf(event).flatMap((type) => roles.flatMap((role) => [slotKey(type, role, event.agent), slotKey(type, role, whatever)]));
}

/** The counts that live rules and rules in shadow ask about, each once for its agents. */
export function watchedTrends(rules: readonly Rule[]): readonly WatchedTrend[] {
  return rules.flatMap(({ mode, node }) => {
    if (mode === "off") return [];
    const { agent: agents } = gateOf(node);
    return rememberingOf(node).flatMap((each) =>
      each.kind === "remember" && each.watches !== undefined ? [{ question: each.watches, agents }] : [],
    );
  });
}

/** What must be true before the node can hold: the narrowest gate of its conditions. */
function gateOf(node: Node): ConditionGate {
  if (node.kind === "look" || node.kind === "await" || node.kind === "remember") return node.gate ?? {};
  if (node.kind !== "all") return {};
  let gate: ConditionGate = {};
  for (const child of node.children) gate = narrowed(gate, gateOf(child));
  return gate;
}

function narrowed(left: ConditionGate, right: ConditionGate): ConditionGate {
  const types = both(left.types, right.types);
  const role = both(left.role, right.role);
  const agent = both(left.agent, right.agent);
  const terms = left.terms ?? right.terms; // either of the two is right, because the node itself is evaluated afterwards
  return { ...(types && { types }), ...(role && { role }), ...(agent && { agent }), ...(terms && { terms }) };
}

function both<Value>(left: readonly Value[] | undefined, right: readonly Value[] | undefined): readonly Value[] | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return left.filter((each) => right.includes(each));
}
